package org.altgrad.graphs.ilc.gradients;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Supplier;
import org.altgrad.graphs.core.Change;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.ilc.combine.EnvironmentStatistics;
import org.altgrad.graphs.nn.Initialiser;
import org.tensorflow.Operand;
import org.tensorflow.types.TBool;
import org.tensorflow.types.family.TNumber;

/**
 * Sums over environments that arrive in several calls: what a state variable has kept of the calls
 * before, and the environments of this call. Only the sums that a rule asks for are kept.
 */
final class StreamedStatistics<T extends TNumber> implements EnvironmentStatistics<T> {
  private record Kept<T extends TNumber>(Variables.Entry<T> variable, Expr<T> total) {}

  private final String parameter;
  private final EnvironmentStatistics<T> present;
  private final int environments;
  private final Operand<TBool> first;
  private final Variables variables;
  private final Map<String, Kept<T>> kept = new LinkedHashMap<>();

  /**
   * @param parameter name
   * @param present of the environments of this call
   * @param environments E, of all calls of a round
   * @param first whether this is the first call of a round
   */
  StreamedStatistics(
      String parameter,
      EnvironmentStatistics<T> present,
      int environments,
      Operand<TBool> first,
      Variables variables) {
    this.parameter = parameter;
    this.present = present;
    this.environments = environments;
    this.first = first;
    this.variables = variables;
  }

  @Override
  public int environments() {
    return environments;
  }

  @Override
  public Expr<T> sum() {
    return keep("sum", present::sum, Expr::plus);
  }

  @Override
  public Expr<T> signs() {
    return keep("signs", present::signs, Expr::plus);
  }

  @Override
  public Expr<T> squares() {
    return keep("squares", present::squares, Expr::plus);
  }

  @Override
  public Expr<T> logs() {
    return keep("logs", present::logs, Expr::plus);
  }

  @Override
  public Expr<T> powers(double q) {
    return keep("powers" + q, () -> present.powers(q), Expr::plus);
  }

  @Override
  public Expr<T> absolutes() {
    return keep("absolutes", present::absolutes, Expr::plus);
  }

  @Override
  public Expr<T> smallest() {
    return keep("smallest", present::smallest, Expr::min);
  }

  @Override
  public Expr<T> gram() {
    throw apart();
  }

  @Override
  public Expr<T> weighted(Expr<T> c) {
    throw apart();
  }

  @Override
  public Expr<T> stack() {
    throw apart();
  }

  private static IllegalArgumentException apart() {
    return new IllegalArgumentException(
        "combiner: needs all gradients at once, which gradients: streaming does not keep; choose"
            + " grouped");
  }

  private Expr<T> keep(String what, Supplier<Expr<T>> now, BinaryOperator<Expr<T>> join) {
    Kept<T> known = kept.get(what);
    if (known == null) {
      Expr<T> value = now.get();
      Variables.Entry<T> variable =
          variables.state(
              parameter + "/streamed_" + what, Initialiser.filled(value.nodes(), value.shape(), 0));
      Expr<T> total = Expr.where(first, value, join.apply(variable.value(), value));
      known = new Kept<>(variable, total);
      kept.put(what, known);
    }
    return known.total();
  }

  /** Keeps what has come. */
  Change change() {
    Change all = Change.NONE;
    for (Kept<T> k : kept.values()) {
      all = all.and(Change.set(k.variable(), k.total()));
    }
    return all;
  }
}
