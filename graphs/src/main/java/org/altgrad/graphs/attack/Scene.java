package org.altgrad.graphs.attack;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Gradients;
import org.altgrad.graphs.core.Loop;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.core.RowKeys;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * A batch under attack in one graph. Points are [rows, numbers], in units in which each number's
 * range is [0, 1].
 *
 * @param weights the classifier's, in this graph
 * @param clean the inputs as they are
 * @param epsilon scalar, the largest size of a perturbation
 * @param keys what a row's draws are keyed by
 * @param stops whether a row is left alone when it is fooled; what is to fool another classifier,
 *     or the same by other draws, goes on
 */
record Scene(
    Subject subject,
    List<Expr<TFloat32>> weights,
    Expr<TFloat32> clean,
    Expr<TFloat32> epsilon,
    Aim aim,
    RowKeys keys,
    boolean stops) {

  Nodes<TFloat32> nodes() {
    return clean.nodes();
  }

  Scene aiming(Aim other) {
    return new Scene(subject, weights, clean, epsilon, other, keys, stops);
  }

  /** Takes the batch into a loop: what stands in its body is given by the function. */
  Function<Loop.Iteration, Scene> into(Loop loop) {
    List<Loop.Var<TFloat32>> w = loop.variables("weight", weights);
    Loop.Var<TFloat32> x = loop.variable("clean", clean);
    Loop.Var<TFloat32> size = loop.variable("epsilon", epsilon);
    Loop.Var<TInt32> labels = loop.variable("labels", aim.labels());
    Optional<Loop.Var<TInt32>> targets = aim.targets().map(t -> loop.variable("targets", t));
    Loop.Var<TInt64> key = loop.variable("keys", keys.keys());
    return now ->
        new Scene(
            subject,
            now.get(w),
            now.get(x),
            now.get(size),
            new Aim(now.get(labels), targets.map(now::get)),
            new RowKeys(now.get(key)),
            stops);
  }

  /**
   * What a classifier that samples may draw at a look.
   *
   * @param keys of the rows
   */
  static Randoms draws(RowKeys keys, Operand<TInt64> look) {
    return new Randoms(0, look).scope("attacked").byRow(keys);
  }

  /** Draws of this batch's rows. */
  Randoms randoms(String name, Expr<TInt64> moment) {
    return new Randoms(Randoms.mix(subject.seed(), name), moment).byRow(keys);
  }

  /** The nearest points within the bounds. */
  Expr<TFloat32> bounded(Expr<TFloat32> points) {
    Expr<TFloat32> d = subject.threat().norm().project(points.minus(clean), epsilon);
    return boxed(clean.plus(d));
  }

  Expr<TFloat32> boxed(Expr<TFloat32> points) {
    return points.max(nodes().constant(0)).min(nodes().constant(1));
  }

  // --------------------------------------------------------------------------------- the inputs

  /** Inputs as the classifier has them, [rows, numbers], in units of their ranges. */
  static Expr<TFloat32> toUnit(ThreatModel threat, Expr<TFloat32> x) {
    if (threat.unit()) {
      return x;
    }
    int numbers = (int) x.shape().get(1);
    return x.minus(row(x.nodes(), threat.least(numbers)))
        .over(row(x.nodes(), threat.range(numbers)));
  }

  static Expr<TFloat32> fromUnit(ThreatModel threat, Expr<TFloat32> points) {
    if (threat.unit()) {
      return points;
    }
    int numbers = (int) points.shape().get(1);
    return points
        .times(row(points.nodes(), threat.range(numbers)))
        .plus(row(points.nodes(), threat.least(numbers)));
  }

  private static Expr<TFloat32> row(Nodes<TFloat32> nodes, double[] values) {
    return nodes.constant(Shape.of(1, values.length), values);
  }

  // ---------------------------------------------------------------------------------- the logits

  /** Of points. */
  private Expr<TFloat32> logits(Expr<TFloat32> points, Expr<TInt64> draw) {
    return logitsOf(fromUnit(subject.threat(), points), draw);
  }

  /** Of inputs as the classifier has them, [rows, numbers]. */
  private Expr<TFloat32> logitsOf(Expr<TFloat32> x, Expr<TInt64> draw) {
    long[] shape = Shape.of(-1).append(subject.example()).asArray();
    Classifier classifier = subject.classifier();
    return classifier
        .logits(weights, x.reshape(shape), draws(keys, draw))
        .reshape(-1, classifier.classes());
  }

  /** How many looks there are at a classifier for one. */
  int draws() {
    return subject.classifier().samples() ? subject.draws() : 1;
  }

  /**
   * What is seen at points.
   *
   * @param loss [rows]
   * @param gradient of the loss [rows, numbers]
   * @param scores logits; of a classifier that samples the logarithm of its mean probabilities
   */
  record Look(Expr<TFloat32> loss, Expr<TFloat32> gradient, Expr<TFloat32> scores) {}

  /**
   * Loss, gradient and scores at points.
   *
   * @param moment a number of its own for each look of an attack
   */
  Look look(LogitFunction objective, Expr<TFloat32> points, Expr<TInt64> moment) {
    if (!subject.classifier().samples()) {
      return once(objective, points, moment);
    }
    Loop loop = new Loop("draws");
    Function<Loop.Iteration, Scene> inside = into(loop);
    Loop.Var<TFloat32> at = loop.variable("points", points);
    Loop.Var<TInt64> first = loop.variable("first", moment.times(whole(subject.draws())));
    Expr<TFloat32> none = clean.nodes().zerosLike(clean.sum(1));
    Loop.Var<TFloat32> loss = loop.variable("loss", none);
    Loop.Var<TFloat32> gradient = loop.variable("gradient", nodes().zerosLike(points));
    Loop.Var<TFloat32> chances = loop.variable("chances", noChances());
    Loop.End end =
        loop.run(
            nodes().tf(),
            nodes().tf().constant(subject.draws()),
            now -> {
              Expr<TInt64> draw = now.get(first).plus(now.index().cast(TInt64.class));
              Look one = inside.apply(now).once(objective, now.get(at), draw);
              now.set(loss, now.get(loss).plus(one.loss()));
              now.set(gradient, now.get(gradient).plus(one.gradient()));
              now.set(chances, now.get(chances).plus(Expr.softmax(one.scores())));
            });
    double n = subject.draws();
    return new Look(end.get(loss).over(n), end.get(gradient).over(n), logMean(end.get(chances), n));
  }

  Look once(LogitFunction objective, Expr<TFloat32> points, Expr<TInt64> draw) {
    Expr<TFloat32> logits = logits(points, draw);
    Expr<TFloat32> loss = objective.of(logits, aim);
    return new Look(loss, Gradients.of(loss.sum(), List.of(points)).get(0), logits);
  }

  /** The scores at points, without gradients. */
  Expr<TFloat32> scores(Expr<TFloat32> points, Expr<TInt64> moment) {
    Expr<TFloat32> x = fromUnit(subject.threat(), points);
    return scores(x, moment.times(whole(draws())), draws());
  }

  /**
   * The scores of inputs as the classifier has them, [rows, numbers], by draws that no attack sees.
   */
  Expr<TFloat32> judged(Expr<TFloat32> x) {
    Expr<TInt64> first =
        nodes()
            .as(TInt64.class)
            .of(nodes().tf().constant(Randoms.mix(subject.seed(), "judgement")));
    return scores(x, first, subject.judged());
  }

  private Expr<TFloat32> scores(Expr<TFloat32> x, Expr<TInt64> first, int draws) {
    if (!subject.classifier().samples()) {
      return logitsOf(x, first);
    }
    Loop loop = new Loop("draws");
    Function<Loop.Iteration, Scene> inside = into(loop);
    Loop.Var<TFloat32> at = loop.variable("inputs", x);
    Loop.Var<TInt64> from = loop.variable("first", first);
    Loop.Var<TFloat32> chances = loop.variable("chances", noChances());
    Loop.End end =
        loop.run(
            nodes().tf(),
            nodes().tf().constant(draws),
            now -> {
              Expr<TInt64> draw = now.get(from).plus(now.index().cast(TInt64.class));
              Expr<TFloat32> logits = inside.apply(now).logitsOf(now.get(at), draw);
              now.set(chances, now.get(chances).plus(Expr.softmax(logits)));
            });
    return logMean(end.get(chances), draws);
  }

  private static Expr<TFloat32> logMean(Expr<TFloat32> chances, double draws) {
    return chances.over(draws).plus(1e-30).log();
  }

  private Expr<TFloat32> noChances() {
    Ops tf = nodes().tf();
    int classes = subject.classifier().classes();
    return nodes()
        .of(tf.fill(nodes().shapeWithRows(clean, classes), nodes().constant(0)))
        .reshape(-1, classes);
  }

  private Expr<TInt64> whole(long value) {
    return nodes().as(TInt64.class).of(nodes().tf().constant(value));
  }
}
