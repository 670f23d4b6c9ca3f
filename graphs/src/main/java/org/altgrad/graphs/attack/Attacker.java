package org.altgrad.graphs.attack;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.altgrad.base.Require;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.RowKeys;
import org.altgrad.graphs.program.Calls;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * An attack in a graph, to be made on any number of inputs: each batch is one call into TensorFlow.
 * Only inputs that the classifier has right are attacked, and of a targeted attack only those that
 * are not of the target's class. What is found is judged by a pass of its own over what is
 * returned, by draws that the attack has not seen; what fails is returned as it was.
 *
 * @param settings the attack
 * @param subject what it is made on
 */
public record Attacker(Attack settings, Subject subject, Feeds feeds, List<Operand<?>> fetches) {

  /**
   * What is fed.
   *
   * @param targets if it is targeted
   */
  record Feeds(
      Operand<TFloat32> x,
      Operand<TInt32> labels,
      Optional<Operand<TInt32>> targets,
      Operand<TFloat32> epsilon) {}

  /**
   * Adds an attack to a graph.
   *
   * @param targeted whether each input is to be taken for one class
   */
  public static Attacker of(
      Nodes<TFloat32> nodes, Attack attack, Subject subject, boolean targeted) {
    return of(nodes, attack, subject, subject, targeted);
  }

  /**
   * Adds an attack that looks for inputs on one classifier and judges them on another. It goes on
   * where the first is fooled, for the input that fools it most.
   *
   * @param source what adversarial inputs are made on
   */
  public static Attacker transfer(
      Nodes<TFloat32> nodes, Attack attack, Subject source, Subject subject, boolean targeted) {
    return of(nodes, attack, source, subject, targeted);
  }

  private static Attacker of(
      Nodes<TFloat32> nodes, Attack attack, Subject source, Subject subject, boolean targeted) {
    attack.require(source, targeted);
    Nodes<TFloat32> at = nodes.scope("attack");
    Feeds feeds =
        new Feeds(
            at.placeholder(Shape.of(-1).append(subject.example())),
            at.rows(),
            targeted ? Optional.of(at.rows()) : Optional.empty(),
            at.placeholder(Shape.scalar()));
    Expr<TFloat32> x = at.of(feeds.x()).reshape(-1, subject.numbers());
    Nodes<TInt32> whole = at.as(TInt32.class);
    Aim aim = new Aim(whole.of(feeds.labels()), feeds.targets().map(whole::of));
    Expr<TFloat32> epsilon = at.of(feeds.epsilon());
    // What fools one draw is no input that fools the mean: of a classifier that samples the input
    // of the largest loss is looked for to the end.
    Scene judge = scene(subject, x, epsilon, aim, !subject.classifier().samples());

    Expr<TFloat32> right =
        new Aim(aim.labels(), Optional.empty()).reached(judge.judged(x)).subtractFrom(1);
    Expr<TFloat32> attacked = right;
    if (targeted) {
      var other = at.tf().math.notEqual(aim.labels(), aim.targets().get());
      attacked = right.times(at.indicator(other));
    }
    Scene scene = source == subject ? judge : scene(source, x, epsilon, aim, false);
    Sought sought = attack.search(scene, attacked);

    // Numbers that the attack leaves alone stay what they are, to the bit.
    Expr<TFloat32> moved = Scene.fromUnit(subject.threat(), sought.points());
    var still = at.tf().math.equal(sought.points(), scene.clean());
    Expr<TFloat32> candidate = Expr.where(still, x, moved);
    Expr<TFloat32> success = aim.reached(judge.judged(candidate)).times(attacked);
    Expr<TFloat32> found = Expr.where(Tally.holds(success.expand(1)), candidate, x);
    Expr<TFloat32> d =
        Scene.toUnit(subject.threat(), found).minus(Scene.toUnit(subject.threat(), x));
    List<Expr<TFloat32>> columns =
        List.of(
            right,
            attacked,
            success,
            LpNorm.L2.size(d),
            LpNorm.LINF.size(d),
            sought.queries(),
            sought.gradients(),
            sought.flat(),
            sought.onPath());
    Expr<TFloat32> table =
        at.concat(
            java.util.stream.Stream.concat(
                    columns.stream().map(column -> column.expand(1)),
                    java.util.stream.Stream.of(sought.losses()))
                .toList(),
            1);
    return new Attacker(attack, subject, feeds, List.of(found, table));
  }

  static Scene scene(
      Subject subject, Expr<TFloat32> x, Expr<TFloat32> epsilon, Aim aim, boolean stops) {
    Nodes<TFloat32> nodes = x.nodes();
    Expr<TFloat32> clean = Scene.toUnit(subject.threat(), x);
    Expr<TFloat32> boxed =
        subject.threat().unit() ? clean : clean.max(nodes.constant(0)).min(nodes.constant(1));
    List<Expr<TFloat32>> weights = subject.classifier().weights();
    return new Scene(subject, weights, boxed, epsilon, aim, RowKeys.of(x), stops);
  }

  /** Makes the attack on some inputs, within the bounds of the threat model. */
  public Outcome run(Calls calls, Examples examples) {
    return run(calls, examples, subject.threat().epsilon(), Map.of());
  }

  /**
   * Makes the attack on some inputs, all in one call.
   *
   * @param epsilon the largest size of a perturbation
   * @param more what else the classifier is to be fed
   */
  public Outcome run(
      Calls calls,
      Examples examples,
      double epsilon,
      Map<? extends Operand<?>, ? extends Tensor> more) {
    boolean free = settings instanceof Fgs fgs && !fgs.clip();
    examples.require(subject, !free);
    Require.notNegative("epsilon", epsilon);
    Require.that(
        examples.targets().isPresent() == feeds.targets().isPresent(),
        "targets",
        feeds.targets().isPresent() ? "given for a targeted attack" : "absent",
        examples.targets().isPresent() ? "given" : "absent");
    Shape shape = Shape.of(examples.count()).append(subject.example());
    Map<Operand<?>, Tensor> own = new HashMap<>();
    try {
      own.put(feeds.x(), TFloat32.tensorOf(shape, DataBuffers.of(examples.x())));
      own.put(feeds.labels(), TInt32.vectorOf(examples.labels()));
      feeds.targets().ifPresent(t -> own.put(t, TInt32.vectorOf(examples.targets().get())));
      own.put(feeds.epsilon(), TFloat32.scalarOf((float) epsilon));
      Map<Operand<?>, Tensor> all = new HashMap<>(own);
      all.putAll(more);
      try (Result result = calls.run(all, fetches, List.of())) {
        return Outcome.of(
            Calls.floats(result.get(0)), Calls.floats(result.get(1)), examples.count());
      }
    } finally {
      own.values().forEach(Tensor::close);
    }
  }

  /**
   * Makes the attack on some inputs, in several calls.
   *
   * @param batch most inputs in one call
   */
  public Outcome run(Calls calls, Examples examples, double epsilon, int batch) {
    Require.atLeast("batch", batch, 1);
    List<Outcome> parts = new java.util.ArrayList<>();
    for (int from = 0; from < examples.count(); from += batch) {
      int to = Math.min(from + batch, examples.count());
      parts.add(run(calls, examples.part(from, to), epsilon, Map.of()));
    }
    return Outcome.joined(parts);
  }
}
