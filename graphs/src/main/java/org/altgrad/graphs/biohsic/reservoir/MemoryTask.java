package org.altgrad.graphs.biohsic.reservoir;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.altgrad.graphs.core.Change;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.nn.Initialiser;
import org.altgrad.graphs.program.Context;
import org.altgrad.graphs.program.Evaluation;
import org.altgrad.graphs.program.Metrics;
import org.altgrad.graphs.program.Program;
import org.altgrad.graphs.program.Recording;
import org.altgrad.graphs.program.TrainStep;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * What a linear readout could know of the signal ξ from a reservoir's state at the end of a sample:
 * ridge regression on a stream of samples that never recur, in the order of time. An epoch runs
 * through the stream and adds up the regressions' sums; an evaluation solves them and predicts the
 * samples of the other split.
 *
 * <p>Metrics of the split {@code test}: {@code nmse} of the prediction of ξ; {@code nmse_reset} if
 * the state is reset before each sample, so that it knows nothing of those before; {@code
 * nmse_oracle} of the regression on all inputs of the window itself, which has a perfect memory but
 * is linear; {@code memory_capacity}, Σ r²(k) over delays k ≥ 1 of the first input k samples ago
 * (Jaeger 2001), whose terms are the recording {@code memory_curve}. An NMSE of 1 is what a
 * constant 0 has.
 */
public final class MemoryTask {
  /** With memory, and without. */
  private static final List<Boolean> KEEP = List.of(true, false);

  private final Context context;
  private final MemoryTaskSettings settings;
  private final ReservoirModel model;
  private final Nodes<TFloat32> nodes;
  private final Samples train;
  private final Samples test;
  private final Targets targets;
  private final Variables variables = new Variables();
  private final ReservoirModel.Weights<TFloat32> weights;
  private final Variables.Entry<TFloat32> u;
  private final Regression<TFloat32> states;
  private final Regression<TFloat32> oracle;
  private final Expr<TFloat32> noReadout;

  private MemoryTask(Context context, MemoryTaskSettings settings, ReservoirModel model) {
    this.context = context;
    this.settings = settings;
    this.model = model;
    nodes = context.nodes();
    train = Samples.of(context.split("train"), context.classes());
    test = Samples.of(context.split("test"), context.classes());
    if (model.feedback() != 0) {
      throw new IllegalArgumentException(
          "mu: ridge is fitted to states that no readout has changed; set model.feedback to 0");
    }
    for (Samples samples : List.of(train, test)) {
      if (samples.split().count() < settings.window()) {
        throw new IllegalArgumentException(
            "memory: windows of "
                + settings.window()
                + " samples do not fit into the "
                + samples.split().count()
                + " of split "
                + samples.split().name());
      }
    }
    targets = settings.targets();
    Randoms randoms = new Randoms(context.seed(), nodes.tf().constant(0L)).scope("initial");
    int outputs = train.outputs();
    weights = model.create(nodes, variables, randoms, "reservoir", train.width(), outputs);
    Shape rest = Shape.of(KEEP.size(), model.units());
    u = variables.state("state", Initialiser.filled(nodes, rest, 0));
    int asked = outputs + settings.delays() + 1;
    int window = settings.targets().memory() * train.width();
    states = sums("states", Regression.empty(nodes, Shape.of(KEEP.size()), model.units(), asked));
    oracle = sums("oracle", Regression.empty(nodes, Shape.scalar(), window, outputs));
    noReadout = Initialiser.filled(nodes, Shape.of(KEEP.size(), model.units(), outputs), 0);
  }

  private Regression<TFloat32> sums(String name, Regression<TFloat32> empty) {
    return new Regression<>(
        variables.state(name + "/gram", empty.gram()).value(),
        variables.state(name + "/moments", empty.moments()).value());
  }

  /**
   * Builds the program. Columns read: {@code input} or {@code image}, {@code label}, {@code z}.
   *
   * @throws IllegalArgumentException if settings do not fit each other or the data
   */
  public static Program program(
      Context context, MemoryTaskSettings settings, ReservoirModel model) {
    return new MemoryTask(context, settings, model).build();
  }

  private Program build() {
    TrainStep step = step();
    Nodes<TFloat32> own = nodes.scope("test");
    Operand<TInt32> rows = own.rows();
    Seen seen = seen(own, test, rows, Initialiser.filled(own, u.shape(), 0));
    int[] order = SplitEvaluation.inOrder(test.split().count());
    Map<String, Expr<TFloat32>> named = new LinkedHashMap<>();
    Expr<TFloat32> predicted = Regression.predict(seen.states, states.solve(settings.mu()));
    Expr<TFloat32> guess = columns(predicted, 0, train.outputs());
    Expr<TFloat32> power = seen.xi.square().sum();
    Expr<TFloat32> errors =
        guess.minus(seen.xi).square().sum(1, 2).over(power); // [with memory, without]
    named.put("nmse", errors.at(0));
    named.put("nmse_reset", errors.at(1));
    Expr<TFloat32> known =
        Regression.predict(seen.window, oracle.solve(settings.mu())).minus(seen.xi);
    named.put("nmse_oracle", known.square().sum().over(power));
    Expr<TFloat32> r2 =
        correlations(columns(predicted, train.outputs(), settings.delays() + 1).at(0), seen);
    named.put("memory_capacity", r2.sum(0).minus(r2.at(0)));
    Evaluation evaluation =
        new SplitEvaluation(test.split().name(), rows, order, Metrics.of(own, named));
    return new Program(
        variables,
        List.of(train.split().preparation(), test.split().preparation()),
        step,
        List.of(evaluation),
        Map.of(),
        Map.of("memory_curve", curve(rows, order, r2)));
  }

  /**
   * What is known of some consecutive samples but the first few.
   *
   * @param states at the ends of samples, [with memory or without, samples, n]
   * @param window inputs of N samples, [samples, N · inputs]
   * @param xi targets, [samples, outputs]
   * @param past the first input 0, 1, ... samples ago, [samples, delays + 1]
   */
  private record Seen(
      Expr<TFloat32> states,
      Expr<TFloat32> window,
      Expr<TFloat32> xi,
      Expr<TFloat32> past,
      Expr<TFloat32> u) {}

  private Seen seen(
      Nodes<TFloat32> own, Samples samples, Operand<TInt32> rows, Expr<TFloat32> start) {
    int skipped = settings.window() - 1;
    Samples.Rows shown = samples.rows(own, rows);
    Expr<TFloat32> inputs = shown.inputs(targets);
    Expr<TFloat32> xi =
        Targets.without(shown.xi(targets), skipped - (settings.targets().memory() - 1));
    Expr<TFloat32> first = columns(shown.x(), 0, 1).reshape(-1, 1);
    Expr<TFloat32> past =
        Targets.windows(Targets.without(first, skipped - settings.delays()), settings.delays() + 1);
    var reversed = own.tf().reverse(past, own.tf().constant(new int[] {1}));
    Expr<TFloat32> windows =
        Targets.windows(
            Targets.without(inputs, skipped - (settings.targets().memory() - 1)),
            settings.targets().memory());
    Expr<TFloat32> drive = Targets.without(inputs, skipped).matmul(weights.input());
    Emission emission =
        new Emission(
            model,
            settings.stepsPerSample(),
            Optional.empty(),
            KEEP,
            false,
            false,
            true,
            Randoms.mix(context.seed(), "noise"));
    Emission.Outcome<TFloat32> out =
        emission.run(
            weights,
            new Emission.Stream<>(drive, xi, own.as(TInt64.class).of(before(own, rows))),
            new Emission.Carried<>(
                start, new ReadoutRule.State<>(noReadout, List.of(), List.of())));
    return new Seen(
        out.ends().transpose(1, 0, 2),
        windows.reshape(-1, (long) settings.targets().memory() * train.width()),
        xi,
        own.of(reversed).reshape(-1, settings.delays() + 1),
        out.carried().u());
  }

  /** Noise follows the number of the sample. */
  private Operand<TInt64> before(Nodes<TFloat32> own, Operand<TInt32> rows) {
    Ops tf = own.tf();
    var first = tf.gather(rows, tf.constant(0), tf.constant(0));
    return tf.math.mul(
        tf.dtypes.cast(first, TInt64.class), tf.constant((long) settings.stepsPerSample()));
  }

  private TrainStep step() {
    Nodes<TFloat32> own = nodes.scope("train");
    Ops tf = own.tf();
    int skipped = settings.window() - 1;
    int all = train.split().count() - skipped;
    int perStep = Math.min(settings.windowsPerStep(), all);
    long stepsPerEpoch = (all + perStep - 1) / perStep;
    Operand<TInt32> rows = own.rows();
    Seen seen = seen(own, train, rows, u.value());
    Expr<TFloat32> asked = own.concat(List.of(seen.xi, seen.past), 1);
    Regression<TFloat32> moreStates = states.with(seen.states, asked);
    Regression<TFloat32> moreOracle = oracle.with(seen.window, seen.xi);
    Metrics metrics = Metrics.of(own, Map.of("target_mean_square", seen.xi.square().mean()));
    Change change =
        Change.set(u, seen.u)
            .and(set("states/gram", moreStates.gram()))
            .and(set("states/moments", moreStates.moments()))
            .and(set("oracle/gram", moreOracle.gram()))
            .and(set("oracle/moments", moreOracle.moments()));
    return TrainStep.of(
            tf,
            change,
            metrics,
            number -> {
              int first = (int) (number % stepsPerEpoch) * perStep;
              int count = Math.min(perStep, all - first) + skipped;
              int[] order = SplitEvaluation.inOrder(count);
              for (int i = 0; i < count; i++) {
                order[i] += first;
              }
              return Map.of(rows, TInt32.vectorOf(order));
            },
            context.limits().length(stepsPerEpoch),
            perStep)
        .madeOf(
            new TrainStep.Parts(
                "window",
                number -> number / stepsPerEpoch * all + number % stepsPerEpoch * perStep));
  }

  private Change set(String name, Expr<TFloat32> value) {
    return Change.set(variables.entry(name, TFloat32.class), value);
  }

  /** r² of each delay, [delays + 1]. */
  private static Expr<TFloat32> correlations(Expr<TFloat32> predicted, Seen seen) {
    Expr<TFloat32> a = predicted.minus(predicted.meanKeep(0));
    Expr<TFloat32> b = seen.past.minus(seen.past.meanKeep(0));
    Expr<TFloat32> norms = a.square().sum(0).times(b.square().sum(0));
    return a.times(b).sum(0).square().over(norms.max(norms.nodes().constant(1e-30)));
  }

  private static Recording curve(Operand<TInt32> rows, int[] order, Expr<TFloat32> r2) {
    return new Recording(
        "squared correlation of the first input k samples ago with its reconstruction",
        (calls, step) -> {
          List<List<?>> table = new ArrayList<>();
          try (TInt32 fed = TInt32.vectorOf(order);
              Result result = calls.run(Map.of(rows, fed), List.of(r2), List.of())) {
            TFloat32 values = (TFloat32) result.get(0);
            for (int k = 0; k < values.size(); k++) {
              table.add(List.of(k, values.getFloat(k)));
            }
          }
          return new Recording.Table(List.of("delay", "r2"), table);
        });
  }

  /** Some entries of the last axis. */
  private static Expr<TFloat32> columns(Expr<TFloat32> x, int first, int count) {
    Ops tf = x.nodes().tf();
    return x.at(tf.range(tf.constant(first), tf.constant(first + count), tf.constant(1)), -1);
  }
}
