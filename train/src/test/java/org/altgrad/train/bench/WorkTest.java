package org.altgrad.train.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.altgrad.graphs.core.Compiled;
import org.altgrad.graphs.core.Sessions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.op.train.BatchMatMul;
import org.tensorflow.proto.RunMetadata;
import org.tensorflow.proto.RunOptions;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;

/** Counts are compared with what is multiplied and added when the operation is done by hand. */
class WorkTest {

  /** Runs what is built on tensors of the given shapes and sums the work of all nodes. */
  private static Work work(
      BiFunction<Ops, List<Operand<TFloat32>>, Op> build, List<Shape> inputShapes) {
    List<ExecutedNode> nodes = trace(build, inputShapes);
    return new Work(
        nodes.stream().mapToDouble(n -> n.work().flops()).sum(),
        nodes.stream().mapToDouble(n -> n.work().elements()).sum(),
        nodes.stream().allMatch(n -> n.work().known()));
  }

  private static List<ExecutedNode> trace(
      BiFunction<Ops, List<Operand<TFloat32>>, Op> build, List<Shape> inputShapes) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      Map<Operand<TFloat32>, Tensor> feeds = new LinkedHashMap<>();
      for (Shape shape : inputShapes) {
        feeds.put(tf.placeholder(TFloat32.class), TFloat32.tensorOf(shape, x -> {}));
      }
      Op target = build.apply(tf, new ArrayList<>(feeds.keySet()));
      try (Session session = Sessions.of(graph)) {
        Session.Runner runner = session.runner().addTarget(target);
        feeds.forEach(runner::feed);
        RunOptions options =
            RunOptions.newBuilder()
                .setTraceLevel(RunOptions.TraceLevel.FULL_TRACE)
                .setOutputPartitionGraphs(true)
                .build();
        try (var result = runner.setOptions(options).runAndFetchMetadata()) {
          RunMetadata metadata = result.getMetadata().orElseThrow();
          return ExecutedNode.of(metadata);
        }
      } finally {
        feeds.values().forEach(Tensor::close);
      }
    }
  }

  @Test
  void whatIsCompiledIsOneNodeOfWhichNothingIsCounted() {
    List<ExecutedNode> nodes =
        trace(
            (tf, x) ->
                tf.identity(
                    Compiled.call(tf, "kernel", x, (in, of) -> List.of(product(in, of.get(0))))
                        .get(0)),
            List.of(Shape.of(3, 3)));
    List<ExecutedNode> kernels =
        nodes.stream().filter(node -> node.op().equals(ExecutedNode.KERNEL)).toList();
    assertEquals(1, kernels.size(), nodes::toString);
    assertFalse(kernels.get(0).work().known());
    assertEquals(
        List.of("XLA kernel"),
        Profile.of(List.of(kernels), 1).types().stream().map(Profile.ProfileLine::label).toList());
  }

  @SuppressWarnings("unchecked") // what is fed are floats
  private static Operand<?> product(Ops tf, Operand<?> x) {
    return tf.linalg.matMul((Operand<TFloat32>) x, (Operand<TFloat32>) x);
  }

  @ParameterizedTest
  @CsvSource({"false,false", "false,true", "true,false", "true,true"})
  void aProductHasTwoOperationsForEachTerm(boolean transposeA, boolean transposeB) {
    Shape a = transposeA ? Shape.of(5, 3) : Shape.of(3, 5);
    Shape b = transposeB ? Shape.of(7, 5) : Shape.of(5, 7);
    Work work =
        work(
            (tf, in) ->
                tf.linalg.matMul(
                    in.get(0),
                    in.get(1),
                    MatMul.transposeA(transposeA),
                    MatMul.transposeB(transposeB)),
            List.of(a, b));
    assertEquals(new Work(2 * 3 * 5 * 7, 0, true), work);
  }

  @ParameterizedTest
  @CsvSource({"false", "true"})
  void aBatchedProductCountsTheBroadcastBatch(boolean adjoint) {
    Shape left = adjoint ? Shape.of(1, 5, 3) : Shape.of(3, 5); // one for all of the batch
    Work work =
        work(
            (tf, in) ->
                tf.train.batchMatMul(
                    in.get(0), in.get(1), TFloat32.class, BatchMatMul.adjX(adjoint)),
            List.of(left, Shape.of(4, 5, 7)));
    assertEquals(new Work(2 * 4 * 3 * 5 * 7, 0, true), work);
  }

  @Test
  void aConvolutionCountsItsWindowAtEveryOutput() {
    // 9 x 9 without padding by 3 x 2 in strides of 2: 4 x 4 outputs.
    double expected = 2.0 * 2 * 4 * 4 * 6 * (3 * 2 * 5);
    Shape image = Shape.of(2, 9, 9, 5);
    Shape filter = Shape.of(3, 2, 5, 6);
    Shape out = Shape.of(2, 4, 4, 6);
    List<Long> strides = List.of(1L, 2L, 2L, 1L);
    assertEquals(
        new Work(expected, 0, true),
        work(
            (tf, in) -> tf.nn.conv2d(in.get(0), in.get(1), strides, "VALID"),
            List.of(image, filter)));
    assertEquals(
        expected,
        work(
                (tf, in) ->
                    tf.nn.conv2dBackpropInput(
                        tf.constant(new int[] {2, 9, 9, 5}),
                        in.get(0),
                        in.get(1),
                        strides,
                        "VALID"),
                List.of(filter, out))
            .flops());
    assertEquals(
        expected,
        work(
                (tf, in) ->
                    tf.nn.conv2dBackpropFilter(
                        in.get(0),
                        tf.constant(new int[] {3, 2, 5, 6}),
                        in.get(1),
                        strides,
                        "VALID"),
                List.of(image, out))
            .flops());
  }

  @Test
  void aFusedProductCountsAsTheProductThatItContains() {
    Work work =
        work(
            (tf, in) ->
                tf.nn.relu(tf.nn.biasAdd(tf.linalg.matMul(in.get(0), in.get(1)), in.get(2))),
            List.of(Shape.of(3, 5), Shape.of(5, 7), Shape.of(7)));
    assertEquals(2 * 3 * 5 * 7, work.flops());
    assertTrue(work.elements() >= 3 * 7, work::toString);
  }

  @Test
  void elementsAreThoseOfTheResultAndReductionsCountTheirInput() {
    assertEquals(
        new Work(0, 12, true), work((tf, in) -> tf.math.exp(in.get(0)), List.of(Shape.of(3, 4))));
    assertEquals(
        new Work(0, 12, true),
        work((tf, in) -> tf.reduceSum(in.get(0), tf.constant(0)), List.of(Shape.of(3, 4))));
  }

  @Test
  void aBranchThatIsNotTakenCostsNothing() {
    List<ExecutedNode> nodes =
        trace(
            (tf, in) -> {
              Operand<TFloat32> x = in.get(0);
              // A shape decides, which cannot be known before the graph runs.
              Operand<TBool> square =
                  tf.math.equal(
                      tf.gather(tf.shape(x), tf.constant(0), tf.constant(0)), tf.constant(4));
              var sides = tf.switchCond(x, square);
              Operand<TFloat32> taken =
                  tf.linalg.matMul(sides.outputTrue(), sides.outputTrue(), MatMul.transposeB(true));
              Operand<TFloat32> left =
                  tf.linalg.matMul(
                      sides.outputFalse(), sides.outputFalse(), MatMul.transposeA(true));
              return tf.merge(List.of(taken, left));
            },
            List.of(Shape.of(2, 3)));
    assertEquals(2 * 3 * 3 * 2, nodes.stream().mapToDouble(n -> n.work().flops()).sum());
  }
}
