package org.altgrad.graphs.ilc.combine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/**
 * A rule that sees gradients only through their inner products K = G Gᵀ and answers with one number
 * for each environment: u = Σ c_e g_e.
 */
interface GramRule extends Combiner {
  /** Whether K is of all parameters together or of each. */
  Scope scope();

  /**
   * The coefficients of several problems at once.
   *
   * @param k [problems, E, E] symmetric, positive semi-definite
   * @param environments E
   * @return [problems, E]
   */
  <T extends TNumber> Expr<T> coefficients(Expr<T> k, int environments, Randoms randoms);

  @Override
  default <T extends TNumber> Combination<T> combine(Gradients<T> gradients) {
    List<EnvironmentStatistics<T>> parameters = gradients.parameters();
    List<Expr<T>> grams = parameters.stream().map(EnvironmentStatistics::gram).toList();
    Nodes<T> nodes = grams.get(0).nodes();
    int environments = gradients.environments();
    Expr<T> k = scope() == Scope.TENSOR ? nodes.stack(grams) : Totals.sum(grams).expand(0);
    Expr<T> c = coefficients(k, environments, gradients.randoms().scope("combiner"));
    List<Expr<T>> each =
        scope() == Scope.TENSOR
            ? rows(c, parameters.size())
            : Collections.nCopies(parameters.size(), c.reshape(environments));
    List<Expr<T>> directions = new ArrayList<>();
    for (int i = 0; i < parameters.size(); i++) {
      directions.add(parameters.get(i).weighted(each.get(i)));
    }
    return Combination.unweighted(directions);
  }

  private static <T extends TNumber> List<Expr<T>> rows(Expr<T> c, int count) {
    Nodes<T> nodes = c.nodes();
    List<Output<T>> rows = nodes.tf().unstack(c, (long) count).output();
    return rows.stream().map(nodes::of).toList();
  }

  /** The same inner products in units in which a gradient's mean square is 1. */
  static <T extends TNumber> Expr<T> normalised(Expr<T> k, int environments) {
    Expr<T> mean = squares(k, environments).meanKeep(1).expand(2);
    return k.over(mean.max(k.nodes().constant(1e-37)));
  }

  /** ‖g_e‖², [problems, E]. */
  static <T extends TNumber> Expr<T> squares(Expr<T> k, int environments) {
    return k.times(identity(k.nodes(), environments)).sum(2);
  }

  /** [E, E]. */
  static <T extends TNumber> Expr<T> identity(Nodes<T> nodes, int environments) {
    Nodes<TInt32> indices = nodes.as(TInt32.class);
    double[] every = IntStream.range(0, environments).asDoubleStream().toArray();
    return nodes.oneHot(indices.constant(Shape.of(environments), every), environments);
  }

  /** The same for every environment, [problems, E] with entries 1/E. */
  static <T extends TNumber> Expr<T> uniform(Expr<T> k, int environments) {
    Expr<T> rows = k.sum(2);
    return k.nodes().zerosLike(rows).plus(1.0 / environments);
  }

  /** K c, [problems, E]. */
  static <T extends TNumber> Expr<T> product(Expr<T> k, Expr<T> c) {
    return k.times(c.expand(1)).sum(2);
  }

  /** ⟨a, b⟩, [problems, 1]. */
  static <T extends TNumber> Expr<T> dot(Expr<T> a, Expr<T> b) {
    return a.times(b).sumKeep(1);
  }

  /** [problems, E], 1 at the smallest entry of each problem. */
  static <T extends TNumber> Expr<T> smallest(Expr<T> x, int environments) {
    Nodes<T> nodes = x.nodes();
    var tf = nodes.tf();
    return nodes.oneHot(tf.math.argMin(x, tf.constant(1), TInt32.class), environments);
  }

  /**
   * Most exchanges of weight: a bound that is not reached, for a few hundred are enough for a
   * hundred environments.
   */
  int EXCHANGES = 2000;

  /** The gap at which to stop, in units in which a gradient's mean square is 1. */
  static <T extends TNumber> Expr<T> tolerance(Nodes<T> nodes) {
    return nodes.constant(nodes.type() == TFloat32.class ? 2e-6 : 1e-13);
  }

  /**
   * Where a step on the simplex goes that takes weight from the worst environment that has some and
   * gives it to the best (pairwise Frank and Wolfe; Lacoste-Julien and Jaggi 2015). It converges
   * linearly, where moving towards the best alone is slow.
   *
   * @param way [problems, E] the direction, one 1 and one -1
   * @param most [problems, 1] the longest step, the worst one's weight
   * @param gap [problems, 1] what the objective can fall by at most, for convex ones
   */
  record Exchange<T extends TNumber>(Expr<T> way, Expr<T> most, Expr<T> gap) {
    /**
     * @param w [problems, E] on the simplex
     * @param slopes [problems, E] gradient of the objective at w
     */
    static <T extends TNumber> Exchange<T> of(Expr<T> w, Expr<T> slopes, int environments) {
      Nodes<T> nodes = w.nodes();
      Expr<T> best = smallest(slopes, environments);
      Expr<T> without = nodes.constant(Float.MAX_VALUE);
      Expr<T> owning = Expr.where(w.greater(nodes.constant(0)), slopes.negate(), without);
      Expr<T> worst = smallest(owning, environments);
      return new Exchange<>(best.minus(worst), dot(worst, w), dot(w.minus(best), slopes));
    }

    /** Whether no problem's gap is above a bound [problems, 1]; a scalar. */
    Operand<TBool> within(Expr<T> bound) {
      var tf = way.nodes().tf();
      return tf.all(tf.math.lessEqual(gap, bound), tf.constant(new int[] {0, 1}));
    }
  }
}
