package org.altgrad.train.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.altgrad.base.Durable;
import org.altgrad.base.ShellCommand;
import org.altgrad.base.YamlFile;
import org.altgrad.plotting.kind.Choices;
import org.altgrad.plotting.runs.Run;
import org.altgrad.plotting.runs.RunSet;
import org.altgrad.plotting.runs.Runs;
import org.altgrad.train.config.BoundSections;
import org.altgrad.train.config.Composer;
import org.altgrad.train.config.Config;
import org.altgrad.train.config.ConfigException;
import org.altgrad.train.config.ConfigPrinter;
import org.altgrad.train.config.GroupCatalogue;
import org.altgrad.train.config.SweepExpander;
import org.altgrad.train.experiment.Experiment;
import org.altgrad.train.experiment.LauncherSettings;
import org.altgrad.train.experiment.SlurmSettings;
import org.altgrad.train.gradients.MeterPlan;
import org.altgrad.train.run.RunDirectory;
import org.altgrad.train.run.RunException;
import org.altgrad.train.run.State;
import org.altgrad.train.search.Definition;
import org.altgrad.train.search.DefinitionPlaces;
import org.altgrad.train.search.Distinct;
import org.altgrad.train.search.EarlyStopping;
import org.altgrad.train.search.Point;
import org.altgrad.train.search.Space;
import org.altgrad.train.sweep.Event;
import org.altgrad.train.sweep.FrozenPoints;
import org.altgrad.train.sweep.Job;
import org.altgrad.train.sweep.Plan;
import org.altgrad.train.sweep.Standing.Phase;
import org.altgrad.train.sweep.SweepDirectory;

/**
 * Many runs from one base. All of them are composed, checked and filed before the first one starts;
 * each then runs in a process of its own, because TensorFlow's threads are fixed once per process.
 *
 * <p>A sweep's directory holds {@code sweep.yaml}, the overrides of each run, and the run
 * directories {@code 000-…}, {@code 001-…}.
 */
final class Sweep {
  private static final int LONGEST_NAME = 80;

  static final String MARK = RunDirectory.SWEEP;

  /** Key of the mark: what each run's configuration is. */
  private static final String CONFIGS = "configs";

  private static final Pattern SEAL = Pattern.compile("[0-9a-f]{64}");

  /** Key of the mark: words that say how its runs are started. */
  private static final String LAUNCHER = "launcher";

  /** Key of the mark of a search: the file that defines it. */
  private static final String DEFINITION = "definition";

  private final Configuration configuration;
  private final PrintStream out;

  Sweep(Configuration configuration, PrintStream out) {
    this.configuration = configuration;
    this.out = out;
  }

  static boolean isSweep(Path directory) {
    return Files.exists(directory.resolve(MARK));
  }

  /**
   * Whether a directory has the journal of a sweep and not its mark. A study's journal lies beside
   * the directory of its runs.
   */
  static boolean isWithoutMark(Path directory) {
    return SweepDirectory.isOne(directory)
        && !isSweep(directory)
        && !Files.exists(directory.resolve(StudyFile.NAME))
        && !Files.exists(directory.resolve(SweepDirectory.STUDY_RUNS));
  }

  /** What is wrong with such a sweep, and what to do. */
  static RunException withoutMark(Path directory) {
    return new RunException(
        directory.resolve(MARK)
            + " is gone, which says what the sweep's runs are; put the sweep's own back");
  }

  /** Makes a sweep and runs all its jobs; the exit code. */
  int start() {
    return run(create(SlurmLauncher::requirePossible, true));
  }

  /** Composes, checks and files all runs; the sweep's directory. */
  Path create() {
    return create(how -> {}, false);
  }

  /**
   * The same.
   *
   * @param possible refuses what cannot be done, before anything is made
   * @param now whether its runs are made here at once, if not on a cluster: so are their data
   */
  private Path create(Consumer<LauncherSettings> possible, boolean now) {
    List<SweepExpander.SweepJob> all = configuration.jobs();
    List<Experiment> composed = new ArrayList<>();
    Composer composer = new Composer(configuration.sources());
    BoundSections last = new BoundSections();
    for (SweepExpander.SweepJob job : all) {
      try {
        Config config =
            composer.compose(Configuration.PRIMARY, job.overrides(), Clock.systemDefaultZone());
        composed.add(Experiment.typed(config, last));
      } catch (ConfigException e) {
        boolean named = job.swept().stream().anyMatch(e.getMessage()::contains);
        throw named || job.swept().isEmpty()
            ? e
            : new ConfigException(String.join(" ", job.swept()) + ": " + e.getMessage());
      }
    }
    List<Integer> kept = distinct(all, composed);
    List<SweepExpander.SweepJob> expanded = kept.stream().map(all::get).toList();
    List<Experiment> experiments = kept.stream().map(composed::get).toList();
    Experiment first = experiments.get(0);
    requireEffect(expanded, experiments);
    for (Experiment experiment : experiments) {
      requireNoPlace(experiment);
    }
    possible.accept(first.launcher());
    SearchMetric.requireBest(first, expanded.get(0).overrides());
    if (now && !(first.launcher() instanceof SlurmSettings)) {
      DataAhead.load(experiments, out);
    }
    Path parent = first.run().root().resolve(first.name());
    return RunDirectory.create(
            parent, "sweeps", LocalDateTime.now(), d -> file(d, expanded, experiments))
        .path();
  }

  /** The places of each point once: of those that are spelt in two ways and are the same run. */
  private List<Integer> distinct(List<SweepExpander.SweepJob> all, List<Experiment> experiments) {
    List<Point> points = all.stream().map(job -> Point.of(job.swept())).toList();
    Function<Point, Object> identity = Point.identity(points);
    Distinct<Integer> distinct =
        Distinct.of(
            IntStream.range(0, all.size()).boxed().toList(),
            i -> List.of(identity.apply(points.get(i)), experiments.get(i).substance()),
            i -> "[" + String.join(" ", all.get(i).swept()) + "]");
    distinct.note("points").ifPresent(note -> out.println("note: " + note));
    return distinct.kept();
  }

  /**
   * Refuses points that differ and are the same run all the same, and words on starting runs that
   * have no effect.
   */
  private static void requireEffect(
      List<SweepExpander.SweepJob> expanded, List<Experiment> experiments) {
    Map<List<Object>, String> distinct = new HashMap<>();
    for (int i = 0; i < expanded.size(); i++) {
      String title = String.join(" ", expanded.get(i).swept());
      String same = distinct.put(experiments.get(i).substance(), title);
      if (same != null) {
        throw new ConfigException(DistinctRuns.same(same, title));
      }
    }
    Config config = experiments.get(0).config();
    if (expanded.size() == 1) {
      boolean here = experiments.get(0).launcher() instanceof LauncherSettings.Local;
      config.requireLeftOut(
          here ? List.of(LAUNCHER) : List.of("launcher.workers", "launcher.at_once"),
          "this sweep has only one run");
    }
    if (expanded.get(0).swept().size() < 2) {
      config.requireLeftOut(List.of("launcher.zip"), "only one key has several values");
    }
  }

  /** Files all runs in a directory that nobody sees yet. */
  private static void file(
      RunDirectory directory, List<SweepExpander.SweepJob> expanded, List<Experiment> experiments) {
    StringBuilder index = new StringBuilder();
    StringBuilder configs = new StringBuilder(CONFIGS + ":\n");
    index.append(LAUNCHER).append(":\n");
    LauncherSettings.words(experiments.get(0).config())
        .forEach(word -> index.append("- ").append(quoted(word)).append('\n'));
    index.append("jobs:\n");
    List<Job> jobs = new ArrayList<>();
    Map<String, FrozenPoints.Kept> frozen = new LinkedHashMap<>();
    for (int i = 0; i < expanded.size(); i++) {
      String swept = String.join(" ", expanded.get(i).swept());
      String name = name(i, swept);
      Experiment experiment = experiments.get(i);
      ConfigPrinter.Filed filed = experiment.filedWithValues();
      List<String> typed = experiment.config().overrides();
      RunDirectory.writeOneOfMany(directory.path().resolve(name), filed.yaml(), typed);
      frozen.put(name, new FrozenPoints.Kept(filed.yaml(), typed));
      String seal = RunDirectory.lastingSeal(filed.values());
      jobs.add(job(name, swept, experiment, seal));
      configs.append("  ").append(name).append(": ").append(seal).append('\n');
      index.append("- ").append(quoted(name + " " + swept)).append('\n');
    }
    Durable.write(directory.path().resolve(MARK), index.append(configs).toString());
    FrozenPoints.write(directory.path(), frozen);
    SweepDirectory.begin(directory.path(), jobs, List.of());
    stack(directory.path(), jobs, experiments.get(0).launcher(), Optional.empty());
  }

  /** Decides which runs train in one graph, where that is wanted. */
  static void stack(
      Path directory, Collection<Job> jobs, LauncherSettings launcher, Optional<String> one) {
    if (launcher instanceof LauncherSettings.Stacked how) {
      StackPlan.of(directory, jobs, how, one).write(directory);
    }
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  private static Job job(String name, String title, Experiment experiment, String seal) {
    return new Job(name, title, Optional.empty(), alone(experiment), Optional.of(seal));
  }

  /** Whether a run of an experiment has to be alone. */
  static boolean alone(Experiment experiment) {
    return experiment.trainer().directions().filter(MeterPlan::costs).isPresent();
  }

  /** The directory of a run. What is too long has the last words of its keys alone. */
  static String name(int number, String swept) {
    String clean = clean(swept);
    if (clean.length() > LONGEST_NAME) {
      clean = clean(swept.replaceAll("(^| )[^ =]*[./]([^ =./]+=)", "$1$2"));
    }
    String cut = clean.length() > LONGEST_NAME ? clean.substring(0, LONGEST_NAME) : clean;
    return String.format("%03d-%s", number, cut);
  }

  private static String clean(String swept) {
    return swept.replaceAll("[^A-Za-z0-9=._-]+", "_");
  }

  /** Makes a sweep that a file defines; its directory. */
  Path create(Path file) {
    Definition definition = definition(file);
    definition.notes().forEach(note -> out.println("note: " + note));
    List<String> words = new ArrayList<>(definition.overrides());
    words.addAll(configuration.overrides());
    DefinitionPlaces places = DefinitionPlaces.of(file, configuration.overrides());
    places.ineffective(definition).forEach(note -> out.println("note: " + note));
    SearchFiler plain = new SearchFiler(file, words, configuration.sources());
    Point first =
        definition
            .propose(0, List.of())
            .orElseThrow(
                () ->
                    new ConfigException(
                        places.key("parameters"), "parameters: must be one point at least"));
    Experiment experiment = composed(plain, first, places);
    requireSearch(places, definition, experiment);
    Undecided.inAdvance(definition, experiment)
        .ifPresent(note -> out.println("note: " + places.stopping() + ": early_stopping: " + note));
    if (definition.points().isEmpty()) { // of others each is composed
      DistinctRuns distinct = new DistinctRuns(places);
      distinct.require(first, first.toString(), experiment);
      definition
          .search()
          .space()
          .ends(first)
          .forEach(
              point -> distinct.require(point, point.toString(), composed(plain, point, places)));
    }
    String section = places.key("metric") + ": metric";
    definition.metric().ifPresent(metric -> SearchMetric.require(section, metric, experiment));
    SearchMetric.requireBest(experiment, experiment.config().overrides());
    Path parent = experiment.run().root().resolve(experiment.name());
    return RunDirectory.create(
            parent,
            "sweeps",
            LocalDateTime.now(),
            place -> file(place.path(), file, definition, words, experiment))
        .path();
  }

  /** A condition that has an option right is not to blame for a value that has it wrong. */
  private Definition definition(Path file) {
    try {
      return Definition.read(file);
    } catch (ConfigException e) {
      DefinitionPlaces.requireOptions(file, new GroupCatalogue(configuration.sources()));
      throw e;
    }
  }

  private static Experiment composed(SearchFiler filer, Point point, DefinitionPlaces places) {
    try {
      Experiment experiment = filer.experiment(point, List.of());
      requireNoPlace(experiment);
      return experiment;
    } catch (ConfigException e) {
      throw places.placed(e, point);
    }
  }

  private static void requireNoPlace(Experiment experiment) {
    experiment
        .run()
        .dir()
        .ifPresent(
            place -> {
              throw new ConfigException(
                  "run.dir="
                      + place
                      + ": a sweep gives each run a directory of its own; choose their place with"
                      + " run.root=");
            });
  }

  private static void requireSearch(
      DefinitionPlaces places, Definition definition, Experiment experiment) {
    Set<String> keys =
        definition.search().space().parameters().stream()
            .map(Space.Parameter::key)
            .collect(Collectors.toSet());
    boolean seeds = definition.replicates() > 1 || definition.confirm().isPresent();
    if (seeds && keys.contains("seed")) {
      throw new ConfigException(
          places.parameter("seed"),
          "parameters.seed: must be left out, for replicates and confirm choose seeds");
    }
    boolean stops = !(definition.stopping() instanceof EarlyStopping.None);
    if (stops && definition.replicates() > 1) {
      throw new ConfigException(
          places.key("replicates"),
          "replicates: must be 1 with early_stopping but is " + definition.replicates());
    }
    if (stops && (keys.contains("trainer.threads") || alone(experiment))) {
      throw new ConfigException(
          places.key("early_stopping"),
          "early_stopping: must be left out, for runs with other threads, or whose"
              + " processor time is measured, have processes of their own");
    }
    int every = experiment.trainer().cadence().evaluateEvery();
    boolean measured =
        definition.metric().isEmpty() || definition.metric().get().split().equals("train");
    long rung = definition.stopping().firstRung().orElse(0);
    if (stops && !measured && rung % every != 0) {
      throw new ConfigException(
          places.key("early_stopping"),
          "trainer.evaluate_every: must divide the epoch of the first rung, "
              + rung
              + ", but is "
              + every);
    }
  }

  private void file(
      Path place, Path file, Definition definition, List<String> words, Experiment first) {
    try {
      Files.copy(file, place.resolve(Plan.FILE));
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be copied", e);
    }
    PlannedFiler filer =
        new PlannedFiler(
            new SearchFiler(place, words, configuration.sources()),
            DefinitionPlaces.of(file, configuration.overrides()),
            place);
    Map<String, Object> mark = new LinkedHashMap<>();
    mark.put(LAUNCHER, LauncherSettings.words(first.config()));
    mark.put(DEFINITION, Plan.FILE);
    mark.put(SearchFiler.WORDS, words);
    mark.put(
        SearchFiler.DIRECTORIES,
        configuration.directories().stream()
            .map(path -> path.toAbsolutePath().normalize().toString())
            .toList());
    YamlFile.write(place.resolve(MARK), mark);
    List<Event> planned =
        definition.points().map(all -> new Plan(definition).planned(all, filer)).orElse(List.of());
    filer.freeze(
        definition
            .points()
            .orElseGet(
                () ->
                    SearchBase.points(
                        definition.search().space(),
                        definition.propose(0, List.of()).orElseThrow(),
                        new GroupCatalogue(configuration.sources()))));
    SweepDirectory.begin(place, List.of(), planned);
    Optional<String> one =
        planned.isEmpty()
            ? Optional.of("each point is chosen by what is found")
            : definition.stopping() instanceof EarlyStopping.None
                ? Optional.empty()
                : Optional.of("early stopping decides run by run");
    stack(place, List.copyOf(new SweepDirectory(place).state().jobs()), first.launcher(), one);
  }

  /** Runs the unfinished jobs of a sweep; the exit code. */
  int resume(Path directory) {
    if (!configuration.overrides().isEmpty()) {
      throw new ConfigException(
          configuration.overrides().get(0) + ": a sweep that is resumed keeps its configuration");
    }
    Map<String, Object> mark = YamlFile.read(directory.resolve(MARK), RunException::new);
    if (mark.containsKey(DEFINITION)) {
      if (!SweepDirectory.isOne(directory)) {
        throw withoutJournal(directory);
      }
      SweepDirectory sweep = new SweepDirectory(directory);
      requireWhole(sweep);
      restore(sweep);
      SearchBase.note(sweep).ifPresent(note -> out.println("note: " + note));
      return run(directory);
    }
    if (mark.containsKey(LAUNCHER) && !SweepDirectory.isOne(directory)) {
      out.println(
          "note: "
              + SweepDirectory.lost(directory)
              + " and begins anew, with what the runs say themselves");
    }
    SweepDirectory sweep = new SweepDirectory(directory);
    Map<String, Entry> filed = filed(directory);
    boolean begun = SweepDirectory.isOne(directory);
    if (begun) {
      requireWhole(sweep);
      restore(sweep);
    }
    List<Job> jobs = new ArrayList<>();
    SearchFiler filer = new SearchFiler(sweep);
    filed.forEach(
        (name, entry) -> {
          Job known = new Job(name, entry.title(), Optional.empty(), false, entry.seal());
          sweep.heal(known, filer).ifPresent(line -> out.println("note: " + name + "  " + line));
          if (!Files.isDirectory(directory.resolve(name))) {
            throw new RunException(
                directory.resolve(MARK)
                    + " names the run "
                    + name
                    + ", which is not there; put it back");
          }
          if (sweep.damaged(known).isPresent()) {
            jobs.add(sweep.state().job(name)); // it is left aside, which is told with all such
            return;
          }
          sweep.requireFiled(known);
          jobs.add(opened(sweep, known));
        });
    sweep.jobs(jobs);
    return run(directory);
  }

  /** A filed run; of one that cannot be read, which whoever works on it finds, a line says so. */
  private Job opened(SweepDirectory sweep, Job known) {
    try {
      RunDirectory run = RunDirectory.open(sweep.run(known).path());
      return job(known.run(), known.title(), Runner.open(run, List.of()), run.lastingSeal());
    } catch (RunException e) {
      out.println("note: " + e.getMessage() + "; this run is left aside, others go on");
      return Optional.ofNullable(sweep.state().job(known.run())).orElse(known);
    }
  }

  /** Files runs that are to come and are gone, each with a line. */
  private void restore(SweepDirectory sweep) {
    sweep
        .restoreOpen(new SearchFiler(sweep))
        .forEach(run -> out.println("note: " + run + " begins anew, for its directory was gone"));
  }

  /**
   * What a sweep's mark says of a run.
   *
   * @param seal of its configuration; none in older sweeps
   */
  private record Entry(String title, Optional<String> seal) {}

  /** The runs of a sweep and what their configurations are; older sweeps do not say the latter. */
  private Map<String, Entry> filed(Path directory) {
    Path mark = directory.resolve(MARK);
    Map<String, Object> content = YamlFile.read(mark, RunException::new);
    Map<String, Entry> filed = new LinkedHashMap<>();
    if (content.get("jobs") instanceof List<?> jobs) {
      for (Object job : jobs) {
        String[] words = job.toString().split(" ", 2);
        filed.put(words[0], new Entry(words.length > 1 ? words[1] : words[0], Optional.empty()));
      }
    }
    if (content.get(CONFIGS) instanceof Map<?, ?> configs) {
      configs.forEach(
          (key, seal) -> {
            String name = key.toString();
            Entry entry = filed.get(name);
            String title = entry == null ? name : entry.title();
            filed.put(name, new Entry(title, Optional.of(seal.toString())));
          });
    }
    if (filed.isEmpty()) {
      throw new RunException(mark + " is damaged: it names no runs; put the sweep's own back");
    }
    try (Stream<Path> entries = Files.list(directory)) {
      entries
          .filter(entry -> Files.exists(entry.resolve("config.yaml")))
          .map(entry -> entry.getFileName().toString())
          .filter(name -> !filed.containsKey(name))
          .sorted()
          .forEach(name -> out.println("note: " + name + " is not of this sweep and left out"));
    } catch (IOException e) {
      throw new UncheckedIOException(directory + " cannot be read", e);
    }
    return filed;
  }

  /**
   * Refuses a sweep whose mark does not name the runs of its journal, and what their configurations
   * are: how its runs are started, which the mark says too, would be lost with them.
   */
  static void requireWhole(SweepDirectory sweep) {
    Path mark = sweep.path().resolve(MARK);
    if (isWithoutMark(sweep.path())) {
      throw withoutMark(sweep.path());
    }
    if (!Files.exists(mark)) {
      return; // a study's
    }
    Map<String, Object> content = YamlFile.read(mark, RunException::new);
    List<String> named = new ArrayList<>();
    if (content.get("jobs") instanceof List<?> jobs) {
      jobs.forEach(job -> named.add(job.toString().split(" ", 2)[0]));
    }
    List<String> begun =
        content.containsKey(DEFINITION)
            ? List.of()
            : sweep.state().jobs().stream().map(Job::run).toList();
    Map<?, ?> seals = content.get(CONFIGS) instanceof Map<?, ?> configs ? configs : Map.of();
    boolean sealed = // in older sweeps there are none
        seals.isEmpty()
            || named.stream().allMatch(run -> SEAL.matcher("" + seals.get(run)).matches());
    if (!sealed || !named.equals(begun)) {
      throw new RunException(
          mark
              + " is damaged: it does not name the runs of "
              + sweep.path()
              + "; put its own back");
    }
  }

  /** What is wrong with a sweep that has no journal, and what to do. */
  static RunException withoutJournal(Path directory) {
    Map<String, Object> mark = YamlFile.read(directory.resolve(MARK), RunException::new);
    String resume = " " + ShellCommand.of("train", "--resume", directory);
    if (mark.containsKey(DEFINITION)) {
      return new RunException(
          SweepDirectory.lost(directory)
              + ", by which the search goes on; put the sweep's own back");
    }
    return new RunException(
        mark.containsKey(LAUNCHER)
            ? SweepDirectory.lost(directory)
                + ", which tells what was tried and stopped; put the sweep's own back, or"
                + " begin a new one with:"
                + resume
            : directory + " is of an earlier version and has no journal yet: begin with" + resume);
  }

  /** How a sweep's runs are started, as was said when it was made. */
  static LauncherSettings launcher(Path place) {
    List<String> words = new ArrayList<>(List.of("experiment=null"));
    words.addAll(launcherWords(place));
    Composer composer = new Composer(Configuration.sources(List.of()));
    return Experiment.launcherOf(
        composer.compose(Configuration.PRIMARY, words, Clock.systemDefaultZone()));
  }

  /** What was said of that when it was made; of a study nothing. */
  static List<String> launcherWords(Path place) {
    if (!isSweep(place)) {
      return List.of();
    }
    Map<String, Object> mark = YamlFile.read(place.resolve(MARK), RunException::new);
    return mark.get(LAUNCHER) instanceof List<?> list
        ? list.stream().map(Object::toString).toList()
        : List.of("launcher.workers=" + mark.getOrDefault("workers", 1)); // an earlier version
  }

  private int run(Path place) {
    SweepDirectory directory = new SweepDirectory(place);
    Launcher.Batch batch =
        new Launcher.Batch("sweep", directory, ShellCommand.of("train", "--resume", place));
    FileChannel lock = new RunDirectory(place).lock();
    try {
      return Launcher.run(batch, launcher(place), out, () -> summarise(directory));
    } finally {
      try {
        lock.close();
      } catch (IOException e) {
        throw new UncheckedIOException(place + " cannot be unlocked", e);
      }
    }
  }

  private void summarise(SweepDirectory directory) {
    OptionalInt width = TerminalTable.width();
    out.print(SearchReport.text(directory, width));
    List<String> aside = new ArrayList<>();
    List<String> lost = new ArrayList<>();
    RunSet all = Runs.readable(List.of(directory.path()), lost::add);
    RunSet runs = Aside.leftOut(all, List.of(), aside::add);
    if (!runs.metrics().isEmpty()) {
      out.println();
      out.print(Summaries.table(runs, directory.path(), width));
      out.println();
      aside.forEach(line -> out.println("note: " + line));
      boolean drawn =
          runs.runs().stream().anyMatch(run -> !run.value("run.figure").equals("false"));
      try {
        if (drawn) {
          Summaries.figure(runs, directory.path().resolve("figures"), out);
        }
      } catch (RuntimeException e) {
        Summaries.noFigure(e, directory.path(), out);
      }
    }
    Undecided.note(directory).ifPresent(note -> out.println("note: " + note));
    tellStates(directory, runs);
    if (!lost.isEmpty()) {
      lost.stream().skip(1).forEach(line -> out.println("note: " + line));
      throw new RunException(lost.get(0));
    }
  }

  /** What stands beside a table of runs that are not done, or ended before their last step. */
  private void tellStates(SweepDirectory directory, RunSet runs) {
    Set<Path> shown = shown(runs);
    for (Job job : directory.state().jobs()) {
      RunDirectory run = directory.run(job);
      Optional<State> state;
      try {
        state = run.state();
      } catch (RunException e) {
        out.println("note: " + e.getMessage());
        continue;
      }
      String beside = shown.contains(run.path()) ? "; what it has is in the table" : "";
      Phase phase = directory.state().of(job.run()).phase();
      boolean halted = phase == Phase.PAUSED || phase == Phase.DROPPED;
      if (!state.equals(Optional.of(State.DONE)) && !halted) {
        String how = state.map(Object::toString).orElse("not begun");
        out.println("note: " + job.title() + " is " + how + beside);
      } else if (Run.MAX_TIME.equals(run.readInfo().get(Run.ENDED_BY))) {
        out.println(
            "note: trainer.max_time ended " + job.title() + " before its last step" + beside);
      }
    }
  }

  /** Runs that are not done and whose values a table shows, for want of others of their group. */
  private static Set<Path> shown(RunSet runs) {
    return runs.groupBy(runs.distinguishingKeys()).values().stream()
        .filter(group -> Choices.unfinished(group.runs()))
        .flatMap(group -> group.runs().stream())
        .filter(run -> run.going() && !run.metrics().tracks().isEmpty())
        .map(Run::dir)
        .collect(Collectors.toSet());
  }
}
