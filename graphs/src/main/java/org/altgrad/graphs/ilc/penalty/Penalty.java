package org.altgrad.graphs.ilc.penalty;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.altgrad.graphs.core.Change;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Gradients;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.ilc.network.IlcModel;
import org.altgrad.graphs.ilc.network.Pass;
import org.altgrad.graphs.program.Descent;
import org.tensorflow.types.family.TNumber;

/** A rule that descends along the gradient of L + weight · penalty, from one pass over all rows. */
interface Penalty extends StepRule {

  /** The penalty, from what the network said. */
  <T extends TNumber> Term<T> term(Step<T> step, IlcModel.Outputs<T> outputs);

  /**
   * Something to be kept small.
   *
   * @param value scalar
   * @param weight scalar
   * @param divisor what the whole objective is divided by
   * @param parameters of the rule's own, changed together with the network's
   * @param metrics more than the value itself
   * @param change of the rule's own state
   */
  record Term<T extends TNumber>(
      Expr<T> value,
      Expr<T> weight,
      Optional<Expr<T>> divisor,
      List<Variables.Entry<T>> parameters,
      Map<String, Expr<T>> metrics,
      Change change) {

    /** Of a rule without state and parameters. */
    Term(Expr<T> value, Expr<T> weight) {
      this(value, weight, Optional.empty(), List.of(), Map.of(), Change.NONE);
    }
  }

  @Override
  default <T extends TNumber> StepResult<T> descend(Step<T> step) {
    Pass<T> pass = new Pass<>(step.training());
    IlcModel.Outputs<T> outputs = step.problem().forward(pass, step.batch());
    // The loss and the penalty each collect their gradients before the two are added: the order of
    // a sum of three is not fixed.
    Expr<T> losses = step.problem().losses(copy(outputs.z()), step.batch());
    Term<T> term =
        term(
            step,
            new IlcModel.Outputs<>(copy(outputs.features()), copy(outputs.z()), outputs.gain()));
    Expr<T> objective = losses.mean().plus(term.weight().times(term.value()));
    if (term.divisor().isPresent()) {
      objective = objective.over(term.divisor().get());
    }
    List<Variables.Entry<T>> parameters = new java.util.ArrayList<>(step.problem().parameters());
    parameters.addAll(term.parameters());
    Map<String, Expr<T>> metrics = new LinkedHashMap<>();
    metrics.put("penalty", term.value());
    metrics.put("penalty_weight", term.weight());
    metrics.putAll(term.metrics());
    List<Expr<T>> gradients = Gradients.of(objective, Variables.values(parameters));
    return new StepResult<>(
        losses,
        outputs.z(),
        term.divisor(),
        pass.moments(),
        new Descent<>(parameters, gradients, metrics, term.change()));
  }

  private static <T extends TNumber> Expr<T> copy(Expr<T> x) {
    return x.nodes().of(x.nodes().tf().identity(x));
  }
}
