package org.altgrad.train.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.altgrad.base.Durable;
import org.altgrad.base.YamlFile;
import org.altgrad.train.config.BoundSections;
import org.altgrad.train.config.Composer;
import org.altgrad.train.config.ConfigSources;
import org.altgrad.train.experiment.Experiment;
import org.altgrad.train.run.RunDirectory;
import org.altgrad.train.run.RunException;
import org.altgrad.train.search.Point;
import org.altgrad.train.sweep.Job;
import org.altgrad.train.sweep.Plan;
import org.altgrad.train.sweep.SweepDirectory;

/** Composes, checks and files the runs that a search wants. */
final class SearchFiler implements Plan.Filer {
  /** Keys of a search's mark: what all its runs are composed from. */
  static final String WORDS = "words";

  static final String DIRECTORIES = "config_dirs";

  private final Path directory;
  private final List<String> words;
  private final Composer composer;
  private final BoundSections last = new BoundSections();

  /** For a sweep that is there. */
  SearchFiler(SweepDirectory sweep) {
    this(
        sweep.path(),
        listed(sweep, WORDS),
        Configuration.sources(listed(sweep, DIRECTORIES).stream().map(Path::of).toList()));
  }

  /**
   * @param words overrides of all runs
   */
  SearchFiler(Path directory, List<String> words, ConfigSources sources) {
    this.directory = directory;
    this.words = List.copyOf(words);
    this.composer = new Composer(sources);
  }

  private static List<String> listed(SweepDirectory sweep, String key) {
    if (sweep.plan().isEmpty()) {
      return List.of();
    }
    Map<String, Object> mark = YamlFile.read(sweep.path().resolve(Sweep.MARK), RunException::new);
    return mark.get(key) instanceof List<?> list
        ? list.stream().map(Object::toString).toList()
        : List.of();
  }

  /** A point's experiment, with other words behind it. */
  Experiment experiment(Point point, List<String> more) {
    List<String> all = new ArrayList<>(words);
    all.addAll(point.overrides());
    all.addAll(more);
    return Experiment.typed(
        composer.compose(Configuration.PRIMARY, all, Clock.systemDefaultZone()), last);
  }

  /**
   * A run's experiment.
   *
   * @param title the overrides that are its own
   */
  record Composed(Experiment experiment, String title) {}

  /**
   * The same of one of a trial's runs.
   *
   * @param seed as {@link #file}
   */
  Composed composed(Point point, OptionalInt seed) {
    Experiment experiment = experiment(point, List.of());
    List<String> own = new ArrayList<>(point.overrides());
    if (seed.isPresent()) {
      long apart = experiment.trainer().several().apart();
      String word = "seed=" + (experiment.seed() + seed.getAsInt() * apart);
      own.add(word);
      experiment = experiment(point, List.of(word));
    }
    return new Composed(experiment, String.join(" ", own));
  }

  @Override
  public Job file(int number, Point point, OptionalInt seed) {
    Composed composed = composed(point, seed);
    Experiment experiment = composed.experiment();
    String name = Sweep.name(number, composed.title());
    try {
      Durable.deleteTree(directory.resolve(name)); // of a process that was killed before it told
    } catch (IOException e) {
      throw new UncheckedIOException(directory.resolve(name) + " cannot be replaced", e);
    }
    RunDirectory run = Runner.prepareAt(experiment, directory.resolve(name));
    return job(name, composed, run.lastingSeal());
  }

  /** The same run without a file of it. */
  Job named(int number, Point point, OptionalInt seed) {
    Composed composed = composed(point, seed);
    String seal = RunDirectory.lastingSeal(composed.experiment().filedWithValues().values());
    return job(Sweep.name(number, composed.title()), composed, seal);
  }

  private static Job job(String name, Composed composed, String seal) {
    boolean alone = Sweep.alone(composed.experiment());
    return new Job(name, composed.title(), Optional.empty(), alone, Optional.of(seal));
  }
}
