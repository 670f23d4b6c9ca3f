package org.altgrad.train.cli;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.altgrad.data.DataSet;
import org.altgrad.data.Progress;
import org.altgrad.data.source.DataContext;
import org.altgrad.train.config.ConfigException;
import org.altgrad.train.experiment.Experiment;
import org.altgrad.train.loop.KnownMetrics;
import org.altgrad.train.search.Definition;
import org.altgrad.train.sweep.Plan;
import org.altgrad.train.sweep.SweepDirectory;

/**
 * Holds the metrics that a sweep goes by against what its runs measure: what none has is refused
 * before anything is trained, where that can be known in a moment, and otherwise when the first run
 * begins.
 */
final class SearchMetric {
  /** What takes longer is left to the first run. */
  private static final double MOST_SECONDS = 3;

  private final SweepDirectory directory;
  private boolean missing;

  /** For the runs of a sweep. */
  SearchMetric(SweepDirectory directory) {
    this.directory = directory;
  }

  SweepDirectory directory() {
    return directory;
  }

  /** Whether a run was refused, for it does not measure what the search looks for. */
  boolean missing() {
    return missing;
  }

  /**
   * Refuses a run that would not measure what the search looks for. Once some run has, others do.
   *
   * @throws ConfigException with what it measures
   */
  void require(KnownMetrics known) {
    Optional<Definition.Metric> metric =
        directory.plan().map(Plan::definition).flatMap(Definition::metric);
    if (metric.isPresent() && !directory.state().measured()) {
      missing = true;
      require(known, directory.path().resolve(Plan.FILE) + ": metric", metric.get());
      missing = false;
    }
  }

  private static void require(KnownMetrics known, String section, Definition.Metric metric) {
    Set<String> barred = Set.of(Definition.Metric.TEST);
    known.require(section, metric.split(), "name", metric.name(), barred);
  }

  /**
   * Refuses a search whose first point does not measure what it looks for.
   *
   * @param section that names the metric, with its file and line
   * @throws ConfigException with what it measures
   */
  static void require(String section, Definition.Metric metric, Experiment first) {
    known(first, known -> require(known, section, metric));
  }

  /**
   * Refuses a sweep that was told by which metric checkpoints are the best, if its first point does
   * not measure that.
   *
   * @param words that were typed
   * @throws ConfigException with what it measures
   */
  static void requireBest(Experiment first, List<String> words) {
    boolean told = words.stream().anyMatch(SearchMetric::tells);
    first
        .trainer()
        .selection()
        .chosen()
        .filter(best -> told)
        .ifPresent(best -> known(first, known -> known.require(best)));
  }

  private static boolean tells(String word) {
    return word.matches("\\+{0,2}trainer[.](best|stopping)[.=].*");
  }

  /**
   * Builds a program and trains nothing. Where data or TensorFlow are not here, they may be where
   * its runs will be; where the program cannot be built, its runs say why.
   */
  private static void known(Experiment experiment, Consumer<KnownMetrics> require) {
    AtomicReference<ConfigException> refused = new AtomicReference<>();
    try {
      DataSet data = experiment.data().load(DataContext.standard(false, Progress.NONE));
      KnownMetrics.within(
          MOST_SECONDS,
          experiment,
          data,
          known -> {
            try {
              require.accept(known);
            } catch (ConfigException e) {
              refused.set(e);
            }
          });
    } catch (RuntimeException | LinkageError e) {
      return;
    }
    if (refused.get() != null) {
      throw refused.get();
    }
  }
}
