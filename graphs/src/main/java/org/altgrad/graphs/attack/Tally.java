package org.altgrad.graphs.attack;

import java.util.Optional;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Loop;
import org.altgrad.graphs.core.Nodes;
import org.tensorflow.Operand;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * What an attack within bounds has found so far, as variables of its loop: a row that is fooled
 * keeps its point and is asked no more, and the loop ends with the last of them.
 */
final class Tally {
  private final boolean stops;
  private final Loop.Var<TFloat32> points;
  private final Loop.Var<TFloat32> best;
  private final Loop.Var<TFloat32> done;
  private final Loop.Var<TFloat32> fooled;
  private final Loop.Var<TFloat32> queries;
  private final Loop.Var<TFloat32> gradients;
  private final Loop.Var<TFloat32> flat;
  private final Loop.Var<TFloat32> losses;

  /**
   * @param attacked 1 for the rows that are attacked, [rows]
   */
  Tally(Loop loop, Scene scene, Expr<TFloat32> attacked) {
    Nodes<TFloat32> nodes = scene.nodes();
    Expr<TFloat32> none = nodes.zerosLike(attacked);
    stops = scene.stops();
    points = loop.variable("found", scene.clean());
    best = loop.variable("best", none.minus(Float.MAX_VALUE));
    done = loop.variable("done", attacked.subtractFrom(1));
    fooled = loop.variable("fooled", none);
    queries = loop.variable("queries", none);
    gradients = loop.variable("gradients", none);
    flat = loop.variable("flat", none);
    losses = loop.variable("losses", Sought.trace(none));
  }

  /** 1 for the rows that are still attacked, [rows]. */
  Expr<TFloat32> open(Loop.Iteration now) {
    return now.get(done).subtractFrom(1);
  }

  /**
   * One look.
   *
   * @param fresh whether the search begins anew with it, a scalar
   * @param at where it was
   * @param scores what the classifier said there
   * @param gradient if there was one
   */
  void add(
      Loop.Iteration now,
      Scene scene,
      Operand<TBool> fresh,
      Expr<TFloat32> at,
      Expr<TFloat32> scores,
      Expr<TFloat32> loss,
      Optional<Expr<TFloat32>> gradient) {
    Nodes<TFloat32> nodes = at.nodes();
    Expr<TFloat32> open = open(now);
    Expr<TFloat32> wrong = scene.aim().reached(scores).times(open);
    Expr<TFloat32> keep = stops ? wrong : nodes.indicator(loss.greater(now.get(best))).times(open);
    now.set(points, Expr.where(holds(keep.expand(1)), at, now.get(points)));
    now.set(best, now.get(best).max(loss));
    now.set(fooled, now.get(fooled).max(wrong));
    Expr<TFloat32> finished = stops ? now.get(done).max(wrong) : now.get(done);
    now.set(done, finished);
    now.set(queries, now.get(queries).plus(open.times(scene.draws())));
    Expr<TFloat32> traced =
        Expr.where(fresh, Sought.trace(loss), Sought.traced(now.get(losses), loss));
    now.set(losses, Expr.where(holds(open.expand(1)), traced, now.get(losses)));
    gradient.ifPresent(
        g -> {
          now.set(gradients, now.get(gradients).plus(open.times(scene.draws())));
          Operand<TBool> first =
              nodes.tf().math.equal(now.index(), now.nodes(TInt32.class).constant(0));
          now.set(flat, Expr.where(first, Sought.flatShare(g), now.get(flat)));
        });
    now.stopIf(nodes.tf().math.greaterEqual(finished.reduceMin(), nodes.constant(1)));
  }

  static Operand<TBool> holds(Expr<TFloat32> indicator) {
    return indicator.greater(indicator.nodes().constant(0.5));
  }

  Sought end(Loop.End end) {
    return new Sought(
        end.get(points),
        end.get(fooled),
        end.get(queries),
        end.get(gradients),
        end.get(flat),
        end.get(losses));
  }
}
