package org.altgrad.train.study;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.altgrad.base.ShellCommand;
import org.altgrad.train.config.Composer;
import org.altgrad.train.config.Config;
import org.altgrad.train.config.ConfigException;
import org.altgrad.train.config.ConfigSources;
import org.altgrad.train.config.OverrideWriter;
import org.altgrad.train.config.PathKeys;
import org.altgrad.train.config.SweepExpander;
import org.altgrad.train.experiment.Experiment;

/** All runs of a study, composed and checked before the first one starts. */
public final class StudyPlan {
  /** Keys that a study sets for each run, and what to do instead of overriding them. */
  private static final Map<String, String> OWN =
      Map.of(
          "seed", "a study sets the seed of each run; choose them with --seeds",
          "run.dir", "a study gives each run a directory of its own; choose its place with --to",
          "launcher.zip", "a study takes all combinations; name pairs as arms of their own");

  private static final Pattern EXPERIMENT = Pattern.compile("(\\+\\+?|~)?experiment(@.*|=.*)?");

  private final Composer composer;
  private final String primary;
  private final Path runs;
  private final List<Planned> planned = new ArrayList<>();

  private StudyPlan(Composer composer, String primary, Path runs) {
    this.composer = composer;
    this.primary = primary;
    this.runs = runs;
  }

  /** A run before it is composed. */
  private record Planned(Study.Arm arm, SweepExpander.SweepJob expanded, long seed) {
    String title() {
      List<String> words = new ArrayList<>();
      words.add(arm.label());
      words.addAll(expanded.swept());
      words.add("seed=" + seed);
      return String.join(" ", words);
    }

    Map<String, String> swept() {
      Map<String, String> values = new LinkedHashMap<>();
      for (String word : expanded.swept()) {
        int equals = word.indexOf('=');
        values.put(word.substring(0, equals), word.substring(equals + 1));
      }
      return values;
    }

    /** Whether what both vary is the same in both. */
    boolean agrees(Planned other) {
      Map<String, String> own = swept();
      return other.swept().entrySet().stream()
          .allMatch(e -> !own.containsKey(e.getKey()) || own.get(e.getKey()).equals(e.getValue()));
    }
  }

  /**
   * Composes and checks all runs of a study, arm by arm.
   *
   * @param changes overrides of all runs, after those of the size and the arm
   * @param primary name of the file that every experiment starts from
   * @param runs directory in which the runs will lie
   * @throws ConfigException naming the run if one is wrong
   */
  public static List<StudyJob> of(
      Study study,
      Study.Size size,
      List<String> changes,
      ConfigSources sources,
      String primary,
      Path runs) {
    requireOwnExperiment(study, size, changes);
    StudyPlan plan = new StudyPlan(new Composer(sources), primary, runs);
    SweepExpander expander = new SweepExpander(sources);
    for (Study.Arm arm : study.arms()) {
      List<String> own = new ArrayList<>(size.overrides());
      own.addAll(arm.overrides());
      arm.needs().flatMap(needed -> size.later()).ifPresent(own::addAll);
      List<String> overrides = new ArrayList<>(expander.replaced(own, changes));
      overrides.addAll(changes);
      for (SweepExpander.SweepJob expanded : expander.expand(overrides, false)) {
        size.seeds().forEach(seed -> plan.planned.add(new Planned(arm, expanded, seed)));
      }
    }
    List<StudyJob> jobs = new ArrayList<>();
    Map<String, String> titles = new LinkedHashMap<>();
    Map<List<Object>, StudyJob> distinct = new HashMap<>();
    for (Planned planned : plan.planned) {
      StudyJob job = plan.job(planned);
      StudyJob same = distinct.put(job.experiment().substance(), job);
      if (same != null) {
        String both = "[" + same.title() + "] and [" + job.title() + "]";
        throw new ConfigException(
            changes.isEmpty()
                ? both + " must differ but are the same run"
                : String.join(" ", undoing(study, size, changes, sources, primary))
                    + ": must be left out, for it makes the runs "
                    + both
                    + " the same");
      }
      String taken = titles.put(job.name(), job.title());
      if (taken != null) {
        throw new ConfigException(
            "[" + job.title() + "] and [" + taken + "] would both be called " + job.name());
      }
      jobs.add(job);
    }
    return List.copyOf(jobs);
  }

  /** Those of some overrides without which no two runs are the same; all, if it takes several. */
  private static List<String> undoing(
      Study study, Study.Size size, List<String> changes, ConfigSources sources, String primary) {
    List<String> undoing = new ArrayList<>();
    for (String change : changes) {
      List<String> others = new ArrayList<>(changes);
      others.remove(change);
      try {
        of(study, size, others, sources, primary, Path.of("runs"));
        undoing.add(change);
      } catch (ConfigException e) {
        // not by this one
      }
    }
    return undoing.isEmpty() ? changes : undoing;
  }

  /** Runs of another experiment under a study's name would be none of the study's. */
  private static void requireOwnExperiment(Study study, Study.Size size, List<String> changes) {
    boolean own =
        Stream.concat(
                size.overrides().stream(),
                study.arms().stream().flatMap(arm -> arm.overrides().stream()))
            .anyMatch(StudyPlan::isExperiment);
    for (String change : changes) {
      if (own && isExperiment(change)) {
        throw new ConfigException(
            change
                + ": a study says which experiment its runs are; "
                + ShellCommand.of("train")
                + " runs another, see "
                + ShellCommand.of("study", "--list")
                + " for the studies of others");
      }
    }
  }

  private static boolean isExperiment(String override) {
    return EXPERIMENT.matcher(override.strip()).matches();
  }

  /** What the study would undo is refused. */
  private static void requireNotOwn(Config config, String seed) {
    config
        .chosen()
        .forEach(
            (key, origin) -> {
              if (OWN.containsKey(key) && !origin.source().equals(seed)) {
                throw new ConfigException(origin + ": " + OWN.get(key));
              }
            });
  }

  private StudyJob job(Planned planned) {
    Study.Arm arm = planned.arm();
    String title = planned.title();
    try {
      Optional<String> needs =
          arm.needs().map(label -> StudyJob.fileName(needed(planned, label).title()));
      String place =
          needs.map(name -> OverrideWriter.text(runs.resolve(name).toString())).orElse("");
      List<String> overrides = new ArrayList<>();
      overrides.add("run.figure=false"); // the study draws its own
      String seed = "seed=" + planned.seed();
      overrides.add(seed);
      planned
          .expanded()
          .overrides()
          .forEach(override -> overrides.add(override.replace(Study.Arm.NEEDED, place)));
      Config config = composer.compose(primary, overrides, Clock.systemDefaultZone());
      requireNotOwn(config, seed);
      Experiment experiment = Experiment.of(config);
      Map<String, Object> values = config.flat();
      for (String key : experiment.paths()) {
        values.computeIfPresent(key, (k, v) -> v instanceof String p ? PathKeys.absolute(p) : v);
      }
      values.put(Study.LABEL, arm.label());
      return new StudyJob(
          StudyJob.fileName(title),
          title,
          arm.label(),
          planned.seed(),
          experiment,
          values,
          experiment.networkValues(),
          needs);
    } catch (ConfigException e) {
      throw new ConfigException("[" + title + "] " + e.getMessage());
    }
  }

  /** The one run of an arm with the seed of another and the values that both vary. */
  private Planned needed(Planned by, String label) {
    List<Planned> candidates =
        planned.stream()
            .filter(other -> other.arm().label().equals(label) && other.seed() == by.seed())
            .filter(by::agrees)
            .toList();
    if (candidates.size() != 1) {
      throw new ConfigException(
          "needs: must mean one run of '"
              + label
              + "' but means "
              + (candidates.isEmpty()
                  ? "none"
                  : candidates.stream().map(Planned::title).toList().toString())
              + "; vary the same keys in both arms");
    }
    return candidates.get(0);
  }
}
