package org.altgrad.train.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.altgrad.train.config.ConfigException;
import org.altgrad.train.config.ConfigPrinter;
import org.altgrad.train.experiment.Experiment;
import org.altgrad.train.run.RunDirectory;
import org.altgrad.train.search.DefinitionPlaces;
import org.altgrad.train.search.Point;
import org.altgrad.train.sweep.FrozenPoints;
import org.altgrad.train.sweep.Job;
import org.altgrad.train.sweep.Plan;

/**
 * Files the runs of a sweep's file together, where its points do not depend on what is found, in a
 * directory that nobody sees yet: as those of a sweep that was typed.
 */
final class PlannedFiler implements Plan.Filer {
  private final SearchFiler composer;
  private final DefinitionPlaces places;
  private final Path directory;
  private final Map<String, FrozenPoints.Kept> runs = new LinkedHashMap<>();
  private final DistinctRuns distinct;

  PlannedFiler(SearchFiler composer, DefinitionPlaces places, Path directory) {
    this.composer = composer;
    this.places = places;
    this.directory = directory;
    this.distinct = new DistinctRuns(places);
  }

  @Override
  public Job file(int number, Point point, OptionalInt seed) {
    SearchFiler.Composed composed;
    try {
      composed = composer.composed(point, seed);
    } catch (ConfigException e) {
      throw places.placed(e, point);
    }
    Experiment experiment = composed.experiment();
    String title = composed.title();
    distinct.require(point, title, experiment);
    String name = Sweep.name(number, title);
    ConfigPrinter.Filed filed = experiment.filedWithValues();
    List<String> typed = experiment.config().overrides();
    RunDirectory.writeOneOfMany(directory.resolve(name), filed.yaml(), typed);
    runs.put(name, new FrozenPoints.Kept(filed.yaml(), typed));
    String seal = RunDirectory.lastingSeal(filed.values());
    return new Job(name, title, Optional.empty(), Sweep.alone(experiment), Optional.of(seal));
  }

  /**
   * Brings what was filed to the disk, and what later runs are composed from.
   *
   * @param points those that tell which options there are
   * @throws ConfigException if some of their options make no difference
   */
  void freeze(List<Point> points) {
    DistinctRuns options = new DistinctRuns(places);
    String base =
        composer.base(
            points, (point, experiment) -> options.require(point, point.toString(), experiment));
    FrozenPoints.write(directory, runs, Optional.of(base));
  }
}
