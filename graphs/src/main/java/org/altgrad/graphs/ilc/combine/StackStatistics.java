package org.altgrad.graphs.ilc.combine;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.altgrad.graphs.core.Expr;
import org.tensorflow.Operand;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/**
 * Statistics of gradients that are all there, one below the other. Each is added to the graph when
 * it is first asked for, and once.
 */
public class StackStatistics<T extends TNumber> implements EnvironmentStatistics<T> {
  private final Expr<T> stack;
  private final int environments;
  private final Map<String, Expr<T>> made = new LinkedHashMap<>();

  /**
   * @param stack [E, ...parameter]
   * @param environments E
   */
  public StackStatistics(Expr<T> stack, int environments) {
    if (environments < 1) {
      throw new IllegalArgumentException("there must be an environment, not " + environments);
    }
    this.stack = stack.stop();
    this.environments = environments;
  }

  /**
   * @param stack [E, ...parameter], with a first axis of known size
   * @throws IllegalArgumentException if its size is not known
   */
  public StackStatistics(Expr<T> stack) {
    this(stack, Math.toIntExact(stack.shape().get(0)));
  }

  /**
   * Of each parameter.
   *
   * @param gradients by environment, then by parameter
   */
  public static <T extends TNumber> List<EnvironmentStatistics<T>> of(
      List<List<Expr<T>>> gradients) {
    List<EnvironmentStatistics<T>> statistics = new ArrayList<>();
    for (int p = 0; p < gradients.get(0).size(); p++) {
      int parameter = p;
      List<Expr<T>> each = gradients.stream().map(g -> g.get(parameter)).toList();
      statistics.add(new StackStatistics<>(each.get(0).nodes().stack(each), gradients.size()));
    }
    return statistics;
  }

  @Override
  public int environments() {
    return environments;
  }

  @Override
  public Expr<T> sum() {
    return once("sum", () -> stack.sum(0));
  }

  @Override
  public Expr<T> mean() {
    return once("mean", () -> sum().over(environments));
  }

  @Override
  public Expr<T> signs() {
    return once("signs", () -> stack.sign().sum(0));
  }

  @Override
  public Expr<T> squares() {
    return once("squares", () -> stack.square().sum(0));
  }

  /** About the mean, without the cancellation of the two sums. */
  @Override
  public Expr<T> variance() {
    return once(
        "variance", () -> stack.minus(mean()).square().sum(0).over(Math.max(1, environments - 1)));
  }

  @Override
  public Expr<T> logs() {
    return once("logs", () -> stack.abs().plus(FLOOR).log().sum(0));
  }

  @Override
  public Expr<T> powers(double q) {
    return once("power " + q, () -> stack.abs().plus(FLOOR).pow(q).sum(0));
  }

  @Override
  public Expr<T> absolutes() {
    return once("absolutes", () -> stack.abs().sum(0));
  }

  @Override
  public Expr<T> smallest() {
    return once("smallest", () -> stack.abs().reduceMin(0));
  }

  @Override
  public Expr<T> gram() {
    return once("gram", () -> rows().matmulT(rows()));
  }

  @Override
  public Expr<T> weighted(Expr<T> c) {
    var tf = stack.nodes().tf();
    Operand<TInt32> shape =
        tf.slice(tf.shape(stack), tf.constant(new int[] {1}), tf.constant(new int[] {-1}));
    Expr<T> sum = c.stop().reshape(1, environments).matmul(rows());
    return stack.nodes().of(tf.reshape(sum, shape));
  }

  @Override
  public Expr<T> stack() {
    return stack;
  }

  /** [E, components]. */
  private Expr<T> rows() {
    return once("rows", () -> stack.reshape(environments, -1));
  }

  private Expr<T> once(String name, Supplier<Expr<T>> make) {
    Expr<T> known = made.get(name);
    if (known == null) {
      known = make.get();
      made.put(name, known);
    }
    return known;
  }
}
