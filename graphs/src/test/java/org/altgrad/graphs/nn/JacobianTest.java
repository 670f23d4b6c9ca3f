package org.altgrad.graphs.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Gradients;
import org.altgrad.graphs.core.Variables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat64;

/** Jacobians in the forward direction, against reverse gradients and central differences. */
class JacobianTest {
  private static final int BATCH = 4;

  static List<Activation> activations() {
    return List.of(
        new Activation.None(),
        new Activation.Relu(),
        new Activation.LeakyRelu(0.2),
        new Activation.LeakyInverse(0.2),
        new Activation.SmoothLeakyRelu(0.2),
        new Activation.Sigmoid(),
        new Activation.Tanh());
  }

  private static double[] random(long seed, int size) {
    SplittableRandom random = new SplittableRandom(seed);
    return random.doubles(size, -1, 1).toArray();
  }

  /** What is asked for gets random values. */
  private static Parameters<TFloat64> parameters(TestGraph g, int networks) {
    return (name, shape, initialiser, fanIn, fanOut) -> {
      Shape all = networks == 0 ? shape : Shape.of(networks).append(shape);
      double[] values = random(name.hashCode(), (int) all.size());
      return g.f64.constant(all, values);
    };
  }

  private static Mapping<TFloat64> mlp(TestGraph g, int networks, Activation activation) {
    Initialiser any = Initialiser.zeros();
    return Mlp.of(parameters(g, networks), "net", List.of(3, 6, 5, 4), any, any).with(activation);
  }

  private static Mapping<TFloat64> decoder(TestGraph g, int networks) {
    Initialiser any = Initialiser.zeros();
    Parameters<TFloat64> parameters = parameters(g, networks);
    Activation smooth = new Activation.SmoothLeakyRelu(0.1);
    return new Chain<>(
        List.of(
            Dense.of(parameters, "dense", 3, 2 * 2 * 2, any, any),
            smooth.layer(),
            new Reshaped<>(Shape.of(8), Shape.of(2, 2, 2)),
            ConvTranspose2d.of(parameters, "up0", new Kernel(4, 3, 2, any, any), 2),
            smooth.layer(),
            ConvTranspose2d.of(parameters, "up1", new Kernel(4, 1, 3, any, any), 2),
            Conv2d.of(parameters, "conv", new Kernel(3, 1, 2, any, any), 1, Padding.SAME)));
  }

  /** Forward mode, one reverse gradient for each output, and central differences. */
  private static void check(TestGraph g, Mapping<TFloat64> map, int networks) {
    int d = 3;
    Shape shape = networks == 0 ? Shape.of(BATCH, d) : Shape.of(networks, BATCH, d);
    Expr<TFloat64> x = g.f64.placeholder(shape);
    double[] at = random(7, (int) shape.size());
    Expr<TFloat64> y = map.apply(x);
    int rows = (int) shape.size() / d;
    int width = (int) (y.shape().size() / rows);
    double[] forward = value(g, map.jacobian(x), x, shape, at);
    assertEquals(rows * d * width, forward.length);

    double[] reverse = new double[forward.length];
    Shape flat = Shape.of(rows, width);
    Expr<TFloat64> chosen = g.f64.placeholder(flat);
    Expr<TFloat64> one = y.reshape(rows, width).times(chosen).sum();
    Expr<TFloat64> gradients = Gradients.of(one, List.of(x)).get(0);
    for (int i = 0; i < width; i++) {
      double[] choice = new double[rows * width];
      for (int row = 0; row < rows; row++) {
        choice[row * width + i] = 1;
      }
      try (TFloat64 fed = TestGraph.tensor(shape, at);
          TFloat64 output = TestGraph.tensor(flat, choice)) {
        double[] gradient = g.value(gradients, Map.of(x, fed, chosen, output));
        for (int row = 0; row < rows; row++) {
          for (int k = 0; k < d; k++) {
            reverse[(row * d + k) * width + i] = gradient[row * d + k];
          }
        }
      }
    }
    assertArrayEquals(reverse, forward, 1e-12);

    double h = 1e-6;
    double[] central = new double[forward.length];
    for (int k = 0; k < d; k++) {
      double[] up = at.clone();
      double[] down = at.clone();
      for (int row = 0; row < rows; row++) {
        up[row * d + k] += h;
        down[row * d + k] -= h;
      }
      double[] above = value(g, y, x, shape, up);
      double[] below = value(g, y, x, shape, down);
      for (int row = 0; row < rows; row++) {
        for (int i = 0; i < width; i++) {
          int place = row * width + i;
          central[(row * d + k) * width + i] = (above[place] - below[place]) / (2 * h);
        }
      }
    }
    assertArrayEquals(central, forward, 1e-7);
  }

  private static double[] value(
      TestGraph g, Expr<TFloat64> y, Expr<TFloat64> x, Shape shape, double[] at) {
    try (TFloat64 fed = TestGraph.tensor(shape, at)) {
      return g.value(y, Map.of(x, fed));
    }
  }

  @ParameterizedTest
  @MethodSource("activations")
  void denseNetworks(Activation activation) {
    try (TestGraph g = new TestGraph()) {
      check(g, mlp(g, 0, activation), 0);
    }
  }

  @ParameterizedTest
  @MethodSource("activations")
  void severalDenseNetworks(Activation activation) {
    try (TestGraph g = new TestGraph()) {
      check(g, mlp(g, 3, activation), 3);
    }
  }

  @Test
  void networksThatMakeImages() {
    try (TestGraph g = new TestGraph()) {
      check(g, decoder(g, 0), 0);
      check(g, decoder(g, 3), 3);
    }
  }

  @Test
  void batchesOfUnknownSize() {
    try (TestGraph g = new TestGraph()) {
      for (Mapping<TFloat64> map : List.of(mlp(g, 0, new Activation.Tanh()), decoder(g, 0))) {
        Expr<TFloat64> open = g.f64.placeholder(Shape.of(-1, 3));
        Expr<TFloat64> fixed = g.f64.placeholder(Shape.of(BATCH, 3));
        double[] at = random(7, BATCH * 3);
        Shape shape = Shape.of(BATCH, 3);
        assertArrayEquals(
            value(g, map.jacobian(fixed), fixed, shape, at),
            value(g, map.jacobian(open), open, shape, at));
      }
    }
  }

  /** Slopes have derivatives, and are right where the function is flat in its type. */
  @ParameterizedTest
  @MethodSource("activations")
  void slopes(Activation activation) {
    try (TestGraph g = new TestGraph()) {
      double[] at = {-60, -20, -3, -0.5, 0.3, 2, 20, 60};
      Expr<TFloat64> x = g.vector(at);
      double[] expected = g.value(Gradients.of(activation.apply(x).sum(), List.of(x)).get(0));
      assertArrayEquals(expected, g.value(activation.slope(x)), 1e-15);
      Expr<org.tensorflow.types.TFloat32> narrow = g.f32.constant(Shape.of(at.length), at);
      double[] single = g.value(activation.slope(narrow));
      double[] exact = g.value(activation.slope(x));
      for (int i = 0; i < at.length; i++) {
        assertEquals(exact[i], single[i], 1e-6 * Math.abs(exact[i]) + 1e-38, "at " + at[i]);
      }
    }
  }

  /** A function of the Jacobian can be descended: its weight gradients are right. */
  @Test
  void jacobiansHaveGradientsInTheWeights() {
    try (TestGraph g = new TestGraph()) {
      Shape first = Shape.of(2, 4);
      Shape second = Shape.of(4, 2);
      Variables variables = g.variables;
      Expr<TFloat64> w = variables.trainable("w", g.f64.constant(first, random(1, 8)));
      Expr<TFloat64> v = variables.trainable("v", g.f64.constant(second, random(2, 8)));
      Expr<TFloat64> zero4 = g.f64.constant(Shape.of(4), random(3, 4));
      Expr<TFloat64> zero2 = g.f64.constant(Shape.of(2), random(4, 2));
      Mapping<TFloat64> net =
          new Mlp<>(List.of(new Dense<>(w, zero4), new Dense<>(v, zero2)))
              .with(new Activation.SmoothLeakyRelu(0.2));
      Expr<TFloat64> x = g.f64.constant(Shape.of(3, 2), random(5, 6));
      Expr<TFloat64> loss = net.jacobian(x).square().sum().log();
      List<Expr<TFloat64>> gradients = Gradients.of(loss, List.of(w, v));
      g.initialize();
      double h = 1e-6;
      int which = 0;
      for (String name : List.of("w", "v")) {
        double[] found = g.value(gradients.get(which++));
        Variables.Entry<TFloat64> entry = variables.entry(name, TFloat64.class);
        double[] at = g.value(entry.value());
        Expr<TFloat64> load = g.f64.placeholder(entry.shape());
        var assign = g.tf.assign(entry.ref(), load);
        double[] central = new double[at.length];
        for (int i = 0; i < at.length; i++) {
          double[] sides = new double[2];
          for (int side = 0; side < 2; side++) {
            double[] moved = at.clone();
            moved[i] += side == 0 ? h : -h;
            try (TFloat64 fed = TestGraph.tensor(entry.shape(), moved)) {
              g.run(assign, Map.of(load, fed));
            }
            sides[side] = g.scalar(loss);
          }
          central[i] = (sides[0] - sides[1]) / (2 * h);
        }
        try (TFloat64 fed = TestGraph.tensor(entry.shape(), at)) {
          g.run(assign, Map.of(load, fed));
        }
        assertArrayEquals(central, found, 1e-7, name);
        assertTrue(Arrays.stream(found).anyMatch(x2 -> Math.abs(x2) > 1e-3));
      }
    }
  }

  @Test
  void shapesMustFit() {
    var error =
        assertThrows(
            IllegalArgumentException.class,
            () -> new Reshaped<TFloat64>(Shape.of(8), Shape.of(3, 3)));
    assertTrue(error.getMessage().contains("8 numbers"), error.getMessage());
    assertEquals(List.of(), new ArrayList<>(new Chain<TFloat64>(List.of()).layers()));
  }
}
