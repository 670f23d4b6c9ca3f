package org.altgrad.train.gradients;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.altgrad.base.CpuTime;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.program.Calls;
import org.altgrad.graphs.program.Directions;
import org.altgrad.train.config.ConfigException;
import org.tensorflow.Result;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;

/**
 * Measures the directions that a program names. Its draws are numbered from 0 in each measurement,
 * so that what is found depends on the variables alone.
 */
public final class GradientMeter {
  private static final int WARM_UP = 50;
  private static final int ROUNDS = 5;

  /** Five ticks of the clock of processor time. */
  private static final double LEAST_SECONDS = 0.05;

  private final MeterPlan plan;
  private final Calls calls;
  private final List<Directions.Direction> chosen;
  private final Directions.Graph graph;
  private final List<DirectionSums.Part> parts;
  private final DirectionSums sums;
  private final List<DirectionSums.Probe> each = new ArrayList<>();
  private final Map<Directions.Reference, DirectionSums.Along> along = new LinkedHashMap<>();
  private final Map<Directions.Reference, DirectionSums.Probe> sampled = new LinkedHashMap<>();
  private long number;
  private Watch watch;

  /** Whoever waits for a measurement. */
  public interface Watch {
    /** Whether to give up. */
    boolean stopped();

    /**
     * Some more was drawn.
     *
     * @param share of all draws, in (0, 1]
     */
    default void drawn(double share) {}
  }

  /** A measurement that was given up. */
  private static final class GivenUp extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /**
   * Adds a probe for each direction.
   *
   * @param all that the program names
   * @param plan which of them, and how much is drawn
   * @throws ConfigException if there is none of such a name, or it cannot be had
   */
  public GradientMeter(Directions all, Ops tf, Calls calls, MeterPlan plan) {
    this.plan = plan;
    this.calls = calls;
    List<String> names = plan.names().orElseThrow();
    chosen = names.isEmpty() ? all.all() : names.stream().map(n -> named(all, n)).toList();
    Nodes<TFloat32> nodes = Nodes.of(tf, TFloat32.class);
    graph = graph(all, nodes);
    parts = DirectionSums.Part.of(graph);
    sums = new DirectionSums(nodes, graph.counter(), parts);
    for (int i = 0; i < chosen.size(); i++) {
      Directions.Comparison one = graph.compared().get(i);
      List<DirectionSums.Along> against =
          one.references().values().stream().map(this::along).toList();
      each.add(sums.probe(chosen.get(i).name(), one.direction(), against));
    }
  }

  private DirectionSums.Along along(Directions.Reference reference) {
    DirectionSums.Along known = along.get(reference);
    if (known == null) {
      String name = "reference" + along.size();
      known =
          reference instanceof Directions.OfDraw ofDraw
              ? sums.ofDraw(ofDraw.value())
              : sums.constant(name);
      along.put(reference, known);
      if (reference instanceof Directions.Sampled some) {
        sampled.put(reference, sums.probe(name + "/samples", some.tensors(), List.of()));
      }
    }
    return known;
  }

  private static Directions.Direction named(Directions all, String name) {
    List<String> known = all.all().stream().map(Directions.Direction::name).toList();
    if (all.leftOut().containsKey(name)) {
      throw new ConfigException(
          "trainer.directions.names: must be without %s here: %s"
              .formatted(name, all.leftOut().get(name)));
    }
    if (!known.contains(name)) {
      throw ConfigException.noneOf("trainer.directions.names", name, known);
    }
    return all.all().get(known.indexOf(name));
  }

  private Directions.Graph graph(Directions all, Nodes<TFloat32> nodes) {
    try {
      return all.builder().on(nodes, chosen);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(e.getMessage());
    }
  }

  /**
   * Measures all directions at the variables as they are now.
   *
   * @return empty if it was given up
   */
  public Optional<Measurement> measure(Watch watch) {
    this.watch = watch;
    try {
      return Optional.of(measured());
    } catch (GivenUp e) {
      return Optional.empty();
    }
  }

  private Measurement measured() {
    number = 0;
    sums.reset(calls);
    graph.before().run(calls);
    Map<Directions.Reference, GradientDraws> truths = new LinkedHashMap<>();
    along.forEach(
        (reference, vector) -> {
          if (!vector.ofDraw()) {
            truths.put(reference, truth(reference));
            vector.set(calls, truths.get(reference).mean());
          }
        });
    List<List<Quality>> qualities = new ArrayList<>();
    for (int i = 0; i < each.size(); i++) {
      qualities.add(qualities(i, sample(each.get(i), plan.draws()), truths));
    }
    double[] cpu = plan.costs() ? cpuMicros() : new double[each.size()];
    List<Quality> all = new ArrayList<>();
    for (int i = 0; i < each.size(); i++) {
      double micros = cpu[i];
      qualities.get(i).forEach(quality -> all.add(quality.costing(micros)));
    }
    Map<String, Measurement.Truth> texts = new LinkedHashMap<>();
    for (Directions.Comparison one : graph.compared()) {
      one.references()
          .forEach((name, reference) -> texts.putIfAbsent(name, text(name, reference, truths)));
    }
    return new Measurement(sums.parameters(), graph.examples(), texts, all);
  }

  /** Of one direction, whole and in parts, against each of its references. */
  private List<Quality> qualities(
      int index, Sample sample, Map<Directions.Reference, GradientDraws> truths) {
    List<Quality> all = new ArrayList<>();
    int number = 0;
    for (var named : graph.compared().get(index).references().entrySet()) {
      AlongSample moments = sample.against().get(number++);
      GradientDraws truth = truths.get(named.getValue());
      for (int p = 0; p < parts.size(); p++) {
        GradientDraws draws = sample.direction().part(parts.get(p));
        // What has a reference in each draw is compared draw by draw.
        GradientDraws one = truth != null ? draws : moments.differences().part(parts.get(p));
        GradientDraws other =
            truth != null
                ? truth.part(parts.get(p))
                : GradientDraws.exactly(new double[one.variances().length]);
        all.add(
            Quality.of(
                chosen.get(index),
                new Quality.Against(named.getKey(), parts.get(p).name()),
                draws,
                GradientDraws.squaredDistance(one, other),
                new Quality.Lengths(
                    truth != null
                        ? other.length()
                        : GradientDraws.distance(draws.mean(), one.mean()),
                    Math.sqrt(moments.lengths()[p])),
                moments.cosines()[p],
                graph.examples()));
      }
    }
    return all;
  }

  private GradientDraws truth(Directions.Reference reference) {
    if (reference instanceof Directions.Exact exact) {
      try (Result result = calls.run(Map.of(), List.of(exact.value()), List.of())) {
        return GradientDraws.exactly(DirectionSums.vector((TFloat64) result.get(0)));
      }
    }
    long perDraw = ((Directions.Sampled) reference).samples();
    return sample(sampled.get(reference), plan.truth() / perDraw).direction();
  }

  /** Where an exact direction comes from. */
  private static Measurement.Truth text(
      String name,
      Directions.Reference reference,
      Map<Directions.Reference, GradientDraws> truths) {
    if (!(reference instanceof Directions.Sampled some)) {
      return reference instanceof Directions.OfDraw
          ? new Measurement.Truth("of each draw", 0, name + " of each draw")
          : new Measurement.Truth("enumerated", 0, name + " by enumeration");
    }
    GradientDraws truth = truths.get(reference);
    double error = truth.relativeError();
    String text =
        String.format(
            Locale.ROOT,
            "%s from %d samples of %s, known to %.2g of its length",
            name,
            truth.draws() * some.samples(),
            some.words(),
            error);
    return new Measurement.Truth("sampled", error, text);
  }

  /** Draws of a direction, and what was found beside each of its references. */
  private record Sample(GradientDraws direction, List<AlongSample> against) {}

  /**
   * @param cosines [parts] means
   * @param lengths [parts] mean squared lengths of the reference
   * @param differences direction less reference, if there is one of each draw
   */
  private record AlongSample(double[] cosines, double[] lengths, GradientDraws differences) {}

  /** Draws in equal blocks. */
  private Sample sample(DirectionSums.Probe probe, long draws) {
    int block = (int) ((draws + MeterPlan.BLOCKS - 1) / MeterPlan.BLOCKS);
    double n = (double) block * MeterPlan.BLOCKS;
    List<DirectionSums.DirectionMoments> blocks = new ArrayList<>();
    for (int b = 0; b < MeterPlan.BLOCKS; b++) {
      for (int i = 0; i < block; i++) {
        probe.add(calls, number++);
      }
      blocks.add(probe.take(calls));
      watch.drawn(number / (double) Math.max(number, planned()));
      if (watch.stopped()) {
        throw new GivenUp();
      }
    }
    double[][] means = means(blocks, DirectionSums.DirectionMoments::sum, block);
    double[] mean = new GradientDraws(1, means, means[0]).mean();
    double[] squares = mean(blocks, DirectionSums.DirectionMoments::squares, n);
    double[] variances = new double[mean.length];
    for (int p = 0; p < squares.length; p++) {
      variances[p] = Math.max(0, squares[p] - mean[p] * mean[p]) * n / (n - 1);
    }
    List<AlongSample> against = new ArrayList<>();
    for (int r = 0; r < blocks.get(0).against().size(); r++) {
      int index = r;
      double[][] differences = means(blocks, m -> m.against().get(index).differences(), block);
      against.add(
          new AlongSample(
              mean(blocks, m -> m.against().get(index).cosines(), n),
              mean(blocks, m -> m.against().get(index).lengths(), n),
              new GradientDraws((long) n, differences, new double[differences[0].length])));
    }
    return new Sample(new GradientDraws((long) n, means, variances), against);
  }

  /** Draws of all samples, those of references among them. */
  private long planned() {
    long truths =
        sampled.keySet().stream()
            .mapToLong(reference -> plan.truth() / ((Directions.Sampled) reference).samples())
            .sum();
    return truths + each.size() * plan.draws();
  }

  private static double[][] means(
      List<DirectionSums.DirectionMoments> blocks,
      Function<DirectionSums.DirectionMoments, double[]> sum,
      double draws) {
    return blocks.stream()
        .map(sum)
        .map(values -> Arrays.stream(values).map(value -> value / draws).toArray())
        .toArray(double[][]::new);
  }

  private static double[] mean(
      List<DirectionSums.DirectionMoments> blocks,
      Function<DirectionSums.DirectionMoments, double[]> sum,
      double draws) {
    double[] total = new double[sum.apply(blocks.get(0)).length];
    for (DirectionSums.DirectionMoments moments : blocks) {
      double[] values = sum.apply(moments);
      for (int i = 0; i < total.length; i++) {
        total[i] += values[i] / draws;
      }
    }
    return total;
  }

  /**
   * Processor time of this process, all threads, for one estimate: the median of rounds in which
   * the estimators take turns, so that a machine that becomes slower is so for all. A round takes
   * its share of the plan's seconds, and as long as it must for the clock to have moved enough.
   */
  private double[] cpuMicros() {
    double[] wall = new double[each.size()];
    for (int i = 0; i < wall.length; i++) {
      draw(i, WARM_UP);
      long start = System.nanoTime();
      draw(i, WARM_UP);
      wall[i] = (System.nanoTime() - start) / 1e9 / WARM_UP;
    }
    double[][] rounds = new double[each.size()][ROUNDS];
    for (int r = 0; r < ROUNDS; r++) {
      for (int i = 0; i < each.size(); i++) {
        long steps = Math.max(1, Math.round(plan.seconds() / ROUNDS / wall[i]));
        double start = CpuTime.seconds();
        double used;
        long done = 0;
        do {
          draw(i, steps);
          done += steps;
          used = CpuTime.seconds() - start;
        } while (used < LEAST_SECONDS);
        rounds[i][r] = used / done * 1e6;
      }
    }
    return Arrays.stream(rounds)
        .mapToDouble(values -> Arrays.stream(values).sorted().toArray()[ROUNDS / 2])
        .toArray();
  }

  private void draw(int direction, long times) {
    for (long i = 0; i < times; i++) {
      each.get(direction).draw(calls, number++);
    }
  }
}
