package org.altgrad.train.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.altgrad.base.Require;
import org.altgrad.data.DataSet;
import org.altgrad.graphs.core.Sessions;
import org.altgrad.graphs.program.Metrics;
import org.altgrad.graphs.program.TrainStep;
import org.altgrad.train.experiment.Experiment;
import org.altgrad.train.loop.Live;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Tensor;
import org.tensorflow.proto.RunMetadata;
import org.tensorflow.types.TFloat64;

/**
 * An experiment's training step, measured in this process without writing anything: the same feeds,
 * call and fetches as in training.
 */
public final class Bench implements AutoCloseable {
  private static final int TRACED = 20;
  private static final double SECONDS_PER_REPEAT = 1;

  /** A shorter warm-up says too little about how long a step takes. */
  private static final double SECONDS_OF_WARMUP = 0.25;

  private final Experiment experiment;
  private final Live live;
  private final TrainStep train;
  private final int stepsPerCall;
  private final Meter first;
  private final long steps;
  private long step;

  /**
   * How long to measure.
   *
   * @param steps in one repeat; as many as take about a second if not given
   * @param warmup steps before the first repeat, at least 1; more where they say too little about
   *     how many steps take a second
   * @param repeats at least 1
   */
  public record BenchPlan(OptionalLong steps, long warmup, int repeats) {
    public BenchPlan {
      Require.atLeast("steps", steps.orElse(1), 1);
      Require.atLeast("warmup", warmup, 1);
      Require.atLeast("repeats", repeats, 1);
    }
  }

  /** Builds the program and runs it until it is warm. */
  public Bench(Experiment experiment, DataSet data, BenchPlan plan) {
    this.experiment = experiment;
    live = new Live(experiment, data);
    try {
      live.prepare();
      live.initialize();
      train = live.program().train();
      stepsPerCall = train.feed().stepsPerCall();
      call();
      first = Meter.read();
      long warmup = whole(plan.warmup());
      double seconds = seconds(warmup);
      while (plan.steps().isEmpty() && seconds < SECONDS_OF_WARMUP) {
        warmup *= 2;
        seconds = seconds(warmup);
      }
      double each = seconds / warmup;
      steps = whole(plan.steps().orElseGet(() -> (long) Math.ceil(SECONDS_PER_REPEAT / each)));
    } catch (RuntimeException | Error e) {
      live.close();
      throw e;
    }
  }

  @Override
  public void close() {
    live.close();
  }

  /**
   * What a step cost in one repeat.
   *
   * @param cpuMicros processor time
   * @param wallMicros time
   */
  public record Repeat(double cpuMicros, double wallMicros) {}

  /** Measures once. */
  public Repeat repeat() {
    Meter start = Meter.read();
    steps(steps);
    Meter end = Meter.read();
    return new Repeat(
        (end.cpuSeconds() - start.cpuSeconds()) / steps * 1e6,
        (end.wallSeconds() - start.wallSeconds()) / steps * 1e6);
  }

  /** Measures several times, and the arithmetic, the memory and the profile. */
  public BenchResult measure(int repeats) {
    OptionalDouble before = Meter.residentMb();
    List<Repeat> all = Stream.generate(this::repeat).limit(repeats).toList();
    OptionalDouble after = Meter.residentMb();
    OptionalDouble peakMemory = Meter.peakResidentMb();

    List<List<ExecutedNode>> traces = traces((int) Math.min(TRACED, steps / stepsPerCall));
    List<Work> work = traces.stream().flatMap(List::stream).map(ExecutedNode::work).toList();
    BenchResult.Repeats wallMicros = BenchResult.Repeats.of(all, Repeat::wallMicros);
    return new BenchResult(
        workload(),
        BenchResult.Repeats.of(all, Repeat::cpuMicros),
        wallMicros,
        train.examplesPerStep() / wallMicros.median() * 1e6,
        new BenchResult.Arithmetic(
            work.stream().mapToDouble(Work::flops).sum() / 1e9 / traces.size() / stepsPerCall,
            work.stream().mapToDouble(Work::elements).sum() / 1e6 / traces.size() / stepsPerCall,
            (int) work.stream().filter(w -> !w.known()).count() / traces.size()),
        Peak.gflops(Sessions.config(experiment.trainer().threads())),
        new BenchResult.ProcessMemory(
            peakMemory,
            before.isPresent() && after.isPresent()
                ? OptionalDouble.of(
                    (after.getAsDouble() - before.getAsDouble()) * 1000 / (steps * repeats))
                : OptionalDouble.empty()),
        new BenchResult.FirstStep(first.cpuSeconds(), first.wallSeconds()),
        Profile.of(traces, stepsPerCall));
  }

  /** What is measured. */
  public BenchResult.Workload workload() {
    return new BenchResult.Workload(
        experiment.name(),
        experiment.config().overrides(),
        experiment.trainer().threadsHere(),
        steps);
  }

  /** As many steps as whole calls make. */
  private long whole(long steps) {
    return (steps + stepsPerCall - 1) / stepsPerCall * stepsPerCall;
  }

  private double seconds(long count) {
    Meter start = Meter.read();
    steps(count);
    return Meter.read().wallSeconds() - start.wallSeconds();
  }

  private void steps(long count) {
    for (long i = 0; i < count; i += stepsPerCall) {
      call();
    }
  }

  private void call() {
    Map<Operand<?>, Tensor> feeds = feeds();
    try (Result result = live.run(feeds, train.fetches(), List.of(train.update()))) {
      TFloat64 metrics = (TFloat64) result.get(0);
      for (int i = 0; i < train.metrics().names().size(); i++) {
        Metrics.value(metrics, 0, i);
      }
    } finally {
      feeds.values().forEach(Tensor::close);
    }
  }

  private Map<Operand<?>, Tensor> feeds() {
    Map<Operand<?>, Tensor> feeds = train.feed().at(step, stepsPerCall);
    step += stepsPerCall;
    return feeds;
  }

  /** The first traced step costs extra and is left out. */
  private List<List<ExecutedNode>> traces(int count) {
    List<List<ExecutedNode>> traces = new ArrayList<>();
    for (int i = 0; i <= count; i++) {
      Map<Operand<?>, Tensor> feeds = feeds();
      RunMetadata trace;
      try {
        trace = live.trace(feeds, train.fetches(), List.of(train.update()));
      } finally {
        feeds.values().forEach(Tensor::close);
      }
      if (i > 0) {
        traces.add(ExecutedNode.of(trace));
      }
    }
    return traces;
  }
}
