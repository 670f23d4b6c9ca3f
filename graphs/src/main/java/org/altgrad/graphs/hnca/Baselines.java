package org.altgrad.graphs.hnca;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Variables;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TNumber;

/** The baselines of one training step, and the updates of those that remember past steps. */
public final class Baselines<T extends TNumber> {
  private record Tracked<T extends TNumber>(EmaBaseline<T> baseline, Expr<T> meanReturn) {}

  private final Variables variables;
  private final Nodes<T> nodes;
  private final Map<String, Tracked<T>> tracked = new LinkedHashMap<>();

  /**
   * @param variables receives the moving averages
   */
  public Baselines(Variables variables, Nodes<T> nodes) {
    this.variables = variables;
    this.nodes = nodes;
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
        EmaBaseline<T> baseline = new EmaBaseline<>(variables, nodes, name, decay);
        tracked.put(name, new Tracked<>(baseline, returns.mean()));
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

  /** What makes the moving averages' updates wait. */
  public List<Expr<T>> reads() {
    return tracked.values().stream().map(Tracked::meanReturn).toList();
  }

  /**
   * The updates of this step.
   *
   * @param after operations that wait for everything that reads the baselines
   */
  public List<Op> updates(Ops after) {
    List<Op> updates = new ArrayList<>();
    tracked.values().forEach(t -> updates.add(t.baseline().update(after, t.meanReturn())));
    return updates;
  }
}
