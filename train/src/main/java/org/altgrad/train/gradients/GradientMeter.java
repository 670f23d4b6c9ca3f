package org.altgrad.train.gradients;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.altgrad.data.DataSet;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.program.Directions;
import org.altgrad.graphs.program.Program;
import org.altgrad.train.config.ConfigException;
import org.altgrad.train.experiment.Experiment;
import org.altgrad.train.loop.Live;
import org.altgrad.train.run.RunProvenance;
import org.tensorflow.Result;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;

/** Measures the directions that the program of an experiment names. */
public final class GradientMeter implements AutoCloseable {
  private static final int BLOCKS = 25;
  private static final long LEAST_TRUTH = 500;
  private static final int WARM_UP = 50;
  private static final int ROUNDS = 5;

  private final MeterPlan plan;
  private final Live live;
  private final List<Directions.Direction> chosen;
  private final Directions.Graph graph;
  private final DirectionSums sums;
  private final List<DirectionSums.Probe> each = new ArrayList<>();
  private final DirectionSums.Probe forTruth;
  private long number;

  /**
   * How much to draw.
   *
   * @param draws of each estimator, at least 50; rounded up to equal blocks
   * @param truth samples for the true gradient where it cannot be enumerated, at least 500
   * @param seconds of processor time to measure each estimator's for; 0 for hardly any
   */
  public record MeterPlan(long draws, long truth, double seconds) {
    public MeterPlan {
      if (draws < 2 * BLOCKS) {
        throw new ConfigException("--draws " + draws + ": must be at least " + 2 * BLOCKS);
      }
      if (truth < LEAST_TRUTH) {
        throw new ConfigException("--truth " + truth + ": must be at least " + LEAST_TRUTH);
      }
      if (!(seconds >= 0)) {
        throw new ConfigException("--seconds " + seconds + ": must be at least 0");
      }
    }
  }

  /**
   * Builds the experiment's program and a probe for each direction.
   *
   * @param names of the directions, in their order; all if empty
   * @throws ConfigException if the program has no directions, or none of such a name
   */
  public GradientMeter(Experiment experiment, DataSet data, List<String> names, MeterPlan plan) {
    this.plan = plan;
    live = new Live(experiment, data);
    try {
      Directions all = directions(experiment, live.program());
      chosen = names.isEmpty() ? all.all() : names.stream().map(n -> named(all, n)).toList();
      Nodes<TFloat32> nodes = Nodes.of(live.tf(), TFloat32.class);
      graph = graph(all, nodes);
      int parameters =
          graph.directions().get(0).stream().mapToInt(tensor -> (int) tensor.shape().size()).sum();
      sums = new DirectionSums(nodes, graph.counter(), parameters);
      for (int i = 0; i < chosen.size(); i++) {
        each.add(sums.probe(chosen.get(i).name(), graph.directions().get(i)));
      }
      forTruth =
          graph.reference() instanceof Directions.Sampled sampled
              ? sums.probe("truth", sampled.tensors())
              : null;
      live.prepare();
      live.initialize();
    } catch (RuntimeException e) {
      live.close();
      throw e;
    }
  }

  private static Directions directions(Experiment experiment, Program program) {
    return program
        .directions()
        .orElseThrow(
            () ->
                new ConfigException(
                    "method.name: must be a method that names directions but is "
                        + experiment.method().name()));
  }

  private static Directions.Direction named(Directions all, String name) {
    List<String> known = all.all().stream().map(Directions.Direction::name).toList();
    int index = known.indexOf(name);
    if (index < 0) {
      throw new ConfigException(
          "--direction: must be one of " + String.join(", ", known) + " but is " + name);
    }
    return all.all().get(index);
  }

  private Directions.Graph graph(Directions all, Nodes<TFloat32> nodes) {
    try {
      return all.builder().on(nodes, chosen);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(e.getMessage());
    }
  }

  /** Reads the parameters from a checkpoint's variables in place of the fresh ones. */
  public void restore(String path) {
    live.restore(path);
  }

  /**
   * Measures all estimators at the parameters as they are now.
   *
   * @param network what they are, in words
   */
  public Measurement measure(String network) {
    sums.reset(live);
    graph.before().run(live);
    GradientDraws truth = truth();
    sums.reference(live, truth.mean());
    List<GradientDraws> samples = new ArrayList<>();
    double[] cosines = new double[each.size()];
    double[] wall = new double[each.size()];
    for (int i = 0; i < each.size(); i++) {
      for (int w = 0; w < WARM_UP; w++) {
        each.get(i).draw(live, number++);
      }
      long start = System.nanoTime();
      for (int w = 0; w < WARM_UP; w++) {
        each.get(i).draw(live, number++);
      }
      wall[i] = (System.nanoTime() - start) / 1e9 / WARM_UP;
      double[] cosine = new double[1];
      samples.add(sample(each.get(i), plan.draws(), cosine));
      cosines[i] = cosine[0];
    }
    double[] cpu = cpuMicros(wall);
    List<Quality> qualities = new ArrayList<>();
    for (int i = 0; i < each.size(); i++) {
      qualities.add(
          Quality.of(chosen.get(i), samples.get(i), cosines[i], truth, graph.examples(), cpu[i]));
    }
    return new Measurement(
        network, sums.parameters(), graph.examples(), truth, truthText(truth), qualities);
  }

  private GradientDraws truth() {
    if (graph.reference() instanceof Directions.Exact exact) {
      try (Result result = live.run(Map.of(), List.of(exact.value()), List.of())) {
        return GradientDraws.exactly(DirectionSums.vector((TFloat64) result.get(0)));
      }
    }
    return sample(forTruth, plan.truth() / perDraw(), new double[1]);
  }

  /** Samples of each example in one draw of the reference. */
  private int perDraw() {
    return graph.reference() instanceof Directions.Sampled sampled ? sampled.samples() : 1;
  }

  /** Where the exact direction comes from, in words. */
  private String truthText(GradientDraws truth) {
    return graph.reference() instanceof Directions.Sampled sampled
        ? String.format(
            Locale.ROOT,
            "true gradient from %d samples of %s, known to %.2g of its length",
            truth.draws() * sampled.samples(),
            sampled.words(),
            truth.relativeError())
        : "true gradient by enumeration";
  }

  /** Draws in equal blocks; the mean cosine goes to an array of one. */
  private GradientDraws sample(DirectionSums.Probe probe, long draws, double[] cosine) {
    int block = (int) ((draws + BLOCKS - 1) / BLOCKS);
    double n = (double) block * BLOCKS;
    double[][] means = new double[BLOCKS][];
    double[] squares = new double[sums.parameters()];
    for (int b = 0; b < BLOCKS; b++) {
      for (int i = 0; i < block; i++) {
        probe.add(live, number++);
      }
      DirectionSums.DirectionMoments moments = probe.take(live);
      means[b] = Arrays.stream(moments.sum()).map(sum -> sum / block).toArray();
      for (int p = 0; p < squares.length; p++) {
        squares[p] += moments.squares()[p];
      }
      cosine[0] += moments.cosines() / n;
    }
    double[] mean = new GradientDraws(1, means, 0).mean();
    double variance = 0;
    for (int p = 0; p < squares.length; p++) {
      variance += Math.max(0, squares[p] / n - mean[p] * mean[p]) * n / (n - 1);
    }
    return new GradientDraws((long) n, means, variance);
  }

  /**
   * Processor time of this process, all threads, for one estimate: the median of rounds in which
   * the estimators take turns, so that a machine that becomes slower is so for all.
   *
   * @param wall seconds that an estimate takes, roughly
   */
  private double[] cpuMicros(double[] wall) {
    double[][] rounds = new double[each.size()][ROUNDS];
    for (int r = 0; r < ROUNDS; r++) {
      for (int i = 0; i < each.size(); i++) {
        long steps = Math.max(1, Math.round(plan.seconds() / ROUNDS / wall[i]));
        double start = RunProvenance.cpuSeconds();
        for (long s = 0; s < steps; s++) {
          each.get(i).draw(live, number++);
        }
        rounds[i][r] = (RunProvenance.cpuSeconds() - start) / steps * 1e6;
      }
    }
    return Arrays.stream(rounds)
        .mapToDouble(values -> Arrays.stream(values).sorted().toArray()[ROUNDS / 2])
        .toArray();
  }

  @Override
  public void close() {
    live.close();
  }
}
