package org.altgrad.graphs.attack;

import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.tensorflow.types.TFloat32;

/** How the size of a perturbation is measured. Perturbations are [rows, numbers]. */
public enum LpNorm {
  /** The largest change of a number. */
  LINF {
    @Override
    public Expr<TFloat32> size(Expr<TFloat32> d) {
      return d.abs().reduceMax(1);
    }

    @Override
    Expr<TFloat32> project(Expr<TFloat32> d, Expr<TFloat32> radius) {
      return d.min(radius).max(radius.negate());
    }

    @Override
    Expr<TFloat32> direction(Expr<TFloat32> g) {
      return g.sign();
    }

    @Override
    Expr<TFloat32> inBall(Randoms randoms, String name, Expr<TFloat32> like) {
      return randoms.uniformLike(name, like).times(2).minus(1);
    }

    @Override
    Expr<TFloat32> onSphere(Randoms randoms, String name, Expr<TFloat32> like) {
      Expr<TFloat32> u = randoms.uniformLike(name, like);
      return u.nodes().indicator(u.less(u.nodes().constant(0.5))).times(2).minus(1);
    }
  },
  /** The Euclidean distance. */
  L2 {
    @Override
    public Expr<TFloat32> size(Expr<TFloat32> d) {
      return d.square().sum(1).sqrt();
    }

    @Override
    Expr<TFloat32> project(Expr<TFloat32> d, Expr<TFloat32> radius) {
      Nodes<TFloat32> nodes = d.nodes();
      Expr<TFloat32> length = size(d).expand(1).max(nodes.constant(1e-12));
      return d.times(radius.over(length).min(nodes.constant(1)));
    }

    @Override
    Expr<TFloat32> direction(Expr<TFloat32> g) {
      // First by the largest entry: squares of tiny gradients would be 0.
      Nodes<TFloat32> nodes = g.nodes();
      Expr<TFloat32> scaled = g.over(LINF.size(g).expand(1).max(nodes.constant(1e-37)));
      return scaled.over(size(scaled).expand(1).max(nodes.constant(1e-12)));
    }

    @Override
    Expr<TFloat32> inBall(Randoms randoms, String name, Expr<TFloat32> like) {
      double numbers = like.shape().get(1);
      Expr<TFloat32> u = randoms.uniformLike(name + "/radius", like.sumKeep(1));
      return onSphere(randoms, name, like).times(u.pow(1 / numbers));
    }

    @Override
    Expr<TFloat32> onSphere(Randoms randoms, String name, Expr<TFloat32> like) {
      return direction(randoms.normalLike(name, like));
    }
  };

  /** [rows]. */
  public abstract Expr<TFloat32> size(Expr<TFloat32> d);

  /**
   * The nearest perturbation that is no larger.
   *
   * @param radius scalar or [rows, 1]
   */
  abstract Expr<TFloat32> project(Expr<TFloat32> d, Expr<TFloat32> radius);

  /** The perturbation of size 1 along which a function of this gradient grows most. */
  abstract Expr<TFloat32> direction(Expr<TFloat32> g);

  /** Drawn from all perturbations of size at most 1. */
  abstract Expr<TFloat32> inBall(Randoms randoms, String name, Expr<TFloat32> like);

  /** Of size 1: each number ±1, or any direction. */
  abstract Expr<TFloat32> onSphere(Randoms randoms, String name, Expr<TFloat32> like);
}
