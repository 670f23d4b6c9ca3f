package org.altgrad.train.loop;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.altgrad.base.CpuTime;
import org.altgrad.data.DataSet;
import org.altgrad.graphs.program.Due;
import org.altgrad.graphs.program.Evaluation;
import org.altgrad.graphs.program.Program;
import org.altgrad.train.config.ConfigException;
import org.altgrad.train.experiment.Experiment;
import org.altgrad.train.experiment.TrainerSettings;

/**
 * What a program measures while it trains, by the names of splits and metrics. Which metrics an
 * evaluation has is known once it was made; each is made here at most until a name is found.
 */
public final class KnownMetrics {
  private static final String TRAIN = "train";

  private final Live live;
  private final long step;
  private final List<Evaluation> evaluations;

  /**
   * Those of a program.
   *
   * @param live with its preparations run and its variables initialised or restored
   * @param step number of training steps done
   */
  public KnownMetrics(Live live, long step) {
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
            require.accept(new KnownMetrics(live, 0));
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
   * Refuses a metric by which no checkpoint would ever be the best, nor the run be stopped.
   *
   * @throws ConfigException with the names that there are
   */
  public void require(TrainerSettings.Best best) {
    String split = best.among(measured(live.program())).where();
    require("trainer.best", split, "metric", best.metric(), Set.of());
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
    Set<String> splits = new TreeSet<>(Set.of(TRAIN));
    evaluations.forEach(evaluation -> splits.add(evaluation.split()));
    splits.removeAll(barred);
    requireOneOf(section + ".split", split, splits);
    Set<String> names = new TreeSet<>();
    if (split.equals(TRAIN)) {
      live.program().train().metrics().names().forEach(name -> names.add(name.toString()));
    }
    for (Evaluation evaluation : evaluations) {
      if (evaluation.split().equals(split) && !names.contains(metric)) {
        evaluation.run(live, step).keySet().forEach(name -> names.add(name.toString()));
      }
    }
    requireOneOf(section + "." + key, metric, names);
  }

  private static void requireOneOf(String key, String name, Set<String> known) {
    if (!known.contains(name)) {
      throw ConfigException.noneOf(key, name, List.copyOf(known));
    }
  }
}
