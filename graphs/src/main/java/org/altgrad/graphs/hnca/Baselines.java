package org.altgrad.graphs.hnca;

import java.util.LinkedHashMap;
import java.util.Map;
import org.altgrad.graphs.core.Change;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Variables;
import org.tensorflow.types.family.TNumber;

/** The baselines of one training step, and the updates of those that remember past steps. */
public final class Baselines<T extends TNumber> {
  private record Tracked<T extends TNumber>(EmaBaseline<T> baseline, Expr<T> meanReturn) {}

  private final Variables variables;
  private final Nodes<T> nodes;
  private final String prefix;
  private final Map<String, Tracked<T>> tracked;

  /**
   * @param variables receives the moving averages
   */
  public Baselines(Variables variables, Nodes<T> nodes) {
    this(variables, nodes, "", new LinkedHashMap<>());
  }

  private Baselines(
      Variables variables, Nodes<T> nodes, String prefix, Map<String, Tracked<T>> tracked) {
    this.variables = variables;
    this.nodes = nodes;
    this.prefix = prefix;
    this.tracked = tracked;
  }

  /** The same baselines, for one of several estimators: its names begin with its own. */
  public Baselines<T> under(String estimator) {
    return new Baselines<>(variables, nodes, prefix + estimator + "/", tracked);
  }

  /**
   * β for some returns.
   *
   * @param name of the moving average's variable
   * @param decay γ of the moving average
   * @param returns [rows, 1], sample by sample: row m · batch + b is sample m of example b
   * @param samples of each example
   * @return scalar or [rows, 1]
   */
  public Expr<T> of(String name, Baseline kind, double decay, Expr<T> returns, int samples) {
    return switch (kind) {
      case NONE -> nodes.constant(0);
      case EMA -> {
        EmaBaseline<T> baseline = new EmaBaseline<>(variables, nodes, prefix + name, decay);
        tracked.put(prefix + name, new Tracked<>(baseline, returns.mean()));
        yield baseline.value();
      }
      case LEAVE_ONE_OUT -> leaveOneOut(returns);
      case LEAVE_ONE_OUT_SAMPLES -> leaveOneOut(returns, samples);
    };
  }

  /** The mean of all other rows; [rows, 1]. Needs at least two rows. */
  static <T extends TNumber> Expr<T> leaveOneOut(Expr<T> returns) {
    return returns.sumKeep(0).minus(returns).over(returns.size(0).minus(1));
  }

  /**
   * The mean of the other samples of the same example.
   *
   * @param returns [samples · batch, 1], sample by sample
   */
  public static <T extends TNumber> Expr<T> leaveOneOut(Expr<T> returns, int samples) {
    Expr<T> apart = returns.reshape(samples, -1);
    return apart.sumKeep(0).minus(apart).over(samples - 1.0).reshape(-1, 1);
  }

  /** The updates of the moving averages. */
  public Change change() {
    Change all = Change.NONE;
    for (Tracked<T> t : tracked.values()) {
      all = all.and(t.baseline().update(t.meanReturn()));
    }
    return all;
  }
}
