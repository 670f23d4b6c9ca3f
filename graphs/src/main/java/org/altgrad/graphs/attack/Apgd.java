package org.altgrad.graphs.attack;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.altgrad.base.Require;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Loop;
import org.altgrad.graphs.core.Nodes;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * Auto-PGD (Croce and Hein 2020, algorithm 1): projected ascent with momentum, whose step of 2 ε is
 * halved for each row at checkpoints at which too few of the last steps have raised the loss, or
 * neither the step nor the best loss has changed since the last; the row then goes on from its best
 * point.
 *
 * @param steps n; looks are one more
 * @param restarts searches, each from a random point
 * @param targets 0, or at how many of the likeliest wrong classes at most the loss is aimed, one
 *     after the other
 * @param rho the share of steps that have to raise the loss
 */
public record Apgd(AttackLoss loss, int steps, int restarts, int targets, double rho)
    implements Attack {
  private static final double MOMENTUM = 0.75;

  public Apgd {
    Require.given("loss", loss);
    Require.that(loss != AttackLoss.LOGIT, "loss", "ce, margin or dlr", "logit");
    Require.atLeast("steps", steps, 1);
    Require.atLeast("restarts", restarts, 1);
    Require.atLeast("targets", targets, 0);
    Require.probability("rho", rho);
  }

  /** One search with the published constants. */
  public Apgd(AttackLoss loss, int steps) {
    this(loss, steps, 1, 0, 0.75);
  }

  @Override
  public String label() {
    return targets > 0 ? "APGD-T" : "APGD-" + loss;
  }

  @Override
  public void require(Subject subject, boolean targeted) {
    Require.that(!targeted || targets == 0, "targets", "0 for a targeted attack", targets);
  }

  @Override
  public Apgd ofTwoClasses() {
    return new Apgd(loss, steps, restarts, 0, rho);
  }

  @Override
  public Optional<Attack> longer(int factor) {
    return Optional.of(new Apgd(loss, factor * steps, restarts, targets, rho));
  }

  @Override
  public Optional<Attack> repeated(int factor) {
    return Optional.of(new Apgd(loss, steps, factor * restarts, targets, rho));
  }

  /**
   * For each look of a search the number of steps since the checkpoint before, if it is one, else
   * 0: checkpoints at p₀ = 0, p₁ = .22, p_{j+1} = p_j + max(p_j - p_{j-1} - .03, .06) of n.
   */
  static double[] windows(int steps) {
    double[] windows = new double[steps + 1];
    int window = Math.max((int) (0.22 * steps), 1);
    for (int look = window; look <= steps; look += window) {
      windows[look] = window;
      window =
          Math.max(window - Math.max((int) (0.03 * steps), 1), Math.max((int) (0.06 * steps), 1));
    }
    return windows;
  }

  /**
   * The variables of the loop.
   *
   * @param points x, the x before it, its gradient, the best x and its gradient, [rows, numbers]
   * @param numbers the loss, the best loss, that at the last checkpoint, the step's size in ε, how
   *     often the loss has risen since, and whether the step was halved then, [rows]
   */
  private record State(List<Loop.Var<TFloat32>> points, List<Loop.Var<TFloat32>> numbers) {
    static State of(Loop loop, Scene scene, Expr<TFloat32> none) {
      Expr<TFloat32> still = scene.nodes().zerosLike(scene.clean());
      return new State(
          loop.variables("points", List.of(still, still, still, still, still)),
          loop.variables("numbers", List.of(none, none, none, none, none, none)));
    }
  }

  @Override
  public Sought search(Scene scene, Expr<TFloat32> attacked) {
    Loop loop = new Loop("apgd");
    Function<Loop.Iteration, Scene> inside = scene.into(loop);
    Tally tally = new Tally(loop, scene, attacked);
    State state = State.of(loop, scene, scene.nodes().zerosLike(attacked));
    Optional<Loop.Var<TInt32>> rivals =
        targets > 0 ? Optional.of(loop.variable("rivals", rivals(scene))) : Optional.empty();
    int looks = steps + 1;
    Ops tf = scene.nodes().tf();
    int searches = Math.multiplyExact(restarts, Math.max(1, targets(scene)));
    Loop.End end =
        loop.run(
            tf,
            tf.constant(Math.multiplyExact(searches, looks)),
            now -> {
              Scene here = inside.apply(now);
              Aim aim =
                  rivals
                      .map(
                          r ->
                              new Aim(
                                  here.aim().labels(),
                                  Optional.of(rival(now, now.get(r), looks, targets(scene)))))
                      .orElse(here.aim());
              iterate(now, here, aim, state, tally);
            });
    return tally.end(end);
  }

  /** At how many classes the loss is aimed: there may be fewer wrong ones. */
  private int targets(Scene scene) {
    return Math.min(targets, scene.subject().classifier().classes() - 1);
  }

  /** The likeliest wrong classes of the clean inputs, [rows, targets]. */
  private Expr<TInt32> rivals(Scene scene) {
    Nodes<TFloat32> nodes = scene.nodes();
    Ops tf = nodes.tf();
    Nodes<TInt64> whole = nodes.as(TInt64.class);
    Expr<TInt64> moment = whole.of(tf.constant(Moments.of(scene, label() + "/rivals")));
    Expr<TFloat32> scores = scene.scores(scene.clean(), moment);
    Expr<TFloat32> own = nodes.oneHot(scene.aim().labels(), scene.subject().classifier().classes());
    Expr<TFloat32> others = Expr.where(Tally.holds(own), nodes.constant(-Float.MAX_VALUE), scores);
    return nodes
        .as(TInt32.class)
        .of(tf.nn.topK(others, tf.constant(targets(scene)), TInt32.class).indices());
  }

  private static Expr<TInt32> rival(
      Loop.Iteration now, Expr<TInt32> rivals, int looks, int targets) {
    Expr<TInt32> search = Moments.search(now, looks);
    Ops tf = search.nodes().tf();
    return rivals.at(tf.math.floorMod(search, tf.constant(targets)), 1);
  }

  private void iterate(Loop.Iteration now, Scene here, Aim aim, State state, Tally tally) {
    Nodes<TFloat32> nodes = here.nodes();
    Ops tf = nodes.tf();
    int looks = steps + 1;
    Expr<TInt32> number = Moments.look(now, looks);
    Operand<TBool> fresh = Moments.first(now, looks);
    List<Expr<TFloat32>> points = now.get(state.points());
    List<Expr<TFloat32>> numbers = now.get(state.numbers());
    Expr<TFloat32> x = points.get(0);
    Expr<TFloat32> at = Expr.where(fresh, start(now, here, looks), moved(here, number, state, now));
    Scene.Look look = here.aiming(aim).look(loss, at, Moments.at(here, label(), now.index()));
    tally.add(now, here, fresh, at, look.scores(), look.loss(), Optional.of(look.gradient()));

    Expr<TFloat32> none = nodes.zerosLike(look.loss());
    Expr<TFloat32> one = none.plus(1);
    Expr<TFloat32> rises =
        Expr.where(
            fresh, none, numbers.get(4).plus(nodes.indicator(look.loss().greater(numbers.get(0)))));
    Expr<TFloat32> better =
        Expr.where(fresh, one, nodes.indicator(look.loss().greater(numbers.get(1))));
    Operand<TBool> place = Tally.holds(better.expand(1));
    Expr<TFloat32> best = Expr.where(place, at, points.get(3));
    Expr<TFloat32> bestGradient = Expr.where(place, look.gradient(), points.get(4));
    Expr<TFloat32> bestLoss = Expr.where(Tally.holds(better), look.loss(), numbers.get(1));

    Expr<TFloat32> window = nodes.constant(Shape.of(looks), windows(steps)).at(number);
    Operand<TBool> due = window.greater(nodes.constant(0.5));
    Expr<TFloat32> few = nodes.indicator(tf.math.lessEqual(rises, window.times(rho)));
    Expr<TFloat32> stuck =
        nodes
            .indicator(tf.math.greaterEqual(numbers.get(2), bestLoss))
            .times(numbers.get(5).subtractFrom(1));
    Expr<TFloat32> halve = few.max(stuck).times(nodes.indicator(due));
    Expr<TFloat32> size = Expr.where(fresh, none.plus(2), numbers.get(3));
    Operand<TBool> back = Tally.holds(halve.expand(1));
    now.set(
        state.points(),
        List.of(
            Expr.where(back, best, at),
            Expr.where(fresh, at, x),
            Expr.where(back, bestGradient, look.gradient()),
            best,
            bestGradient));
    now.set(
        state.numbers(),
        List.of(
            look.loss(),
            bestLoss,
            Expr.where(tf.math.logicalOr(due, fresh), bestLoss, numbers.get(2)),
            size.times(halve.times(-0.5).plus(1)),
            Expr.where(due, none, rises),
            Expr.where(fresh, one, Expr.where(due, halve, numbers.get(5)))));
  }

  /** A random point of the ball, another for each search. */
  private Expr<TFloat32> start(Loop.Iteration now, Scene here, int looks) {
    Expr<TInt64> search = Moments.search(now, looks).cast(TInt64.class);
    Expr<TFloat32> d =
        here.subject().threat().norm().inBall(here.randoms(label(), search), "start", here.clean());
    return here.boxed(here.clean().plus(d.times(here.epsilon())));
  }

  /** The next point, with momentum from the second step on. */
  private Expr<TFloat32> moved(Scene here, Expr<TInt32> number, State state, Loop.Iteration now) {
    Nodes<TFloat32> nodes = here.nodes();
    List<Expr<TFloat32>> points = now.get(state.points());
    Expr<TFloat32> x = points.get(0);
    Expr<TFloat32> step = now.get(state.numbers()).get(3).times(here.epsilon()).expand(1);
    Expr<TFloat32> direction = here.subject().threat().norm().direction(points.get(2));
    Expr<TFloat32> z = here.bounded(x.plus(direction.times(step)));
    Operand<TBool> first = nodes.tf().math.equal(number, nodes.tf().constant(1));
    Expr<TFloat32> a = Expr.where(first, nodes.constant(1), nodes.constant(MOMENTUM));
    return here.bounded(
        x.plus(z.minus(x).times(a)).plus(x.minus(points.get(1)).times(a.subtractFrom(1))));
  }
}
