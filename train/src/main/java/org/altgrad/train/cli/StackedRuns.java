package org.altgrad.train.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.altgrad.base.CpuTime;
import org.altgrad.base.Durable;
import org.altgrad.data.DataSet;
import org.altgrad.graphs.program.MetricName;
import org.altgrad.train.experiment.Experiment;
import org.altgrad.train.loop.KnownMetrics;
import org.altgrad.train.loop.Members;
import org.altgrad.train.loop.Reporter;
import org.altgrad.train.loop.Stop;
import org.altgrad.train.loop.Trainer;
import org.altgrad.train.run.RunDirectory;
import org.altgrad.train.run.RunProvenance;
import org.altgrad.train.run.State;
import org.altgrad.train.sweep.Event.Kind;
import org.altgrad.train.sweep.Job;
import org.altgrad.train.sweep.Plan;
import org.altgrad.train.sweep.Stacks;
import org.altgrad.train.sweep.SweepDirectory;

/**
 * Runs of a sweep that train as networks of one graph. While they train, the graph is a run of its
 * own in a hidden place, which is resumed as any other; each network that comes to its end is filed
 * as the run that it is.
 */
final class StackedRuns implements Members {
  private final SweepDirectory directory;
  private final String worker;
  private final PrintStream out;
  private final RunDirectory graph;
  private final List<String> members;
  private final Map<String, Job> jobs;
  private final Set<String> over = new HashSet<>();
  private final Experiment together;
  private final double cpuBefore = CpuTime.seconds();
  private final long began = System.nanoTime();
  private final SearchMetric metric;
  private DataSet data;

  /** Networks that have not come to their end. */
  private int left;

  /** What each of these took until the last one came to its end, in seconds, and of processors. */
  private double share;

  private double cpuShare;

  /** What of this session is shared out. */
  private double shared;

  private double cpuShared;

  /** Refuses a graph whose networks do not measure what a search looks for. */
  private record Beginning(SearchMetric metric) implements Reporter.Listener {
    @Override
    public void begins(KnownMetrics known) {
      metric.require(known);
    }

    @Override
    public void epoch(long epoch, long epochs, Map<String, Map<MetricName, Double>> results) {}
  }

  /**
   * Those of a graph.
   *
   * @param metric of the search
   * @param filer files those anew whose directories are gone
   * @param claimed that the worker has
   * @param out takes what is told of them
   */
  StackedRuns(
      SearchMetric metric,
      Plan.Filer filer,
      String name,
      List<Job> claimed,
      String worker,
      PrintStream out) {
    this.metric = metric;
    this.directory = metric.directory();
    this.worker = worker;
    this.out = out;
    jobs = claimed.stream().collect(Collectors.toMap(Job::run, job -> job));
    Path place = Stacks.place(directory.path(), name);
    for (Job job : claimed) {
      directory.ensure(job, filer).ifPresent(line -> out.println(job.run() + "  " + line));
    }
    if (!Files.exists(place)) {
      claimed.forEach(directory::requireFiled);
      make(place, claimed.stream().map(Job::run).toList());
    }
    graph = RunDirectory.open(place);
    members = Stacks.members(place);
    together = Runner.open(graph, List.of());
  }

  private void make(Path place, List<String> runs) {
    Experiment experiment = StackPlan.together(directory.path(), runs);
    try {
      Files.createDirectories(place.getParent());
    } catch (IOException e) {
      throw new UncheckedIOException(place.getParent() + " cannot be made", e);
    }
    RunDirectory.createExactly(
        place,
        run -> {
          Stacks.writeMembers(run.path(), runs);
          run.writeConfig(experiment.filed(), experiment.config().overrides());
        });
  }

  Optional<Integer> threads() {
    return together.trainer().threads();
  }

  /** Claimed runs that have not come to their end. */
  List<Job> open() {
    return jobs.values().stream().filter(job -> !over.contains(job.run())).toList();
  }

  /** Trains until all have come to their end, or somebody stops it. */
  State train(Stop stop) {
    data = Runner.load(together, out);
    boolean done = false;
    try (FileChannel lock = Parent.lock(graph);
        Reporter reporter =
            new Reporter(out, OptionalInt::empty, graph.log(), new Beginning(metric))) {
      Trainer trainer = new Trainer(together, graph, reporter, stop, Optional.of(this));
      var from = trainer.start();
      Runner.begin(together, graph, data, from, false);
      beginShares();
      directory.tellOwn(Kind.BEGUN, jobs.values(), worker, Map.of());
      Trainer.RunEnd end = trainer.train(lock, data, from, List.of(), () -> {});
      end.message().ifPresent(reporter::message);
      done = end.state() == State.DONE;
      return end.state();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      if (done) {
        remove();
      }
    }
  }

  /** The time of earlier sessions that is in no run yet is that of those that go on. */
  private void beginShares() {
    double before = RunProvenance.secondsBefore(graph.readInfo());
    left = members.size();
    for (int network = 0; network < members.size(); network++) {
      RunDirectory run = run(network);
      boolean ended = run.state().filter(s -> s == State.DONE || s == State.DIVERGED).isPresent();
      if (ended && run.readInfo().get("seconds") instanceof Number took) {
        before -= took.doubleValue();
        left--;
      }
    }
    share = Math.max(0, before) / Math.max(1, left);
  }

  /** Shares out, among those that have not ended, what has passed since the last one ended. */
  private void share() {
    double seconds = (System.nanoTime() - began) / 1e9;
    double cpu = CpuTime.seconds() - cpuBefore;
    share += (seconds - shared) / Math.max(1, left);
    cpuShare += (cpu - cpuShared) / Math.max(1, left);
    shared = seconds;
    cpuShared = cpu;
    left--;
  }

  /** What is filed is all that stays. */
  private void remove() {
    try {
      Durable.deleteTree(graph.path());
    } catch (IOException e) {
      throw new UncheckedIOException(graph.path() + " cannot be removed", e);
    }
  }

  private RunDirectory run(int network) {
    return new RunDirectory(directory.path().resolve(members.get(network)));
  }

  @Override
  public Optional<RunDirectory> begin(int network) {
    RunDirectory run = run(network);
    if (!jobs.containsKey(members.get(network)) || run.state().equals(Optional.of(State.DONE))) {
      return Optional.empty();
    }
    RunDirectory.open(run.path());
    Experiment own = Runner.open(run, List.of());
    Runner.begin(own, run, data, Optional.empty(), false);
    return Optional.of(run);
  }

  @Override
  public void ended(int network, Trainer.RunEnd end) {
    RunDirectory run = run(network);
    Job job = jobs.get(members.get(network));
    int count = members.size();
    share();
    Map<String, Object> info = new LinkedHashMap<>(run.readInfo());
    info.put(FiledRun.STACKED, count);
    info.put(RunProvenance.START, graph.readInfo().get(RunProvenance.START));
    run.writeInfo(info);
    Runner.end(run, end, share, cpuShare);
    Durable.write(
        run.log(), "network " + network + " of " + count + " in one graph; " + words(end) + "\n");
    Runner.finish(Runner.open(run, List.of()), run, new Runner.Worked(end.state(), true), out);
    over.add(job.run());
    Map<String, Object> more = new LinkedHashMap<>();
    more.put("seconds", Math.round(share * 1000) / 1e3);
    if (end.state() == State.DONE) {
      directory.tellDone(job, worker, more);
    } else {
      more.put("code", Main.FAILURE);
      more.put("reason", end.message().orElse(end.state().name()));
      directory.tellOwn(Kind.FAILED, job.run(), worker, more);
    }
  }

  private static String words(Trainer.RunEnd end) {
    return end.state() + end.message().map(text -> ": " + text).orElse("");
  }

  /** Jobs that the graph, which others have begun, does not hold. */
  List<Job> strangers() {
    List<Job> all = new ArrayList<>(jobs.values());
    all.removeIf(job -> members.contains(job.run()));
    return all;
  }
}
