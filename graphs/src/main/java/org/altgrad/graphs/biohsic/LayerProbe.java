package org.altgrad.graphs.biohsic;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Loop;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.program.Context;
import org.altgrad.graphs.program.Metrics;
import org.altgrad.graphs.program.ResidentSplit;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.index.Indices;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Means over windows of a split of each layer's objective and, for hidden layers, of how the rule's
 * signal and direction compare with the exact signal and with back-propagation.
 */
final class LayerProbe {
  private final Training training;
  private final boolean directions;

  private LayerProbe(Training training, boolean directions) {
    this.training = training;
    this.directions = directions;
  }

  /**
   * @param directions whether to compare signals and directions, or to measure the objectives alone
   */
  static Metrics of(Training training, ResidentSplit split, boolean directions) {
    Nodes<TFloat32> nodes = training.context().nodes().scope("probe." + split.name());
    return new LayerProbe(training, directions).metrics(nodes, split);
  }

  /** Some rows of a split, always the same ones, in an order of their own. */
  static int[] sample(long seed, ResidentSplit split, int size) {
    SplittableRandom random = new SplittableRandom(Randoms.mix(seed, "probe." + split.name()));
    int[] order = new int[split.count()];
    for (int i = 0; i < order.length; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return java.util.Arrays.copyOf(order, Math.min(size, order.length));
  }

  private Metrics metrics(Nodes<TFloat32> nodes, ResidentSplit split) {
    var tf = nodes.tf();
    int n = Math.min(training.settings().probes().probeMemory(), split.count());
    int windows = Math.min(training.settings().probes().probeWindows(), split.count() / n);
    Context context = training.context();
    List<Long> seeds = training.apart() ? context.seeds() : List.of(context.seed());
    Operand<TInt32> rows =
        tf.constant(
            seeds.stream()
                .flatMapToInt(seed -> IntStream.of(sample(seed, split, windows * n)))
                .toArray());
    Expr<TFloat32> x = training.x(nodes, split, rows);
    Expr<TFloat32> y = training.y(nodes, split, rows);
    int axis = training.samples();
    List<String> names = names();
    Loop loop = new Loop("probe_" + split.name());
    var all = loop.variables("parameter", training.parameters());
    var own = loop.variables("own", training.own());
    var inputs = loop.variable("x", x);
    var labels = loop.variable("y", y);
    var sums = loop.variable("sums", training.zeros(nodes, names.size()));
    Loop.End end =
        loop.run(
            tf,
            tf.constant(windows),
            now -> {
              Expr<TInt32> from = now.index().times(now.nodes(TInt32.class).constant(n));
              Expr<TFloat32> here = Axes.samples(now.get(inputs), axis, from, n);
              Expr<TFloat32> said = Axes.samples(now.get(labels), axis, from, n);
              List<Expr<TFloat32>> parameters = now.get(all);
              List<Expr<TFloat32>> measured = new ArrayList<>(objectives(here, said, parameters));
              if (hasSignal()) {
                measured.addAll(
                    signals(remembered(here), remembered(said), parameters, now.get(own)));
              }
              now.set(sums, now.get(sums).plus(here.nodes().stack(measured)));
            });
    var parts = tf.unstack(end.get(sums).over(windows), (long) names.size()).output();
    Map<String, Expr<TFloat32>> ofModels = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      ofModels.put(names.get(i), nodes.of(parts.get(i)));
    }
    return Metrics.of(nodes, ofModels);
  }

  private boolean hasSignal() {
    return directions && training.settings().teaching().rule() != BiohsicSettings.Rule.FROZEN;
  }

  /** In the order in which they are measured. */
  private List<String> names() {
    List<String> names = new ArrayList<>();
    for (int l = 0; l <= training.network().depth(); l++) {
      names.add("hsic/layer" + l);
      names.add("hsicx/layer" + l);
      names.add("hsicy/layer" + l);
    }
    if (hasSignal()) {
      for (Stage stage : training.network().hidden()) {
        names.add("cosine_exact/" + stage.name());
        names.add("cosine_bp/" + stage.name());
        names.add("direction_size/" + stage.name());
      }
    }
    return names;
  }

  /** The end of a window: as many samples as the rule remembers. */
  private Expr<TFloat32> remembered(Expr<TFloat32> x) {
    int all = (int) x.shape().get(training.samples());
    int n = Math.min(training.settings().memory().memory(), all);
    Ops tf = x.nodes().tf();
    return x.nodes()
        .of(
            training.apart()
                ? tf.stridedSlice(x, Indices.all(), Indices.sliceFrom(-n), Indices.ellipsis())
                : tf.stridedSlice(x, Indices.sliceFrom(-n), Indices.ellipsis()));
  }

  /** L and its parts for each layer, [models] each. */
  private List<Expr<TFloat32>> objectives(
      Expr<TFloat32> x, Expr<TFloat32> y, List<Expr<TFloat32>> parameters) {
    Network network = training.network();
    Objective objective = training.settings().teaching().objective();
    Pass<TFloat32> pass = network.forward(x, parameters);
    Expr<TFloat32> kx = training.kernelX(x);
    Expr<TFloat32> ky = objective.kernelY(y);
    List<Expr<TFloat32>> measured = new ArrayList<>();
    for (int l = 0; l <= network.depth(); l++) {
      Expr<TFloat32> z = l < network.depth() ? pass.flat(l) : pass.logits();
      measured.addAll(objective.at(l).parts(kx, ky, z));
    }
    return measured;
  }

  /** How signals and directions of each hidden layer compare, [models] each. */
  private List<Expr<TFloat32>> signals(
      Expr<TFloat32> x,
      Expr<TFloat32> y,
      List<Expr<TFloat32>> parameters,
      List<Expr<TFloat32>> own) {
    CreditRule rule = training.rule();
    Objective objective = training.settings().teaching().objective();
    Pass<TFloat32> pass = training.network().forward(x, parameters);
    List<Expr<TFloat32>> signals = rule.credit(pass, y, training.prepared(x, y), own).signals();
    List<Expr<TFloat32>> used =
        CreditRule.hidden(rule.currentOnly() ? pass.current() : pass, signals);
    List<Expr<TFloat32>> bp =
        CreditRule.hidden(
            pass, new CreditRule.BackPropagation().credit(pass, y, List.of(), List.of()).signals());
    List<Expr<TFloat32>> prepared =
        Signal.EXACT.prepare(objective, training.kernelX(x), objective.kernelY(y));
    List<Expr<TFloat32>> measured = new ArrayList<>();
    for (int l = 0; l < training.network().depth(); l++) {
      Expr<TFloat32> exact =
          Signal.EXACT.xi(objective.at(l), Objective.ofLayer(prepared, l), pass.flat(l));
      Expr<TFloat32> signal = Axes.currentOfModels(signals.get(l));
      measured.add(cosine(List.of(signal), List.of(exact)));
      int w = Network.weights(l);
      measured.add(cosine(used.subList(w, w + 2), bp.subList(w, w + 2)));
      measured.add(rows(used.get(w)).abs().mean(1));
    }
    return measured;
  }

  /** Cosines of what belongs to each model, [models]; 0 where one of them is 0. */
  private Expr<TFloat32> cosine(List<Expr<TFloat32>> a, List<Expr<TFloat32>> b) {
    Expr<TFloat32> left = rows(a);
    Expr<TFloat32> right = rows(b);
    // Signals are tiny: each is brought to length 1 before anything is squared away.
    return unit(left).times(unit(right)).sum(1);
  }

  private static Expr<TFloat32> unit(Expr<TFloat32> x) {
    Expr<TFloat32> tiny = x.nodes().constant(1e-30);
    Expr<TFloat32> scaled = x.over(x.abs().reduceMaxKeep(1).max(tiny));
    return scaled.over(scaled.square().sumKeep(1).sqrt().max(tiny));
  }

  private Expr<TFloat32> rows(List<Expr<TFloat32>> parts) {
    return parts.get(0).nodes().concat(parts.stream().map(this::rows).toList(), 1);
  }

  private Expr<TFloat32> rows(Expr<TFloat32> x) {
    return x.reshape(training.models(), -1);
  }
}
