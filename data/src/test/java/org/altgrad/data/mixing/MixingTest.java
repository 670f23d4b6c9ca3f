package org.altgrad.data.mixing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.altgrad.data.Constant;
import org.altgrad.data.random.RandomStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MixingTest {
  private static RandomStream random(long seed) {
    return new RandomStream(seed);
  }

  private static double[] uniform(int d, RandomStream random) {
    double[] s = new double[d];
    Arrays.setAll(s, i -> random.uniform(-0.5, 0.5));
    return s;
  }

  /** Every kind of step, alone and composed. */
  static Stream<Arguments> mixings() {
    Chain moebius = new Chain(List.of(Mixings.moebius(4, random(1))));
    return Stream.of(
        Arguments.of("moebius 2", Mixings.presetMoebius(2)),
        Arguments.of("moebius 3", Mixings.presetMoebius(3)),
        Arguments.of("moebius 4", Mixings.moebius(4, random(3))),
        Arguments.of(
            "moebius, map, shift",
            moebius
                .then(Mixings.unitDeterminant(4, random(4)))
                .then(new Shift(new double[] {1, -2, 3, 0.5}))),
        Arguments.of("cos theta", Mixings.cosTheta(0.6, random(5))),
        Arguments.of("unit columns", Mixings.unitColumns(3, random(6))),
        Arguments.of("smooth", Mixings.layered(3, 3, Activation.SMOOTH_LRELU, true, random(7))),
        Arguments.of("leaky", Mixings.layered(3, 2, Activation.LRELU, true, random(8))),
        Arguments.of("sigmoid", Mixings.layered(2, 2, Activation.SIGMOID, true, random(9))),
        Arguments.of("linear", Mixings.layered(3, 1, Activation.NONE, true, random(10))),
        Arguments.of(
            "not orthogonal", Mixings.layered(2, 2, Activation.SMOOTH_LRELU, false, random(11))),
        Arguments.of("triangular", Mixings.triangular()),
        Arguments.of("flow", Mixings.flow(4, 2, 10, false, random(12))),
        Arguments.of("flow of 6, with the slip", Mixings.flow(6, 2, 10, true, random(13))),
        Arguments.of("blob", Blob.of(false)),
        Arguments.of("sheared blob", Blob.of(true)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mixings")
  void theJacobianIsTheSlopeOfTheMap(String name, Mixing mixing) {
    RandomStream random = random(20);
    double h = 1e-5;
    for (int n = 0; n < 30; n++) {
      double[] s = uniform(mixing.sources(), random);
      double[][] jacobian = mixing.jacobian(s);
      assertEquals(mixing.observations(), jacobian.length);
      double largest =
          Arrays.stream(jacobian).flatMapToDouble(Arrays::stream).map(Math::abs).max().orElse(0);
      for (int k = 0; k < mixing.sources(); k++) {
        double[] up = s.clone();
        double[] down = s.clone();
        up[k] += h;
        down[k] -= h;
        double[] above = mixing.mix(up);
        double[] below = mixing.mix(down);
        for (int i = 0; i < above.length; i++) {
          double slope = (above[i] - below[i]) / (2 * h);
          // A leaky rectifier's kink may lie between, which is rarer than one in 10,000.
          assertEquals(slope, jacobian[i][k], 1e-5 * largest, name + " " + i + " " + k);
        }
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mixings")
  void whatCanBeUndoneIsUndoneAndKnowsItsVolume(String name, Mixing mixing) {
    if (mixing instanceof BijectiveMixing square) {
      RandomStream random = random(21);
      for (int n = 0; n < 30; n++) {
        double[] s = uniform(mixing.sources(), random);
        assertArrayEquals(s, square.inverse(square.mix(s)), 1e-8, name);
        double det = Math.abs(determinant(square.jacobian(s)));
        assertEquals(Math.log(det), square.logAbsDet(s), 1e-8, name);
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mixings")
  void theContrastIsThatOfTheGramMatrix(String name, Mixing mixing) {
    RandomStream random = random(22);
    for (int n = 0; n < 30; n++) {
      double[] s = uniform(mixing.sources(), random);
      assertEquals(gramContrast(mixing.jacobian(s)), mixing.contrast(s), 1e-7, name);
    }
  }

  /** ½ (log det diag G - log det G), G = JᵀJ. */
  private static double gramContrast(double[][] j) {
    int d = j[0].length;
    double[][] gram = new double[d][d];
    double diagonal = 0;
    for (int a = 0; a < d; a++) {
      for (int b = 0; b < d; b++) {
        for (double[] row : j) {
          gram[a][b] += row[a] * row[b];
        }
      }
      diagonal += Math.log(gram[a][a]);
    }
    return (diagonal - Math.log(determinant(gram))) / 2;
  }

  /** By expansion along the first row. */
  private static double determinant(double[][] m) {
    if (m.length == 1) {
      return m[0][0];
    }
    double sum = 0;
    for (int k = 0; k < m.length; k++) {
      double[][] minor = new double[m.length - 1][m.length - 1];
      for (int i = 1; i < m.length; i++) {
        for (int j = 0; j < m.length; j++) {
          if (j != k) {
            minor[i - 1][j < k ? j : j - 1] = m[i][j];
          }
        }
      }
      sum += (k % 2 == 0 ? 1 : -1) * m[0][k] * determinant(minor);
    }
    return sum;
  }

  @Test
  void moebiusIsConformal() {
    RandomStream random = random(30);
    for (Moebius mixing :
        List.of(
            Mixings.presetMoebius(2),
            Mixings.presetMoebius(3),
            Mixings.moebius(5, random),
            Mixings.moebius(10, random))) {
      int d = mixing.sources();
      for (double a : mixing.pole()) {
        assertTrue(Math.abs(a) > 0.5);
      }
      for (int n = 0; n < 100; n++) {
        double[] s = uniform(d, random);
        double square = 0;
        for (int i = 0; i < d; i++) {
          square += Math.pow(s[i] - mixing.pole()[i], 2);
        }
        double[][] j = mixing.jacobian(s);
        for (int a = 0; a < d; a++) {
          for (int b = 0; b < d; b++) {
            double product = 0;
            for (int i = 0; i < d; i++) {
              product += j[i][a] * j[i][b];
            }
            assertEquals(a == b ? Math.pow(square, -2) : 0, product, 1e-10);
          }
        }
        assertTrue(mixing.contrast(s) <= 1e-9);
        assertArrayEquals(s, mixing.inverse(mixing.mix(s)), 1e-12);
      }
    }
  }

  @Test
  void presetsAreThePublishedConstants() {
    assertArrayEquals(new double[] {-1.072969, 0.865408}, Mixings.presetMoebius(2).pole());
    double[][] published = {
      {0.895298, 0.079694, 0.438281},
      {-0.337185, 0.764196, 0.549828},
      {-0.291115, -0.640042, 0.711055}
    };
    for (int i = 0; i < 3; i++) {
      assertArrayEquals(published[i], Mixings.presetMoebius(3).matrix()[i], 2e-6);
    }
    assertArrayEquals(
        new double[] {-0.352450, 0.935831}, Mixings.presetMoebius(2).matrix()[1], 2e-6);
  }

  @Test
  void theContrastHasItsInvariancesAndClosedForms() {
    for (double c : new double[] {0, 0.5, 0.9}) {
      double[][] rows = {{1, 0}, {c, Math.sqrt(1 - c * c)}};
      assertEquals(Math.log(1 + c * c) / 2, Matrices.contrast(rows), 1e-12);
      assertEquals(
          Math.log(1 + c * c) / 2, Mixings.cosTheta(c, random(1)).contrast(new double[2]), 1e-12);
    }
    assertEquals(0.1115718, Matrices.contrast(new double[][] {{1, 0}, {.5, Math.sqrt(.75)}}), 1e-7);
    assertEquals(0.0740678, Matrices.contrast(new double[][] {{1, .5}, {0, 1}, {.3, -.2}}), 1e-7);
    RandomStream random = random(31);
    double[][] j = Matrices.product(Matrices.orthogonal(4, random), scales(1, 2, 3, 4));
    assertEquals(0, Matrices.contrast(j), 1e-12);
    double[][] skewed = Mixings.unitDeterminant(4, random).m();
    double expected = Matrices.contrast(skewed);
    assertTrue(expected > 0.1);
    double[][] permuted = {{0, 1, 0, 0}, {0, 0, 0, 1}, {1, 0, 0, 0}, {0, 0, 1, 0}};
    assertEquals(
        expected,
        Matrices.contrast(
            Matrices.product(Matrices.product(skewed, scales(5, -1, 0.1, 2)), permuted)),
        1e-9);
    assertEquals(
        expected,
        Matrices.contrast(Matrices.product(Matrices.orthogonal(4, random), skewed)),
        1e-9);
  }

  private static double[][] scales(double... scales) {
    double[][] m = new double[scales.length][scales.length];
    for (int i = 0; i < scales.length; i++) {
      m[i][i] = scales[i];
    }
    return m;
  }

  @Test
  void linearMapsAreWhatTheyAreCalled() {
    for (long seed = 0; seed < 20; seed++) {
      double[][] volume = Mixings.unitDeterminant(3, random(seed)).m();
      assertEquals(1, Math.abs(determinant(volume)), 1e-10);
      assertTrue(Arrays.stream(volume).flatMapToDouble(Arrays::stream).allMatch(v -> v >= 0));
      double[][] columns = Mixings.unitColumns(5, random(seed)).m();
      for (int k = 0; k < 5; k++) {
        double square = 0;
        for (double[] row : columns) {
          square += row[k] * row[k];
        }
        assertEquals(1, square, 1e-12);
      }
    }
    long positive =
        Stream.iterate(0L, s -> s + 1)
            .limit(400)
            .filter(s -> Mixings.cosTheta(0.5, random(s)).m()[1][1] > 0)
            .count();
    assertEquals(200, positive, 4 * 10);
  }

  /** Of a matrix uniform among the orthogonal ones, E q = 0, E q² = 1/d, E q⁴ = 3/(d (d + 2)). */
  @Test
  void randomOrthogonalMatricesAreUniform() {
    int d = 3;
    int n = 20_000;
    RandomStream random = random(40);
    double[][] moments = new double[d * d][3];
    double determinant = 0;
    for (int k = 0; k < n; k++) {
      double[][] q = Matrices.orthogonal(d, random);
      determinant += determinant(q) / n;
      for (int i = 0; i < d * d; i++) {
        double entry = q[i / d][i % d];
        moments[i][0] += entry / n;
        moments[i][1] += entry * entry / n;
        moments[i][2] += Math.pow(entry, 4) / n;
      }
    }
    for (double[] own : moments) {
      assertEquals(0, own[0], 4.5 * Math.sqrt(1.0 / d / n));
      assertEquals(1.0 / d, own[1], 4.5 * Math.sqrt(0.09 / n));
      assertEquals(3.0 / (d * (d + 2)), own[2], 4.5 * Math.sqrt(0.08 / n));
    }
    assertEquals(0, determinant, 4.5 / Math.sqrt(n));
  }

  @Test
  void aFlowWithoutNetworksIsDiagonal() {
    Coupling.Network none =
        new Coupling.Network(new double[10][2], new double[10], new double[2][10], new double[2]);
    double[] shift = {0.3, -1};
    double[] scale = {0.5, -0.7};
    Coupling coupling = new Coupling(shift, scale, none, none);
    double[] z = {1, 2, 3, 4};
    double[] expected = {0.7 * Math.exp(-0.5), 3 * Math.exp(0.7), 3, 4};
    assertArrayEquals(expected, coupling.mix(z), 1e-12);
    assertEquals(0, coupling.contrast(z), 1e-12);
    assertEquals(0.2, coupling.logAbsDet(z), 1e-12);
    double[][] jacobian = coupling.jacobian(z);
    for (int i = 0; i < 4; i++) {
      for (int j = 0; j < 4; j++) {
        assertEquals(i == j, jacobian[i][j] != 0);
      }
    }
  }

  @Test
  void theSlipOfTheOriginalShiftsByTheScale() {
    Coupling right = (Coupling) Mixings.flow(4, 2, 10, false, random(2)).steps().get(1);
    Coupling slip = (Coupling) Mixings.flow(4, 2, 10, true, random(2)).steps().get(1);
    assertArrayEquals(right.scale(), slip.scale());
    assertArrayEquals(slip.scale(), slip.shift());
    assertTrue(right.shift()[0] != right.scale()[0]);
  }

  @Test
  void constantsNameTheStepsInOrder() {
    Chain chain =
        new Chain(List.of(Mixings.presetMoebius(2)))
            .then(Mixings.cosTheta(0.5, random(1)))
            .then(new Elementwise(2, Activation.SMOOTH_LRELU))
            .then(new Shift(new double[] {1, 2}));
    assertEquals(
        List.of(
            "m.1.moebius_matrix",
            "m.1.moebius_pole",
            "m.2.matrix",
            "m.3.smooth_lrelu",
            "m.4.shift"),
        chain.constants("m").stream().map(Constant::name).toList());
    assertEquals(0.2, chain.constants("m").get(3).value());
  }
}
