package org.altgrad.train.cli;

import java.nio.file.Path;
import java.util.HashMap;
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
  private final Map<List<Object>, String> titles = new HashMap<>();

  PlannedFiler(SearchFiler composer, DefinitionPlaces places, Path directory) {
    this.composer = composer;
    this.places = places;
    this.directory = directory;
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
    String same = titles.put(experiment.substance(), title);
    if (same != null) {
      throw new ConfigException(
          places.parameter(point.values().keySet().stream().findFirst().orElse("")),
          "[" + same + "] and [" + title + "] must differ but are the same run");
    }
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
   */
  void freeze(List<Point> points) {
    FrozenPoints.write(directory, runs, Optional.of(composer.base(points)));
  }
}
