package org.altgrad.graphs.hnca.vae;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Gradients;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.types.TFloat64;

/** The enumerated ELBO against plain Java, its derivatives against central differences. */
class ExactElboTest {
  private static void check(TinyHvae tiny) {
    try (TestGraph g = new TestGraph()) {
      Hvae<TFloat64> net = tiny.net(g);
      // The same example twice: the mean over the batch is that of one.
      Expr<TFloat64> x = g.f64.constant(new double[][] {tiny.x, tiny.x});
      Expr<TFloat64> elbo = ExactElbo.of(net, x);
      int encoder = tiny.encoderRange(tiny.depth())[1];
      List<Expr<TFloat64>> flat = new ArrayList<>();
      for (Expr<TFloat64> gradient :
          Gradients.of(elbo, TinyHvae.parameters(net).subList(0, 2 * tiny.depth()))) {
        flat.add(gradient.reshape(-1));
      }
      assertEquals(tiny.elbo(), g.value(elbo)[0], 1e-10);
      assertArrayEquals(
          Arrays.copyOf(tiny.gradient(), encoder), g.value(g.f64.concat(flat, 0)), 1e-8);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void agreesWithCentralDifferences(boolean pm1) {
    check(TinyHvae.random(1, 3, pm1, 3, 2));
    check(TinyHvae.random(1.5, 4, pm1, 2, 2, 2));
    check(TinyHvae.random(1, 3, pm1, 3, 2).weighted(0.7, 0.2));
  }

  /** A new network has no biases, so bits that are all 0 make logits that are exactly 0. */
  @Test
  void isSmoothWhereLogitsAreZero() {
    TinyHvae tiny = TinyHvae.random(1, 5, false, 3, 2);
    tiny.upBias.forEach(bias -> Arrays.fill(bias, 0));
    check(tiny);
  }

  @Test
  void refusesWhatIsTooLarge() {
    TinyHvae large = TinyHvae.random(1, 6, false, 10, 10);
    try (TestGraph g = new TestGraph()) {
      Hvae<TFloat64> net = large.net(g);
      assertFalse(ExactElbo.feasible(net, 1));
      assertTrue(ExactElbo.feasible(TinyHvae.random(1, 6, false, 3, 3).net(g), 8));
      Expr<TFloat64> x = g.f64.constant(new double[][] {large.x});
      String message =
          assertThrows(IllegalArgumentException.class, () -> ExactElbo.of(net, x)).getMessage();
      assertTrue(message.contains("20 latent bits"), message);
    }
  }
}
