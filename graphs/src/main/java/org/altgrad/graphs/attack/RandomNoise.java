package org.altgrad.graphs.attack;

import java.util.Optional;
import java.util.function.Function;
import org.altgrad.base.Require;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Loop;
import org.altgrad.graphs.core.Randoms;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * Random perturbations of the largest size: what any attack has to be better than. An input is
 * fooled if one of the draws fools it.
 */
public record RandomNoise(int draws) implements Attack {
  public RandomNoise {
    Require.atLeast("draws", draws, 1);
  }

  @Override
  public String label() {
    return "noise";
  }

  @Override
  public Sought search(Scene scene, Expr<TFloat32> attacked) {
    Loop loop = new Loop("noise");
    Function<Loop.Iteration, Scene> inside = scene.into(loop);
    Tally tally = new Tally(loop, scene, attacked);
    Ops tf = scene.nodes().tf();
    Loop.End end =
        loop.run(
            tf,
            tf.constant(draws),
            now -> {
              Scene here = inside.apply(now);
              Randoms randoms = here.randoms("noise", now.index().cast(TInt64.class));
              Expr<TFloat32> d =
                  here.subject().threat().norm().onSphere(randoms, "noise", here.clean());
              Expr<TFloat32> at = here.boxed(here.clean().plus(d.times(here.epsilon())));
              Expr<TFloat32> scores = here.scores(at, Moments.at(here, "noise", now.index()));
              Expr<TFloat32> loss = AttackLoss.MARGIN.of(scores, here.aim());
              tally.add(now, here, Moments.first(now, draws), at, scores, loss, Optional.empty());
            });
    return tally.end(end);
  }
}
