package org.altgrad.graphs.attack;

import org.altgrad.base.Require;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * One step along the gradient's signs, or, for L2, along the gradient (fast gradient sign,
 * Goodfellow et al. 2015).
 *
 * @param clip whether the result stays in the box; published code of VUB left it out
 */
public record Fgs(AttackLoss loss, boolean clip) implements Attack {
  public Fgs {
    Require.given("loss", loss);
  }

  /** As published by Goodfellow et al. */
  public Fgs() {
    this(AttackLoss.CE, true);
  }

  @Override
  public String label() {
    return "FGS";
  }

  @Override
  public Sought search(Scene scene, Expr<TFloat32> attacked) {
    Nodes<TFloat32> nodes = scene.nodes();
    Expr<TInt64> moment = nodes.as(TInt64.class).of(nodes.tf().constant(Moments.of(scene, "fgs")));
    Scene.Look look = scene.look(loss, scene.clean(), moment);
    LpNorm norm = scene.subject().threat().norm();
    Expr<TFloat32> bound = nodes.constant(clip ? 1 : Float.MAX_VALUE);
    Expr<TFloat32> step = norm.direction(look.gradient());
    Expr<TFloat32> moved =
        norm == LpNorm.LINF
            ? AttackOps.signStep(
                scene.clean(),
                look.gradient(),
                scene.epsilon(),
                nodes.constant(clip ? 0 : -Float.MAX_VALUE),
                bound)
            : scene.clean().plus(step.times(scene.epsilon()));
    Expr<TFloat32> points = norm != LpNorm.LINF && clip ? scene.boxed(moved) : moved;
    Expr<TFloat32> draws = attacked.times(scene.draws());
    return new Sought(
        points,
        nodes.zerosLike(attacked),
        draws,
        draws,
        Sought.flatShare(look.gradient()),
        Sought.trace(look.loss()));
  }
}
