package org.altgrad.train.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
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
 * Measures an experiment's training step in this process, without writing anything: the same feeds,
 * call and fetches as in training.
 */
public final class Bench {
  private static final int TRACED = 20;
  private static final double SECONDS_PER_REPEAT = 1;

  private final Live live;
  private final TrainStep train;
  private final int stepsPerCall;
  private long step;

  /**
   * How long to measure.
   *
   * @param steps in one repeat; as many as take about a second if not given
   * @param warmup steps before the first repeat, at least 1
   * @param repeats at least 1
   */
  public record BenchPlan(OptionalLong steps, long warmup, int repeats) {
    public BenchPlan {
      Require.atLeast("steps", steps.orElse(1), 1);
      Require.atLeast("warmup", warmup, 1);
      Require.atLeast("repeats", repeats, 1);
    }
  }

  private Bench(Live live) {
    this.live = live;
    this.train = live.program().train();
    this.stepsPerCall = train.feed().stepsPerCall();
  }

  /** Builds the program, runs it, and measures. */
  public static BenchResult run(Experiment experiment, DataSet data, BenchPlan plan) {
    try (Live live = new Live(experiment, data)) {
      live.prepare();
      live.initialize();
      return new Bench(live).measure(experiment, plan);
    }
  }

  private BenchResult measure(Experiment experiment, BenchPlan plan) {
    call();
    Meter first = Meter.read();
    steps(plan.warmup());
    Meter warm = Meter.read();
    double estimate = (warm.wallSeconds() - first.wallSeconds()) / whole(plan.warmup());
    long steps = whole(plan.steps().orElse((long) Math.ceil(SECONDS_PER_REPEAT / estimate)));

    OptionalDouble before = Meter.residentMb();
    double[] cpu = new double[plan.repeats()];
    double[] wall = new double[plan.repeats()];
    for (int r = 0; r < plan.repeats(); r++) {
      Meter start = Meter.read();
      steps(steps);
      Meter end = Meter.read();
      cpu[r] = (end.cpuSeconds() - start.cpuSeconds()) / steps * 1e6;
      wall[r] = (end.wallSeconds() - start.wallSeconds()) / steps * 1e6;
    }
    OptionalDouble after = Meter.residentMb();
    OptionalDouble peakMemory = Meter.peakResidentMb();

    List<List<ExecutedNode>> traces = traces((int) Math.min(TRACED, steps));
    List<Work> work = traces.stream().flatMap(List::stream).map(ExecutedNode::work).toList();
    BenchResult.Repeats wallMicros = BenchResult.Repeats.of(wall);
    return new BenchResult(
        new BenchResult.Workload(
            experiment.name(),
            experiment.config().overrides(),
            experiment.trainer().threads().orElse(Runtime.getRuntime().availableProcessors()),
            steps),
        BenchResult.Repeats.of(cpu),
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
                    (after.getAsDouble() - before.getAsDouble()) * 1000 / (steps * plan.repeats()))
                : OptionalDouble.empty()),
        new BenchResult.FirstStep(first.cpuSeconds(), first.wallSeconds()),
        Profile.of(traces));
  }

  /** As many steps as whole calls make. */
  private long whole(long steps) {
    return (steps + stepsPerCall - 1) / stepsPerCall * stepsPerCall;
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
