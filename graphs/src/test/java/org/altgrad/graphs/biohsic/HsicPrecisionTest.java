package org.altgrad.graphs.biohsic;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.altgrad.graphs.Precision;
import org.altgrad.graphs.Precision.Case;
import org.altgrad.graphs.Precision.Formula;
import org.altgrad.graphs.Precision.Relative;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TNumber;

/** Kernels, criteria and what layers are told, at activities of 0 to 60 in size. */
class HsicPrecisionTest {
  private static final int SAMPLES = 8;
  private static final int UNITS = 6;

  /**
   * Activities.
   *
   * @param size of their variation
   * @param offset about which they vary
   */
  private record Window(double size, double offset) {
    <T extends TNumber> Expr<T> z(Nodes<T> nodes, int units, long seed) {
      double[] z =
          new Random(seed)
              .doubles(SAMPLES * units, -size, size)
              .map(x -> Precision.exactly(x + offset))
              .toArray();
      return nodes.constant(Shape.of(SAMPLES, units), z);
    }

    <T extends TNumber> Expr<T> y(Nodes<T> nodes) {
      double[] y = new double[SAMPLES * 3];
      for (int i = 0; i < SAMPLES; i++) {
        y[3 * i + i % 3] = 1;
      }
      return nodes.constant(Shape.of(SAMPLES, 3), y);
    }

    @Override
    public String toString() {
      return "size " + size + " about " + offset;
    }
  }

  private static final List<Window> WINDOWS =
      List.of(
          new Window(1, 0),
          new Window(8, 0),
          new Window(60, 0),
          new Window(1, 8),
          new Window(0.25, 60));

  private record OfKernel(LayerKernel kernel, double sigma, Window window) implements Formula {
    @Override
    public <T extends TNumber> Expr<T> of(TestGraph g, Nodes<T> nodes) {
      return kernel.matrix(window.z(nodes, UNITS, 1), sigma);
    }
  }

  /** The criteria themselves, of kernels that single precision holds exactly. */
  private enum Criterion implements Formula {
    BIASED,
    UNBIASED,
    PLAUSIBLE,
    CKA,
    NORMALISED,
    NORMALISED_SLOPE;

    @Override
    public <T extends TNumber> Expr<T> of(TestGraph g, Nodes<T> nodes) {
      Expr<T> ka = kernel(nodes, 1);
      Expr<T> kb = kernel(nodes, 2);
      Expr<T> value =
          switch (this) {
            case BIASED -> Hsic.biased(ka, kb);
            case UNBIASED -> Hsic.unbiased(ka, kb);
            case PLAUSIBLE -> Hsic.plausible(ka, kb);
            case CKA -> Hsic.cka(ka, kb);
            case NORMALISED -> Hsic.normalised(ka, kb, 1e-5);
            case NORMALISED_SLOPE -> Hsic.normalisedSlope(Hsic.centre(kb), ka, 1e-5);
          };
      return value.reshape(-1);
    }

    /** Positive definite: a Gaussian kernel's, rounded. */
    private static <T extends TNumber> Expr<T> kernel(Nodes<T> nodes, long seed) {
      double[] x = new Random(seed).doubles(SAMPLES * UNITS, -1, 1).toArray();
      double[] k = new double[SAMPLES * SAMPLES];
      for (int i = 0; i < SAMPLES; i++) {
        for (int j = 0; j < SAMPLES; j++) {
          double distance = 0;
          for (int u = 0; u < UNITS; u++) {
            distance += Math.pow(x[i * UNITS + u] - x[j * UNITS + u], 2);
          }
          k[i * SAMPLES + j] = Precision.exactly(Math.exp(-distance / 2));
        }
      }
      return nodes.constant(Shape.of(SAMPLES, SAMPLES), k);
    }
  }

  private static Objective objective(Estimator estimator, LayerKernel kernel, double sigma) {
    return new Objective(
        estimator, kernel, 2, sigma, 0.4, sigma, 1e-5, Optional.empty(), Optional.empty());
  }

  /** What a layer is told. */
  private record Told(Objective objective, Signal signal, Window window) implements Formula {
    @Override
    public <T extends TNumber> Expr<T> of(TestGraph g, Nodes<T> nodes) {
      Expr<T> z = window.z(nodes, UNITS, 1);
      Expr<T> contrast = objective.contrast(new Window(1, 0).z(nodes, 4, 2), window.y(nodes));
      return signal.xi(objective, signal.prepare(objective, contrast), z).reshape(-1);
    }
  }

  static Stream<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (Window window : WINDOWS) {
      for (LayerKernel kernel : LayerKernel.values()) {
        for (double sigma :
            kernel == LayerKernel.GAUSSIAN ? new double[] {0.5, 5} : new double[] {1}) {
          Case of =
              Case.of(
                  kernel + " kernel, sigma " + sigma + ", " + window,
                  new OfKernel(kernel, sigma, window),
                  Relative.UNIT);
          // Distances come of norms: of two near points far from 0 they lose |a|² 2^-24.
          cases.add(sigma == 0.5 && window.offset() == 60 ? of.within(5e-3) : of);
        }
      }
    }
    for (Criterion criterion : Criterion.values()) {
      cases.add(Case.of(criterion.toString(), criterion, Relative.LARGEST));
    }
    for (Window window : WINDOWS) {
      for (Estimator estimator : Estimator.values()) {
        for (LayerKernel kernel : LayerKernel.values()) {
          Objective objective = objective(estimator, kernel, 5);
          for (Signal signal : List.of(Signal.EXACT, Signal.FULL)) {
            String name = estimator + " of " + kernel + ", " + signal + ", " + window;
            Case of = Case.of(name, new Told(objective, signal, window), Relative.LARGEST);
            // Beyond the bandwidth of each other, samples pull by 1e-7 of what cancels.
            boolean alone =
                kernel == LayerKernel.GAUSSIAN
                    && estimator != Estimator.NHSIC
                    && signal == Signal.FULL
                    && window.size() == 60;
            cases.add(alone ? of.within(1e-2) : of);
          }
        }
      }
      Objective published = objective(Estimator.HSIC, LayerKernel.GAUSSIAN, 5);
      for (Signal s : List.of(Signal.FIRST_ROW, Signal.DIAGONAL, Signal.DIAGONAL_PUBLISHED)) {
        cases.add(Case.of(s + ", " + window, new Told(published, s, window), Relative.LARGEST));
      }
    }
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void singlePrecisionIsEnough(Case c) {
    c.check();
  }
}
