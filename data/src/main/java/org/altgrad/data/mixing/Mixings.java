package org.altgrad.data.mixing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.altgrad.data.random.RandomStream;

/** The mixings of P. Reizinger et al., Embrace the Gap, NeurIPS 2022 (arXiv:2206.02416). */
public final class Mixings {
  private static final double INSIDE = 0.5;
  private static final double FULL_RANK = 1e-6;

  /** What the reference implementation draws with seed 1, in two and three dimensions. */
  private static final Moebius PLANE =
      new Moebius(
          new double[][] {{0.935831, 0.352450}, {-0.352450, 0.935831}},
          new double[] {-1.072969, 0.865408});

  private static final Moebius SPACE =
      new Moebius(
          new double[][] {
            {0.895298, 0.079694, 0.438281},
            {-0.337185, 0.764196, 0.549828},
            {-0.291115, -0.640042, 0.711055}
          },
          new double[] {1.744812, -0.761207, 1.462108});

  private Mixings() {}

  /**
   * The map of the reference implementation with seed 1.
   *
   * @param d 2 or 3
   */
  public static Moebius presetMoebius(int d) {
    Moebius rounded = d == 2 ? PLANE : SPACE;
    // The published six decimals are orthogonal to six decimals only.
    double[][] rows = Matrices.unitRows(Matrices.orthogonalised(rounded.matrix()));
    return new Moebius(rows, rounded.pole());
  }

  /** A random map with its pole outside of [-½, ½]^d: each coordinate is. */
  public static Moebius moebius(int d, RandomStream random) {
    double[][] matrix = Matrices.orthogonal(d, random);
    double[] pole = new double[d];
    for (int i = 0; i < d; i++) {
      while (Math.abs(pole[i]) <= INSIDE) {
        pole[i] = random.nextGaussian();
      }
    }
    return new Moebius(matrix, pole);
  }

  /** Rows (1, 0) and a unit vector at angle theta to it, on a random side. */
  public static LinearMap cosTheta(double cos, RandomStream random) {
    double sin = Math.sqrt(1 - cos * cos) * (random.nextBit(0.5) == 1 ? 1 : -1);
    return new LinearMap(new double[][] {{1, 0}, {cos, sin}});
  }

  /** Entries uniform on (0, 1), all divided by |det|^(1/d): the map keeps volumes. */
  public static LinearMap unitDeterminant(int d, RandomStream random) {
    double[][] m = fullRank(d, random);
    double factor = StrictMath.exp(-Matrices.logAbsDet(m) / d);
    return new LinearMap(
        Arrays.stream(m).map(r -> Matrices.scaled(r, factor)).toArray(double[][]::new));
  }

  /** Entries uniform on (0, 1), each column divided by its length. */
  public static LinearMap unitColumns(int d, RandomStream random) {
    double[][] columns = Matrices.transposed(fullRank(d, random));
    return new LinearMap(Matrices.transposed(Matrices.unitRows(columns)));
  }

  private static double[][] fullRank(int d, RandomStream random) {
    while (true) {
      double[][] m = uniform(d, d, 0, 1, random);
      double least = Double.POSITIVE_INFINITY;
      for (double[] rest : Matrices.orthogonalised(m)) {
        least = Math.min(least, Math.sqrt(Matrices.dot(rest, rest)));
      }
      if (least > FULL_RANK) {
        return m;
      }
    }
  }

  /**
   * {@code layers} times the activation, then a matrix: orthogonal, or with entries uniform on (1,
   * 3).
   */
  public static Chain layered(
      int d, int layers, Activation phi, boolean orthogonal, RandomStream random) {
    List<BijectiveMixing> steps = new ArrayList<>();
    for (int l = 0; l < layers; l++) {
      if (phi != Activation.NONE) {
        steps.add(new Elementwise(d, phi));
      }
      // As a row vector h becomes h M; transposed, the entries have the same law.
      steps.add(
          new LinearMap(orthogonal ? Matrices.orthogonal(d, random) : uniform(d, d, 1, 3, random)));
    }
    return new Chain(steps);
  }

  /**
   * Couplings of the two halves, in the direction that makes data.
   *
   * @param d even
   * @param hidden hidden units of each network
   * @param shiftIsScale the reference implementation's slip: the first half is shifted by its scale
   */
  public static Chain flow(
      int d, int couplings, int hidden, boolean shiftIsScale, RandomStream random) {
    List<BijectiveMixing> steps = new ArrayList<>();
    for (int l = 0; l < couplings; l++) {
      double[] scale = normals(d / 2, random);
      double[] shift = normals(d / 2, random);
      Coupling.Network s = network(d / 2, hidden, random);
      Coupling.Network t = network(d / 2, hidden, random);
      // The density's direction goes through the couplings as they are made, the data's back.
      steps.add(0, new Coupling(shiftIsScale ? scale : shift, scale, s, t));
    }
    return new Chain(steps);
  }

  /** Three upper triangular matrices with smooth leaky rectifiers between them. */
  public static Chain triangular() {
    Elementwise phi = new Elementwise(3, Activation.SMOOTH_LRELU);
    return new Chain(
        List.of(
            new LinearMap(new double[][] {{1.04, .44, -1.00}, {0, .92, -.82}, {0, 0, 1.19}}),
            phi,
            new LinearMap(new double[][] {{1.47, .76, -.95}, {0, .81, .12}, {0, 0, 1.19}}),
            phi,
            new LinearMap(new double[][] {{1.03, .79, -.83}, {0, 1.19, .76}, {0, 0, .82}})));
  }

  private static Coupling.Network network(int k, int hidden, RandomStream random) {
    return new Coupling.Network(
        bounded(hidden, k, k, random),
        bounded(1, hidden, k, random)[0],
        bounded(k, hidden, hidden, random),
        bounded(1, k, hidden, random)[0]);
  }

  /** Entries uniform on +-1/sqrt(fan-in). */
  private static double[][] bounded(int rows, int columns, int fanIn, RandomStream random) {
    double bound = 1 / Math.sqrt(fanIn);
    return uniform(rows, columns, -bound, bound, random);
  }

  private static double[] normals(int n, RandomStream random) {
    double[] v = new double[n];
    Arrays.setAll(v, i -> random.nextGaussian());
    return v;
  }

  private static double[][] uniform(
      int rows, int columns, double low, double high, RandomStream random) {
    double[][] m = new double[rows][columns];
    for (double[] row : m) {
      Arrays.setAll(row, j -> random.uniform(low, high));
    }
    return m;
  }
}
