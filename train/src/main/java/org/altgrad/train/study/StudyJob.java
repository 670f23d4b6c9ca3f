package org.altgrad.train.study;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.altgrad.train.config.Composer;
import org.altgrad.train.config.Config;
import org.altgrad.train.config.ConfigException;
import org.altgrad.train.config.ConfigSources;
import org.altgrad.train.config.PathKeys;
import org.altgrad.train.config.SweepExpander;
import org.altgrad.train.experiment.Experiment;

/**
 * One run of a study.
 *
 * @param name of its directory, the same whenever the study is started
 * @param title its name in the list of runs
 * @param label of its arm
 * @param seed of the run
 * @param experiment its configuration, checked
 * @param values its configuration with dotted keys, and {@link Study#LABEL}
 */
public record StudyJob(
    String name,
    String title,
    String label,
    long seed,
    Experiment experiment,
    Map<String, Object> values) {
  private static final int LONGEST_NAME = 120;

  /** Keys that a study sets for each run, and what to do instead of overriding them. */
  private static final Map<String, String> OWN =
      Map.of(
          "seed", "a study sets the seed of each run; choose them with --seeds",
          "run.dir", "a study gives each run a directory of its own; choose its place with --to",
          "launcher.zip", "a study takes all combinations; name pairs as arms of their own");

  /**
   * Composes and checks all runs of a study, arm by arm.
   *
   * @param changes overrides of all runs, after those of the size and the arm
   * @param primary name of the file that every experiment starts from
   * @throws ConfigException naming the run if one is wrong
   */
  public static List<StudyJob> plan(
      Study study, Study.Size size, List<String> changes, ConfigSources sources, String primary) {
    requireNotOwn(changes);
    List<StudyJob> jobs = new ArrayList<>();
    Map<String, String> titles = new LinkedHashMap<>();
    SweepExpander expander = new SweepExpander(sources);
    Composer composer = new Composer(sources);
    for (Study.Arm arm : study.arms()) {
      List<String> overrides = new ArrayList<>(size.overrides());
      overrides.addAll(arm.overrides());
      requireNotOwn(overrides);
      overrides.addAll(changes);
      for (SweepExpander.Job expanded : expander.expand(overrides, false)) {
        for (long seed : size.seeds()) {
          StudyJob job = job(arm, expanded, seed, composer, primary);
          String taken = titles.put(job.name(), job.title());
          if (taken != null) {
            throw new ConfigException(
                "[" + job.title() + "] and [" + taken + "] would both be called " + job.name());
          }
          jobs.add(job);
        }
      }
    }
    return List.copyOf(jobs);
  }

  /** An override that the study would undo is refused. */
  private static void requireNotOwn(List<String> overrides) {
    for (String override : overrides) {
      String instead = OWN.get(override.replaceFirst("^[+~]{0,2}", "").replaceFirst("\\s*=.*", ""));
      if (instead != null) {
        throw new ConfigException(override + ": " + instead);
      }
    }
  }

  private static StudyJob job(
      Study.Arm arm, SweepExpander.Job expanded, long seed, Composer composer, String primary) {
    List<String> words = new ArrayList<>();
    words.add(arm.label());
    words.addAll(expanded.swept());
    words.add("seed=" + seed);
    String title = String.join(" ", words);
    List<String> overrides = new ArrayList<>();
    overrides.add("run.figure=false"); // the study draws its own
    overrides.addAll(expanded.overrides());
    overrides.add("seed=" + seed);
    try {
      Config config = composer.compose(primary, overrides, Clock.systemDefaultZone());
      Experiment experiment = Experiment.of(config);
      Map<String, Object> values = config.flat();
      for (String key : experiment.paths()) {
        values.computeIfPresent(key, (k, v) -> v instanceof String p ? PathKeys.absolute(p) : v);
      }
      values.put(Study.LABEL, arm.label());
      return new StudyJob(fileName(title), title, arm.label(), seed, experiment, values);
    } catch (ConfigException e) {
      throw new ConfigException("[" + title + "] " + e.getMessage());
    }
  }

  /** A text as the name of a file. */
  public static String fileName(String title) {
    String clean = title.replaceAll("[^A-Za-z0-9=._-]+", "_").replaceAll("^[._]+", "");
    return clean.length() <= LONGEST_NAME
        ? clean
        : clean.substring(0, LONGEST_NAME - 9) + "-" + "%08x".formatted(title.hashCode());
  }

  /** Whether the run has all of these values. */
  boolean matches(Map<String, Object> where) {
    return where.entrySet().stream()
        .allMatch(
            e ->
                values.containsKey(e.getKey())
                    && Objects.toString(values.get(e.getKey()))
                        .equals(Objects.toString(e.getValue())));
  }

  /**
   * How a configuration that was filed before differs from this run's; where runs lie and how they
   * are started makes no difference.
   *
   * @return the first key that differs, with both values; empty if none does
   */
  public Optional<String> difference(Config filed) {
    Map<String, Object> before = filed.flat();
    TreeSet<String> keys = new TreeSet<>(before.keySet());
    keys.addAll(values.keySet());
    keys.remove(Study.LABEL);
    for (String key : keys) {
      if (!isPlace(key) && !Objects.equals(text(before, key), text(values, key))) {
        return Optional.of(
            key + " is " + text(before, key) + " there and " + text(values, key) + " now");
      }
    }
    return Optional.empty();
  }

  /** Whether a key, or an override of one, says where runs lie or how they are started. */
  public static boolean isPlace(String key) {
    return key.startsWith("run.") || key.startsWith("launcher.") || key.matches("data\\.root\\b.*");
  }

  private static String text(Map<String, Object> values, String key) {
    return values.containsKey(key) ? Objects.toString(values.get(key)) : "absent";
  }
}
