package org.altgrad.train.gradients;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.altgrad.data.DataSet;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.hnca.Baseline;
import org.altgrad.graphs.hnca.Counterfactual;
import org.altgrad.graphs.hnca.vae.GradientProbes;
import org.altgrad.graphs.hnca.vae.Hnca;
import org.altgrad.graphs.hnca.vae.Hvae;
import org.altgrad.graphs.nn.Parameters;
import org.altgrad.train.config.ConfigException;
import org.altgrad.train.experiment.Experiment;
import org.altgrad.train.loop.Live;
import org.altgrad.train.run.Provenance;
import org.tensorflow.Result;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;

/** Measures estimators on the network of one experiment. */
public final class GradientMeter implements AutoCloseable {
  /** Samples of each example in one draw for the true gradient. */
  static final int TRUTH_SAMPLES = 10;

  private static final int BLOCKS = 25;
  private static final int WARM_UP = 50;
  private static final int ROUNDS = 5;

  private final Plan plan;
  private final List<Variant.Configured> variants;
  private final Live live;
  private final GradientProbes probes;
  private final List<GradientProbes.Probe> each = new ArrayList<>();
  private final Expr<TFloat64> exact;
  private final GradientProbes.Probe forTruth;
  private final float[][] batch;
  private long number;

  /**
   * How much to draw.
   *
   * @param draws of each estimator, at least 50; rounded up to equal blocks
   * @param truth samples for the true gradient where it cannot be enumerated, at least 500
   * @param seconds of processor time to measure each estimator's for; 0 for hardly any
   */
  public record Plan(long draws, long truth, double seconds) {
    public Plan {
      if (draws < 2 * BLOCKS) {
        throw new ConfigException("--draws " + draws + ": must be at least " + 2 * BLOCKS);
      }
      if (truth < 2L * BLOCKS * TRUTH_SAMPLES) {
        throw new ConfigException(
            "--truth " + truth + ": must be at least " + 2 * BLOCKS * TRUTH_SAMPLES);
      }
      if (!(seconds >= 0)) {
        throw new ConfigException("--seconds " + seconds + ": must be at least 0");
      }
    }
  }

  /** Builds the experiment's program and a probe for each estimator. */
  public GradientMeter(
      Experiment experiment, DataSet data, List<Variant.Configured> variants, Plan plan) {
    this.plan = plan;
    this.variants = List.copyOf(variants);
    batch = Networks.batch(experiment, data);
    for (Variant.Configured variant : variants) {
      if (batch.length < variant.estimator().smallestBatch()) {
        throw new ConfigException(
            "trainer.batch_size: must be at least "
                + variant.estimator().smallestBatch()
                + " for "
                + variant.variant().label()
                + " but is "
                + batch.length);
      }
    }
    live = new Live(experiment, data);
    try {
      Variables variables = live.program().variables();
      Hvae<TFloat32> net =
          Networks.model(experiment)
              .net(
                  Parameters.given(name -> variables.entry(name, TFloat32.class).value()),
                  batch[0].length);
      Nodes<TFloat32> nodes = Nodes.of(live.tf(), TFloat32.class);
      probes = new GradientProbes(nodes, net, batch.length, batch[0].length, experiment.seed());
      for (int i = 0; i < variants.size(); i++) {
        each.add(probe("estimator" + i, variants.get(i)));
      }
      exact = probes.enumerable() ? probes.exact() : null;
      forTruth =
          exact != null
              ? null
              : probes.probe(
                  "truth",
                  new Hnca(
                      false,
                      false,
                      Baseline.LEAVE_ONE_OUT_SAMPLES,
                      0,
                      TRUTH_SAMPLES,
                      Counterfactual.CHEBYSHEV));
      live.prepare();
      live.initialize();
    } catch (RuntimeException e) {
      live.close();
      throw e;
    }
  }

  private GradientProbes.Probe probe(String stream, Variant.Configured variant) {
    try {
      return probes.probe(stream, variant.estimator());
    } catch (IllegalArgumentException e) {
      throw new ConfigException(
          "--estimator '" + String.join(" ", variant.variant().words()) + "': " + e.getMessage());
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
    probes.load(live, batch);
    Sample truth = truth();
    probes.direction(live, truth.mean());
    List<Sample> samples = new ArrayList<>();
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
          Quality.of(variants.get(i), samples.get(i), cosines[i], truth, batch.length, cpu[i]));
    }
    return new Measurement(network, probes.parameters(), batch.length, truth, qualities);
  }

  private Sample truth() {
    if (exact == null) {
      return sample(forTruth, plan.truth() / TRUTH_SAMPLES, new double[1]);
    }
    try (Result result = live.run(Map.of(), List.of(exact), List.of())) {
      return Sample.exactly(GradientProbes.vector((TFloat64) result.get(0)));
    }
  }

  /** Draws in equal blocks; the mean cosine goes to an array of one. */
  private Sample sample(GradientProbes.Probe probe, long draws, double[] cosine) {
    int block = (int) ((draws + BLOCKS - 1) / BLOCKS);
    double n = (double) block * BLOCKS;
    double[][] means = new double[BLOCKS][];
    double[] squares = new double[probes.parameters()];
    for (int b = 0; b < BLOCKS; b++) {
      for (int i = 0; i < block; i++) {
        probe.add(live, number++);
      }
      GradientProbes.Moments moments = probe.take(live);
      means[b] = Arrays.stream(moments.sum()).map(sum -> sum / block).toArray();
      for (int p = 0; p < squares.length; p++) {
        squares[p] += moments.squares()[p];
      }
      cosine[0] += moments.cosines() / n;
    }
    double[] mean = new Sample(1, means, 0).mean();
    double variance = 0;
    for (int p = 0; p < squares.length; p++) {
      variance += Math.max(0, squares[p] / n - mean[p] * mean[p]) * n / (n - 1);
    }
    return new Sample((long) n, means, variance);
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
        double start = Provenance.cpuSeconds();
        for (long s = 0; s < steps; s++) {
          each.get(i).draw(live, number++);
        }
        rounds[i][r] = (Provenance.cpuSeconds() - start) / steps * 1e6;
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
