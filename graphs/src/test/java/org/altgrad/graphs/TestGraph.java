package org.altgrad.graphs;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.altgrad.graphs.core.CustomGradient;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Sessions;
import org.altgrad.graphs.core.Variables;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/** A graph and its session for one test, with values going in and out as plain arrays. */
public final class TestGraph implements AutoCloseable {
  public final Graph graph = new Graph();
  public final Ops tf = Ops.create(graph);
  public final Nodes<TFloat64> f64 = Nodes.of(tf, TFloat64.class);
  public final Nodes<TFloat32> f32 = Nodes.of(tf, TFloat32.class);
  public final Variables variables = new Variables();
  private Session session;

  private Session session() {
    if (session == null) {
      session = plain(graph);
    }
    return session;
  }

  /**
   * A session that runs a graph's operations as they stand: to rewrite a graph that runs a few
   * times takes longer than to run it. {@link Rig} runs programs as training does.
   */
  public static Session plain(Graph graph) {
    ConfigProto.Builder config = Sessions.config(Optional.empty()).toBuilder();
    config.getGraphOptionsBuilder().getRewriteOptionsBuilder().setDisableMetaOptimizer(true);
    return new Session(graph, config.build());
  }

  /** Sets all variables to their initial values. */
  public void initialize() {
    session().runner().addTarget(variables.initializer(tf)).run().close();
  }

  /** Runs an operation once. */
  public void run(Op op, Map<? extends Operand<?>, ? extends Tensor> feeds) {
    var runner = session().runner().addTarget(op);
    feeds.forEach(runner::feed);
    runner.run().close();
  }

  /** Runs operations as a program's preparation does; the caller closes the result. */
  public Result call(
      Map<? extends Operand<?>, ? extends Tensor> feeds, List<? extends Op> targets) {
    var runner = session().runner();
    targets.forEach(runner::addTarget);
    feeds.forEach(runner::feed);
    return runner.run();
  }

  public void run(Op op) {
    run(op, Map.of());
  }

  /** The value of a tensor, row by row. */
  public double[] value(
      Operand<? extends TNumber> x, Map<? extends Operand<?>, ? extends Tensor> feeds) {
    // A new node would have the session look at the whole graph again.
    boolean wide = x.asOutput().type() == TFloat64.class;
    var runner = session().runner().fetch(wide ? x : tf.dtypes.cast(x, TFloat64.class));
    feeds.forEach(runner::feed);
    try (Result result = runner.run()) {
      TFloat64 tensor = (TFloat64) result.get(0);
      double[] values = new double[(int) tensor.size()];
      tensor.copyTo(DataBuffers.of(values, false, false));
      return values;
    }
  }

  public double[] value(Operand<? extends TNumber> x) {
    return value(x, Map.of());
  }

  /** The value of a scalar. */
  public double scalar(Operand<? extends TNumber> x) {
    return value(x)[0];
  }

  public static TFloat64 tensor(Shape shape, double... values) {
    return TFloat64.tensorOf(shape, DataBuffers.of(values));
  }

  public static TInt64 tensor(long value) {
    return TInt64.scalarOf(value);
  }

  public static TInt32 tensor(int... values) {
    return TInt32.vectorOf(values);
  }

  public Expr<TFloat64> vector(double... values) {
    return f64.constant(Shape.of(values.length), values);
  }

  @Override
  public void close() {
    if (session != null) {
      session.close();
    }
    CustomGradient.forget(graph);
    graph.close();
  }
}
