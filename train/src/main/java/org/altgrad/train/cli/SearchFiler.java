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
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.altgrad.base.Durable;
import org.altgrad.base.YamlFile;
import org.altgrad.train.config.BoundSections;
import org.altgrad.train.config.Composer;
import org.altgrad.train.config.ConfigSources;
import org.altgrad.train.config.GroupCatalogue;
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
  private final Supplier<ConfigSources> sources;
  private final Supplier<Optional<String>> base;
  private final Consumer<String> notes;
  private final BoundSections last = new BoundSections();

  /** Made when it is wanted: runs that are filed need none of the users' directories. */
  private Composer composer;

  /** For a sweep that is there. */
  SearchFiler(SweepDirectory sweep) {
    this(sweep, line -> {});
  }

  /**
   * The same.
   *
   * @param notes hears of runs at whose places something is
   */
  SearchFiler(SweepDirectory sweep, Consumer<String> notes) {
    this(
        sweep.path(),
        listed(sweep, WORDS),
        () -> Configuration.sources(listed(sweep, DIRECTORIES).stream().map(Path::of).toList()),
        sweep::base,
        notes);
  }

  /**
   * For one that is made now.
   *
   * @param words overrides of all runs
   */
  SearchFiler(Path directory, List<String> words, ConfigSources sources) {
    this(directory, words, () -> sources, Optional::empty, line -> {});
  }

  private SearchFiler(
      Path directory,
      List<String> words,
      Supplier<ConfigSources> sources,
      Supplier<Optional<String>> base,
      Consumer<String> notes) {
    this.notes = notes;
    this.directory = directory;
    this.words = List.copyOf(words);
    this.sources = sources;
    this.base = base;
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
    if (composer == null) {
      composer = new Composer(sources.get());
    }
    return Experiment.typed(
        composer.compose(Configuration.PRIMARY, all, Clock.systemDefaultZone()), last);
  }

  /**
   * What is kept with a sweep of what its runs are composed from.
   *
   * @param seen takes those of the points that are composed for it
   */
  String base(List<Point> points, BiConsumer<Point, Experiment> seen) {
    return new SearchBase(point -> experiment(point, List.of()))
        .text(points, new GroupCatalogue(sources.get()), seen);
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

  /**
   * Files a run.
   *
   * @throws RunException if it would be composed from something else than the sweep was made of
   */
  @Override
  public Job file(int number, Point point, OptionalInt seed) {
    base.get()
        .ifPresent(kept -> new SearchBase(any -> experiment(any, List.of())).require(kept, point));
    Composed composed = composed(point, seed);
    String name = Sweep.name(number, composed.title());
    if (!isThere(name, composed)) {
      Runner.prepareAt(composed.experiment(), directory.resolve(name));
    }
    return job(name, composed, seal(composed));
  }

  /**
   * Whether the very run is there, begun by somebody of whom the journal, an earlier copy of
   * itself, knows nothing: it goes on. Anything else makes room.
   */
  private boolean isThere(String name, Composed composed) {
    RunDirectory there = new RunDirectory(directory.resolve(name));
    try {
      if (!there.begun()) {
        Durable.deleteTree(there.path()); // of a process that was killed before it told
        return false;
      }
      if (has(there, seal(composed))) {
        notes.accept(name + "  is there already, and is taken up");
        return true;
      }
      notes.accept(
          name + "  begins anew; what was there is " + SweepDirectory.moveAside(directory, name));
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(there.path() + " cannot be replaced", e);
    }
  }

  private static boolean has(RunDirectory there, String seal) {
    try {
      return there.lastingSeal().equals(seal);
    } catch (RunException e) {
      return false; // no configuration any more
    }
  }

  private static String seal(Composed composed) {
    return RunDirectory.lastingSeal(composed.experiment().filedWithValues().values());
  }

  @Override
  public List<String> words() {
    return words;
  }

  /** The same run without a file of it. */
  Job named(int number, Point point, OptionalInt seed) {
    Composed composed = composed(point, seed);
    return job(Sweep.name(number, composed.title()), composed, seal(composed));
  }

  private static Job job(String name, Composed composed, String seal) {
    boolean alone = Sweep.alone(composed.experiment());
    return new Job(name, composed.title(), Optional.empty(), alone, Optional.of(seal));
  }
}
