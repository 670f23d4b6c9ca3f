package org.altgrad.graphs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.tensorflow.types.family.TNumber;

/**
 * Formulas in single precision against double precision: inputs are the same numbers in both. With
 * {@code -Daltgrad.precision=1} each case prints its row of the table of the largest errors.
 */
public final class Precision {
  /** Largest error that needs no reason. */
  private static final double USUAL = 1e-3;

  private Precision() {}

  /** A formula that can be built in any type of numbers. */
  public interface Formula {
    <T extends TNumber> Expr<T> of(TestGraph g, Nodes<T> nodes);
  }

  /** What an error is compared with. */
  public enum Relative {
    /** Each value itself. */
    VALUE,
    /** The value, where it is larger than 1: an error in nats, or of a direction. */
    UNIT,
    /** The largest value: sums of terms that cancel have no precision of their own. */
    LARGEST
  }

  /**
   * One formula.
   *
   * @param bound largest error that is allowed
   */
  public record Case(String name, Formula formula, Relative relative, double bound) {
    /** One that has the usual bound. */
    public static Case of(String name, Formula formula, Relative relative) {
      return new Case(name, formula, relative, USUAL);
    }

    /** The same with a bound of its own, for a reason that the caller states. */
    public Case within(double other) {
      return new Case(name, formula, relative, other);
    }

    @Override
    public String toString() {
      return name;
    }

    /** Compares. */
    public void check() {
      try (TestGraph narrow = new TestGraph();
          TestGraph wide = new TestGraph()) {
        double[] single = value(narrow, formula.of(narrow, narrow.f32));
        double[] exact = value(wide, formula.of(wide, wide.f64));
        assertEquals(exact.length, single.length);
        double largest = Arrays.stream(exact).map(Math::abs).max().orElseThrow();
        double worst = 0;
        String where = "";
        for (int i = 0; i < exact.length; i++) {
          assertTrue(Double.isFinite(exact[i]), "not finite in double precision at " + i);
          double size =
              switch (relative) {
                case VALUE -> Math.max(Math.abs(exact[i]), 1e-36);
                case UNIT -> Math.max(Math.abs(exact[i]), 1);
                case LARGEST -> Math.max(largest, 1e-36);
              };
          double error = Math.abs(single[i] - exact[i]) / size;
          if (!(error <= worst)) {
            worst = error;
            where = " at " + i + ": " + single[i] + " for " + exact[i];
          }
        }
        if (System.getProperty("altgrad.precision") != null) {
          System.out.printf("| %s | %s | %.1e |%n", name, relative, worst);
        }
        assertTrue(worst <= bound, worst + where);
      }
    }
  }

  private static double[] value(TestGraph g, Expr<?> x) {
    if (!g.variables.all().isEmpty()) {
      g.initialize();
    }
    return g.value(x);
  }

  /** A number of 1/1024s, which single precision holds exactly. */
  public static double exactly(double x) {
    return Math.rint(x * 1024) / 1024;
  }
}
