package org.altgrad.plotting.kind;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.runs.Metrics;
import org.altgrad.plotting.runs.Replicates;
import org.altgrad.plotting.runs.Run;
import org.altgrad.plotting.runs.RunSet;
import org.altgrad.plotting.summary.Statistics;

/**
 * A metric over a group of runs: statistics at every abscissa.
 *
 * @param x ascending abscissae
 * @param y statistics over the seeds that have a value there, as many; a seed's value is the mean
 *     over its settings
 */
public record Curve(double[] x, List<Statistics> y) {
  /** More points than a printed line can show. */
  private static final int MOST_POINTS = 1500;

  /** One run's points. */
  public record Trace(double[] x, double[] y) {}

  /**
   * The curve of a group.
   *
   * @param xName {@code epoch} for whole ones, {@code step}, or a metric: values are then grouped
   *     by step and stand at the mean of that metric
   * @return null if no run has the metric on the split
   */
  public static Curve of(List<Run> runs, String split, MetricSpec metric, String xName) {
    RunSet.requireOneVersion(runs, Metrics.Key.of(split, metric.metric()));
    TreeMap<Long, Map<Replicates.Replicate, List<double[]>>> seeds = new TreeMap<>();
    for (Sample sample : samples(runs, split, metric, xName)) {
      sample.points.forEach(
          (m, point) ->
              seeds
                  .computeIfAbsent(m, k -> new LinkedHashMap<>())
                  .computeIfAbsent(sample.seed, seed -> new ArrayList<>())
                  .add(point));
    }
    TreeMap<Long, List<double[]>> moments = new TreeMap<>();
    seeds.forEach((m, own) -> moments.put(m, own.values().stream().map(Curve::mean).toList()));
    return moments.isEmpty() ? null : thinned(moments, metric);
  }

  /** The point in the middle of a seed's settings. */
  private static double[] mean(List<double[]> points) {
    return new double[] {
      points.stream().mapToDouble(p -> p[0]).average().orElseThrow(),
      points.stream().mapToDouble(p -> p[1]).average().orElseThrow()
    };
  }

  /** The points of each run alone, and of each network within a run. */
  public static List<Trace> traces(List<Run> runs, String split, MetricSpec metric, String xName) {
    List<Trace> traces = new ArrayList<>();
    for (Sample sample : samples(runs, split, metric, xName)) {
      TreeMap<Long, List<double[]>> moments = new TreeMap<>();
      sample.points.forEach((m, point) -> moments.put(m, List.of(point)));
      if (!moments.isEmpty()) {
        Curve curve = thinned(moments, metric);
        traces.add(new Trace(curve.x, curve.mean()));
      }
    }
    return traces;
  }

  /** Abscissa and ordinate by moment. */
  private record Sample(Replicates.Replicate seed, TreeMap<Long, double[]> points) {}

  /** One for each run or network within it, and each once. */
  private static List<Sample> samples(
      List<Run> runs, String split, MetricSpec metric, String xName) {
    List<Sample> samples = new ArrayList<>();
    Replicates replicates = Replicates.of(runs);
    Set<String> known = new HashSet<>();
    for (Run run : runs.stream().sorted(Comparator.comparing(run -> !run.done())).toList()) {
      Metrics metrics = xName.equals("epoch") ? run.wholeEpochs() : run.metrics();
      List<Metrics.Key> keys = metrics.samples(Metrics.Key.of(split, metric.metric()));
      for (Metrics.Key key : keys) {
        if (!known.add(run.sample(keys.indexOf(key), keys.size()))) {
          continue; // a repeat
        }
        Metrics.Track track = metrics.tracks().get(key);
        Map<Long, Double> abscissa = abscissae(run, split, xName);
        TreeMap<Long, double[]> own = new TreeMap<>();
        for (int i = 0; i < track.size(); i++) {
          long moment = xName.equals("epoch") ? track.epoch()[i] : track.step()[i];
          Double x = abscissa == null ? Double.valueOf(moment) : abscissa.get(track.step()[i]);
          if (x != null && moment >= 0) {
            // Of several values within one epoch the last one stands.
            own.put(moment, new double[] {x, metric.apply(track.value()[i])});
          }
        }
        samples.add(new Sample(replicates.of(run, keys.indexOf(key), keys.size()), own));
      }
    }
    return samples;
  }

  private static Curve thinned(TreeMap<Long, List<double[]>> moments, MetricSpec metric) {
    int every = (moments.size() + MOST_POINTS - 1) / MOST_POINTS;
    List<Double> x = new ArrayList<>();
    List<Statistics> y = new ArrayList<>();
    int number = 0;
    for (List<double[]> points : moments.values()) {
      if (number % every == 0 || number == moments.size() - 1) {
        x.add(points.stream().mapToDouble(p -> p[0]).average().orElseThrow());
        y.add(metric.statistics(points.stream().mapToDouble(p -> p[1]).toArray()));
      }
      number++;
    }
    return new Curve(x.stream().mapToDouble(Double::doubleValue).toArray(), y);
  }

  /** Step to abscissa, or null where the moment itself is the abscissa. */
  private static Map<Long, Double> abscissae(Run run, String split, String xName) {
    if (xName.equals("epoch") || xName.equals("step")) {
      return null;
    }
    Metrics metrics = run.metrics();
    Metrics.Track track = metrics.track(split, xName);
    if (track == null) {
      track =
          metrics.tracks().entrySet().stream()
              .filter(entry -> entry.getKey().name().equals(xName))
              .map(Map.Entry::getValue)
              .findFirst()
              .orElseThrow(
                  () ->
                      new PlotException(run.dir() + ": no metric '" + xName + "' for the x axis"));
    }
    Map<Long, Double> abscissae = new TreeMap<>();
    for (int i = 0; i < track.size(); i++) {
      abscissae.put(track.step()[i], track.value()[i]);
    }
    return abscissae;
  }

  public double[] mean() {
    return y.stream().mapToDouble(Statistics::mean).toArray();
  }

  public double last() {
    return y.get(y.size() - 1).mean();
  }

  /** Whether there is a spread anywhere. */
  public boolean spread() {
    return y.stream().anyMatch(s -> s.n() > 1);
  }
}
