package org.altgrad.train.loop;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.altgrad.base.CpuTime;
import org.altgrad.data.DataSet;
import org.altgrad.graphs.program.Due;
import org.altgrad.graphs.program.Evaluation;
import org.altgrad.graphs.program.Program;
import org.altgrad.plotting.summary.At;
import org.altgrad.train.config.Config;
import org.altgrad.train.config.ConfigException;
import org.altgrad.train.experiment.Experiment;
import org.altgrad.train.experiment.TrainerSettings;

/**
 * What a program measures while it trains, by the names of splits and metrics. Which metrics an
 * evaluation has is known once it was made; each is made here at most until a name is found.
 */
public final class KnownMetrics {
  private static final String TRAIN = "train";
  private static final String VALIDATION = "validation";
  private static final String METRIC = "trainer.best.metric";
  private static final String MODE = "trainer.best.mode";

  /** Keys of data sets that make the split validation, and values that do. */
  private static final Map<String, String> HOLDING_OUT =
      Map.of("data.holdout", "0.1", "data.val_ratio", "0.2");

  private final Config config;
  private final Live live;
  private final long step;
  private final List<Evaluation> evaluations;

  /**
   * Those of a program.
   *
   * @param experiment whose program it is
   * @param live with its preparations run and its variables initialised or restored
   * @param step number of training steps done
   */
  public KnownMetrics(Experiment experiment, Live live, long step) {
    this.config = experiment.config();
    this.live = live;
    this.step = step;
    this.evaluations =
        live.program().evaluations().stream()
            .filter(evaluation -> !evaluation.due().equals(Due.ON_DEMAND))
            .toList();
  }

  /**
   * Builds a program as a run begins with it, and has it asked for what it measures.
   *
   * @param seconds of processor time after which it is given up; the building itself is not stopped
   * @param require may refuse what is measured
   * @return whether it was asked; if not, whoever begins the run finds out
   * @throws ConfigException if the program cannot be built so, or is refused
   */
  public static boolean within(
      double seconds, Experiment experiment, DataSet data, Consumer<KnownMetrics> require) {
    try (Live live = new Live(experiment, data)) {
      double end = CpuTime.seconds() + seconds;
      live.stoppable(
          () -> CpuTime.seconds() > end,
          () -> {
            live.prepare();
            live.initialize();
            require.accept(new KnownMetrics(experiment, live, 0));
          });
      return true;
    } catch (Live.StoppedException e) {
      return false;
    }
  }

  /** The splits that are measured again and again as a program is trained. */
  static Set<String> measured(Program program) {
    return program.evaluations().stream()
        .filter(evaluation -> evaluation.due().epochs() > 0)
        .map(Evaluation::split)
        .collect(Collectors.toSet());
  }

  /**
   * Refuses a metric by which no checkpoint would ever be the best, nor the run be stopped, and one
   * that was chosen without the way it gets better where its name says the other way.
   *
   * @throws ConfigException with the names that there are
   */
  public void require(TrainerSettings.Best best) {
    String split = best.among(measured(live.program())).where();
    requireSplitOf(best, split);
    require("trainer.best", split, "metric", best.metric(), Set.of());
    Set<String> chosen = config.chosen().keySet();
    boolean most = best.mode() == TrainerSettings.Mode.MAX;
    if (chosen.contains(METRIC)
        && !chosen.contains(MODE)
        && At.largeIsGood(best.metric()).map(large -> large != most).orElse(false)) {
      throw new ConfigException(
          "%s=%s: must be given with the way it gets better, for %s is %s: write %s=%s"
              .formatted(
                  METRIC, best.metric(), MODE, most ? "max" : "min", MODE, most ? "min" : "max"));
    }
  }

  /** Of a split that nobody typed it is told why it is not there, and what to type. */
  private void requireSplitOf(TrainerSettings.Best best, String split) {
    boolean typed =
        config.overrides().stream()
            .anyMatch(word -> word.matches("\\+{0,2}trainer[.]best([.]split)?=.*"));
    Optional<String> missing = missing(split);
    if (typed || missing.isEmpty() || splits().contains(split)) {
      return;
    }
    List<String> others =
        splits().stream()
            .filter(name -> names(name, best.metric()).contains(best.metric()))
            .toList();
    throw new ConfigException(
        missing.get()
            + (" no split " + split + ", by whose " + best.metric())
            + " this experiment chooses the best checkpoint (trainer.best.split); "
            + (others.isEmpty()
                ? "choose by another metric with trainer.best.split=… and trainer.best.metric=…"
                : "choose by another split with trainer.best.split="
                    + String.join(" or trainer.best.split=", others))
            + making(split).map(word -> ", or hold examples out with " + word).orElse(""));
  }

  /** The key that makes a split of the data; empty if they have none. */
  private Optional<String> key(String split) {
    return HOLDING_OUT.keySet().stream()
        .filter(key -> split.equals(VALIDATION) && config.find(key).isPresent())
        .findFirst();
  }

  private boolean isZero(String key) {
    return config.find(key).get() instanceof Number share && share.doubleValue() == 0;
  }

  /** What makes a split that the data do not have. */
  private Optional<String> making(String split) {
    return key(split).filter(this::isZero).map(key -> key + "=" + HOLDING_OUT.get(key));
  }

  /** Which setting leaves out a split, as the beginning of a sentence; empty if nobody knows. */
  private Optional<String> missing(String split) {
    if (!split.equals(VALIDATION) || config.find("data.name").isEmpty()) {
      return Optional.empty();
    }
    Optional<String> known = key(split);
    return known.isEmpty()
        ? Optional.of("data=" + config.find("data.name").get() + ": has")
        : known.filter(this::isZero).map(key -> key + "=0: leaves");
  }

  private Set<String> splits() {
    Set<String> splits = new TreeSet<>(Set.of(TRAIN));
    evaluations.forEach(evaluation -> splits.add(evaluation.split()));
    return splits;
  }

  /** What is measured of a split; as far as it is looked at until a metric is found. */
  private Set<String> names(String split, String metric) {
    Set<String> names = new TreeSet<>();
    if (split.equals(TRAIN)) {
      live.program().train().metrics().names().forEach(name -> names.add(name.toString()));
    }
    for (Evaluation evaluation : evaluations) {
      if (evaluation.split().equals(split) && !names.contains(metric)) {
        evaluation.run(live, step).keySet().forEach(name -> names.add(name.toString()));
      }
    }
    return names;
  }

  /**
   * Refuses a metric that no run of the program ever has.
   *
   * @param section in which it is named
   * @param split whose metric it is, the value of the key {@code split}
   * @param key of its name
   * @param metric its name, such as {@code accuracy}
   * @param barred splits that may not be chosen, and are no advice
   * @throws ConfigException with the names that there are
   */
  public void require(String section, String split, String key, String metric, Set<String> barred) {
    Set<String> splits = splits();
    String left =
        barred.stream()
            .filter(splits::remove)
            .map(name -> "; " + name + " is left out: it judges what was chosen")
            .collect(Collectors.joining());
    requireOneOf(section + ".split", split, splits, heldOut(split) + left);
    requireOneOf(section + "." + key, metric, names(split, metric), "");
  }

  /** How the data come to a split that they do not have; empty if nobody knows. */
  private String heldOut(String split) {
    if (!split.equals(VALIDATION) || config.find("data.name").isEmpty()) {
      return "";
    }
    return key(split).isEmpty()
        ? "; data=" + config.find("data.name").get() + " has none and no key for one"
        : making(split).map(word -> "; " + word + " makes that split").orElse("");
  }

  private static void requireOneOf(String key, String name, Set<String> known, String advice) {
    if (!known.contains(name)) {
      throw new ConfigException(
          ConfigException.noneOf(key, name, List.copyOf(known)).getMessage() + advice);
    }
  }
}
