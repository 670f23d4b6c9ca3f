package org.altgrad.graphs.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.altgrad.graphs.TestGraph;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;

class GradientsTest {
  @Test
  void whatIsNotReachedHasGradientZeroInItsPlace() {
    try (TestGraph g = new TestGraph()) {
      var a = g.vector(1, 2);
      var unused = g.f64.constant(Shape.of(2, 3), 1, 2, 3, 4, 5, 6);
      var b = g.vector(3, 4);
      var gradients = Gradients.of(a.times(b).sum(), List.of(a, unused, b));
      assertArrayEquals(new double[] {3, 4}, g.value(gradients.get(0)));
      assertArrayEquals(new double[6], g.value(gradients.get(1)));
      assertEquals(Shape.of(2, 3), gradients.get(1).shape());
      assertArrayEquals(new double[] {1, 2}, g.value(gradients.get(2)));
    }
  }

  @Test
  void nothingReachedAndNothingAsked() {
    try (TestGraph g = new TestGraph()) {
      var x = g.vector(1, 2);
      var gradients = Gradients.of(g.f64.constant(3), List.of(x));
      assertArrayEquals(new double[2], g.value(gradients.get(0)));
      assertEquals(List.of(), Gradients.of(x.sum(), List.of()));
    }
  }

  @Test
  void aStoppedPathHasGradientZero() {
    try (TestGraph g = new TestGraph()) {
      var x = g.vector(1, 2);
      var gradients = Gradients.of(x.stop().square().sum(), List.of(x));
      assertArrayEquals(new double[2], g.value(gradients.get(0)));
    }
  }

  @Test
  void aTensorIsSummed() {
    try (TestGraph g = new TestGraph()) {
      var x = g.vector(1, 2, 3);
      assertArrayEquals(
          new double[] {2, 4, 6}, g.value(Gradients.of(x.square(), List.of(x)).get(0)));
    }
  }

  @Test
  void aGradientHasAGradient() {
    try (TestGraph g = new TestGraph()) {
      var x = g.vector(3);
      var y = x.square().times(x);
      var first = Gradients.of(y, List.of(x)).get(0);
      var second = Gradients.of(first, List.of(x)).get(0);
      assertArrayEquals(new double[] {27}, g.value(first));
      assertArrayEquals(new double[] {18}, g.value(second));
    }
  }
}
