package org.altgrad.graphs.hnca.vae;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.hnca.Baselines;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TNumber;

/**
 * ARMS over every pattern of its antithetic draws, by the probabilities of the Dirichlet copula.
 */
class ArmsTest {
  /** Streams with a number for each unit, and the probability of what they lead to. */
  private record Row(Map<String, double[]> uniforms, double probability, int[] first) {}

  /**
   * Probability that exactly the draws in a set (as a bit mask) are below p: those with c_m < t = 1
   * - (1-p)^(1/n), n = M - 1, by inclusion and exclusion from P(c_i > t for all i of k) = max(0, 1
   * - kt)^n.
   */
  private static double probability(int below, int samples, double p) {
    int n = samples - 1;
    double t = 1 - Math.pow(1 - p, 1.0 / n);
    double sum = 0;
    for (int set = 0; set < 1 << samples; set++) {
      if ((set & ~below) == 0) {
        int above = samples - Integer.bitCount(below) + Integer.bitCount(set);
        double all = Math.pow(Math.max(0, 1 - above * t), n);
        sum += Integer.bitCount(set) % 2 == 0 ? all : -all;
      }
    }
    return sum;
  }

  /** Numbers that give exactly that set. */
  private static double[] representative(int below, int samples, double p, Random random) {
    while (true) {
      double[] u = random.doubles(samples).toArray();
      double total = 0;
      for (double v : u) {
        total -= Math.log(1 - v);
      }
      int found = 0;
      for (int m = 0; m < samples; m++) {
        double c = -Math.log(1 - u[m]) / total;
        found |= 1 - Math.pow(1 - c, samples - 1) < p ? 1 << m : 0;
      }
      if (found == below) {
        return u;
      }
    }
  }

  /** All patterns of a layer's draws; firing probabilities may differ from row to row. */
  private static List<Row> antithetic(List<Row> rows, int l, TinyHvae tiny, int samples) {
    List<Row> next = new ArrayList<>();
    Random random = new Random(1);
    for (Row row : rows) {
      double[] f = tiny.firing(l, l == 1 ? tiny.x : tiny.code(row.first()));
      int patterns = 1 << samples * f.length;
      for (int pattern = 0; pattern < patterns; pattern++) {
        Map<String, double[]> uniforms = new TreeMap<>(row.uniforms());
        for (int m = 0; m < samples; m++) {
          uniforms.put("bits" + l + "/part" + m, new double[f.length]);
        }
        double probability = row.probability();
        int[] first = new int[f.length];
        for (int j = 0; j < f.length && probability > 1e-14; j++) {
          int below = pattern >> samples * j & (1 << samples) - 1;
          double p = Math.max(f[j], 1 - f[j]);
          probability *= probability(below, samples, p);
          if (probability > 1e-14) {
            double[] u = representative(below, samples, p, random);
            for (int m = 0; m < samples; m++) {
              uniforms.get("bits" + l + "/part" + m)[j] = u[m];
            }
          }
          first[j] = (below & 1) == 1 == f[j] > 0.5 ? 1 : 0;
        }
        if (probability > 1e-14) {
          next.add(new Row(uniforms, probability, first));
        }
      }
    }
    return next;
  }

  @ParameterizedTest
  @CsvSource({"2, 1, 0.5", "3, 1, 0.5", "3, 2, 1.5", "4, 3, 1", "5, 4, 0.2"})
  void theMeanEstimateIsTheGradient(int samples, long seed, double std) {
    TinyHvae tiny = TinyHvae.random(std, seed, false, samples < 4 ? 2 : 1);
    List<Row> rows = antithetic(List.of(new Row(Map.of(), 1, new int[0])), 1, tiny, samples);
    compare(tiny, rows, samples, 1);
  }

  /** The chains of the first layer's draws continue with independent noise. */
  @ParameterizedTest
  @CsvSource({"1, 0.5", "2, 1.5"})
  void theMeanEstimateIsTheGradientBelowOtherLayers(long seed, double std) {
    TinyHvae tiny = TinyHvae.random(std, seed, false, 1, 1).weighted(1, seed / 2.0);
    List<Row> first = antithetic(List.of(new Row(Map.of(), 1, new int[0])), 1, tiny, 3);
    List<Row> rows = new ArrayList<>();
    for (Row row : antithetic(first, 2, tiny, 3)) {
      // The draws m = 2, 3 of layer 1 give bits of layer 2 of their own.
      for (int code = 0; code < 4; code++) {
        Map<String, double[]> uniforms = new TreeMap<>(row.uniforms());
        double probability = row.probability();
        for (int m = 1; m <= 2; m++) {
          int bit = bit(row, m, tiny.firing(1, tiny.x)[0]);
          double f = tiny.firing(2, tiny.code(new int[] {bit}))[0];
          boolean one = (code >> m - 1 & 1) == 1;
          probability *= one ? f : 1 - f;
          uniforms.put("bits2/again1/chain" + m, new double[] {one ? f / 2 : (1 + f) / 2});
        }
        rows.add(new Row(uniforms, probability, row.first()));
      }
    }
    compare(tiny, rows, 3, 2);
  }

  /** The bit of draw m of layer 1. */
  private static int bit(Row row, int m, double f) {
    double total = 0;
    for (int i = 0; i < 3; i++) {
      total -= Math.log(1 - row.uniforms().get("bits1/part" + i)[0]);
    }
    double c = -Math.log(1 - row.uniforms().get("bits1/part" + m)[0]) / total;
    boolean likelier = 1 - (1 - c) * (1 - c) < Math.max(f, 1 - f);
    return likelier == f > 0.5 ? 1 : 0;
  }

  private static void compare(TinyHvae tiny, List<Row> rows, int samples, int depth) {
    double total = rows.stream().mapToDouble(Row::probability).sum();
    assertEquals(1, total, 1e-10, "the patterns' probabilities");
    try (TestGraph g = new TestGraph()) {
      Noise noise =
          new Noise() {
            @Override
            public <T extends TNumber> Expr<T> uniform(String name, Expr<T> like) {
              double[][] values = new double[rows.size()][];
              for (int i = 0; i < values.length; i++) {
                values[i] = rows.get(i).uniforms().get(name);
              }
              return like.nodes().constant(values);
            }
          };
      double[][] x = new double[rows.size()][];
      java.util.Arrays.fill(x, tiny.x);
      var estimate =
          new Arms(samples)
              .estimate(tiny.net(g), g.f64.constant(x), noise, new Baselines<>(g.variables, g.f64));
      double[] exact = tiny.gradient();
      for (int l = 1; l <= depth; l++) {
        Expr<TFloat64> direction = estimate.u().get(l - 1);
        double[] u = g.value(direction);
        int width = tiny.width(l);
        int bias = tiny.encoderRange(l)[1] - width;
        for (int k = 0; k < width; k++) {
          double mean = 0;
          for (int i = 0; i < rows.size(); i++) {
            mean += rows.get(i).probability() * u[i * width + k];
          }
          assertEquals(exact[bias + k], mean, 1e-7, "layer " + l + ", unit " + k);
        }
      }
      assertTrue(rows.size() > 1);
    }
  }

  /**
   * The gain in single precision at every size of logit against its definition in double precision,
   * p q / (q - max(0, 2 q^(1/n) - 1)^n): there the difference is at least half of q.
   */
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 10, 100})
  void theGainIsExactAtEveryLogit(int samples) {
    double[] logits = new double[181];
    double[] exact = new double[logits.length];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = i - 90;
      double size = Math.abs(logits[i]);
      double q = 1 / (1 + Math.exp(size));
      double n = samples - 1;
      double both = Math.pow(Math.max(0, 2 * Math.pow(q, 1 / n) - 1), n);
      exact[i] = (1 - q) * q / (q - both);
    }
    try (TestGraph g = new TestGraph()) {
      Expr<TFloat32> a = g.f32.constant(Shape.of(logits.length), logits);
      double[] gain = g.value(Arms.gain(a, samples));
      for (int i = 0; i < logits.length; i++) {
        assertEquals(exact[i], gain[i], 1e-5 * exact[i], "logit " + logits[i]);
      }
    }
  }
}
