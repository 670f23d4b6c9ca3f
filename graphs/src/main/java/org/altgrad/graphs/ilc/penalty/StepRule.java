package org.altgrad.graphs.ilc.penalty;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.altgrad.graphs.core.Change;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.ilc.LearningRule;
import org.altgrad.graphs.ilc.gradients.EnvironmentGradients;
import org.altgrad.graphs.ilc.network.Batch;
import org.altgrad.graphs.ilc.network.Pass;
import org.altgrad.graphs.ilc.network.Problem;
import org.altgrad.graphs.optim.Coefficient;
import org.altgrad.graphs.optim.RunLength;
import org.altgrad.graphs.program.Descent;
import org.tensorflow.Operand;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/**
 * A rule that turns a whole step into a direction of descent: it may run the network as it likes,
 * at the present parameters and at others. Its components are its settings.
 */
public interface StepRule extends LearningRule {

  @Override
  default String name() {
    return LearningRule.name(this, Penalties.kinds());
  }

  @Override
  default StepRule inSteps(RunLength updates) {
    return this;
  }

  /** Adds the step. */
  <T extends TNumber> StepResult<T> descend(Step<T> step);

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
   * @param divisor what the rule has divided its objective by, which holds for regularisers too
   * @param moments of batch normalisations
   * @param descent directions for the problem's parameters, then for the rule's own
   */
  record StepResult<T extends TNumber>(
      Expr<T> losses,
      Expr<T> z,
      Optional<Expr<T>> divisor,
      List<Pass.Moments<T>> moments,
      Descent<T> descent) {

    /** Of gradients of environments that were combined. */
    public static <T extends TNumber> StepResult<T> of(
        EnvironmentGradients.Found<T> found, Descent<T> descent) {
      return new StepResult<>(
          found.losses(), found.z(), Optional.empty(), found.moments(), descent);
    }

    /** Of a rule without state and parameters of its own, which divides by nothing. */
    public static <T extends TNumber> StepResult<T> plain(
        Step<T> step,
        Expr<T> losses,
        Expr<T> z,
        List<Expr<T>> directions,
        Map<String, Expr<T>> metrics,
        List<Pass.Moments<T>> moments) {
      return new StepResult<>(
          losses,
          z,
          Optional.empty(),
          moments,
          new Descent<>(step.problem().parameters(), directions, metrics, Change.NONE));
    }
  }
}
