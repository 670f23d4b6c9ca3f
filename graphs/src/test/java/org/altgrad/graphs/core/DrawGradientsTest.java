package org.altgrad.graphs.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.altgrad.graphs.GradientCheck;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.nn.Activations;
import org.altgrad.graphs.prob.Bernoulli;
import org.altgrad.graphs.prob.Categorical;
import org.altgrad.graphs.prob.Gaussian;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat64;

/** Every sampler within something that is differentiated: no caller has to stop anything. */
class DrawGradientsTest {
  private static final Shape SHAPE = Shape.of(3, 4);

  private static Randoms randoms(Expr<?> x) {
    return new Randoms(3, x.nodes().tf().constant(5L));
  }

  private record Case(
      String name, Function<List<Expr<TFloat64>>, Expr<TFloat64>> function, int inputs) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** Functions of x (and y) that are differentiable where the draws are held. */
  static List<Case> reparameterised() {
    return List.of(
        new Case(
            "Gaussian from log sd",
            x -> Gaussian.ofLogSd(x.get(0), x.get(1)).sample(randoms(x.get(0)), "z").square(),
            2),
        new Case(
            "Gaussian from sd",
            x ->
                Gaussian.ofSd(x.get(0), Expr.softplus(x.get(1)))
                    .sample(randoms(x.get(0)), "z")
                    .square(),
            2),
        new Case(
            "noise like an activation",
            x -> x.get(0).times(randoms(x.get(0)).normalLike("n", x.get(0))).square(),
            1),
        new Case(
            "uniform noise like an activation",
            x -> x.get(0).plus(randoms(x.get(0)).uniformLike("u", x.get(0))).square(),
            1),
        new Case(
            "noise in the shape of an activation",
            x -> {
              var nodes = x.get(0).nodes();
              var shape = nodes.shapeWithRows(x.get(0), 4);
              var noise = randoms(x.get(0)).truncatedNormal(nodes, "t", shape);
              return x.get(0).times(noise);
            },
            1),
        new Case(
            "dropout",
            x -> Activations.dropout(x.get(0), 0.4, randoms(x.get(0)), "d").square(),
            1));
  }

  @ParameterizedTest
  @MethodSource("reparameterised")
  void drawsAreConstants(Case c) {
    Shape[] shapes = c.inputs() == 1 ? new Shape[] {SHAPE} : new Shape[] {SHAPE, SHAPE};
    GradientCheck.check(c.function(), shapes);
  }

  /** Draws through which nothing flows. */
  static List<Case> discrete() {
    return List.of(
        new Case(
            "bits of logits",
            x -> new Bernoulli<>(x.get(0)).sample(randoms(x.get(0)).uniformLike("bits", x.get(0))),
            1),
        new Case(
            "a category of logits",
            x -> {
              var category = new Categorical<>(x.get(0)).sample(randoms(x.get(0)), "c");
              return x.get(0).nodes().oneHot(category, 4);
            },
            1));
  }

  @ParameterizedTest
  @MethodSource("discrete")
  void nothingFlowsThroughDiscreteDraws(Case c) {
    try (TestGraph g = new TestGraph()) {
      Expr<TFloat64> x = g.f64.placeholder(Shape.of(-1, 4));
      Expr<TFloat64> y = c.function().apply(List.of(x)).plus(x);
      double[] at = new double[12];
      try (TFloat64 fed = TestGraph.tensor(SHAPE, at)) {
        double[] ones = g.value(Gradients.of(y.sum(), List.of(x)).get(0), Map.of(x, fed));
        java.util.Arrays.fill(at, 1);
        assertArrayEquals(at, ones);
      }
    }
  }

  /** What cannot be differentiated is named, with its place and with what to do. */
  @Test
  void anOperationWithoutAGradientIsNamed() {
    try (TestGraph g = new TestGraph()) {
      Nodes<TFloat64> encoder = g.f64.scope("encoder");
      Expr<TFloat64> x = encoder.placeholder(Shape.of(2, 2));
      var inverse = encoder.of(encoder.tf().withName("inv").linalg.inv(x));
      var failure =
          assertThrows(
              GraphException.class, () -> Gradients.of(inverse.sum().plus(x.sum()), List.of(x)));
      assertTrue(
          failure.getMessage().startsWith("MatrixInverse has no gradient, but a derivative")
              && failure.getMessage().contains("encoder/inv")
              && failure.getMessage().contains("stop()"),
          failure.getMessage());
    }
  }
}
