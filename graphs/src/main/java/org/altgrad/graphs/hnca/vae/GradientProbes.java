package org.altgrad.graphs.hnca.vae;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Gradients;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.hnca.Baselines;
import org.altgrad.graphs.hnca.Pixels;
import org.altgrad.graphs.nn.Dense;
import org.altgrad.graphs.nn.Initialiser;
import org.altgrad.graphs.program.Calls;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/**
 * Estimates of the encoder's gradient on one fixed batch, at parameters that stay as they are.
 * Their moments are added up inside the graph in double precision.
 *
 * <p>A gradient is one vector [P], the ascent direction of the batch's mean ELBO: of each layer 1 …
 * L the weights, then the bias.
 */
public final class GradientProbes {
  private final Nodes<TFloat32> nodes;
  private final Ops tf;
  private final Hvae<TFloat32> net;
  private final long seed;
  private final Variables variables = new Variables();
  private final Operand<TInt64> counter;
  private final Expr<TFloat32> intensities;
  private final Expr<TFloat32> x;
  private final Op loadBatch;
  private final Expr<TFloat64> direction;
  private final Expr<TFloat64> givenDirection;
  private final Op loadDirection;
  private final int parameters;
  private Op initializer;

  /**
   * Adds nodes for the batch; {@link #load} fills it.
   *
   * @param net whose parameters are variables
   * @param seed of all that is drawn
   */
  public GradientProbes(Nodes<TFloat32> all, Hvae<TFloat32> net, int batch, int pixels, long seed) {
    this.nodes = all.scope("probes");
    this.tf = nodes.tf();
    this.net = net;
    this.seed = Randoms.mix(seed, "probes");
    this.counter = nodes.counter();
    Shape shape = Shape.of(batch, pixels);
    intensities = nodes.placeholder(shape);
    var kept = variables.state("batch", Initialiser.filled(nodes, shape, 0));
    x = kept.value();
    Randoms fixed = new Randoms(this.seed, tf.constant(0L)).scope("batch");
    loadBatch = tf.assign(kept.ref(), Pixels.binarise(intensities, fixed));
    parameters = encoder(net).stream().mapToInt(parameter -> (int) parameter.shape().size()).sum();
    Nodes<TFloat64> wide = nodes.as(TFloat64.class);
    var along = variables.state("direction", Initialiser.filled(wide, Shape.of(parameters), 0));
    direction = along.value();
    givenDirection = wide.placeholder(Shape.of(parameters));
    loadDirection = tf.assign(along.ref(), givenDirection);
  }

  private static <T extends TNumber> List<Expr<T>> encoder(Hvae<T> net) {
    List<Expr<T>> all = new ArrayList<>();
    for (Dense<T> layer : net.encoder()) {
      all.add(layer.weights());
      all.add(layer.bias());
    }
    return all;
  }

  /** P. */
  public int parameters() {
    return parameters;
  }

  /** Sets the batch, binarised once, and empties all sums. */
  public void load(Calls calls, float[][] images) {
    if (initializer == null) {
      initializer = variables.initializer(tf); // of all probes, so not before they are there
    }
    calls.run(Map.of(), List.of(), List.of(initializer)).close();
    try (TFloat32 tensor = TFloat32.tensorOf(StdArrays.ndCopyOf(images))) {
      calls.run(Map.of(intensities, tensor), List.of(), List.of(loadBatch)).close();
    }
  }

  /** Sets the vector that {@link Moments#cosines} compares estimates with. */
  public void direction(Calls calls, double[] vector) {
    try (TFloat64 tensor = TFloat64.vectorOf(vector)) {
      calls.run(Map.of(givenDirection, tensor), List.of(), List.of(loadDirection)).close();
    }
  }

  /** Whether {@link #exact} is there for this network. */
  public boolean enumerable() {
    return ExactElbo.feasible(net, x.shape().get(0));
  }

  /** The true gradient [P], by enumeration in double precision. */
  public Expr<TFloat64> exact() {
    Hvae<TFloat64> wide =
        new Hvae<>(
            net.encoder().stream().map(GradientProbes::wide).toList(),
            net.decoder().stream().map(GradientProbes::wide).toList(),
            net.prior().cast(TFloat64.class),
            net.coding());
    return flat(Gradients.of(ExactElbo.of(wide, x.cast(TFloat64.class)), encoder(wide)));
  }

  private static Dense<TFloat64> wide(Dense<TFloat32> layer) {
    return new Dense<>(layer.weights().cast(TFloat64.class), layer.bias().cast(TFloat64.class));
  }

  private static <T extends TNumber> Expr<T> flat(List<Expr<T>> gradients) {
    return gradients.get(0).nodes().concat(gradients.stream().map(g -> g.reshape(-1)).toList(), 0);
  }

  /**
   * Adds an estimator.
   *
   * @param stream name of its random stream, one for each
   * @throws IllegalArgumentException if it remembers earlier draws, which are then not independent
   */
  public Probe probe(String stream, VaeEstimator estimator) {
    Nodes<TFloat32> own = nodes.scope(stream);
    Randoms randoms = new Randoms(seed, counter).scope(stream);
    Baselines<TFloat32> baselines = new Baselines<>(new Variables(), own);
    Estimate<TFloat32> estimate = estimator.estimate(net, x, randoms::uniformLike, baselines);
    if (!baselines.change().reads().isEmpty()) {
      throw new IllegalArgumentException(
          "baseline: ema remembers earlier draws; use none, leave_one_out or"
              + " leave_one_out_samples");
    }
    return new Probe(stream, Gradients.of(estimate.root(), encoder(net)));
  }

  /**
   * Sums over draws.
   *
   * @param count number of draws
   * @param sum [P] of the gradients
   * @param squares [P] of their squares
   * @param cosines of the cosines between each gradient and the direction set
   */
  public record Moments(long count, double[] sum, double[] squares, double cosines) {}

  /** One estimator on the batch. */
  public final class Probe {
    private final List<Op> gradients;
    private final List<Op> updates;
    private final List<Op> resets;
    private final List<Expr<TFloat64>> totals;
    private long count;

    /** Gradients are those of descent, as training takes them. */
    private Probe(String stream, List<Expr<TFloat32>> descent) {
      gradients = List.copyOf(descent);
      Expr<TFloat64> g = flat(descent).cast(TFloat64.class).negate();
      Expr<TFloat64> lengths = g.square().sum().times(direction.square().sum()).sqrt();
      Map<String, Expr<TFloat64>> parts =
          Map.of(
              "sum", g, "squares", g.square(), "cosines", g.times(direction).sum().over(lengths));
      updates = new ArrayList<>();
      resets = new ArrayList<>();
      totals = new ArrayList<>();
      for (String name : List.of("sum", "squares", "cosines")) {
        Expr<TFloat64> value = parts.get(name);
        Expr<TFloat64> zeros = Initialiser.filled(value.nodes(), value.shape(), 0);
        var total = variables.state(stream + "/" + name, zeros);
        totals.add(total.value());
        updates.add(tf.assignAdd(total.ref(), value));
        resets.add(tf.assign(total.ref(), zeros));
      }
    }

    /** Draws one gradient and drops it. */
    public void draw(Calls calls, long number) {
      run(calls, number, gradients);
    }

    /** Draws one gradient and adds it to the sums. */
    public void add(Calls calls, long number) {
      run(calls, number, updates);
      count++;
    }

    private void run(Calls calls, long number, List<Op> targets) {
      try (TInt64 tensor = TInt64.scalarOf(number)) {
        calls.run(Map.of(counter, tensor), List.of(), targets).close();
      }
    }

    /** The sums of the draws since the last call, which are then emptied. */
    public Moments take(Calls calls) {
      Moments moments;
      try (Result result = calls.run(Map.of(), totals, List.of())) {
        moments =
            new Moments(
                count,
                vector((TFloat64) result.get(0)),
                vector((TFloat64) result.get(1)),
                ((TFloat64) result.get(2)).getDouble());
      }
      calls.run(Map.of(), List.of(), resets).close();
      count = 0;
      return moments;
    }
  }

  /** The numbers of a tensor of rank 1. */
  public static double[] vector(TFloat64 tensor) {
    double[] values = new double[(int) tensor.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = tensor.getDouble(i);
    }
    return values;
  }
}
