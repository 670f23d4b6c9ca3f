package org.altgrad.graphs.attack;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.altgrad.base.Require;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Gradients;
import org.altgrad.graphs.core.Loop;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.optim.Adam;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * The least perturbation in L2 (Carlini and Wagner 2017): Adam on |x' - x|² + c f(x') with x' =
 * tanh w scaled to the box, and for each row a bisection for the c that is just large enough.
 * Nothing of one row depends on another; each try of c begins at the clean input with moments of 0.
 *
 * @param kappa confidence κ, by how many units of logits the class has to win or lose
 * @param firstC c of the first try
 * @param tries of c; with ten or more the last is at the least c that has succeeded, or 1e10
 * @param steps of Adam in a try
 * @param abortEarly whether a row's try ends when its loss has fallen by less than a ten-thousandth
 *     in a tenth of the steps
 */
public record CarliniWagner(
    double kappa, double firstC, int tries, int steps, double lr, boolean abortEarly)
    implements Attack {
  public CarliniWagner {
    Require.notNegative("kappa", kappa);
    Require.positive("first_c", firstC);
    Require.atLeast("tries", tries, 1);
    Require.atLeast("steps", steps, 1);
    Require.positive("lr", lr);
  }

  @Override
  public String label() {
    return "CW";
  }

  @Override
  public boolean bounded() {
    return false;
  }

  /** So many times the steps, and three tries of c more, which no try ends early. */
  @Override
  public Optional<Attack> longer(int factor) {
    return Optional.of(
        new CarliniWagner(kappa, firstC, tries + 3, Math.multiplyExact(steps, factor), lr, false));
  }

  /** The variables of the loop that are each row's. */
  private record State(
      List<Loop.Var<TFloat32>> adam, // w and both moments
      List<Loop.Var<TFloat32>> search, // c and its bounds
      Loop.Var<TFloat32> hit,
      Loop.Var<TFloat32> halted,
      Loop.Var<TFloat32> before,
      Loop.Var<TFloat32> points,
      Loop.Var<TFloat32> least,
      Loop.Var<TFloat32> attacked,
      Counts counts) {}

  /** How far the loop is, and what it has cost. */
  private record Counts(
      Loop.Var<TInt32> step,
      Loop.Var<TInt32> tried,
      Loop.Var<TFloat32> queries,
      Loop.Var<TFloat32> flat,
      Loop.Var<TFloat32> losses) {}

  @Override
  public Sought search(Scene scene, Expr<TFloat32> attacked) {
    Loop loop = new Loop("carlini_wagner");
    Function<Loop.Iteration, Scene> inside = scene.into(loop);
    State state = state(loop, scene, attacked);
    Ops tf = scene.nodes().tf();
    Loop.End end =
        loop.run(
            tf,
            tf.constant(Math.multiplyExact(tries, steps)),
            now -> iterate(now, inside.apply(now), state));
    Expr<TFloat32> none = scene.nodes().constant(Float.MAX_VALUE);
    return new Sought(
        end.get(state.points()),
        scene.nodes().indicator(end.get(state.least()).less(none)),
        end.get(state.counts().queries()),
        end.get(state.counts().queries()),
        end.get(state.counts().flat()),
        end.get(state.counts().losses()));
  }

  private State state(Loop loop, Scene scene, Expr<TFloat32> attacked) {
    Nodes<TFloat32> nodes = scene.nodes();
    Nodes<TInt32> whole = nodes.as(TInt32.class);
    Expr<TFloat32> none = nodes.zerosLike(attacked);
    Expr<TFloat32> still = nodes.zerosLike(scene.clean());
    Bisection first = Bisection.start(attacked, firstC);
    return new State(
        loop.variables("adam", List.of(still, still, still)),
        loop.variables("c", List.of(first.c(), first.lo(), first.up())),
        loop.variable("hit", none),
        loop.variable("halted", none),
        loop.variable("before", none),
        loop.variable("found", scene.clean()),
        loop.variable("least", none.plus(Float.MAX_VALUE)),
        loop.variable("attacked", attacked),
        new Counts(
            loop.variable("step", whole.constant(0)),
            loop.variable("tried", whole.constant(0)),
            loop.variable("queries", none),
            loop.variable("flat", none),
            loop.variable("losses", Sought.trace(none))));
  }

  private void iterate(Loop.Iteration now, Scene here, State state) {
    Nodes<TFloat32> nodes = here.nodes();
    Ops tf = nodes.tf();
    Expr<TInt32> step = now.get(state.counts().step());
    Operand<TBool> fresh = tf.math.equal(step, tf.constant(0));
    Expr<TFloat32> lo = nodes.constant(0);
    Expr<TFloat32> hi = nodes.constant(1);
    Expr<TFloat32> w0 = AttackOps.atanhBox(here.clean(), lo, hi);
    Expr<TFloat32> still = nodes.zerosLike(w0);
    List<Expr<TFloat32>> adam = now.get(state.adam());
    Expr<TFloat32> w = Expr.where(fresh, w0, adam.get(0));
    Expr<TFloat32> x = AttackOps.tanhBox(w, lo, hi);
    Expr<TFloat32> d = x.minus(AttackOps.tanhBox(w0, lo, hi)).stop();
    Expr<TFloat32> distance = d.square().sum(1);
    Scene.Look look =
        here.look(
            (logits, aim) -> AttackOps.cwMargin(logits, aim.pivot(), kappa, aim.targeted()),
            x.stop(),
            Moments.at(here, "carlini_wagner", now.index()));
    Bisection search = bisection(now.get(state.search()));
    Expr<TFloat32> loss = distance.plus(look.loss().times(search.c()));
    // Through the change of variables, from the derivative at x'.
    Expr<TFloat32> slope = d.times(2).plus(look.gradient().times(search.c().expand(1)));
    Expr<TFloat32> g = Gradients.of(x.times(slope.stop()).sum(), List.of(w)).get(0);

    Expr<TFloat32> idle = now.get(state.attacked()).subtractFrom(1);
    Expr<TFloat32> open = Expr.where(fresh, idle, now.get(state.halted())).subtractFrom(1);
    Expr<TFloat32> success = here.aim().reached(look.scores(), kappa).times(open);
    Expr<TFloat32> better = success.times(nodes.indicator(distance.less(now.get(state.least()))));
    now.set(state.points(), Expr.where(Tally.holds(better.expand(1)), x, now.get(state.points())));
    now.set(state.least(), Expr.where(Tally.holds(better), distance, now.get(state.least())));
    Expr<TFloat32> hit =
        Expr.where(fresh, nodes.zerosLike(success), now.get(state.hit())).max(success);

    var move =
        new Adam()
            .at(nodes, step.cast(TInt64.class), nodes.as(TFloat64.class).constant(lr))
            .move(
                g,
                List.of(
                    Expr.where(fresh, still, adam.get(1)), Expr.where(fresh, still, adam.get(2))));
    now.set(state.adam(), List.of(w.minus(move.move()), move.slots().get(0), move.slots().get(1)));
    count(now, state.counts(), open, look, loss, fresh);
    finish(now, state, search, hit, halted(now, state, loss, open));
  }

  private static Bisection bisection(List<Expr<TFloat32>> parts) {
    return new Bisection(parts.get(0), parts.get(1), parts.get(2));
  }

  private void count(
      Loop.Iteration now,
      Counts counts,
      Expr<TFloat32> open,
      Scene.Look look,
      Expr<TFloat32> loss,
      Operand<TBool> fresh) {
    now.set(counts.queries(), now.get(counts.queries()).plus(open));
    Operand<TBool> first =
        loss.nodes().tf().math.equal(now.index(), now.nodes(TInt32.class).constant(0));
    now.set(
        counts.flat(),
        Expr.where(first, Sought.flatShare(look.gradient()), now.get(counts.flat())));
    Expr<TFloat32> gain = loss.negate();
    Expr<TFloat32> traced =
        Expr.where(fresh, Sought.trace(gain), Sought.traced(now.get(counts.losses()), gain));
    now.set(
        counts.losses(), Expr.where(Tally.holds(open.expand(1)), traced, now.get(counts.losses())));
  }

  /** 1 for rows whose try is over, each by its own loss. */
  private Expr<TFloat32> halted(
      Loop.Iteration now, State state, Expr<TFloat32> loss, Expr<TFloat32> open) {
    Expr<TFloat32> halted = open.subtractFrom(1);
    if (!abortEarly) {
      return halted;
    }
    Nodes<TFloat32> nodes = loss.nodes();
    Ops tf = nodes.tf();
    Expr<TInt32> step = now.get(state.counts().step());
    int every = Math.max(1, steps / 10);
    Operand<TBool> due = tf.math.equal(tf.math.floorMod(step, tf.constant(every)), tf.constant(0));
    Operand<TBool> later = tf.math.greater(step, tf.constant(0));
    Expr<TFloat32> before = now.get(state.before());
    Expr<TFloat32> slow = nodes.indicator(loss.greater(before.times(1 - 1e-4)));
    now.set(state.before(), Expr.where(due, loss, before));
    return Expr.where(tf.math.logicalAnd(due, later), halted.max(slow), halted);
  }

  /** The end of an iteration, and of a try if it was its last. */
  private void finish(
      Loop.Iteration now,
      State state,
      Bisection search,
      Expr<TFloat32> hit,
      Expr<TFloat32> halted) {
    Nodes<TFloat32> nodes = hit.nodes();
    Nodes<TInt32> whole = now.nodes(TInt32.class);
    Ops tf = nodes.tf();
    Expr<TInt32> step = now.get(state.counts().step());
    Operand<TBool> ends =
        tf.math.logicalOr(
            tf.math.greaterEqual(step, tf.constant(steps - 1)),
            tf.math.greaterEqual(halted.reduceMin(), nodes.constant(1)));
    Expr<TInt32> tried = now.get(state.counts().tried()).plus(whole.indicator(ends));
    Bisection next = search.next(hit);
    Expr<TFloat32> c = next.c();
    if (tries >= 10) {
      c = Expr.where(tf.math.equal(tried, tf.constant(tries - 1)), next.up(), c);
    }
    now.set(
        state.search(),
        List.of(
            Expr.where(ends, c, search.c()),
            Expr.where(ends, next.lo(), search.lo()),
            Expr.where(ends, next.up(), search.up())));
    now.set(state.hit(), hit);
    now.set(state.halted(), halted);
    now.set(state.counts().tried(), tried);
    now.set(
        state.counts().step(), Expr.where(ends, whole.constant(0), step.plus(whole.constant(1))));
    now.stopIf(tf.math.greaterEqual(tried, tf.constant(tries)));
  }
}
