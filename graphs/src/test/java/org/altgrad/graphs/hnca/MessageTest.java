package org.altgrad.graphs.hnca;

import static org.altgrad.graphs.core.Expr.sigmoid;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TNumber;

/** Messages of Bernoulli children: the ways to compute them, limits and symmetries. */
class MessageTest {
  private static final int BATCH = 5;
  private static final int PARENTS = 7;
  private static final int CHILDREN = 11;

  /** Random parents and children; logits up to a size, weights up to a size. */
  private static final class Layer {
    final double[][] z = new double[BATCH][PARENTS];
    final double[][] o = new double[BATCH][CHILDREN];
    final double[][] a = new double[BATCH][CHILDREN];
    final double[][] w = new double[PARENTS][CHILDREN];

    Layer(double logits, double weights, long seed) {
      Random random = new Random(seed);
      for (int b = 0; b < BATCH; b++) {
        for (int j = 0; j < PARENTS; j++) {
          z[b][j] = random.nextInt(2);
        }
        for (int k = 0; k < CHILDREN; k++) {
          o[b][k] = random.nextInt(2);
          a[b][k] = logits * (2 * random.nextDouble() - 1);
        }
      }
      for (double[] row : w) {
        for (int k = 0; k < CHILDREN; k++) {
          row[k] = weights * (2 * random.nextDouble() - 1);
        }
      }
    }

    /** δ by its definition: log P(children | z=0) - log P(children | z=1), one unit at a time. */
    double[] exact(boolean pm1) {
      double[] delta = new double[BATCH * PARENTS];
      for (int b = 0; b < BATCH; b++) {
        for (int j = 0; j < PARENTS; j++) {
          delta[b * PARENTS + j] = logProbability(b, j, 0, pm1) - logProbability(b, j, 1, pm1);
        }
      }
      return delta;
    }

    /** Entropies of all children with parent j flipped less those as drawn. */
    double[] exactEntropyFlips(boolean pm1) {
      double[] flips = new double[BATCH * PARENTS];
      for (int b = 0; b < BATCH; b++) {
        for (int j = 0; j < PARENTS; j++) {
          double change = (1 - 2 * z[b][j]) * (pm1 ? 2 : 1);
          for (int k = 0; k < CHILDREN; k++) {
            flips[b * PARENTS + j] += h(a[b][k] + change * w[j][k], true) - h(a[b][k], true);
          }
        }
      }
      return flips;
    }

    private double logProbability(int b, int j, int value, boolean pm1) {
      double sum = 0;
      for (int k = 0; k < CHILDREN; k++) {
        double change = (value - z[b][j]) * (pm1 ? 2 : 1);
        double logit = a[b][k] + change * w[j][k];
        double signed = o[b][k] == 1 ? logit : -logit;
        sum += signed > 0 ? -Math.log1p(Math.exp(-signed)) : signed - Math.log1p(Math.exp(signed));
      }
      return sum;
    }

    <T extends TNumber> Flips<T> flips(Nodes<T> nodes, Counterfactual how, boolean pm1) {
      return how.flips(
          pm1 ? Coding.PM1 : Coding.ZERO_ONE,
          nodes.constant(z),
          nodes.constant(w),
          nodes.constant(a),
          nodes.constant(o),
          true);
    }

    <T extends TNumber> Expr<T> message(Nodes<T> nodes, Counterfactual how, boolean pm1) {
      return Message.fromBernoulli(
          how,
          pm1 ? Coding.PM1 : Coding.ZERO_ONE,
          nodes.constant(z),
          nodes.constant(w),
          nodes.constant(a),
          nodes.constant(o));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "3, 0.1", "15, 0.1", "3, 0.5", "15, 1.0", "15, 2.0", "15, 4.0", "60, 0.3", "60, 4", "60, 30",
    "0, 0.7", "15, 0"
  })
  void allWaysAgreeWithTheDefinition(double logits, double weights) {
    for (boolean pm1 : new boolean[] {true, false}) {
      Layer layer = new Layer(logits, weights, 4);
      double[] exact = layer.exact(pm1);
      double scale = Math.max(1, (1 + CHILDREN * (logits + weights)) / 100);
      try (TestGraph g = new TestGraph()) {
        check(g, g.f64, exact, 1e-10 * scale, how -> layer.message(g.f64, how, pm1));
        check(g, g.f32, exact, 1e-4 * scale, how -> layer.message(g.f32, how, pm1));
      }
    }
  }

  /** All ways in one call. */
  private static <T extends TNumber> void check(
      TestGraph g,
      Nodes<T> nodes,
      double[] exact,
      double tolerance,
      Function<Counterfactual, Expr<T>> function) {
    List<Expr<T>> all = new ArrayList<>();
    for (Counterfactual how : Counterfactual.values()) {
      all.add(function.apply(how).reshape(-1));
    }
    double[] values = g.value(nodes.stack(all));
    for (Counterfactual how : Counterfactual.values()) {
      int from = how.ordinal() * exact.length;
      double[] ours = Arrays.copyOfRange(values, from, from + exact.length);
      assertArrayEquals(exact, ours, tolerance, how.name());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "3, 0.1, true",
    "15, 0.5, false",
    "3, 1.5, true",
    "15, 4.0, false",
    "60, 30, true",
    "0, 0.7, false",
    "15, 0, true"
  })
  void theEntropiesAgreeWithTheDefinition(double logits, double weights, boolean pm1) {
    Layer layer = new Layer(logits, weights, 6);
    double[] exact = layer.exactEntropyFlips(pm1);
    double[] delta = layer.exact(pm1);
    double scale = Math.max(1, (1 + CHILDREN * (logits + weights)) / 100);
    try (TestGraph g = new TestGraph()) {
      check(g, g.f32, exact, 2e-5, how -> layer.flips(g.f32, how, pm1).entropy());
      Map<Counterfactual, Flips<TFloat64>> flips = new EnumMap<>(Counterfactual.class);
      for (Counterfactual how : Counterfactual.values()) {
        flips.put(how, layer.flips(g.f64, how, pm1));
      }
      check(g, g.f64, exact, 1e-11, how -> flips.get(how).entropy());
      Expr<TFloat64> z = g.f64.constant(layer.z);
      check(
          g,
          g.f64,
          delta,
          1e-10 * scale,
          how -> Message.toBit(z, flips.get(how).logProbability()).negate());
    }
  }

  /** The bound holds, and is not so loose that the degree would be wasted. */
  @ParameterizedTest
  @CsvSource({"5, 0.2", "8, 0.5", "12, 1", "20, 3", "32, 8", "48, 8"})
  void theErrorBoundHolds(int nodes, double omega) {
    checkBound(nodes, omega, false);
    checkBound(nodes, omega, true);
  }

  private static void checkBound(int nodes, double omega, boolean entropy) {
    double bound = ChebyshevExpansion.errorBound(nodes, omega, entropy);
    double worst = 0;
    for (double a = -12; a <= 12; a += 0.05) {
      double[] f = new double[nodes];
      for (int m = 0; m < nodes; m++) {
        f[m] = h(a + omega * Math.cos(Math.PI * (m + 0.5) / nodes), entropy);
      }
      double[] phi = new double[nodes];
      for (int r = 0; r < nodes; r++) {
        for (int m = 0; m < nodes; m++) {
          phi[r] += f[m] * Math.cos(Math.PI * r * (m + 0.5) / nodes) * (r == 0 ? 1 : 2) / nodes;
        }
      }
      for (double x = -1; x <= 1; x += 0.02) {
        double sum = 0;
        for (int r = 0; r < nodes; r++) {
          sum += phi[r] * Math.cos(r * Math.acos(x));
        }
        worst = Math.max(worst, Math.abs(sum - h(a + omega * x, entropy)));
      }
    }
    assertTrue(worst <= bound + 1e-14, worst + " > " + bound);
    assertTrue(bound < 1e4 * Math.max(worst, 1e-15), "bound " + bound + " for " + worst);
  }

  /** The entropy of a unit of logit v, or its lc(v). */
  private static double h(double v, boolean entropy) {
    double p = 1 / (1 + Math.exp(-Math.abs(v)));
    return entropy
        ? -p * Math.log(p) + (1 - p) * (Math.abs(v) + Math.log1p(Math.exp(-Math.abs(v))))
        : Math.abs(v) / 2 + Math.log1p(Math.exp(-Math.abs(v)));
  }

  @Test
  void aUnitWithoutInfluenceGetsNoCredit() {
    Layer layer = new Layer(5, 0, 1);
    try (TestGraph g = new TestGraph()) {
      for (Counterfactual how :
          new Counterfactual[] {Counterfactual.SOFTPLUS, Counterfactual.LOGCOSH}) {
        Expr<?> delta = layer.message(g.f64, how, true);
        assertArrayEquals(new double[BATCH * PARENTS], g.value(delta), 0.0);
      }
      assertArrayEquals(
          new double[BATCH * PARENTS],
          g.value(layer.message(g.f64, Counterfactual.CHEBYSHEV, true)),
          1e-13);
    }
  }

  @Test
  void aChildThatCopiesTheBitMakesHncaReinforce() {
    try (TestGraph g = new TestGraph()) {
      double[][] w = {{60, 0}, {0, -60}};
      double[][] z = {{1, 0}, {0, 1}};
      double[][] e = {{1, -1}, {-1, 1}};
      // Child 0 copies parent 0, child 1 negates parent 1.
      double[][] a = {{60, 60}, {-60, -60}};
      double[][] o = {{1, 1}, {0, 0}};
      assertEquals(e[0][0] * w[0][0], a[0][0]);
      for (Counterfactual how : Counterfactual.values()) {
        var nu =
            Message.hindsight(
                g.f64.constant(new double[][] {{.3, -.8}, {1.2, .1}}),
                Message.fromBernoulli(
                    how,
                    Coding.PM1,
                    g.f64.constant(z),
                    g.f64.constant(w),
                    g.f64.constant(a),
                    g.f64.constant(o)));
        assertArrayEquals(new double[] {1, 0, 0, 1}, g.value(nu), 1e-12);
      }
    }
  }

  /** Exchanging the roles of 0 and 1 of every parent negates δ. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void relabellingNegatesTheMessage(boolean pm1) {
    Layer layer = new Layer(3, 1, 2);
    Layer swapped = new Layer(3, 1, 2);
    for (int b = 0; b < BATCH; b++) {
      for (int j = 0; j < PARENTS; j++) {
        swapped.z[b][j] = 1 - layer.z[b][j];
      }
    }
    for (double[] row : swapped.w) {
      for (int k = 0; k < CHILDREN; k++) {
        row[k] = -row[k];
      }
    }
    try (TestGraph g = new TestGraph()) {
      for (Counterfactual how : Counterfactual.values()) {
        double[] delta = g.value(layer.message(g.f64, how, pm1));
        double[] negated = g.value(swapped.message(g.f64, how, pm1));
        for (int i = 0; i < delta.length; i++) {
          assertEquals(delta[i], -negated[i], 1e-11);
        }
      }
    }
  }

  /** A ±1 network equals the 0/1 network whose weights are twice as large. */
  @Test
  void codingsAreEquivalent() {
    Layer layer = new Layer(3, 0.6, 3);
    Layer doubled = new Layer(3, 0.6, 3);
    for (double[] row : doubled.w) {
      for (int k = 0; k < CHILDREN; k++) {
        row[k] *= 2;
      }
    }
    try (TestGraph g = new TestGraph()) {
      for (Counterfactual how : Counterfactual.values()) {
        assertArrayEquals(
            g.value(layer.message(g.f64, how, true)),
            g.value(doubled.message(g.f64, how, false)),
            1e-11);
      }
    }
  }

  /** u has the sign of -δ·G, ν is a probability, and no return means no credit. */
  @Test
  void signsAndBounds() {
    Layer layer = new Layer(8, 2, 5);
    try (TestGraph g = new TestGraph()) {
      var delta = layer.message(g.f64, Counterfactual.CHEBYSHEV, true);
      var a = g.f64.constant(layer.z).times(3).minus(1);
      var nu = Message.hindsight(a, delta);
      double[] values = g.value(nu);
      double[] messages = g.value(delta);
      double[] differences = g.value(nu.minus(sigmoid(a)));
      double[] idle = g.value(nu.minus(sigmoid(a)).times(0));
      for (int i = 0; i < values.length; i++) {
        assertTrue(values[i] >= 0 && values[i] <= 1);
        if (Math.abs(messages[i]) > 1e-9) {
          assertEquals(-Math.signum(messages[i]), Math.signum(differences[i]));
        }
        assertTrue(idle[i] == 0);
      }
      assertEquals(Shape.of(BATCH, PARENTS), nu.shape());
    }
  }
}
