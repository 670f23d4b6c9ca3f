package org.altgrad.graphs.attack;

import java.util.Optional;
import java.util.function.Function;
import org.altgrad.base.Require;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Loop;
import org.altgrad.graphs.core.Nodes;
import org.tensorflow.Operand;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * Projected gradient ascent (Madry et al. 2018): steps along the gradient's signs, or along the
 * gradient, each back into the ball and the box.
 *
 * @param steps n
 * @param reach the size of a step is this · ε / n
 * @param start whether the first search begins at a random point of the ball; later ones do
 * @param restarts how often it is made; the worst of them counts
 */
public record Pgd(int steps, double reach, boolean start, int restarts, AttackLoss loss)
    implements Attack {
  public Pgd {
    Require.atLeast("steps", steps, 1);
    Require.positive("reach", reach);
    Require.atLeast("restarts", restarts, 1);
    Require.given("loss", loss);
  }

  /** Steps of 2.5 ε / n from a random start, once. */
  public Pgd(int steps, AttackLoss loss) {
    this(steps, 2.5, true, 1, loss);
  }

  @Override
  public String label() {
    return "PGD";
  }

  @Override
  public Optional<Attack> longer(int factor) {
    return Optional.of(new Pgd(factor * steps, reach, start, restarts, loss));
  }

  @Override
  public Optional<Attack> repeated(int factor) {
    return Optional.of(new Pgd(steps, reach, start, factor * restarts, loss));
  }

  @Override
  public Optional<Attack> finer() {
    return Optional.of(new Pgd(steps, reach / 2, start, restarts, loss));
  }

  @Override
  public Sought search(Scene scene, Expr<TFloat32> attacked) {
    Nodes<TFloat32> outside = scene.nodes();
    LpNorm norm = scene.subject().threat().norm();
    Loop loop = new Loop("pgd");
    Function<Loop.Iteration, Scene> inside = scene.into(loop);
    Tally tally = new Tally(loop, scene, attacked);
    Loop.Var<TFloat32> points = loop.variable("points", scene.clean());
    // Each search looks once more than it steps, at where it has come to.
    int looks = steps + 1;
    Loop.End end =
        loop.run(
            outside.tf(),
            outside.tf().constant(Math.multiplyExact(restarts, looks)),
            now -> {
              Scene here = inside.apply(now);
              Operand<TBool> fresh = Moments.first(now, looks);
              Expr<TFloat32> begun = begin(here, now, looks);
              Expr<TFloat32> at = Expr.where(fresh, begun, now.get(points));
              Scene.Look look = here.look(loss, at, Moments.at(here, "pgd", now.index()));
              tally.add(
                  now, here, fresh, at, look.scores(), look.loss(), Optional.of(look.gradient()));
              Expr<TFloat32> step = here.epsilon().times(reach / steps);
              Expr<TFloat32> direction = norm.direction(look.gradient());
              now.set(points, here.bounded(at.plus(direction.times(step))));
            });
    return tally.end(end);
  }

  /** Where a search begins. */
  private Expr<TFloat32> begin(Scene here, Loop.Iteration now, int looks) {
    if (!start && restarts == 1) {
      return here.clean();
    }
    Expr<TInt32> search = Moments.search(now, looks);
    Expr<TFloat32> d =
        here.subject()
            .threat()
            .norm()
            .inBall(here.randoms("pgd", search.cast(TInt64.class)), "start", here.clean());
    Expr<TFloat32> random = here.boxed(here.clean().plus(d.times(here.epsilon())));
    Operand<TBool> first =
        here.nodes().tf().math.equal(search, search.nodes().constant(start ? -1 : 0));
    return Expr.where(first, here.clean(), random);
  }
}
