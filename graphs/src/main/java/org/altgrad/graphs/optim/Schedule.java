package org.altgrad.graphs.optim;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.altgrad.base.OnlyIf;
import org.altgrad.base.Require;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.optim.RunLength.Unit;
import org.tensorflow.types.TFloat64;

/**
 * What the learning rate, or another {@link Coefficient}, is multiplied by at each step: 1 means
 * the optimiser's {@code lr}.
 *
 * <p>Schedules are written in steps, epochs or fractions of the run. The graph knows steps only:
 * {@link #inSteps} translates, and {@link #scale} refuses a schedule that still counts in another
 * unit.
 */
public sealed interface Schedule {

  /** The schedules by the names that users write. */
  static Map<String, Class<? extends Schedule>> kinds() {
    Map<String, Class<? extends Schedule>> kinds = new LinkedHashMap<>();
    kinds.put("constant", Constant.class);
    kinds.put("exponential", Exponential.class);
    kinds.put("piecewise", Piecewise.class);
    kinds.put("step_decay", StepDecay.class);
    kinds.put("warmup", Warmup.class);
    kinds.put("linear", Linear.class);
    kinds.put("cosine", Cosine.class);
    kinds.put("join", Join.class);
    kinds.put("product", Product.class);
    return Collections.unmodifiableMap(kinds);
  }

  /**
   * The factor.
   *
   * @param step scalar, 0 at the first step
   * @return scalar
   * @throws IllegalStateException if this schedule is not in steps
   */
  Expr<TFloat64> scale(Nodes<TFloat64> nodes, Expr<TFloat64> step);

  /** The same schedule counted in steps. */
  Schedule inSteps(RunLength length);

  /**
   * Always the same.
   *
   * @param factor 1 if absent
   */
  record Constant(Optional<Double> factor) implements Schedule {
    public Constant {
      factor.ifPresent(f -> Require.that(Double.isFinite(f), "factor", "a finite number", f));
    }

    /** Always 1. */
    public Constant() {
      this(Optional.empty());
    }

    Constant(double factor) {
      this(Optional.of(factor));
    }

    @Override
    public Expr<TFloat64> scale(Nodes<TFloat64> nodes, Expr<TFloat64> step) {
      return nodes.constant(factor.orElse(1.0));
    }

    @Override
    public Schedule inSteps(RunLength length) {
      return this;
    }
  }

  /**
   * {@code rate^((t - begin) / every)} from {@code begin} on, 1 before it.
   *
   * @param every how long it takes to be multiplied by {@code rate} once
   * @param staircase round the exponent down
   * @param end the factor stops there; absent: no limit
   */
  record Exponential(
      Unit unit, double begin, double every, double rate, boolean staircase, Optional<Double> end)
      implements Schedule {
    public Exponential {
      Require.given("unit", unit);
      Require.that(Double.isFinite(begin), "begin", "a finite number", begin);
      Require.positive("every", every);
      Require.positive("rate", rate);
      end.ifPresent(e -> Require.notNegative("end", e));
    }

    @Override
    public Expr<TFloat64> scale(Nodes<TFloat64> nodes, Expr<TFloat64> step) {
      requireSteps(unit);
      Expr<TFloat64> times = step.minus(begin).over(every).max(nodes.constant(0));
      if (staircase) {
        times = nodes.of(nodes.tf().math.floor(times));
      }
      Expr<TFloat64> factor = nodes.of(nodes.tf().math.pow(nodes.constant(rate), times));
      if (end.isEmpty()) {
        return factor;
      }
      Expr<TFloat64> limit = nodes.constant(end.get());
      return rate < 1 ? factor.max(limit) : factor.min(limit);
    }

    @Override
    public Schedule inSteps(RunLength length) {
      return new Exponential(
          Unit.STEP,
          length.duration(begin, unit),
          length.duration(every, unit),
          rate,
          staircase,
          end);
    }
  }

  /**
   * At each boundary the factor is multiplied by the scale that belongs to it.
   *
   * @param boundaries ascending; the step at the boundary is already scaled
   */
  record Piecewise(
      @OnlyIf(key = "boundaries", not = "[]") Unit unit,
      List<Double> boundaries,
      List<Double> scales)
      implements Schedule {
    public Piecewise {
      Require.given("unit", unit);
      boundaries = ascending("boundaries", boundaries);
      scales = List.copyOf(scales);
      Require.that(
          scales.size() == boundaries.size(),
          "scales",
          "as many as boundaries (" + boundaries.size() + ")",
          scales.size());
      scales.forEach(s -> Require.notNegative("scales", s));
    }

    @Override
    public Expr<TFloat64> scale(Nodes<TFloat64> nodes, Expr<TFloat64> step) {
      requireSteps(unit);
      Expr<TFloat64> factor = nodes.constant(1);
      for (int i = 0; i < boundaries.size(); i++) {
        Expr<TFloat64> scaled = factor.times(scales.get(i));
        factor = Expr.where(reached(nodes, step, boundaries.get(i)), scaled, factor);
      }
      return factor;
    }

    @Override
    public Schedule inSteps(RunLength length) {
      return new Piecewise(
          Unit.STEP, boundaries.stream().map(b -> length.moment(b, unit)).toList(), scales);
    }
  }

  /** The factor is multiplied by {@code gamma} at each milestone. */
  record StepDecay(
      @OnlyIf(key = "milestones", not = "[]") Unit unit,
      List<Double> milestones,
      @OnlyIf(key = "milestones", not = "[]") double gamma)
      implements Schedule {
    public StepDecay {
      Require.given("unit", unit);
      milestones = ascending("milestones", milestones);
      Require.notNegative("gamma", gamma);
    }

    @Override
    public Expr<TFloat64> scale(Nodes<TFloat64> nodes, Expr<TFloat64> step) {
      return piecewise().scale(nodes, step);
    }

    @Override
    public Schedule inSteps(RunLength length) {
      return piecewise().inSteps(length);
    }

    private Schedule piecewise() {
      return new Piecewise(unit, milestones, milestones.stream().map(m -> gamma).toList());
    }
  }

  /**
   * Linear from {@code start} at the first step to 1 after {@code over}, then 1.
   *
   * @param start factor of the first step; with 0 the first step changes nothing
   */
  record Warmup(
      @OnlyIf(key = "start", not = "1") Unit unit,
      @OnlyIf(key = "start", not = "1") double over,
      double start)
      implements Schedule {
    public Warmup {
      Require.given("unit", unit);
      Require.positive("over", over);
      Require.notNegative("start", start);
    }

    @Override
    public Expr<TFloat64> scale(Nodes<TFloat64> nodes, Expr<TFloat64> step) {
      return linear().scale(nodes, step);
    }

    @Override
    public Schedule inSteps(RunLength length) {
      return linear().inSteps(length);
    }

    private Schedule linear() {
      return new Linear(unit, over, start, 1);
    }
  }

  /** Linear from {@code start} at the first step to {@code end} after {@code over}, then that. */
  record Linear(Unit unit, double over, double start, double end) implements Schedule {
    public Linear {
      Require.given("unit", unit);
      Require.positive("over", over);
      Require.notNegative("start", start);
      Require.notNegative("end", end);
    }

    @Override
    public Expr<TFloat64> scale(Nodes<TFloat64> nodes, Expr<TFloat64> step) {
      requireSteps(unit);
      return progress(nodes, step, over).times(end - start).plus(start);
    }

    @Override
    public Schedule inSteps(RunLength length) {
      return new Linear(Unit.STEP, length.duration(over, unit), start, end);
    }
  }

  /** Half a cosine wave from 1 down to {@code end} after {@code over}, then {@code end}. */
  record Cosine(
      @OnlyIf(key = "end", not = "1") Unit unit,
      @OnlyIf(key = "end", not = "1") double over,
      double end)
      implements Schedule {
    public Cosine {
      Require.given("unit", unit);
      Require.positive("over", over);
      Require.notNegative("end", end);
    }

    @Override
    public Expr<TFloat64> scale(Nodes<TFloat64> nodes, Expr<TFloat64> step) {
      requireSteps(unit);
      Expr<TFloat64> angle = progress(nodes, step, over).times(Math.PI);
      return angle.cos().plus(1).times((1 - end) / 2).plus(end);
    }

    @Override
    public Schedule inSteps(RunLength length) {
      return new Cosine(Unit.STEP, length.duration(over, unit), end);
    }
  }

  /**
   * Several schedules one after the other; each counts from where it begins.
   *
   * @param boundaries where the second, third, … schedule takes over
   */
  record Join(
      @OnlyIf(key = "boundaries", not = "[]") Unit unit,
      List<Double> boundaries,
      List<Schedule> schedules)
      implements Schedule {
    public Join {
      Require.given("unit", unit);
      boundaries = ascending("boundaries", boundaries);
      schedules = List.copyOf(schedules);
      Require.that(
          schedules.size() == boundaries.size() + 1,
          "schedules",
          "one more than boundaries (" + boundaries.size() + ")",
          schedules.size());
    }

    @Override
    public Expr<TFloat64> scale(Nodes<TFloat64> nodes, Expr<TFloat64> step) {
      requireSteps(unit);
      Expr<TFloat64> factor = schedules.get(0).scale(nodes, step);
      for (int i = 0; i < boundaries.size(); i++) {
        double begin = boundaries.get(i);
        Expr<TFloat64> next = schedules.get(i + 1).scale(nodes, step.minus(begin));
        factor = Expr.where(reached(nodes, step, begin), next, factor);
      }
      return factor;
    }

    @Override
    public Schedule inSteps(RunLength length) {
      return new Join(
          Unit.STEP,
          boundaries.stream().map(b -> length.moment(b, unit)).toList(),
          schedules.stream().map(s -> s.inSteps(length)).toList());
    }
  }

  /** All factors multiplied, such as those of a warm-up and of a decay. */
  record Product(List<Schedule> schedules) implements Schedule {
    public Product {
      schedules = List.copyOf(schedules);
      Require.that(!schedules.isEmpty(), "schedules", "at least one", schedules);
    }

    @Override
    public Expr<TFloat64> scale(Nodes<TFloat64> nodes, Expr<TFloat64> step) {
      return schedules.stream()
          .map(s -> s.scale(nodes, step))
          .reduce((a, b) -> a.times(b))
          .orElseThrow();
    }

    @Override
    public Schedule inSteps(RunLength length) {
      return new Product(schedules.stream().map(s -> s.inSteps(length)).toList());
    }
  }

  private static void requireSteps(Unit unit) {
    if (unit != Unit.STEP) {
      throw new IllegalStateException(
          "the schedule counts in units of "
              + unit
              + "; translate it with inSteps before it goes into a graph");
    }
  }

  private static List<Double> ascending(String component, List<Double> values) {
    List<Double> copy = List.copyOf(values);
    for (int i = 0; i < copy.size(); i++) {
      Require.notNegative(component, copy.get(i));
      Require.that(i == 0 || copy.get(i - 1) < copy.get(i), component, "in ascending order", copy);
    }
    return copy;
  }

  private static org.tensorflow.Operand<org.tensorflow.types.TBool> reached(
      Nodes<TFloat64> nodes, Expr<TFloat64> step, double boundary) {
    return nodes.tf().math.greaterEqual(step, nodes.constant(boundary));
  }

  /** From 0 at the first step to 1 after {@code over} steps. */
  private static Expr<TFloat64> progress(Nodes<TFloat64> nodes, Expr<TFloat64> step, double over) {
    return step.over(over).max(nodes.constant(0)).min(nodes.constant(1));
  }
}
