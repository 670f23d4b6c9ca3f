package org.altgrad.graphs.attack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.function.BiFunction;
import org.altgrad.graphs.GradientCheck;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Gradients;
import org.junit.jupiter.api.Test;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;

class AttackOpsTest {
  private static final double[] LOGITS = {-3, -1, -2, -4, 2, 0.5, 1.5, -1, 1, 1.25, -3, 0.5};
  private static final int[] LABELS = {1, 0, 2};
  private static final int[] TARGETS = {3, 1, 0};

  private static double[] value(BiFunction<Expr<TFloat64>, Operand<TInt32>, Expr<TFloat64>> op) {
    try (TestGraph g = new TestGraph()) {
      return g.value(op.apply(g.f64.constant(Shape.of(3, 4), LOGITS), g.tf.constant(LABELS)));
    }
  }

  @Test
  void marginsAreThoseOfTheDefinition() {
    // Of negative logits too, where max(one-hot · logits) would be 0.
    assertArrayEquals(new double[] {-1, -0.5, 4.25}, value(AttackOps::margin));
    assertArrayEquals(
        new double[] {0, 0, 4.25 + 0.25}, value((l, k) -> AttackOps.cwMargin(l, k, 0.25, true)));
    assertArrayEquals(
        new double[] {1.25, 0.75, 0}, value((l, k) -> AttackOps.cwMargin(l, k, 0.25, false)));
  }

  @Test
  void ratiosAreThoseOfTheDefinitionAndKnowNoScale() {
    double[] expected = {-1 / 2.0, -0.5 / 1.5, 4.25 / 0.75};
    assertArrayEquals(expected, value(AttackOps::dlr), 1e-10);
    assertArrayEquals(expected, value((l, y) -> AttackOps.dlr(l.times(1000).plus(7), y)), 1e-10);
    double[] targeted = {-3 / (-1 + 3.5), -1.5 / (2 + 0.25), 4 / (1.25 + 1.25)};
    assertArrayEquals(
        targeted,
        value((l, y) -> AttackOps.targetedDlr(l, y, l.nodes().tf().constant(TARGETS))),
        1e-10);
  }

  @Test
  void gradientsAreThoseOfTheValues() {
    Shape shape = Shape.of(3, 4);
    List<BiFunction<Expr<TFloat64>, Operand<TInt32>, Expr<TFloat64>>> ops =
        List.of(
            AttackOps::margin,
            (l, k) -> AttackOps.cwMargin(l, k, 0.7, true),
            (l, k) -> AttackOps.cwMargin(l, k, 0.7, false),
            AttackOps::dlr,
            (l, y) -> AttackOps.targetedDlr(l, y, l.nodes().tf().constant(TARGETS)));
    for (var op : ops) {
      GradientCheck.check(
          in -> op.apply(in.get(0), in.get(0).nodes().tf().constant(LABELS)), shape);
    }
    GradientCheck.check(
        in ->
            AttackOps.tanhBox(
                in.get(0), in.get(0).nodes().constant(-2), in.get(0).nodes().constant(0.5)),
        shape);
  }

  @Test
  void theGradientIsThatOfStockOperations() {
    try (TestGraph g = new TestGraph()) {
      Expr<TFloat64> l = g.f64.constant(Shape.of(3, 4), LOGITS);
      Expr<TFloat64> own = g.f64.oneHot(g.tf.constant(LABELS), 4);
      Expr<TFloat64> stock =
          l.minus(own.times(1e4)).reduceMax(1).minus(l.times(own).sum(1)).plus(0.25);
      Expr<TFloat64> f = stock.max(g.f64.zerosLike(stock));
      Expr<TFloat64> ours = AttackOps.cwMargin(l, g.tf.constant(LABELS), 0.25, true);
      assertArrayEquals(
          g.value(Gradients.of(f.sum(), List.of(l)).get(0)),
          g.value(Gradients.of(ours.sum(), List.of(l)).get(0)),
          1e-15);

      Expr<TFloat64> box = Expr.tanh(l).plus(1).times(0.5);
      Expr<TFloat64> mine = AttackOps.tanhBox(l, g.f64.constant(0), g.f64.constant(1));
      assertArrayEquals(g.value(box), g.value(mine), 1e-15);
      assertArrayEquals(
          g.value(Gradients.of(box.square().sum(), List.of(l)).get(0)),
          g.value(Gradients.of(mine.square().sum(), List.of(l)).get(0)),
          1e-15);
    }
  }

  @Test
  void theBoxIsUndoneAndItsEdgesAreFinite() {
    try (TestGraph g = new TestGraph()) {
      Expr<TFloat64> lo = g.f64.constant(-2);
      Expr<TFloat64> hi = g.f64.constant(0.5);
      double[] x = {-2, -1.9, -0.75, 0.5};
      Expr<TFloat64> w = AttackOps.atanhBox(g.vector(x), lo, hi);
      assertArrayEquals(x, g.value(AttackOps.tanhBox(w, lo, hi)), 2e-6);
      assertEquals(7.25, g.value(w)[3], 0.01);
    }
  }

  @Test
  void aStepGoesAlongTheSignsAndStaysInTheBox() {
    try (TestGraph g = new TestGraph()) {
      Expr<TFloat64> moved =
          AttackOps.signStep(
              g.vector(0.5, 0.5, 0.5, 0.95),
              g.vector(3e-9, -2, 0, 1),
              g.f64.constant(0.1),
              g.f64.constant(0),
              g.f64.constant(1));
      assertArrayEquals(new double[] {0.6, 0.4, 0.5, 1}, g.value(moved), 1e-15);
    }
  }
}
