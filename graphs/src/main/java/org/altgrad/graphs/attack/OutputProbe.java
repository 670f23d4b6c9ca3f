package org.altgrad.graphs.attack;

import java.util.List;
import java.util.function.Function;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Loop;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.program.Calls;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** What the outputs of a classifier look like, at inputs and close to them. */
record OutputProbe(ProbedExamples probed, Expr<TFloat32> table) {
  /**
   * What was seen.
   *
   * @param probabilities whether all outputs are in [0, 1] and sum to 1
   * @param finite inputs whose outputs are all numbers, none of them infinite
   * @param change mean change of the margin at random points, as a share of the mean margin
   */
  record Report(boolean probabilities, int finite, double change) {}

  static OutputProbe of(Nodes<TFloat32> nodes, Subject subject, int points) {
    Nodes<TFloat32> at = nodes.scope("probe");
    Ops tf = at.tf();
    ProbedExamples probed = ProbedExamples.of(at, subject);
    Scene scene = probed.scene();
    Nodes<TInt64> whole = at.as(TInt64.class);
    Expr<TInt64> moment = whole.of(tf.constant(Moments.of(scene, "probe")));
    Expr<TFloat32> logits = scene.once(AttackLoss.MARGIN, scene.clean(), moment).scores();
    Expr<TFloat32> margin = AttackLoss.MARGIN.of(scene.scores(scene.clean(), moment), scene.aim());

    Loop loop = new Loop("probe");
    Function<Loop.Iteration, Scene> inside = scene.into(loop);
    Loop.Var<TFloat32> start = loop.variable("margin", margin);
    Loop.Var<TFloat32> change = loop.variable("change", at.zerosLike(margin));
    Loop.End end =
        loop.run(
            tf,
            tf.constant(points),
            now -> {
              Scene here = inside.apply(now);
              Randoms randoms = here.randoms("probe", now.index().cast(TInt64.class));
              Expr<TFloat32> d = LpNorm.LINF.inBall(randoms, "near", here.clean());
              Expr<TFloat32> near = here.boxed(here.clean().plus(d.times(here.epsilon())));
              Expr<TFloat32> then =
                  AttackLoss.MARGIN.of(
                      here.scores(near, Moments.at(here, "near", now.index())), here.aim());
              now.set(change, now.get(change).plus(then.minus(now.get(start)).abs()));
            });
    List<Expr<TFloat32>> columns =
        List.of(
            logits.reduceMax(1),
            logits.reduceMin(1),
            logits.sum(1),
            margin.abs(),
            end.get(change).over(points));
    return new OutputProbe(probed, at.concat(columns.stream().map(c -> c.expand(1)).toList(), 1));
  }

  Report run(Calls calls, Examples examples) {
    float[] values = probed.read(calls, examples, table);
    boolean probabilities = true;
    int finite = 0;
    double margins = 0;
    double changes = 0;
    for (int i = 0; i < values.length; i += 5) {
      probabilities &= values[i] <= 1 && values[i + 1] >= 0 && Math.abs(values[i + 2] - 1) < 1e-3;
      if (Double.isFinite((double) values[i] + values[i + 1] + values[i + 2])) {
        finite++;
        margins += values[i + 3];
        changes += values[i + 4];
      }
    }
    return new Report(probabilities, finite, margins > 0 ? changes / margins : 0);
  }
}
