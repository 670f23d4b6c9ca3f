package org.altgrad.graphs.attack;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.altgrad.base.Require;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Loop;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * Square attack in Linf (Andriushchenko et al. 2020): no gradients, only queries. It begins with
 * vertical stripes of ±ε and then tries squares, smaller and smaller, of ±ε of one sign in each
 * channel; a trial that raises the margin is kept. An input of one axis is taken to be one row of
 * pixels.
 *
 * @param queries passes forward
 * @param p the share of pixels that the first squares cover
 */
public record Square(int queries, double p) implements Attack {
  public Square {
    Require.atLeast("queries", queries, 1);
    Require.that(p > 0 && p <= 1, "p", "in (0, 1]", p);
  }

  @Override
  public String label() {
    return "Square";
  }

  @Override
  public void require(Subject subject, boolean targeted) {
    LpNorm norm = subject.threat().norm();
    Require.that(norm == LpNorm.LINF, "norm", "linf for the attack square", "l2");
  }

  /** How an example lies in rows and columns of pixels, each of some channels. */
  private record Grid(int height, int width, int channels) {
    static Grid of(Shape example) {
      long[] s = example.asArray();
      return switch (s.length) {
        case 1 -> new Grid(1, (int) s[0], 1);
        case 2 -> new Grid((int) s[0], (int) s[1], 1);
        default -> new Grid((int) s[0], (int) s[1], (int) (example.size() / (s[0] * s[1])));
      };
    }

    int[] each(IntUnaryOperator place) {
      return IntStream.range(0, height * width * channels).map(place).toArray();
    }

    int row(int number) {
      return number / (width * channels);
    }

    int column(int number) {
      return number / channels % width;
    }
  }

  /** The share of pixels at each query: halved at fixed parts of the search. */
  static double share(double p, int query, int queries) {
    int[] bounds = {10, 50, 200, 500, 1000, 2000, 4000, 6000, 8000};
    int at = (int) (10000L * query / queries);
    double share = p;
    for (int bound : bounds) {
      share = at > bound ? share / 2 : share;
    }
    return share;
  }

  /** Sides of the squares, query by query. */
  private double[] sides(Grid grid, int limit) {
    return IntStream.range(0, queries)
        .mapToDouble(
            query -> {
              double share = share(p, query, queries);
              double side =
                  grid.height() == 1
                      ? share * grid.width()
                      : Math.sqrt(share * grid.height() * grid.width());
              return Math.min(limit, Math.max(1, Math.round(side)));
            })
        .toArray();
  }

  @Override
  public Sought search(Scene scene, Expr<TFloat32> attacked) {
    Grid grid = Grid.of(scene.subject().example());
    Loop loop = new Loop("square");
    Function<Loop.Iteration, Scene> inside = scene.into(loop);
    Tally tally = new Tally(loop, scene, attacked);
    Loop.Var<TFloat32> best = loop.variable("point", scene.clean());
    Loop.Var<TFloat32> most = loop.variable("most", scene.nodes().zerosLike(attacked));
    Ops tf = scene.nodes().tf();
    Loop.End end =
        loop.run(
            tf,
            tf.constant(queries),
            now -> {
              Scene here = inside.apply(now);
              Operand<TBool> fresh = Moments.first(now, queries);
              Randoms randoms = here.randoms("square", now.index().cast(TInt64.class));
              Expr<TFloat32> d =
                  Expr.where(
                      fresh,
                      stripes(here, randoms, grid),
                      squares(here, randoms, grid, now.index()));
              Expr<TFloat32> at = here.bounded(now.get(best).plus(d.times(here.epsilon())));
              Expr<TFloat32> scores = here.scores(at, Moments.at(here, "square", now.index()));
              Expr<TFloat32> loss = AttackLoss.MARGIN.of(scores, here.aim());
              tally.add(now, here, fresh, at, scores, loss, Optional.empty());
              Expr<TFloat32> better = here.nodes().indicator(loss.greater(now.get(most)));
              Expr<TFloat32> kept = Expr.where(fresh, better.times(0).plus(1), better);
              now.set(best, Expr.where(Tally.holds(kept.expand(1)), at, now.get(best)));
              now.set(most, Expr.where(Tally.holds(kept), loss, now.get(most)));
            });
    return tally.end(end);
  }

  /** Uniform numbers, [rows, count]. */
  private static Expr<TFloat32> uniform(Scene here, Randoms randoms, String name, int count) {
    Nodes<TFloat32> nodes = here.nodes();
    Ops tf = nodes.tf();
    int[] times = {1, count};
    Expr<TFloat32> like =
        nodes.of(tf.tile(here.clean().sumKeep(1), tf.constant(times))).reshape(-1, count);
    return randoms.uniformLike(name, like);
  }

  /** For each of an example's numbers one of some columns, [rows, numbers]. */
  private static Expr<TFloat32> spread(Expr<TFloat32> columns, int[] which) {
    return columns.at(columns.nodes().tf().constant(which), 1);
  }

  private static Expr<TFloat32> signs(Expr<TFloat32> u) {
    return u.nodes().indicator(u.less(u.nodes().constant(0.5))).times(2).minus(1);
  }

  private static Expr<TFloat32> stripes(Scene here, Randoms randoms, Grid grid) {
    int count = grid.width() * grid.channels();
    Expr<TFloat32> u = uniform(here, randoms, "stripes", count);
    return spread(signs(u), grid.each(n -> n % count));
  }

  /** 2 or -2 within a square, 0 elsewhere. */
  private Expr<TFloat32> squares(Scene here, Randoms randoms, Grid grid, Expr<TInt32> query) {
    Expr<TFloat32> u = uniform(here, randoms, "squares", 2 + grid.channels());
    Expr<TFloat32> down =
        within(u, 0, sides(grid, grid.height()), grid.height(), grid.each(grid::row), query);
    Expr<TFloat32> across =
        within(u, 1, sides(grid, grid.width()), grid.width(), grid.each(grid::column), query);
    Expr<TFloat32> sign = spread(signs(u), grid.each(n -> 2 + n % grid.channels()));
    return sign.times(down).times(across).times(2);
  }

  /** 1 for the numbers whose place on an axis is within a random interval. */
  private static Expr<TFloat32> within(
      Expr<TFloat32> u, int column, double[] sides, int size, int[] places, Expr<TInt32> query) {
    Nodes<TFloat32> nodes = u.nodes();
    Ops tf = nodes.tf();
    Expr<TFloat32> side = nodes.constant(Shape.of(sides.length), sides).at(query);
    Expr<TFloat32> free = side.subtractFrom(size + 1);
    Expr<TFloat32> from = nodes.of(tf.math.floor(spread(u, new int[] {column}).times(free)));
    Expr<TFloat32> place =
        nodes.constant(Shape.of(1, places.length), IntStream.of(places).asDoubleStream().toArray());
    Operand<TBool> after = tf.math.greaterEqual(place, from);
    return nodes.indicator(tf.math.logicalAnd(after, place.less(from.plus(side))));
  }
}
