package org.altgrad.train.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.altgrad.base.Durable;
import org.altgrad.base.Links;
import org.altgrad.base.MadeDirectories;
import org.altgrad.plotting.runs.Runs;
import org.altgrad.train.config.Config;
import org.altgrad.train.config.ConfigException;
import org.altgrad.train.config.ConfigPrinter;
import org.altgrad.train.config.ConfigSources;
import org.altgrad.train.config.Origin;
import org.altgrad.train.experiment.Experiment;
import org.altgrad.train.experiment.LauncherSettings;
import org.altgrad.train.experiment.SlurmSettings;
import org.altgrad.train.run.RunDirectory;
import org.altgrad.train.run.RunException;
import org.altgrad.train.run.State;
import org.altgrad.train.study.Finding;
import org.altgrad.train.study.Study;
import org.altgrad.train.study.StudyJob;
import org.altgrad.train.study.StudyPlan;
import org.altgrad.train.study.StudyReport;
import org.altgrad.train.sweep.Job;
import org.altgrad.train.sweep.Stacks;
import org.altgrad.train.sweep.SweepDirectory;

/**
 * One start of a study. All its runs are composed, checked and filed before the first one starts;
 * those that are done from an earlier start are left alone.
 *
 * <p>A study's directory holds {@code study.yaml}, its definition; {@code runs/}, a directory for
 * each run; and its tables, checks and figures.
 */
final class StudyRun {
  private static final Pattern SEED = Pattern.compile("(?m)^seed: (-?\\d+)\\b");

  private final String name;
  private final Study.SizeName sizeName;
  private final List<String> overrides;
  private final String seeds;
  private final String goOn;
  private final Config config;
  private final Study study;
  private final Path directory;
  private final List<StudyJob> jobs;
  private final ConfigSources sources;
  private final List<String> notMeasured;
  private final boolean unchanged;

  /**
   * Composes and checks everything.
   *
   * @param overrides of all its runs, after the study's own
   * @param seeds instead of the study's own; empty for those
   * @param goOn the command that goes on with it
   * @param to the study's directory; null for its own place
   */
  StudyRun(
      ConfigSources sources,
      String name,
      Study.SizeName sizeName,
      List<String> overrides,
      List<Long> seeds,
      String goOn,
      Path to) {
    this.sources = sources;
    this.name = name;
    this.sizeName = sizeName;
    this.overrides = List.copyOf(overrides);
    this.seeds = seeds.stream().map(Object::toString).collect(Collectors.joining(","));
    this.goOn = goOn;
    this.config = Study.compose(sources, name);
    this.study = Study.of(config);
    Study.Size own = study.size(sizeName);
    Study.Size size = seeds.isEmpty() ? own : new Study.Size(own.overrides(), own.later(), seeds);
    // Where the runs lie follows from the first one's own settings.
    List<StudyJob> first = plan(sources, size, Path.of(SweepDirectory.STUDY_RUNS));
    requireSeedsOfRuns(seeds, first, own);
    this.directory = to != null ? to : place(first.get(0).experiment().run().root());
    this.jobs =
        study.arms().stream().allMatch(arm -> arm.needs().isEmpty())
            ? first
            : plan(
                sources,
                size,
                directory.toAbsolutePath().normalize().resolve(SweepDirectory.STUDY_RUNS));
    this.unchanged = seeds.isEmpty() && overrides.stream().allMatch(StudyJob::isPlace);
    this.notMeasured = Finding.validate(config, study, sizeName, jobs, !unchanged);
    if (!notMeasured.isEmpty()) {
      // What the study's own runs do not answer is wrong in its file.
      List<StudyJob> unchanged =
          StudyPlan.of(
              study,
              own,
              List.of(),
              sources,
              Configuration.PRIMARY,
              Path.of(SweepDirectory.STUDY_RUNS));
      Finding.validate(config, study, sizeName, unchanged, false);
    }
  }

  /**
   * Files and runs what is not done, then writes the report.
   *
   * @param workers runs at the same time; null for what the configuration says
   * @return the exit code
   */
  int run(Integer workers, PrintStream out) {
    Experiment first = jobs.get(0).experiment();
    if (workers != null) {
      first.config().requireLeftOut(List.of("launcher.workers"), "--workers says it");
    }
    LauncherSettings how =
        workers == null ? first.launcher() : first.launcher().withWorkers(workers);
    SlurmLauncher.requirePossible(how);
    StudyFile file = StudyFile.of(name, sizeName, jobs.stream().map(StudyJob::seed));
    String definition = ConfigPrinter.job(config, new ConfigPrinter.Options(true, "", false));
    Optional<String> replacing = file.requireSame(directory, definition);
    create(directory);
    FileChannel lock = new RunDirectory(directory).lock();
    try {
      Map<StudyJob, Path> places = new LinkedHashMap<>();
      jobs.forEach(job -> places.put(job, place(job)));
      places.forEach((job, place) -> requireSame(job, place).ifPresent(out::println));
      requireSameOfOtherSeeds();
      places.forEach(StudyRun::file);
      List<Job> filed =
          jobs.stream()
              .map(
                  job ->
                      new Job(
                          name(job.name()),
                          job.title(),
                          job.needs().map(StudyRun::name),
                          Sweep.alone(job.experiment()),
                          Optional.empty()))
              .toList();
      file.write(directory, definition);
      out.println(study.title());
      replacing.ifPresent(out::println);
      if (!overrides.isEmpty()) {
        out.println("changed for all runs: " + String.join(" ", overrides));
        study.arms().forEach(arm -> replaced(arm).forEach(out::println));
      }
      if (!notMeasured.isEmpty()) {
        out.println(
            "note: no run is what these checks are about, which are not measured: "
                + String.join("; ", notMeasured));
      }
      strangers(directory, places).forEach(run -> out.println("note: " + leftOut(run)));
      if (Stacks.of(directory).runs().isEmpty()) {
        Sweep.stack(directory, filed, how, Optional.empty());
      }
      SweepDirectory worked = new SweepDirectory(directory);
      worked.jobs(filed);
      if (!(how instanceof SlurmSettings)) {
        DataAhead.load(notBegun(), out);
      }
      return launch(worked, how, places, out);
    } finally {
      release(lock);
    }
  }

  /** What is to be begun; what follows from other runs may read what these have yet to write. */
  private List<Experiment> notBegun() {
    return jobs.stream()
        .filter(job -> job.needs().isEmpty())
        .filter(job -> !new RunDirectory(place(job)).begun())
        .map(StudyJob::experiment)
        .toList();
  }

  private Path place(StudyJob job) {
    return directory.resolve(SweepDirectory.STUDY_RUNS).resolve(job.name());
  }

  /**
   * Runs what is open, then reports; a report of nothing is a failure, and one that lacks something
   * where no override has changed what its runs are.
   */
  private int launch(
      SweepDirectory worked, LauncherSettings how, Map<StudyJob, Path> places, PrintStream out) {
    StudyReport report =
        new StudyReport(
            study,
            sizeName,
            directory,
            (table, last, file) ->
                TerminalTable.text(table, TerminalTable.width(), last, file.toString()));
    Launcher.Batch batch = new Launcher.Batch("study", worked, goOn);
    int code =
        Launcher.run(
            batch,
            how,
            out,
            () -> {
              out.println();
              out.print(report.write(places));
            });
    if (code != 0) {
      return code;
    }
    if (report.empty()) {
      out.println("FAILED   neither a table nor a figure could be made of these runs");
      return Main.FAILURE;
    }
    if (unchanged && !report.unmade().isEmpty()) {
      out.println(
          "FAILED   these runs do not give all that the study asks for: no "
              + String.join(", no ", report.unmade()));
      return Main.FAILURE;
    }
    return 0;
  }

  /** Networks with seeds of their own would be the same whichever seeds their runs have. */
  private void requireSeedsOfRuns(List<Long> typed, List<StudyJob> planned, Study.Size size) {
    if (typed.isEmpty()
        || planned.stream()
            .allMatch(job -> job.experiment().trainer().several().seeds().isEmpty())) {
      return;
    }
    String chosen = "trainer.seeds=[" + seeds + "]";
    throw new ConfigException(
        "--seeds "
            + seeds
            + ": must be left out, for networks of this study have seeds of their own; "
            + (takes(chosen, size)
                ? "choose them with \"" + chosen + "\""
                : "they stand in its arms, whose runs have other numbers of networks: write them"
                    + " into a copy of conf/study/"
                    + name
                    + ".yaml, as DIR/study/"
                    + name
                    + ".yaml, and say --config-dir DIR"));
  }

  /** Whether all runs can have these seeds; one that another needs is made of one network. */
  private boolean takes(String chosen, Study.Size size) {
    boolean needed = study.arms().stream().anyMatch(arm -> arm.needs().isPresent());
    if (needed && chosen.contains(",")) {
      return false;
    }
    List<String> changed = new ArrayList<>(overrides);
    changed.add(chosen);
    try {
      StudyPlan.of(
          study, size, changed, sources, Configuration.PRIMARY, Path.of(SweepDirectory.STUDY_RUNS));
      return true;
    } catch (ConfigException e) {
      return false;
    }
  }

  /** A run's directory, as seen from the study's. */
  private static String name(String job) {
    return SweepDirectory.STUDY_RUNS + "/" + job;
  }

  private List<StudyJob> plan(ConfigSources sources, Study.Size size, Path runs) {
    return StudyPlan.of(study, size, overrides, sources, Configuration.PRIMARY, runs);
  }

  private static void release(FileChannel lock) {
    try {
      lock.close();
    } catch (IOException e) {
      throw new UncheckedIOException("a lock cannot be released", e);
    }
  }

  /** A study that was changed has a place of its own beside the original's. */
  private Path place(Path root) {
    Stream<String> changes = overrides.stream().filter(o -> !StudyJob.isPlace(o));
    String own =
        StudyJob.fileName(
            Stream.concat(changes, seeds.isEmpty() ? Stream.of() : Stream.of("seeds=" + seeds))
                .collect(Collectors.joining(",")));
    return root.resolve("studies")
        .resolve(name + "-" + sizeName.word() + (own.isEmpty() ? "" : "-" + own));
  }

  private static void create(Path directory) {
    if (Runs.isRun(directory)) {
      throw new ConfigException(directory + ": is a run; name another directory for the study");
    }
    Path runs = directory.resolve(SweepDirectory.STUDY_RUNS);
    try (MadeDirectories made = new MadeDirectories(Links.followed(runs))) {
      made.keep();
    } catch (IOException e) {
      throw new ConfigException(directory + ": no study can be kept there: " + Durable.reason(e));
    }
  }

  /** What an arm sets and overrides of all runs have replaced. */
  private List<String> replaced(Study.Arm arm) {
    Config any =
        jobs.stream()
            .filter(job -> job.label().equals(arm.label()))
            .findFirst()
            .orElseThrow()
            .experiment()
            .config();
    List<String> effective = any.chosen().values().stream().map(Origin::source).toList();
    return arm.overrides().stream()
        .filter(word -> any.overrides().contains(word) && !effective.contains(word))
        .map(word -> "note: that replaces " + word + " of " + arm.label())
        .toList();
  }

  /**
   * Refuses to go on with runs that were filed under another definition.
   *
   * @return a note if the run's data lie elsewhere than now
   */
  private Optional<String> requireSame(StudyJob job, Path place) {
    if (!filed(place)) {
      return Optional.empty();
    }
    RunDirectory run = RunDirectory.open(place);
    if (!run.begun() && (!readable(place) || run.typed().isEmpty())) {
      return Optional.of(
          "note: "
              + (readable(place) ? run.overrides() : run.config())
              + " is damaged, and filed anew; what it said is kept beside it");
    }
    Config there = Runner.filed(run, List.of()).ofThisVersion(message -> {});
    Optional<String> difference = job.difference(there);
    if (difference.isPresent()) {
      throw new ConfigException(
          place
              + " was made by another definition of this study: "
              + difference.get()
              + "; name another directory with --to, or delete this run to have it made anew");
    }
    return there
        .find("data.root")
        .filter(root -> !root.equals(job.values().get("data.root")))
        .filter(root -> run.state().map(state -> state != State.DONE).orElse(false))
        .map(root -> "note: " + job.title() + " goes on with its own data.root=" + root);
  }

  /**
   * Refuses a directory that holds runs of other seeds which are not what these would be with those
   * seeds: of other overrides, or of another definition.
   */
  private void requireSameOfOtherSeeds() {
    Path runs = directory.resolve(SweepDirectory.STUDY_RUNS);
    List<Long> chosen = jobs.stream().map(StudyJob::seed).toList();
    List<Long> others =
        entries(runs).stream()
            .map(StudyRun::seed)
            .flatMap(Optional::stream)
            .filter(seed -> !chosen.contains(seed))
            .distinct()
            .toList();
    if (others.isEmpty()) {
      return;
    }
    Study.Size size = study.size(sizeName);
    Study.Size there = new Study.Size(size.overrides(), size.later(), others);
    plan(sources, there, runs.toAbsolutePath().normalize())
        .forEach(job -> requireSame(job, runs.resolve(job.name())));
  }

  /** The seed that a run's configuration says. */
  private static Optional<Long> seed(Path run) {
    Matcher seed = SEED.matcher(configuration(run));
    try {
      return seed.find() ? Optional.of(Long.valueOf(seed.group(1))) : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty(); // damaged, and none of this study
    }
  }

  private static RunDirectory file(StudyJob job, Path place) {
    RunDirectory cut = new RunDirectory(place);
    boolean typed = cut.typed().isPresent();
    boolean same = typed && configuration(place).equals(job.experiment().filed());
    if (filed(place) && (cut.begun() || same)) {
      return RunDirectory.open(place);
    }
    if (cut.begun()) {
      throw new ConfigException(
          cut.config()
              + " is missing or empty, but its run has begun; put it back, or move "
              + place
              + " away to have the run made anew");
    }
    if (readable(place) && (typed || !filed(place))) {
      fileAnew(job, place); // a filing that was cut off, or whose places are other ones now
    } else {
      cut.refile(() -> fileAnew(job, place));
    }
    return cut;
  }

  private static void fileAnew(StudyJob job, Path place) {
    try {
      Durable.deleteTree(place);
    } catch (IOException e) {
      throw new UncheckedIOException(place + " cannot be replaced", e);
    }
    Runner.prepareAt(job.experiment(), place);
  }

  /** Whether a configuration, if there is one, is whole. */
  private static boolean readable(Path place) {
    try {
      new RunDirectory(place).configSeal();
      return true;
    } catch (RunException e) {
      return !filed(place);
    }
  }

  /** Whether a run has its configuration; one that was killed at birth has an empty file. */
  private static boolean filed(Path place) {
    return !configuration(place).isEmpty();
  }

  private static String configuration(Path place) {
    try {
      Path file = new RunDirectory(place).config();
      return Files.exists(file) ? new String(Files.readAllBytes(file), StandardCharsets.UTF_8) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(place + " cannot be read", e);
    }
  }

  /** Why a run in the study's directory is in no table. */
  private String leftOut(Path run) {
    Optional<Long> seed = seed(run);
    boolean own =
        seed.isPresent()
            && jobs.stream()
                .anyMatch(
                    job -> job.nameWith("" + seed.get()).equals(run.getFileName().toString()));
    return run
        + (own ? " is of a seed that was not chosen now" : " is not of this study")
        + " and left out";
  }

  private static List<Path> strangers(Path directory, Map<StudyJob, Path> places) {
    return entries(directory.resolve(SweepDirectory.STUDY_RUNS)).stream()
        .filter(entry -> !places.containsValue(entry))
        .toList();
  }

  private static List<Path> entries(Path runs) {
    try (Stream<Path> entries = Files.list(runs)) {
      return entries.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(runs + " cannot be read", e);
    }
  }
}
