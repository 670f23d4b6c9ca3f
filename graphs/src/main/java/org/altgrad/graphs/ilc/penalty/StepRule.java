package org.altgrad.graphs.ilc.penalty;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.ilc.LearningRule;
import org.altgrad.graphs.ilc.network.Batch;
import org.altgrad.graphs.ilc.network.Pass;
import org.altgrad.graphs.ilc.network.Problem;
import org.altgrad.graphs.optim.Coefficient;
import org.altgrad.graphs.optim.RunLength;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/**
 * A rule that turns a whole step into a direction of descent: it may run the network as it likes,
 * at the present parameters and at others. Its components are its settings.
 */
public interface StepRule extends LearningRule {

  @Override
  default StepRule inSteps(RunLength updates) {
    return this;
  }

  /** Adds the step. */
  <T extends TNumber> Descent<T> descend(Step<T> step);

  /**
   * What there is to learn from.
   *
   * @param variables where a rule keeps state
   * @param randoms random streams of the step
   * @param number of the step, scalar, 0 at first
   */
  record Step<T extends TNumber>(
      Problem<T> problem,
      Batch<T> batch,
      Variables variables,
      Randoms randoms,
      Operand<TInt64> number) {

    /** A weight as it is in this step. */
    Expr<T> weight(Coefficient of) {
      return of.at(batch.x().nodes(), number);
    }

    /** Of a pass over the batch. */
    public Pass.Training training() {
      return Pass.Training.of(batch, randoms);
    }
  }

  /**
   * What a rule has found.
   *
   * @param losses [E] L_e
   * @param z [rows, outputs] what the network said
   * @param parameters what is to be changed: the problem's parameters, then the rule's own
   * @param directions one for each of them
   * @param divisor what the rule has divided its objective by, which holds for regularisers too
   * @param metrics scalars
   * @param moments of batch normalisations
   * @param reads what must be computed before any variable changes, besides the directions
   * @param updates changes of the rule's own state, made through the operations given
   */
  record Descent<T extends TNumber>(
      Expr<T> losses,
      Expr<T> z,
      List<Variables.Entry<T>> parameters,
      List<Expr<T>> directions,
      Optional<Expr<T>> divisor,
      Map<String, Expr<T>> metrics,
      List<Pass.Moments<T>> moments,
      List<Op> reads,
      Function<Ops, List<Op>> updates) {

    /** Of a rule without state and parameters of its own, which divides by nothing. */
    public static <T extends TNumber> Descent<T> plain(
        Step<T> step,
        Expr<T> losses,
        Expr<T> z,
        List<Expr<T>> directions,
        Map<String, Expr<T>> metrics,
        List<Pass.Moments<T>> moments) {
      return new Descent<>(
          losses,
          z,
          step.problem().parameters(),
          directions,
          Optional.empty(),
          metrics,
          moments,
          List.of(),
          tf -> List.of());
    }
  }
}
