package org.altgrad.graphs.optim;

import java.util.List;
import org.altgrad.base.Require;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/**
 * A number that may change over a run, such as the weight of a penalty, a temperature or a
 * threshold. Users write it as a number, or as {@code {value: 2, schedule: {name: linear, ...}}};
 * of several networks side by side each may have its own value.
 *
 * @param value the number where the schedule is 1
 * @param schedule what it is multiplied by at each step
 */
public record Coefficient(NetworkValues value, Schedule schedule) {
  public Coefficient {
    Require.given("value", value);
    Require.given("schedule", schedule);
  }

  /** The same for all networks. */
  public Coefficient(double value, Schedule schedule) {
    this(NetworkValues.of(value), schedule);
  }

  /** A number that does not change. */
  public static Coefficient of(double value) {
    return new Coefficient(value, new Schedule.Constant());
  }

  /** Numbers that do not change, one for each of several networks. */
  public static Coefficient of(List<Double> values) {
    return new Coefficient(new NetworkValues(values), new Schedule.Constant());
  }

  /**
   * The number that is for all networks, where the schedule is 1.
   *
   * @throws IllegalArgumentException if each has its own
   */
  public double one() {
    return value.one();
  }

  /** Whether it is 0 for all networks. */
  public boolean none() {
    return value.values().stream().allMatch(v -> v == 0);
  }

  /** Whether it ever is anything but its value. */
  public boolean changes() {
    return !schedule.equals(new Schedule.Constant());
  }

  /** The same, of another value. */
  public Coefficient withValue(double other) {
    return new Coefficient(other, schedule);
  }

  /** Another number for so many steps at first; then this, which begins there. */
  public Coefficient after(long steps, double before) {
    return steps == 0
        ? this
        : new Coefficient(
            1,
            new Schedule.Join(
                RunLength.Unit.STEP,
                List.of((double) steps),
                List.of(
                    new Schedule.Constant(before),
                    new Schedule.Product(List.of(new Schedule.Constant(one()), schedule)))));
  }

  /** The same with its schedule counted in steps, as {@link #at} needs it. */
  public Coefficient inSteps(RunLength length) {
    return new Coefficient(value, schedule.inSteps(length));
  }

  /**
   * Its value at a step, computed in double precision.
   *
   * @param step scalar, 0 at the first step
   * @return scalar or, where each network has its own, [networks]
   * @throws IllegalStateException if the schedule is not in steps
   */
  public <T extends TNumber> Expr<T> at(Nodes<T> nodes, Operand<TInt64> step) {
    Nodes<TFloat64> wide = nodes.as(TFloat64.class);
    return value.times(schedule.scale(wide, wide.cast(step))).cast(nodes.type());
  }
}
