package org.altgrad.plotting.kind;

import java.util.Arrays;
import java.util.List;
import org.altgrad.plotting.runs.Group;
import org.altgrad.plotting.runs.Metrics;
import org.altgrad.plotting.runs.RunSet;
import org.altgrad.plotting.summary.At;
import org.altgrad.plotting.summary.Summary;

/**
 * One metric at one moment: one value of each run.
 *
 * @param metric the metric
 * @param split splits
 * @param at the moment
 */
public record Measured(
    @Option("one metric; default: the one by which the best checkpoint is told")
        List<String> metric,
    @Option("splits; default: all that have values, or the last of them") List<String> split,
    @Option(value = "last, best, max, min, epoch=N, best=METRIC@SPLIT", fallback = "last")
        String at) {

  /** The metric. */
  public MetricSpec spec(RunSet runs) {
    return Choices.metric(runs, metric);
  }

  /** The moment. */
  public At moment(RunSet runs) {
    return At.parse(at).in(runs);
  }

  /** All splits that are shown. */
  public List<String> splits(RunSet runs) {
    return Choices.splits(runs, split, spec(runs));
  }

  /** The metric on the last of its splits. */
  public Metrics.Key key(RunSet runs) {
    List<String> splits = splits(runs);
    return Metrics.Key.of(splits.get(splits.size() - 1), spec(runs).metric());
  }

  /**
   * The values of those runs that count, for a distribution of runs: one for each seed and setting,
   * several for a run with several networks.
   */
  public double[] values(RunSet all, RunSet some) {
    MetricSpec spec = spec(all);
    return Arrays.stream(counted(all, some).samples()).map(spec::apply).toArray();
  }

  /** A group's name, which says where its values are those of unfinished runs. */
  public String label(RunSet all, Group group, RunSet some, Labels labels) {
    return Choices.label(group, counted(all, some).unfinished(), labels);
  }

  /** Whether there are values, and none of a run that came to its end. */
  public boolean unfinished(RunSet all, RunSet some) {
    return counted(all, some).unfinished();
  }

  private Summary.Counted counted(RunSet all, RunSet some) {
    return Summary.counted(some.runs(), key(all), moment(all));
  }
}
