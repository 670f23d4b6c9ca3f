package org.altgrad.graphs.biohsic;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Gradients;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.nn.Parameters;
import org.altgrad.graphs.prob.CrossEntropy;
import org.altgrad.graphs.program.Context;
import org.altgrad.graphs.program.Directions;
import org.altgrad.graphs.program.Directions.Direction;
import org.altgrad.graphs.program.ResidentSplit;
import org.altgrad.graphs.program.ShuffledBatches;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/**
 * What hidden layers' parameters would be changed by, for every signal: of each hidden layer the
 * weights, then the bias. A draw is a window of n = {@code memory} samples of the training split,
 * which stand together in the order of its first epoch; its activities are those of the present
 * weights. All directions and references of a draw are of the same window.
 *
 * <p>A direction learns from some samples of the window: the current one alone for the signals that
 * are a row of the window ({@link Signal}, but {@link Signal#FULL}), else the mean over all n. It
 * is measured against
 *
 * <ul>
 *   <li>{@link #OWN}: the gradient of what it is meant to descend with these samples. For the
 *       signals it is each layer's own {@link Objective} over the window, through the samples
 *       learned from, with the others' activities and whatever the layer reads held constant; for
 *       {@link CreditRule.LocalLoss} the cross-entropy of each layer's own classifier; for the
 *       others the network's cross-entropy.
 *   <li>{@link #BACK_PROPAGATION}: the gradient of the network's mean cross-entropy of the samples
 *       learned from, through all layers above.
 * </ul>
 *
 * Both are TensorFlow's derivatives of the value, in double precision ({@link Estimator#NHSIC},
 * which has none, by {@link Objective#term}). Weights of the rule's own, random feedback and
 * classifiers, are those of the run if its rule is that one, else as a run begins with them.
 */
final class SignalDirections {
  /** Name of the gradient of what a direction is meant to descend. */
  static final String OWN = "own objective";

  /** Name of the gradient of the network's cross-entropy. */
  static final String BACK_PROPAGATION = "back-propagation";

  private final Training training;
  private final Map<Direction, CreditRule> rules = new LinkedHashMap<>();

  private SignalDirections(Training training) {
    this.training = training;
    Objective objective = training.settings().teaching().objective();
    for (Signal signal : Signal.values()) {
      if (signal.isFor(objective)) {
        String name = signal.name().toLowerCase(Locale.ROOT);
        boolean exact = signal == Signal.EXACT || signal == Signal.FULL;
        add(
            name,
            label(signal),
            "signals",
            exact,
            new CreditRule.ThreeFactor(objective, signal, 1));
      }
    }
    add("bp", "Back-propagation", "errors", true, new CreditRule.BackPropagation());
    add(
        "feedback_alignment",
        "Feedback alignment",
        "errors",
        false,
        new CreditRule.FeedbackAlignment());
    add(
        "direct_feedback_alignment",
        "Direct feedback alignment",
        "errors",
        false,
        new CreditRule.DirectFeedbackAlignment());
    add("local_loss", "Local loss", "classifiers", true, new CreditRule.LocalLoss());
  }

  /** The directions of a network with hidden layers. */
  static Directions of(Training training) {
    SignalDirections all = new SignalDirections(training);
    return new Directions(List.copyOf(all.rules.keySet()), all::graph);
  }

  private static String label(Signal signal) {
    return switch (signal) {
      case EXACT -> "Exact";
      case FIRST_ROW -> "First row";
      case DIAGONAL -> "Diagonal";
      case DIAGONAL_PUBLISHED -> "Diagonal, as published";
      case FULL -> "Exact, all samples";
      case NONE -> "None";
      case FLIPPED -> "Flipped";
    };
  }

  private void add(String name, String label, String family, boolean unbiased, CreditRule rule) {
    rules.put(new Direction(name, label, family, unbiased), rule);
  }

  private Directions.Graph graph(Nodes<TFloat32> all, List<Direction> chosen) {
    Context context = training.context();
    if (context.models() > 1) {
      throw new IllegalArgumentException(
          "trainer.models: must be 1 to measure directions but is " + context.models());
    }
    Nodes<TFloat32> nodes = all.scope("directions");
    Operand<TInt64> counter = nodes.counter();
    ResidentSplit split = context.split("train");
    Operand<TInt32> rows = rows(nodes, split.count(), counter);
    List<Op> initial = new ArrayList<>();
    Window<TFloat32> window =
        new Window<>(
            training.inputs().x(nodes, split, rows),
            training.inputs().y(nodes, split, rows),
            training.parameters());
    Window<TFloat64> wide = window.cast(TFloat64.class);
    List<Directions.Comparison> compared = new ArrayList<>();
    for (Direction direction : chosen) {
      CreditRule rule = rules.get(direction);
      compared.add(comparison(window, wide, rule, own(nodes, initial, rule)));
    }
    List<String> parts =
        training.network().hidden().stream()
            .flatMap(stage -> List.of(stage.name(), stage.name()).stream())
            .toList();
    return new Directions.Graph(
        counter, calls -> calls.run(Map.of(), List.of(), initial).close(), 1, parts, compared);
  }

  /** The rows of a window that the draw's number chooses, [n]. */
  private Operand<TInt32> rows(Nodes<TFloat32> nodes, int count, Operand<TInt64> counter) {
    Ops tf = nodes.tf();
    Context context = training.context();
    int n = training.settings().memory().memory();
    int[] order = new ShuffledBatches(context.seed(), count, count).rows(0);
    Randoms randoms = new Randoms(context.seed(), counter).scope("directions");
    Operand<TInt64> one = tf.constant(new long[] {1});
    Operand<TInt32> start = randoms.integers(nodes, "window", one, count - n + 1);
    Operand<TInt32> within = tf.range(tf.constant(0), tf.constant(n), tf.constant(1));
    return tf.gather(tf.constant(order), tf.math.add(start, within), tf.constant(0));
  }

  /** The weights of a rule's own. */
  private List<Expr<TFloat32>> own(Nodes<TFloat32> nodes, List<Op> initial, CreditRule rule) {
    if (rule.equals(training.rule())) {
      return training.own();
    }
    Ops tf = nodes.tf();
    Randoms randoms = new Randoms(training.context().seed(), tf.constant(0L)).scope("initial");
    Variables scratch = new Variables();
    List<Expr<TFloat32>> own =
        rule.ask(training.network(), Parameters.fresh(scratch, Network.initial(randoms, nodes, 1)));
    if (!own.isEmpty()) {
      initial.add(scratch.initializer(tf));
    }
    return own;
  }

  /** A window of samples x [n, ...] with labels y [n, classes], and the network's parameters. */
  private record Window<T extends TNumber>(Expr<T> x, Expr<T> y, List<Expr<T>> parameters) {
    <U extends TNumber> Window<U> cast(Class<U> type) {
      return new Window<>(x.cast(type), y.cast(type), wide(parameters, type));
    }
  }

  private static <T extends TNumber, U extends TNumber> List<Expr<U>> wide(
      List<Expr<T>> tensors, Class<U> type) {
    return tensors.stream().map(tensor -> tensor.cast(type)).toList();
  }

  private Directions.Comparison comparison(
      Window<TFloat32> window, Window<TFloat64> wide, CreditRule rule, List<Expr<TFloat32>> own) {
    Pass<TFloat32> pass = training.network().forward(window.x(), window.parameters());
    List<Expr<TFloat32>> prepared =
        rule instanceof CreditRule.ThreeFactor factors
            ? factors.signal().prepare(factors.objective(), kernelX(window), kernelY(window))
            : List.of();
    List<Expr<TFloat32>> signals = rule.credit(pass, window.y(), prepared, own).signals();
    Map<String, Directions.Reference> references = new LinkedHashMap<>();
    references.put(OWN, reference(wide, descended(wide, rule, wide(own, TFloat64.class))));
    references.put(BACK_PROPAGATION, reference(wide, crossEntropy(wide, rule.currentOnly())));
    return new Directions.Comparison(
        CreditRule.hidden(rule.currentOnly() ? pass.current() : pass, signals), references);
  }

  private <T extends TNumber> Expr<T> kernelX(Window<T> window) {
    Expr<T> flat = window.x().reshape(-1, training.inputs().example().size());
    return training.settings().teaching().objective().kernelX(flat);
  }

  private <T extends TNumber> Expr<T> kernelY(Window<T> window) {
    return training.settings().teaching().objective().kernelY(window.y());
  }

  private Directions.Reference reference(Window<TFloat64> window, Expr<TFloat64> loss) {
    int hidden = Network.weights(training.network().depth());
    return Directions.OfDraw.of(Gradients.of(loss, window.parameters().subList(0, hidden)));
  }

  /** What a rule is meant to descend, a scalar. */
  private <T extends TNumber> Expr<T> descended(
      Window<T> window, CreditRule rule, List<Expr<T>> own) {
    if (rule instanceof CreditRule.ThreeFactor factors) {
      List<Expr<T>> contrasts = factors.objective().contrasts(kernelX(window), kernelY(window));
      return local(
          window,
          (pass, l) -> {
            Expr<T> z = pass.flat(l);
            Objective objective = factors.objective().at(l);
            Expr<T> contrast = Objective.ofLayer(contrasts, l);
            Expr<T> learned = factors.currentOnly() ? withConstantPast(z) : z;
            return objective.estimator() == Estimator.NHSIC
                ? objective.term("directions_objective" + l, contrast, learned)
                : objective.loss(contrast, learned);
          });
    }
    return rule instanceof CreditRule.LocalLoss
        ? local(
            window,
            (pass, l) -> {
              Expr<T> h = pass.network().hidden().get(l).read(pass.layers().get(l).z());
              Expr<T> logits = CreditRule.LocalLoss.logits(pass.network(), l, h, own);
              return CrossEntropy.softmax(logits, window.y()).mean();
            })
        : crossEntropy(window, false);
  }

  private <T extends TNumber> Expr<T> crossEntropy(Window<T> window, boolean currentOnly) {
    Expr<T> each = training.network().forward(window.x(), window.parameters()).loss(window.y());
    return (currentOnly ? Axes.current(each.expand(-1)) : each).mean();
  }

  /** z, of which only the last row is no constant. */
  private static <T extends TNumber> Expr<T> withConstantPast(Expr<T> z) {
    Expr<T> current = Axes.current(z);
    // The value is z's: what is added is 0.
    return z.stop().plus(current.minus(current.stop()).times(Signal.isCurrent(z)));
  }

  /** The loss of one layer, which reads a constant. */
  private interface LayerLoss<T extends TNumber> {
    Expr<T> of(Pass<T> pass, int layer);
  }

  /** The sum of all layers' losses. */
  private <T extends TNumber> Expr<T> local(Window<T> window, LayerLoss<T> loss) {
    Pass<T> pass = training.network().forward(window.x(), window.parameters(), Expr::stop);
    Expr<T> sum = loss.of(pass, 0).sum();
    for (int l = 1; l < training.network().depth(); l++) {
      sum = sum.plus(loss.of(pass, l).sum());
    }
    return sum;
  }
}
