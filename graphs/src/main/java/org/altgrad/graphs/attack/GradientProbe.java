package org.altgrad.graphs.attack;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Loop;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.program.Calls;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * Whether a classifier's gradient is that of its loss. At a random point close to each input the
 * gradient of the margin is projected on its own direction and on random ones, and held against
 * central differences of the margin along these.
 *
 * <p>Points are drawn within {@link ProbedExamples#RADIUS}, as at inputs themselves (black beside
 * black) rectifiers and maxima often have a kink, where no gradient is that of the differences.
 */
record GradientProbe(ProbedExamples probed, Expr<TFloat32> errors) {
  /** Random directions, each number one step up or down. */
  private static final int DIRECTIONS = 8;

  /**
   * So small that few rectifiers and maxima have a kink on the way (of networks with convolutions
   * and maxima projections and differences are .05 to .1 apart), and large beside float32's
   * rounding.
   */
  private static final double STEP = 2e-4;

  /** What a difference of two logits may be wrong by, as a share of the largest. */
  private static final double ROUNDING = 4 * Math.pow(2, -23);

  /**
   * What was seen. An error is the distance of projections and differences as a share of the longer
   * of them; 1 where there is no gradient.
   *
   * @param median over the inputs
   * @param most of nine inputs of ten
   */
  record Report(double median, double most) {}

  static GradientProbe of(Nodes<TFloat32> nodes, Subject subject) {
    ProbedExamples probed = ProbedExamples.of(nodes.scope("gradient_probe"), subject);
    return new GradientProbe(probed, errors(probed.scene()));
  }

  /** [rows]. */
  private static Expr<TFloat32> errors(Scene scene) {
    Nodes<TFloat32> nodes = scene.nodes();
    Ops tf = nodes.tf();
    Expr<TFloat32> at = near(scene);
    Scene.Look look = scene.look(AttackLoss.MARGIN, at, moment(scene));
    Loop loop = new Loop("directions");
    Function<Loop.Iteration, Scene> inside = scene.into(loop);
    Loop.Var<TFloat32> points = loop.variable("points", at);
    Loop.Var<TFloat32> slope = loop.variable("slope", look.gradient());
    Expr<TFloat32> none = nodes.zerosLike(look.loss());
    Sums own = Sums.of(loop, "own", none);
    Sums others = Sums.of(loop, "others", none);
    Loop.End end =
        loop.run(
            tf,
            tf.constant(1 + DIRECTIONS),
            now -> {
              Scene here = inside.apply(now);
              Expr<TFloat32> g = now.get(slope);
              Operand<TBool> first = Moments.first(now, 1 + DIRECTIONS);
              Randoms randoms = here.randoms("gradient_probe", now.index().cast(TInt64.class));
              Expr<TFloat32> u =
                  Expr.where(
                      first, LpNorm.L2.direction(g), LpNorm.LINF.onSphere(randoms, "direction", g));
              Expr<TFloat32> step = u.times(STEP);
              Expr<TFloat32> rise =
                  loss(here, now.get(points).plus(step))
                      .minus(loss(here, now.get(points).minus(step)))
                      .over(2 * STEP)
                      .over(largest(g));
              Expr<TFloat32> said = g.over(largest(g).expand(1)).times(u).sum(1);
              Expr<TFloat32> counts = here.nodes().indicator(first);
              own.add(now, said, rise, counts);
              others.add(now, said, rise, counts.subtractFrom(1));
            });
    Expr<TFloat32> rounding =
        look.scores()
            .abs()
            .reduceMax(1)
            .times(ROUNDING / (2 * STEP))
            .over(largest(look.gradient()));
    Expr<TFloat32> error =
        own.error(end, rounding.square())
            .max(others.error(end, rounding.square().times(DIRECTIONS)));
    Operand<TBool> flat =
        tf.math.greaterEqual(Sought.flatShare(look.gradient()), nodes.constant(1));
    return Expr.where(flat, none.plus(1), error);
  }

  /** What gradients and differences are measured in, so that none is too large to be squared. */
  private static Expr<TFloat32> largest(Expr<TFloat32> gradient) {
    return LpNorm.LINF.size(gradient).max(gradient.nodes().constant(1e-37));
  }

  private static Expr<TInt64> moment(Scene scene) {
    Nodes<TInt64> whole = scene.nodes().as(TInt64.class);
    return whole.of(whole.tf().constant(Moments.of(scene, "gradient_probe")));
  }

  /** The margin, by the same draws wherever it is asked for. */
  private static Expr<TFloat32> loss(Scene here, Expr<TFloat32> points) {
    return here.look(AttackLoss.MARGIN, points, moment(here)).loss();
  }

  /** Random points close by, a step or more inside of the box. */
  private static Expr<TFloat32> near(Scene scene) {
    Nodes<TFloat32> nodes = scene.nodes();
    Nodes<TInt64> whole = nodes.as(TInt64.class);
    Randoms randoms =
        scene.randoms("gradient_probe", whole.of(whole.tf().constant((long) DIRECTIONS + 1)));
    Expr<TFloat32> d = LpNorm.LINF.inBall(randoms, "near", scene.clean());
    // What would leave the box is turned back: at its edge many numbers would be equal.
    Expr<TFloat32> above = scene.clean().plus(d.times(scene.epsilon())).abs();
    Expr<TFloat32> inside = above.subtractFrom(1).abs().subtractFrom(1);
    return inside.max(nodes.constant(STEP)).min(nodes.constant(1 - STEP));
  }

  /**
   * Sums of squares over directions, [rows].
   *
   * @param said of projections
   * @param seen of differences
   * @param apart of what they are apart
   */
  private record Sums(Loop.Var<TFloat32> said, Loop.Var<TFloat32> seen, Loop.Var<TFloat32> apart) {
    static Sums of(Loop loop, String name, Expr<TFloat32> none) {
      return new Sums(
          loop.variable(name + "/said", none),
          loop.variable(name + "/seen", none),
          loop.variable(name + "/apart", none));
    }

    void add(Loop.Iteration now, Expr<TFloat32> a, Expr<TFloat32> b, Expr<TFloat32> counts) {
      now.set(said, now.get(said).plus(a.square().times(counts)));
      now.set(seen, now.get(seen).plus(b.square().times(counts)));
      now.set(apart, now.get(apart).plus(a.minus(b).square().times(counts)));
    }

    /**
     * @param rounding squared, which is not the gradient's fault
     */
    Expr<TFloat32> error(Loop.End end, Expr<TFloat32> rounding) {
      Nodes<TFloat32> nodes = rounding.nodes();
      Expr<TFloat32> most = end.get(said).max(end.get(seen)).max(nodes.constant(1e-30));
      return end.get(apart).minus(rounding).max(nodes.constant(0)).over(most).sqrt();
    }
  }

  /**
   * Compares them at some inputs.
   *
   * @param batch most inputs in one call
   */
  Report run(Calls calls, Examples examples, int batch) {
    List<Double> all = new ArrayList<>();
    for (int from = 0; from < examples.count(); from += batch) {
      Examples part = examples.part(from, Math.min(from + batch, examples.count()));
      for (float value : probed.read(calls, part, errors)) {
        all.add(Double.isNaN(value) ? 1 : (double) value);
      }
    }
    double[] sorted = all.stream().mapToDouble(e -> e).sorted().toArray();
    return new Report(sorted[sorted.length / 2], sorted[9 * (sorted.length - 1) / 10]);
  }
}
