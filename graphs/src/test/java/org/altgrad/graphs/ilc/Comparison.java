package org.altgrad.graphs.ilc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.Expr;
import org.tensorflow.Operand;
import org.tensorflow.Tensor;
import org.tensorflow.types.TFloat64;

/** Pairs of tensors that must be equal, computed in one call: many calls on one graph are slow. */
public final class Comparison {
  private final TestGraph g;
  private final List<String> names = new ArrayList<>();
  private final List<Double> tolerances = new ArrayList<>();
  private final List<Expr<TFloat64>> expected = new ArrayList<>();
  private final List<Expr<TFloat64>> actual = new ArrayList<>();
  private Expr<TFloat64> joined;

  public Comparison(TestGraph g) {
    this.g = g;
  }

  /**
   * @param tolerance relative to the largest expected entry, or to 1 if that is smaller
   */
  public void add(String name, Expr<TFloat64> wanted, Expr<TFloat64> found, double tolerance) {
    names.add(name);
    tolerances.add(tolerance);
    expected.add(wanted.reshape(-1));
    actual.add(found.reshape(-1));
  }

  public void add(String name, Expr<TFloat64> wanted, Expr<TFloat64> found) {
    add(name, wanted, found, 1e-9);
  }

  /** Computes and compares. */
  public void check(Map<? extends Operand<?>, ? extends Tensor> feeds) {
    if (joined == null) {
      List<Expr<TFloat64>> all = new ArrayList<>(expected);
      all.addAll(actual);
      joined = g.f64.concat(all, 0);
    }
    double[] values = g.value(joined, feeds);
    int half = values.length / 2;
    int next = 0;
    for (int i = 0; i < names.size(); i++) {
      int size = (int) expected.get(i).shape().size();
      double scale = 1;
      for (int j = 0; j < size; j++) {
        scale = Math.max(scale, Math.abs(values[next + j]));
      }
      for (int j = 0; j < size; j++) {
        String at = names.get(i) + " [" + j + "]";
        double bound = tolerances.get(i) * scale;
        assertEquals(values[next + j], values[half + next + j], bound, at);
      }
      next += size;
    }
    assertEquals(half, next);
  }

  public void check() {
    check(Map.of());
  }
}
