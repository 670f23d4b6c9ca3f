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
import org.altgrad.graphs.optim.Optimizer;
import org.altgrad.graphs.optim.RunLength;
import org.altgrad.graphs.program.Context;
import org.altgrad.graphs.program.Evaluation;
import org.altgrad.graphs.program.Metrics;
import org.altgrad.graphs.program.Program;
import org.altgrad.graphs.program.Recording;
import org.altgrad.graphs.program.TrainStep;
import org.altgrad.graphs.program.Windows;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/** Builds {@link Reservoir}'s program. */
final class ReservoirProgram {
  private final Context context;
  private final ReservoirSettings settings;
  private final ReservoirModel model;
  private final Nodes<TFloat32> nodes;
  private final Samples train;
  private final Samples test;
  private final Windows windows;
  private final Targets targets;
  private final Variables variables = new Variables();
  private final ReservoirModel.Weights<TFloat32> weights;
  private final Variables.Entry<TFloat32> u;
  private final Variables.Entry<TFloat32> readout;
  private final RunLength length;
  private final Optimizer optimizer;
  private final List<Variables.Entry<TFloat32>> slots = new ArrayList<>();
  private final List<Variables.Entry<TFloat32>> memory = new ArrayList<>();

  ReservoirProgram(Context context, ReservoirSettings settings, ReservoirModel model) {
    this.context = context;
    this.settings = settings;
    this.model = model;
    nodes = context.nodes();
    train = Samples.of(context.split("train"), context.classes());
    test = Samples.of(context.split("test"), context.classes());
    if (ridge().isPresent() && model.feedback() != 0) {
      throw new IllegalArgumentException(
          "readout: ridge is fitted to states that no readout has changed; set model.feedback to 0");
    }
    if (settings.readout() instanceof ReadoutRule.Rmhl && model.noise().outputNoise() == 0) {
      throw new IllegalArgumentException(
          "readout: rmhl explores by noise of the output; set model.output_noise above 0");
    }
    targets = settings.targets();
    windows =
        new Windows(
            context.seed(),
            train.split().count(),
            settings.targets().memory(),
            settings.windowsPerStep());
    length = context.limits().length(windows.stepsPerEpoch());
    // The optimiser counts time steps, the run calls into TensorFlow.
    optimizer = context.optimizer().inSteps(windows.length(length, settings.stepsPerSample()));
    Randoms randoms = new Randoms(context.seed(), nodes.tf().constant(0L)).scope("initial");
    int outputs = train.outputs();
    weights = model.create(nodes, variables, randoms, "reservoir", train.width(), outputs);
    u = variables.state("state", zeros(Shape.of(1, model.units())));
    variables.trainable("readout/weights", zeros(Shape.of(1, model.units(), outputs)));
    readout = variables.entry("readout/weights", TFloat32.class);
    if (settings.readout().usesOptimizer()) {
      optimizer
          .slotVariables(variables, nodes, List.of(readout))
          .forEach(slot -> slots.add(slot.get(0)));
    }
    settings
        .readout()
        .memory(nodes, 1, model.units(), outputs)
        .forEach(initial -> memory.add(variables.state("readout/memory" + memory.size(), initial)));
  }

  private Expr<TFloat32> zeros(Shape shape) {
    return Initialiser.filled(nodes, shape, 0);
  }

  private Optional<ReadoutRule.Ridge> ridge() {
    return settings.readout() instanceof ReadoutRule.Ridge rule
        ? Optional.of(rule)
        : Optional.empty();
  }

  Program build() {
    Fed fed = new Fed(nodes);
    Optional<Regression<TFloat32>> sums =
        ridge()
            .map(
                rule -> {
                  Regression<TFloat32> empty =
                      Regression.empty(nodes, Shape.scalar(), model.units(), train.outputs());
                  return new Regression<>(
                      variables.state("ridge/gram", empty.gram()).value(),
                      variables.state("ridge/moments", empty.moments()).value());
                });
    TrainStep step = step(fed, sums);
    List<Evaluation> evaluations =
        List.of(
            frozen(nodes.scope("reordered"), train, true, sums),
            frozen(nodes.scope("test"), test, false, sums));
    Map<String, Recording> recordings = new LinkedHashMap<>();
    if (ridge().isEmpty()) {
      recordings.put("trace", trace("targets and outputs while the readout learns", fed, true));
      recordings.put(
          "frozen_trace", trace("targets and outputs with a frozen readout", fed, false));
    }
    return new Program(
        variables,
        List.of(train.split().preparation(), test.split().preparation()),
        step,
        evaluations,
        Map.of("step", ReservoirInference.of(model, ridge(), train)),
        recordings);
  }

  /** What a call reads. */
  final class Fed {
    final Operand<TInt32> rows;
    final Operand<TInt64> before;

    Fed(Nodes<TFloat32> nodes) {
      rows = nodes.rows();
      before = nodes.counter();
    }

    Map<Operand<?>, org.tensorflow.Tensor> at(long step) {
      return Map.of(
          rows,
          TInt32.vectorOf(windows.rows(step)),
          before,
          TInt64.scalarOf(windows.before(step) * settings.stepsPerSample()));
    }
  }

  private Emission.Stream<TFloat32> stream(
      Nodes<TFloat32> own, Samples samples, Operand<TInt32> rows, Operand<TInt64> before) {
    Samples.Rows shown = samples.rows(own, rows);
    Expr<TFloat32> current =
        Targets.without(shown.inputs(targets), settings.targets().memory() - 1);
    return new Emission.Stream<>(
        current.matmul(weights.input()),
        shown.xi(targets).times(settings.signalGain()),
        own.as(TInt64.class).of(before));
  }

  private Emission.Carried<TFloat32> carried() {
    return new Emission.Carried<>(
        u.value(),
        new ReadoutRule.State<>(
            readout.value(), Variables.values(slots), Variables.values(memory)));
  }

  private Emission emission(boolean learns, boolean postFit, boolean trace, boolean ends) {
    return new Emission(
        model,
        settings.stepsPerSample(),
        learns && ridge().isEmpty()
            ? Optional.of(new Emission.Learning(settings.readout(), optimizer))
            : Optional.empty(),
        List.of(),
        postFit,
        trace,
        ends,
        Randoms.mix(context.seed(), "noise"));
  }

  private TrainStep step(Fed fed, Optional<Regression<TFloat32>> sums) {
    Nodes<TFloat32> own = nodes.scope("train");
    boolean online = sums.isEmpty();
    Emission.Stream<TFloat32> stream = stream(own, train, fed.rows, fed.before);
    Emission.Outcome<TFloat32> out =
        emission(true, settings.postFit() && online, false, !online)
            .run(weights, stream, carried());

    Metrics metrics = Metrics.of(own, measured(out, stream, online));
    Emission.Carried<TFloat32> end = out.carried();
    Change change = Change.set(u, end.u());
    if (online) {
      change =
          change
              .and(Change.set(readout, end.readout().readout()))
              .and(Change.set(slots, end.readout().slots()))
              .and(Change.set(memory, end.readout().memory()));
    } else {
      Regression<TFloat32> more =
          sums.get().with(out.ends().reshape(-1, model.units()), stream.target());
      change =
          change
              .and(Change.set(variables.entry("ridge/gram", TFloat32.class), more.gram()))
              .and(Change.set(variables.entry("ridge/moments", TFloat32.class), more.moments()));
    }
    return TrainStep.of(own.tf(), change, metrics, fed::at, length, windows.perStep())
        .madeOf(windows.parts());
  }

  private Map<String, Expr<TFloat32>> measured(
      Emission.Outcome<TFloat32> out, Emission.Stream<TFloat32> stream, boolean online) {
    Map<String, Expr<TFloat32>> named = new LinkedHashMap<>();
    if (!online) {
      named.put("target_mean_square", stream.target().square().mean());
      return named;
    }
    int steps = settings.stepsPerSample();
    Expr<TFloat32> all = out.power().over(stream.target().square().mean()); // samples · outputs
    named.put("mse", out.after().mean(0).over(all));
    named.put("nmse_step0", out.before().at(0).over(out.power()));
    named.put("nmse_step1", out.before().at(1).over(out.power()));
    named.put("nmse_last", out.before().at(steps - 1).over(out.power()));
    if (settings.postFit()) {
      named.put("nmse_post_fit", out.held().over(steps).over(out.power()));
    }
    return named;
  }

  /** Errors with a frozen readout, from rest. */
  private Evaluation frozen(
      Nodes<TFloat32> own,
      Samples samples,
      boolean reordered,
      Optional<Regression<TFloat32>> sums) {
    Ops tf = own.tf();
    Operand<TInt32> rows = own.rows();
    // Noise of its own, away from that of training.
    Emission.Stream<TFloat32> stream = stream(own, samples, rows, tf.constant(Long.MIN_VALUE));
    Emission.Carried<TFloat32> rest =
        new Emission.Carried<>(
            Initialiser.filled(own, Shape.of(1, model.units()), 0), carried().readout());
    Emission.Outcome<TFloat32> out =
        emission(false, false, false, sums.isPresent()).run(weights, stream, rest);
    Map<String, Expr<TFloat32>> named = new LinkedHashMap<>();
    int steps = settings.stepsPerSample();
    if (sums.isPresent()) {
      Expr<TFloat32> solution = sums.get().solve(ridge().orElseThrow().mu());
      Expr<TFloat32> emitted = Regression.predict(out.ends().reshape(-1, model.units()), solution);
      named.put(
          "frozen_nmse_last", emitted.minus(stream.target()).square().sum().over(out.power()));
    } else {
      named.put("frozen_nmse", out.before().mean(0).over(out.power()));
      named.put("frozen_nmse_last", out.before().at(steps - 1).over(out.power()));
    }
    Metrics metrics = Metrics.of(own, named);
    Windows order =
        new Windows(
            Randoms.mix(context.seed(), "reordered"),
            samples.split().count(),
            settings.targets().memory(),
            samples.split().count());
    return new SplitEvaluation(
        samples.split().name(),
        rows,
        reordered ? order.rows(0) : SplitEvaluation.inOrder(samples.split().count()),
        metrics);
  }

  private Recording trace(String description, Fed fed, boolean learns) {
    Nodes<TFloat32> own = nodes.scope(learns ? "trace" : "frozen_trace");
    Emission.Stream<TFloat32> stream = stream(own, train, fed.rows, fed.before);
    return ReservoirTrace.of(
        description + ", from the run's present state on; t in seconds",
        settings.stepsPerSample(),
        model.dt(),
        fed::at,
        stream.target(),
        emission(learns, false, true, false).run(weights, stream, carried()));
  }
}
