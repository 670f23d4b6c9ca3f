package org.altgrad.train.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.altgrad.base.Require;
import org.altgrad.data.DataSet;
import org.altgrad.graphs.core.Sessions;
import org.altgrad.graphs.program.MetricName;
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

  /** Of the calls that are traced, as long as they take untraced. */
  private static final double SECONDS_TRACED = 0.5;

  private static final double SECONDS_PER_REPEAT = 1;

  /** A shorter trial says too little about how long a step takes. */
  private static final double SECONDS_OF_TRIAL = 0.5;

  /** A trial that takes this share of the one before it, or more, is as fast as steps become. */
  private static final double SETTLED = 0.9;

  private static final int MOST_TRIALS = 6;

  private final Experiment experiment;
  private final Live live;
  private final TrainStep train;
  private final int stepsPerCall;
  private final Meter first;
  private final BenchResult.Steps steps;
  private long step;
  private Optional<String> diverged = Optional.empty();

  /**
   * How long to measure.
   *
   * @param steps in one repeat; as many as take about a second of processor time if not given
   * @param warmup steps before anything is measured, at least 1
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
      repeat(whole(plan.warmup()));
      steps =
          new BenchResult.Steps(
              whole(plan.steps().orElseGet(this::enough)), stepsPerCall, plan.steps());
    } catch (RuntimeException | Error e) {
      live.close();
      throw e;
    }
  }

  @Override
  public void close() {
    live.close();
  }

  /** Measures once. */
  public Repeat repeat() {
    return repeat(steps.count());
  }

  private Repeat repeat(long count) {
    long from = step;
    Meter start = Meter.read();
    for (long i = 0; i < count; i += stepsPerCall) {
      call();
    }
    Meter end = Meter.read();
    return new Repeat(
        end.cpuSeconds() - start.cpuSeconds(),
        end.wallSeconds() - start.wallSeconds(),
        count,
        parts(from),
        diverged);
  }

  /** What the steps since then were made of. */
  private Repeat.Parts parts(long from) {
    return train
        .parts()
        .map(
            parts ->
                new Repeat.Parts(
                    parts.name(),
                    parts.before().applyAsLong(step) - parts.before().applyAsLong(from)))
        .orElse(new Repeat.Parts(Repeat.STEP, step - from));
  }

  /**
   * So many steps that a repeat is long beside a clock tick, once steps do not become faster: Java
   * goes on compiling what they need.
   */
  private long enough() {
    long count = stepsPerCall;
    double seconds = seconds(repeat(count));
    while (seconds < SECONDS_OF_TRIAL) {
      double times = SECONDS_PER_REPEAT / Math.max(seconds, Meter.TICK_SECONDS);
      count = whole((long) (count * Math.max(2, Math.min(10, times))));
      seconds = seconds(repeat(count));
    }
    double before = Double.POSITIVE_INFINITY;
    for (int i = 0; i < MOST_TRIALS && count > stepsPerCall && seconds < SETTLED * before; i++) {
      before = seconds;
      seconds = seconds(repeat(count));
    }
    return (long) Math.ceil(count * SECONDS_PER_REPEAT / seconds);
  }

  /** Of the processor, if the system tells. */
  private static double seconds(Repeat repeat) {
    return Double.isNaN(repeat.cpuSeconds()) ? repeat.wallSeconds() : repeat.cpuSeconds();
  }

  /** Measures several times, and the arithmetic, the memory and the profile. */
  public BenchResult measure(int repeats) {
    List<Repeat> all = new ArrayList<>();
    List<OptionalDouble> memory = new ArrayList<>(List.of(Meter.residentMb()));
    for (int i = 0; i < repeats; i++) {
      all.add(repeat());
      memory.add(Meter.residentMb());
    }
    BenchResult.ProcessMemory occupied = occupied(memory);

    List<List<ExecutedNode>> traces = traces(traced(all));
    List<Work> work = traces.stream().flatMap(List::stream).map(ExecutedNode::work).toList();
    double traced = (double) traces.size() * stepsPerCall;
    BenchResult.Repeats wallMicros = BenchResult.Repeats.of(all, Repeat::wallMicros);
    return new BenchResult(
        workload(),
        BenchResult.Repeats.of(all, Repeat::cpuMicros),
        wallMicros,
        train.examplesPerStep() / wallMicros.median() * 1e6,
        new BenchResult.Arithmetic(
            work.stream().mapToDouble(Work::flops).sum() / 1e9 / traced,
            work.stream().mapToDouble(Work::elements).sum() / 1e6 / traced,
            (int) Math.ceil(work.stream().filter(w -> !w.known()).count() / traced)),
        Peak.gflops(Sessions.config(experiment.trainer().threads())),
        occupied,
        new BenchResult.FirstStep(first.cpuSeconds(), first.wallSeconds()),
        Profile.of(traces, stepsPerCall));
  }

  private BenchResult.ProcessMemory occupied(List<OptionalDouble> memory) {
    OptionalDouble peak = Meter.peakResidentMb();
    if (peak.isEmpty() || memory.stream().anyMatch(OptionalDouble::isEmpty)) {
      return BenchResult.ProcessMemory.untold();
    }
    List<Double> growth = new ArrayList<>();
    for (int i = 1; i < memory.size(); i++) {
      growth.add(memory.get(i).getAsDouble() - memory.get(i - 1).getAsDouble());
    }
    return new BenchResult.ProcessMemory(peak, growth, steps.count());
  }

  /** What is measured. */
  public BenchResult.Workload workload() {
    Repeat.Parts made = parts(0);
    return new BenchResult.Workload(
        experiment.name(),
        experiment.config().overrides(),
        experiment.trainer().threadsHere(),
        steps,
        made.name(),
        made.count() / (double) step,
        diverged);
  }

  /** As many steps as whole calls make. */
  private long whole(long steps) {
    return (steps + stepsPerCall - 1) / stepsPerCall * stepsPerCall;
  }

  private void call() {
    long from = step;
    Map<Operand<?>, Tensor> feeds = feeds();
    try (Result result = live.run(feeds, train.fetches(), List.of(train.update()))) {
      TFloat64 metrics = (TFloat64) result.get(0);
      for (int s = 0; s < stepsPerCall; s++) {
        for (int i = 0; i < train.metrics().names().size(); i++) {
          double value = Metrics.value(metrics, s, i);
          if (!Double.isFinite(value) && diverged.isEmpty()) {
            MetricName metric = train.metrics().names().get(i);
            diverged = Optional.of("at step " + (from + s) + ": " + metric + " is " + value);
          }
        }
      }
    } finally {
      feeds.values().forEach(Tensor::close);
    }
  }

  /** Of a step that the run has: whatever is longer begins anew. */
  private Map<Operand<?>, Tensor> feeds() {
    long calls = Math.max(1, train.length().totalSteps() / stepsPerCall);
    long call = step / stepsPerCall % calls;
    step += stepsPerCall;
    return train.feed().at(call * stepsPerCall, stepsPerCall);
  }

  /** How many calls are traced, which makes each many times slower: no more than say anything. */
  private int traced(List<Repeat> all) {
    double call = all.get(0).wallMicros() * stepsPerCall / 1e6;
    double most = Math.min(TRACED / (double) stepsPerCall, SECONDS_TRACED / call);
    return (int) Math.max(1, Math.min(steps.count() / stepsPerCall, most));
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
