package org.altgrad.graphs.ilc.penalty;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.altgrad.graphs.Precision;
import org.altgrad.graphs.Precision.Case;
import org.altgrad.graphs.Precision.Formula;
import org.altgrad.graphs.Precision.Relative;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Gradients;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.ilc.network.Batch;
import org.altgrad.graphs.ilc.network.IlcModel;
import org.altgrad.graphs.ilc.network.LinearModel;
import org.altgrad.graphs.ilc.network.Loss;
import org.altgrad.graphs.ilc.network.Problem;
import org.altgrad.graphs.optim.Coefficient;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TNumber;

/** Penalties and their derivatives at logits and features of 0 to 60 in size. */
class PenaltyPrecisionTest {
  private static final int ENVIRONMENTS = 3;
  private static final int EXAMPLES = 6;
  private static final int ROWS = ENVIRONMENTS * EXAMPLES;

  /**
   * @param size of logits and features
   * @param offset of all features, about which they vary
   */
  private record OfPenalty(Penalty rule, double size, double offset, boolean slope)
      implements Formula {
    @Override
    public <T extends TNumber> Expr<T> of(TestGraph g, Nodes<T> nodes) {
      Random random = new Random(4);
      double[] z = random.doubles(ROWS * 4, -size, size).map(Precision::exactly).toArray();
      double[] h =
          random.doubles(ROWS * 5, -size, size).map(x -> Precision.exactly(x + offset)).toArray();
      double[] y = new double[ROWS * 4];
      for (int i = 0; i < ROWS; i++) {
        y[4 * i + random.nextInt(4)] = 1;
      }
      Expr<T> logits = nodes.constant(Shape.of(ROWS, 4), z);
      Expr<T> features = nodes.constant(Shape.of(ROWS, 5), h);
      Expr<T> targets = nodes.constant(Shape.of(ROWS, 4), y);
      Batch<T> batch = new Batch<>(features, targets, ENVIRONMENTS, EXAMPLES);
      Problem<T> problem =
          new Problem<>(
              new LinearModel("linear", 0.1),
              Shape.of(5),
              4,
              Loss.CROSS_ENTROPY,
              g.variables,
              List.of());
      StepRule.Step<T> step =
          new StepRule.Step<>(
              problem, batch, g.variables, new Randoms(0, g.tf.constant(0L)), g.tf.constant(0L));
      Expr<T> value =
          rule.term(step, new IlcModel.Outputs<>(features, logits, 1)).value().reshape(1);
      if (!slope) {
        return value;
      }
      List<Expr<T>> found = Gradients.of(value.sum(), List.of(features, logits));
      return nodes.concat(found.stream().map(x -> x.reshape(-1)).toList(), 0);
    }
  }

  static Stream<Case> penalties() {
    List<Penalty> rules =
        List.of(
            new Irm(Coefficient.of(1), 0),
            new SpectralDecoupling(Coefficient.of(0.3)),
            new InformationBottleneck(Coefficient.of(2)),
            new Coral(Coefficient.of(1.5)),
            new Fishr(Coefficient.of(3), 0, 0));
    List<Case> cases = new ArrayList<>();
    for (Penalty rule : rules) {
      for (double[] scale : new double[][] {{1, 0}, {8, 0}, {60, 0}, {1, 8}, {0.25, 60}}) {
        String of = rule.name() + ", size " + scale[0] + " about " + scale[1];
        OfPenalty value = new OfPenalty(rule, scale[0], scale[1], false);
        cases.add(Case.of(of, value, Relative.VALUE));
        OfPenalty slope = new OfPenalty(rule, scale[0], scale[1], true);
        cases.add(Case.of(of + ", slope", slope, Relative.LARGEST));
      }
    }
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("penalties")
  void penaltiesNeedNoMoreThanSinglePrecision(Case c) {
    c.check();
  }
}
