package org.altgrad.graphs.hnca.vae;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Gradients;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.hnca.Baseline;
import org.altgrad.graphs.hnca.Baselines;
import org.altgrad.graphs.hnca.Counterfactual;
import org.altgrad.graphs.hnca.Pixels;
import org.altgrad.graphs.nn.Dense;
import org.altgrad.graphs.nn.Initialiser;
import org.altgrad.graphs.program.Context;
import org.altgrad.graphs.program.Directions;
import org.altgrad.graphs.program.Directions.Direction;
import org.altgrad.graphs.program.Program;
import org.altgrad.graphs.program.ResidentSplit;
import org.altgrad.graphs.program.ShuffledBatches;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/**
 * The encoder's gradient by every estimator, on the batch that training takes first, binarised
 * once: of each layer 1 … L the weights, then the bias. The exact one is enumerated where the
 * network is small enough, else it is the mean of many samples of HNCA.
 */
final class VaeDirections {
  /** Name of the estimator that the program is trained with, if it is none of the usual. */
  static final String CONFIGURED = "configured";

  private static final double DECAY = 0.99;
  private static final int REFERENCE_SAMPLES = 10;

  private final Context context;
  private final Hvae<TFloat32> net;
  private final Map<Direction, VaeEstimator> estimators = new LinkedHashMap<>();

  private VaeDirections(Context context, Hvae<TFloat32> net, VaeEstimator own) {
    this.context = context;
    this.net = net;
    add("hnca", "HNCA", hnca(false, false, Baseline.NONE, 1));
    add("hnca_loo", "HNCA, leave-one-out", hnca(false, false, Baseline.LEAVE_ONE_OUT, 1));
    add("hnca_all_child", "HNCA, all child", hnca(true, false, Baseline.NONE, 1));
    add("hnca_full_reward", "HNCA, full reward", hnca(false, true, Baseline.NONE, 1));
    add("hnca_2", "HNCA, 2 samples", hnca(false, false, Baseline.NONE, 2));
    add("local_expectation", "Local expectation", new LocalExpectation(Counterfactual.CHEBYSHEV));
    add("reinforce", "REINFORCE", new Reinforce(Baseline.NONE, DECAY, 1));
    add(
        "reinforce_loo",
        "REINFORCE, leave-one-out",
        new Reinforce(Baseline.LEAVE_ONE_OUT, DECAY, 1));
    add("loo_is", "LOO-IS", new LooIs(2));
    add("loo_fr", "LOO-FR", new LooFr());
    add("arm", "ARM", new Arm());
    add("disarm", "DisARM", new Disarm());
    add("arms", "ARMS, M = 4", new Arms(4));
    add("rebar", "REBAR", new Rebar(0.5, 1));
    add("straight_through", "Straight-through", new StraightThrough());
    add("reinmax", "ReinMax", new ReinMax());
    add("gumbel_1", "Gumbel-softmax, τ = 1", new GumbelSoftmax(1));
    add("gumbel_0.5", "Gumbel-softmax, τ = 0.5", new GumbelSoftmax(0.5));
    add("gumbel_0.1", "Gumbel-softmax, τ = 0.1", new GumbelSoftmax(0.1));
    if (!estimators.containsValue(own) && !remembers(own)) {
      add(CONFIGURED, own.toString(), own);
    }
  }

  /** The directions of a network. */
  static Directions of(Context context, Hvae<TFloat32> net, VaeEstimator own) {
    VaeDirections all = new VaeDirections(context, net, own);
    return new Directions(List.copyOf(all.estimators.keySet()), all::graph);
  }

  private static Hnca hnca(boolean allChild, boolean fullReward, Baseline baseline, int samples) {
    return new Hnca(allChild, fullReward, baseline, DECAY, samples, Counterfactual.CHEBYSHEV);
  }

  /** Draws of an estimator that remembers earlier ones are not independent. */
  private static boolean remembers(VaeEstimator estimator) {
    return estimator instanceof ByTerm parts && (remembers(parts.pixels()) || remembers(parts.kl()))
        || estimator instanceof Hnca hnca && hnca.baseline() == Baseline.EMA
        || estimator instanceof Reinforce reinforce && reinforce.baseline() == Baseline.EMA;
  }

  private void add(String name, String label, VaeEstimator estimator) {
    estimators.put(new Direction(name, label, estimator.family(), estimator.unbiased()), estimator);
  }

  private Directions.Graph graph(Nodes<TFloat32> all, List<Direction> chosen) {
    ResidentSplit split = context.split("train");
    int batch = context.batchSize();
    Nodes<TFloat32> nodes = all.scope("probes");
    Ops tf = nodes.tf();
    long seed = Randoms.mix(context.seed(), "probes");
    Operand<TInt64> counter = nodes.counter();
    Variables scratch = new Variables();
    Shape shape = Shape.of(batch, split.example("image").size());
    var kept = scratch.state("batch", Initialiser.filled(nodes, shape, 0));
    int[] rows = new ShuffledBatches(context.seed(), split.count(), batch).rows(0);
    Expr<TFloat32> images = split.gather(nodes, "image", tf.constant(rows));
    Randoms fixed = new Randoms(seed, tf.constant(0L)).scope("batch");
    Op load = tf.assign(kept.ref(), Pixels.binarise(images, fixed));
    Op initial = scratch.initializer(tf);
    Program.Preparation before =
        calls -> {
          calls.run(Map.of(), List.of(), List.of(initial)).close();
          calls.run(Map.of(), List.of(), List.of(load)).close();
        };
    Draw draw = new Draw(nodes, kept.value(), seed, counter);
    Map<String, Directions.Reference> references = Map.of("true gradient", reference(draw));
    List<Directions.Comparison> compared = new ArrayList<>();
    List<Direction> order = List.copyOf(estimators.keySet());
    for (Direction direction : chosen) {
      // A stream of its own, whatever else was chosen.
      String stream = "estimator" + order.indexOf(direction);
      compared.add(new Directions.Comparison(descent(draw, stream, direction), references));
    }
    return new Directions.Graph(counter, before, batch, List.of(), compared);
  }

  /** What estimates are drawn from. */
  private record Draw(Nodes<TFloat32> nodes, Expr<TFloat32> x, long seed, Operand<TInt64> counter) {
    List<Expr<TFloat32>> of(Hvae<TFloat32> net, String stream, VaeEstimator estimator) {
      Nodes<TFloat32> own = nodes.scope(stream);
      Randoms randoms = new Randoms(seed, counter).scope(stream);
      Baselines<TFloat32> baselines = new Baselines<>(new Variables(), own);
      return Gradients.of(
          estimator.estimate(net, x, randoms::uniformLike, baselines).root(), parameters(net));
    }
  }

  private List<Expr<TFloat32>> descent(Draw draw, String stream, Direction direction) {
    VaeEstimator estimator = estimators.get(direction);
    if (context.batchSize() < estimator.smallestBatch()) {
      throw new IllegalArgumentException(
          "batch_size: must be at least "
              + estimator.smallestBatch()
              + " for "
              + direction.label()
              + " but is "
              + context.batchSize());
    }
    return draw.of(net, stream, estimator);
  }

  private Directions.Reference reference(Draw draw) {
    if (!ExactElbo.feasible(net, context.batchSize())) {
      Hnca hnca = hnca(false, false, Baseline.LEAVE_ONE_OUT_SAMPLES, REFERENCE_SAMPLES);
      return new Directions.Sampled(draw.of(net, "truth", hnca), REFERENCE_SAMPLES, "HNCA");
    }
    Hvae<TFloat64> wide =
        new Hvae<>(
            net.encoder().stream().map(VaeDirections::wide).toList(),
            net.decoder().stream().map(VaeDirections::wide).toList(),
            net.prior().cast(TFloat64.class),
            net.coding());
    List<Expr<TFloat64>> ascent =
        Gradients.of(ExactElbo.of(wide, draw.x().cast(TFloat64.class)), parameters(wide));
    return new Directions.Exact(
        wide.prior().nodes().concat(ascent.stream().map(g -> g.reshape(-1)).toList(), 0).negate());
  }

  private static Dense<TFloat64> wide(Dense<TFloat32> layer) {
    return new Dense<>(layer.weights().cast(TFloat64.class), layer.bias().cast(TFloat64.class));
  }

  private static <T extends TNumber> List<Expr<T>> parameters(Hvae<T> net) {
    List<Expr<T>> all = new ArrayList<>();
    for (Dense<T> layer : net.encoder()) {
      all.add(layer.weights());
      all.add(layer.bias());
    }
    return all;
  }
}
