package org.altgrad.graphs.ilc.combine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.altgrad.graphs.Precision;
import org.altgrad.graphs.Precision.Case;
import org.altgrad.graphs.Precision.Formula;
import org.altgrad.graphs.Precision.Relative;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.ilc.network.Loss;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TNumber;

/** Losses at logits, and combiners at gradients, of 0 to 60 in size. */
class IlcPrecisionTest {
  private static final List<Combiner> COMBINERS =
      List.of(
          new Mean(),
          new AndMask(0.6),
          new GeomMean(0.6),
          new PowerMean(0.6, -1),
          new PowerMean(0.6, 3),
          new MinAbs(0.6),
          new SignPower(3),
          new SoftAnd(0.5, 9),
          new SandMask(0.3, 0.5, SandMask.SignSpread.RELATIVE),
          new SandMask(0.3, 0.5, SandMask.SignSpread.RAW),
          new VarGeom(0.3, 0.5, SandMask.SignSpread.RELATIVE),
          new Snr(2),
          new Significance(0.7),
          new TStatistic(1),
          new XorMask(-0.4),
          new Median(),
          new TrimmedMean(0.3),
          new SignVote(),
          new NormMean(Scope.GLOBAL),
          new PcGrad(Scope.GLOBAL),
          new Mgda(Scope.GLOBAL),
          new CaGrad(0.5, Scope.GLOBAL),
          new LpMix(),
          new VRex(2),
          new GroupDro(0.5));

  /** What environments' gradients are like. */
  private enum Kind {
    /** Entries of 0 to 60 in size. */
    MIXED,
    /** Components of sizes 2^-20 to 60. */
    SCALES,
    /** The same in all environments but for one part in a thousand. */
    AGREED,
    /** Half of the components are 0 in some environments. */
    SPARSE;

    double[][] of(int environments, int components) {
      Random random = new Random(ordinal());
      double[][] g = new double[environments][components];
      for (int j = 0; j < components; j++) {
        double shared = 60 * (2 * random.nextDouble() - 1);
        double size = Math.scalb(1.0, -random.nextInt(21));
        for (int e = 0; e < environments; e++) {
          double own = 60 * (2 * random.nextDouble() - 1);
          double entry =
              switch (this) {
                case MIXED -> Precision.exactly(own);
                case SCALES -> size * Precision.exactly(own);
                case AGREED -> Precision.exactly(shared + own / 1000);
                case SPARSE -> random.nextBoolean() ? 0 : Precision.exactly(own);
              };
          g[e][j] = entry;
        }
      }
      return g;
    }
  }

  private record Combined(Combiner rule, Kind kind) implements Formula {
    @Override
    public <T extends TNumber> Expr<T> of(TestGraph g, Nodes<T> nodes) {
      // Of more than two, the order in which they meet is drawn, of either type another.
      int environments = rule instanceof PcGrad ? 2 : 5;
      double[] losses =
          new Random(3).doubles(environments, 0, 60).map(Precision::exactly).toArray();
      List<double[][]> parameters = List.of(kind.of(environments, 40), kind.of(environments, 7));
      return nodes.concat(
          rule.combine(Bench.gradients(g, nodes, parameters, losses, 0)).directions(), 0);
    }
  }

  static Stream<Case> combiners() {
    List<Case> cases = new ArrayList<>();
    for (Combiner rule : COMBINERS) {
      for (Kind kind : Kind.values()) {
        cases.add(Case.of(rule + ", " + kind, new Combined(rule, kind), Relative.LARGEST));
      }
    }
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("combiners")
  void combinersNeedNoMoreThanSinglePrecision(Case c) {
    c.check();
  }

  /** A loss, its residual and the derivative of its derivative by a scale, at logits to ±60. */
  private record OfLoss(Loss loss, int what) implements Formula {
    @Override
    public <T extends TNumber> Expr<T> of(TestGraph g, Nodes<T> nodes) {
      int outputs = loss == Loss.CROSS_ENTROPY ? 4 : 1;
      int rows = 400;
      Random random = new Random(9);
      double[] z = new double[rows * outputs];
      double[] y = new double[rows * outputs];
      for (int i = 0; i < rows; i++) {
        int label = random.nextInt(outputs == 1 ? 2 : outputs);
        for (int k = 0; k < outputs; k++) {
          double size = 60.0 * i / rows;
          z[i * outputs + k] = Precision.exactly(size * (2 * random.nextDouble() - 1));
          y[i * outputs + k] = outputs == 1 ? label : k == label ? 1 : 0;
        }
      }
      Expr<T> logits = nodes.constant(Shape.of(rows, outputs), z);
      Expr<T> targets = nodes.constant(Shape.of(rows, outputs), y);
      return switch (what) {
        case 0 -> loss.value(logits, targets);
        case 1 -> loss.residual(logits, targets);
        default -> loss.scaleSlope(logits, targets);
      };
    }
  }

  @ParameterizedTest
  @EnumSource(Loss.class)
  void lossesNeedNoMoreThanSinglePrecision(Loss loss) {
    // Residuals of examples that are right are next to 0 beside those that are wrong, near 1.
    for (String what : Arrays.asList("value", "residual", "slope by a scale")) {
      int number = List.of("value", "residual", "slope by a scale").indexOf(what);
      Case.of(loss + ", " + what, new OfLoss(loss, number), Relative.UNIT).check();
    }
  }
}
