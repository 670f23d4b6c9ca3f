package org.altgrad.graphs.identifiability;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.math3.random.Well19937c;
import org.junit.jupiter.api.Test;

/** Forests, and what is made of them: the MIG-like score and DCI. */
class ForestScoresTest {

  private static double[][] diagonal(int d) {
    double[][] m = new double[d][d];
    for (int i = 0; i < d; i++) {
      m[i][i] = 1;
    }
    return m;
  }

  @Test
  void importanceMatricesHaveTheirKnownScores() {
    double[][] m = diagonal(5);
    assertEquals(1, Dci.disentanglement(m), 1e-8);
    assertEquals(1, Dci.completeness(m), 1e-8);
    double[][] unused = Arrays.copyOf(m, 6);
    unused[5] = new double[5];
    assertEquals(1, Dci.disentanglement(unused), 1e-8);
    assertEquals(1, Dci.completeness(unused), 1e-8);
    assertEquals(0, Dci.disentanglement(new double[5][5]), 1e-8);
    assertEquals(0, Dci.completeness(new double[5][5]), 1e-8);
    double[][] stacked = Arrays.copyOf(m, 10);
    System.arraycopy(m, 0, stacked, 5, 5);
    double lost = 1 - Math.log(2) / Math.log(10);
    assertEquals(1, Dci.disentanglement(stacked), 1e-8);
    assertEquals(lost, Dci.completeness(stacked), 1e-8);
    double[][] beside = new double[5][10];
    for (int i = 0; i < 5; i++) {
      beside[i][i] = 1;
      beside[i][i + 5] = 1;
    }
    assertEquals(lost, Dci.disentanglement(beside), 1e-8);
    assertEquals(1, Dci.completeness(beside), 1e-8);
  }

  /** One tree of two splits whose cut and gain are known. */
  @Test
  void treesCutWhereTheErrorFalls() {
    double[][] features = {{0, 1, 2, 3, 4, 5, 6, 7}, {5, 1, 7, 0, 2, 6, 4, 3}};
    double[][] target = {{1, 1, 1, 1, 5, 5, 5, 5}};
    for (int seed = 0; seed < 10; seed++) {
      Forest forest = new Forest(features, target, Forest.Settings.full(1, seed));
      assertEquals(1, forest.predict(new double[][] {{-3}, {0}}, 0)[0], 1e-12);
      assertEquals(5, forest.predict(new double[][] {{9}, {0}}, 0)[0], 1e-12);
    }
    Forest stump = new Forest(features, target, new Forest.Settings(50, 1, 1, 1));
    assertTrue(stump.importances()[0] > 0.95);
    Forest idle = new Forest(features, new double[1][8], Forest.Settings.full(3, 1));
    assertArrayEquals(new double[2], idle.importances());
    assertArrayEquals(new double[1], idle.predict(features, 0));
  }

  /** Every tree by exhaustive search, on the same bootstrap samples. */
  @Test
  void treesEqualExhaustiveOnes() {
    double[][] features = Columns.of("x", Rows.gaussian(40, 3, 2));
    double[][] targets = Columns.of("y", Rows.gaussian(40, 3, 3));
    Forest forest = new Forest(features, targets, new Forest.Settings(5, 3, 7, 4));
    var random = new Well19937c(4L);
    double[][] expected = new double[40][3];
    for (int t = 0; t < 5; t++) {
      int[] drawn = new int[40];
      Arrays.setAll(drawn, i -> random.nextInt(40));
      for (int row = 0; row < 40; row++) {
        double[] vote = slow(features, targets, drawn, row, 3);
        for (int k = 0; k < 3; k++) {
          expected[row][k] += vote[k] / 5;
        }
      }
    }
    for (int row = 0; row < 40; row++) {
      assertArrayEquals(expected[row], forest.predict(features, row), 1e-12);
    }
  }

  /** Prediction for a row by a tree that is grown anew. */
  private static double[] slow(double[][] x, double[][] y, int[] rows, int row, int depth) {
    double best = squares(y, rows) - 1e-9;
    int feature = -1;
    double cut = 0;
    for (int f = 0; f < x.length && depth > 0; f++) {
      double[] own = x[f];
      double[] values = Arrays.stream(rows).mapToDouble(i -> own[i]).distinct().sorted().toArray();
      for (int v = 0; v + 1 < values.length; v++) {
        double at = (values[v] + values[v + 1]) / 2;
        int[] low = Arrays.stream(rows).filter(i -> own[i] <= at).toArray();
        int[] high = Arrays.stream(rows).filter(i -> own[i] > at).toArray();
        double left = squares(y, low) + squares(y, high);
        if (low.length >= 7 && high.length >= 7 && left < best - 1e-12) {
          best = left;
          feature = f;
          cut = at;
        }
      }
    }
    if (feature < 0) {
      return Arrays.stream(y)
          .mapToDouble(o -> Arrays.stream(rows).mapToDouble(i -> o[i]).average().orElseThrow())
          .toArray();
    }
    double[] own = x[feature];
    double at = cut;
    boolean low = own[row] <= at;
    int[] part = Arrays.stream(rows).filter(i -> own[i] <= at == low).toArray();
    return slow(x, y, part, row, depth - 1);
  }

  private static double squares(double[][] y, int[] rows) {
    double sum = 0;
    for (double[] o : y) {
      double mean = Arrays.stream(rows).mapToDouble(i -> o[i]).average().orElse(0);
      sum += Arrays.stream(rows).mapToDouble(i -> (o[i] - mean) * (o[i] - mean)).sum();
    }
    return sum;
  }

  private static double[][] threeFactors() {
    double[][] sources = Rows.uniform(1000, 3, 5);
    for (double[] row : sources) {
      row[0] = Math.floor(5 * row[0]);
      row[1] *= 4;
      row[2] *= 4;
    }
    return sources;
  }

  private static int best(double[][] scores, int source) {
    double[] column = Columns.column(scores, source);
    int best = 0;
    for (int i = 1; i < column.length; i++) {
      best = column[i] > column[best] ? i : best;
    }
    return best;
  }

  @Test
  void bestCodeOfEachFactorIsFound() {
    double[][] sources = threeFactors();
    double[][] mixing = {{.1, .1, .1}, {.1, .1, 1}, {.1, 1, .1}, {1, .1, .1}, {1, 1, 1}};
    double[][] codes = Rows.times(sources, mixing);
    for (Set<Integer> labels : List.of(Set.of(0), Set.<Integer>of())) {
      double[][] scores = MigLike.predictability(Sample.of(codes, sources, labels), 30, 6);
      assertEquals(3, best(scores, 0));
      assertEquals(2, best(scores, 1));
      assertEquals(1, best(scores, 2));
      for (double[] row : scores) {
        assertTrue(Arrays.stream(row).allMatch(v -> v >= 0 && v <= 1));
      }
    }
  }

  /** Sources in order of their size: without a random split forests see no test row's like. */
  @Test
  void migLikeSplitsAtRandom() {
    double[][] sources = new double[400][1];
    for (int b = 0; b < 400; b++) {
      sources[b][0] = b;
    }
    Map<String, Score> scores = MigLike.of(Sample.of(sources, sources), 5, 7, Rows.FEW);
    assertTrue(scores.get("mig_like_val").value() > 0.9);
    assertTrue(scores.get("mig_like_test").value() > 0.9);
    assertTrue(scores.get("mig_like_test").chance().orElseThrow().upper() < 0.2);
    assertEquals(scores, MigLike.of(Sample.of(sources, sources), 5, 7, Rows.FEW));
  }

  @Test
  void migLikeFallsAsNoiseGrows() {
    double[][] sources = Rows.uniform(500, 2, 8);
    double before = 1.1;
    for (double noise : new double[] {0, 0.05, 0.2, 1}) {
      Sample sample = Sample.of(Rows.noisy(sources, noise, 9), sources);
      double now = MigLike.of(sample, 5, 10, Rows.FEW).get("mig_like_val").value();
      assertTrue(now < before, now + " with noise of " + noise);
      before = now;
    }
    Sample idle = Sample.of(new double[500][2], sources);
    assertEquals(0, MigLike.of(idle, 5, 10, Rows.FEW).get("mig_like_val").value());
  }

  @Test
  void dciFallsAsNoiseGrows() {
    double[][] sources = threeFactors();
    double[] before = {1.1, 1.1, 1.1};
    for (double noise : new double[] {0, 0.5, 2}) {
      Sample sample = Sample.of(Rows.noisy(sources, noise, 11), sources, Set.of(0));
      Map<String, Score> scores = Dci.of(sample, 5, 12, Rows.FEW);
      double[] now = scores.values().stream().mapToDouble(Score::value).toArray();
      for (int m = 0; m < 3; m++) {
        assertTrue(now[m] < before[m], scores.keySet() + " with noise of " + noise);
      }
      if (noise == 0) {
        assertTrue(Arrays.stream(now).allMatch(v -> v > 0.9), Arrays.toString(now));
        assertEquals(1 / 21.0, scores.get("dci_completeness").chance().orElseThrow().p(), 1e-12);
      }
      before = now;
    }
  }

  @Test
  void dciOfConstantCodesIsNone() {
    Sample idle = Sample.of(new double[100][4], Rows.uniform(100, 3, 13));
    Map<String, Score> scores = Dci.of(idle, 2, 12, Rows.FEW);
    scores.values().forEach(score -> assertEquals(0, score.value(), 0.05));
    Score score = scores.get("dci_disentanglement");
    assertEquals("dci_disentanglement/1", score.version());
    assertTrue(score.validity().startsWith("no active latent"));
  }
}
