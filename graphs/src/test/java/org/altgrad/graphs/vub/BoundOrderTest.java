package org.altgrad.graphs.vub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.vub.ops.InformationBound;
import org.altgrad.graphs.vub.ops.InformationBound.Weights;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat64;

/**
 * Which expression bounds which, where X, Y and Z are few values whose information can be summed in
 * plain Java: an example of the operation is one (x, z, y), which counts its probability.
 */
class BoundOrderTest {
  private static final int X = 4;
  private static final int Z = 3;
  private static final int Y = 3;
  private static final int TABLES = 1000;
  private static final double TINY = 1e-9;
  private static final double NONE = Double.POSITIVE_INFINITY;

  /** Laws of Y given X, of Z given X, and the decoder's of Y given Z. */
  private record Tables(double[][] yOfX, double[][] zOfX, double[][] decoder) {
    static Tables random(Random random) {
      return new Tables(rows(random, X, Y), rows(random, X, Z), rows(random, Z, Y));
    }

    private static double[][] rows(Random random, int rows, int columns) {
      double sharpness = 0.5 + 4 * random.nextDouble();
      double[][] all = new double[rows][];
      for (int r = 0; r < rows; r++) {
        double[] row = random.doubles(columns, 1e-6, 1).map(u -> Math.pow(u, sharpness)).toArray();
        double sum = Arrays.stream(row).sum();
        all[r] = Arrays.stream(row).map(p -> p / sum).toArray();
      }
      return all;
    }

    /** Of X uniform, Z and Y independent given X. */
    double[][] jointOfZ(double[][] other) {
      double[][] joint = new double[Z][other[0].length];
      for (int x = 0; x < X; x++) {
        for (int z = 0; z < Z; z++) {
          for (int o = 0; o < other[0].length; o++) {
            joint[z][o] += zOfX[x][z] * other[x][o] / X;
          }
        }
      }
      return joint;
    }

    double rateOfUniformPrior() {
      double rate = 0;
      for (double[] row : zOfX) {
        rate += Arrays.stream(row).map(p -> p * Math.log(p * Z)).sum() / X;
      }
      return rate;
    }
  }

  private static double information(double[][] joint) {
    double[] rows = Arrays.stream(joint).mapToDouble(r -> Arrays.stream(r).sum()).toArray();
    double[] columns = new double[joint[0].length];
    for (double[] row : joint) {
      Arrays.setAll(columns, c -> columns[c] + row[c]);
    }
    double sum = 0;
    for (int r = 0; r < rows.length; r++) {
      for (int c = 0; c < columns.length; c++) {
        if (joint[r][c] > 0) {
          sum += joint[r][c] * Math.log(joint[r][c] / rows[r] / columns[c]);
        }
      }
    }
    return sum;
  }

  private static double entropy(double[] p) {
    return Arrays.stream(p).filter(q -> q > 0).map(q -> -q * Math.log(q)).sum();
  }

  private static double[] labels(double[][] jointOfZ) {
    double[] p = new double[jointOfZ[0].length];
    Arrays.stream(jointOfZ).forEach(row -> Arrays.setAll(p, y -> p[y] + row[y]));
    return p;
  }

  private static double[][] identity() {
    double[][] one = new double[X][X];
    for (int x = 0; x < X; x++) {
      one[x][x] = 1;
    }
    return one;
  }

  /**
   * A table with what is asked of it.
   *
   * @param clip H_max, infinite for none
   */
  private record Question(
      double[][] jointOfZ,
      double[][] decoder,
      double rate,
      double beta,
      double lambda,
      double clip) {
    Question of(double otherLambda, double otherClip) {
      return new Question(jointOfZ, decoder, rate, beta, otherLambda, otherClip);
    }
  }

  /** The losses of tables, each a network. One H_max is for all networks, so the rest is here. */
  private static double[] losses(List<Question> all) {
    int n = all.size();
    int classes = all.get(0).jointOfZ()[0].length;
    int examples = all.get(0).jointOfZ().length * classes;
    double[] logits = new double[n * examples * classes];
    double[] targets = new double[logits.length];
    double[] counted = new double[n * examples];
    double[] rates = new double[counted.length];
    for (int q = 0; q < n; q++) {
      for (int i = 0; i < examples; i++) {
        int at = q * examples + i;
        int z = i / classes;
        counted[at] = all.get(q).jointOfZ()[z][i % classes];
        rates[at] = all.get(q).rate();
        targets[at * classes + i % classes] = 1;
        for (int c = 0; c < classes; c++) {
          logits[at * classes + c] = Math.log(all.get(q).decoder()[z][c]);
        }
      }
    }
    double[] beta = all.stream().mapToDouble(Question::beta).toArray();
    double[] lambda = all.stream().mapToDouble(Question::lambda).toArray();
    try (TestGraph g = new TestGraph()) {
      InformationBound<TFloat64> open =
          InformationBound.of(
              g.f64.constant(Shape.of(n, 1, examples, classes), logits),
              g.f64.constant(Shape.of(n, examples, classes), targets),
              g.f64.constant(Shape.of(n, examples), rates),
              new Weights<>(
                  g.f64.constant(Shape.of(n), beta),
                  g.f64.constant(Shape.of(n), lambda),
                  Optional.empty()),
              g.f64.constant(Shape.of(n, examples), counted));
      double[] loss = g.value(open.loss());
      double[] h = g.value(open.entropy());
      for (int q = 0; q < n; q++) {
        loss[q] += lambda[q] * (h[q] - Math.min(h[q], all.get(q).clip()));
      }
      return loss;
    }
  }

  @Test
  void theBoundsAreInTheirOrder() {
    Random random = new Random(1);
    List<Tables> tables = Stream.generate(() -> Tables.random(random)).limit(TABLES).toList();
    List<Question> svib = new ArrayList<>();
    for (Tables of : tables) {
      double[][] zy = of.jointOfZ(of.yOfX());
      double beta = Math.pow(10, -3 + 4 * random.nextDouble());
      svib.add(
          new Question(
              zy, of.decoder(), of.rateOfUniformPrior(), beta, 3 * random.nextDouble(), NONE));
    }
    double[] losses = losses(svib);
    double[] vib = losses(svib.stream().map(q -> q.of(0, NONE)).toList());
    double[] open = losses(svib.stream().map(q -> q.of(1, NONE)).toList());
    double[] vub = losses(svib.stream().map(q -> q.of(1, entropy(labels(q.jointOfZ())))).toList());
    int clipped = 0;
    for (int i = 0; i < TABLES; i++) {
      Question q = svib.get(i);
      double hy = entropy(labels(q.jointOfZ()));
      double zx = information(tables.get(i).jointOfZ(identity()));
      double ib = q.beta() * zx - information(q.jointOfZ());
      double sib = ib + q.lambda() * information(predicted(q.jointOfZ(), q.decoder()));
      assertTrue(zx <= q.rate() + TINY, "I(Z;X) <= rate");
      assertTrue(ib <= vub[i] + TINY, "L_IB <= L_VUB");
      assertTrue(vub[i] <= vib[i] + TINY, "L_VUB <= L_VIB");
      assertTrue(sib <= losses[i] + q.lambda() * Math.log(Y) - hy + TINY, "L_SIB <= L_SVIB + ...");
      clipped += open[i] < vub[i] - 1e-6 ? 1 : 0;
    }
    assertTrue(clipped > 10, clipped + " decoders are clipped, too few to try the clip");
  }

  /** Of Z and what the decoder says. */
  private static double[][] predicted(double[][] jointOfZ, double[][] decoder) {
    double[][] joint = new double[Z][];
    for (int z = 0; z < Z; z++) {
      double p = Arrays.stream(jointOfZ[z]).sum();
      joint[z] = Arrays.stream(decoder[z]).map(q -> p * q).toArray();
    }
    return joint;
  }

  @Test
  void withoutTheClipRareLabelsBreakTheBound() {
    double rare = 0.02;
    double sure = 0.7822;
    double[][] zy = {{1 - rare, 0}, {0, rare}};
    double[][] decoder = {{sure, 1 - sure}, {1 - sure, sure}};
    double hy = entropy(new double[] {rare, 1 - rare});
    assertEquals(0.0980, hy, 1e-4);
    assertEquals(hy, information(zy), 1e-12);
    Question open = new Question(zy, decoder, 0, 0, 1, NONE);
    double[] found = losses(List.of(open, open.of(1, hy)));
    assertEquals(-0.2785, found[0], 1e-4);
    assertTrue(found[0] < -hy);
    assertEquals(0.1477, found[1], 1e-4);
  }
}
