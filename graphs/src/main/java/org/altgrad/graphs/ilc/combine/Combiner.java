package org.altgrad.graphs.ilc.combine;

import java.util.ArrayList;
import java.util.List;
import org.altgrad.graphs.core.Change;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.ilc.LearningRule;
import org.altgrad.graphs.optim.RunLength;
import org.tensorflow.types.family.TNumber;

/**
 * A rule that turns the gradients of all environments into one direction, which an optimiser
 * descends along in place of a gradient. Its components are its settings. No derivative is taken
 * through it.
 */
public interface Combiner extends LearningRule {

  @Override
  default String name() {
    return LearningRule.name(this, Combiners.kinds());
  }

  @Override
  default Combiner inSteps(RunLength updates) {
    return this;
  }

  /**
   * Whether its direction is a function of the gradients and losses of one step: it keeps no state
   * and draws nothing.
   */
  default boolean pure() {
    return true;
  }

  /** The direction, for all parameters together. */
  <T extends TNumber> Combination<T> combine(Gradients<T> gradients);

  /**
   * What a step knows.
   *
   * @param parameters the gradients of each parameter
   * @param losses [E] L_e
   * @param variables where a rule keeps state
   * @param randoms random streams of the step
   */
  record Gradients<T extends TNumber>(
      List<EnvironmentStatistics<T>> parameters,
      Expr<T> losses,
      Variables variables,
      Randoms randoms) {

    public Gradients {
      parameters = List.copyOf(parameters);
    }

    /** Of losses of environments, in a graph of any kind, for all trainable variables. */
    public static <T extends TNumber> Gradients<T> of(
        List<Expr<T>> losses, Variables variables, Randoms randoms) {
      Nodes<T> nodes = losses.get(0).nodes();
      List<Expr<T>> learned = variables.learned(nodes.type());
      List<List<Expr<T>>> each =
          losses.stream().map(l -> org.altgrad.graphs.core.Gradients.of(l, learned)).toList();
      return new Gradients<>(StackStatistics.of(each), nodes.stack(losses), variables, randoms);
    }

    /** E. */
    public int environments() {
      return parameters.get(0).environments();
    }
  }

  /**
   * What a rule has found.
   *
   * @param directions u, one tensor for each parameter
   * @param weights w in [0, 1] for each component of each parameter: 0 where it is masked; all ones
   *     where a rule does not weigh components
   * @param change of the rule's own state
   */
  record Combination<T extends TNumber>(
      List<Expr<T>> directions, List<Expr<T>> weights, Change change) {

    public Combination {
      directions = List.copyOf(directions);
      weights = List.copyOf(weights);
    }

    /** Of a rule that does not weigh components and has no state. */
    public static <T extends TNumber> Combination<T> unweighted(List<Expr<T>> directions) {
      return new Combination<>(directions, ones(directions));
    }

    /** All ones, in the shape of each tensor. */
    static <T extends TNumber> List<Expr<T>> ones(List<Expr<T>> like) {
      List<Expr<T>> ones = new ArrayList<>();
      for (Expr<T> x : like) {
        ones.add(x.nodes().of(x.nodes().tf().onesLike(x)));
      }
      return ones;
    }

    /** The same with other directions. */
    public Combination<T> withDirections(List<Expr<T>> others) {
      return new Combination<>(others, weights, change);
    }

    /** Of a rule without state. */
    public Combination(List<Expr<T>> directions, List<Expr<T>> weights) {
      this(directions, weights, Change.NONE);
    }
  }
}
