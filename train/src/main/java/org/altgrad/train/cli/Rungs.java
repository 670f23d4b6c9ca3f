package org.altgrad.train.cli;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.altgrad.graphs.program.MetricName;
import org.altgrad.train.loop.KnownMetrics;
import org.altgrad.train.loop.Reporter;
import org.altgrad.train.loop.Stop;
import org.altgrad.train.search.Definition;
import org.altgrad.train.sweep.Job;
import org.altgrad.train.sweep.Plan;
import org.altgrad.train.sweep.Standing.Phase;
import org.altgrad.train.sweep.SweepDirectory;

/**
 * Has it decided at each rung whether a run goes on, before the checkpoint of that moment: whoever
 * is killed between the two comes to the rung again. A run that does not go on is stopped as by a
 * signal: its checkpoint is that of the rung, and whoever resumes it gets the bytes of a run that
 * was never stopped, whichever schedules its length has.
 */
final class Rungs implements Reporter.Listener {
  private final SweepDirectory directory;
  private final Job job;
  private final String worker;
  private final Stop stop;
  private final SearchMetric metric;
  private Optional<Phase> halted;

  Rungs(SweepDirectory directory, Job job, String worker, Stop stop, SearchMetric metric) {
    this.metric = metric;
    this.directory = directory;
    this.job = job;
    this.worker = worker;
    this.stop = stop;
    this.halted = directory.state().halted(job.run());
  }

  /** Where the run was halted; empty if it goes on. */
  Optional<Phase> halted() {
    return halted;
  }

  @Override
  public void begins(KnownMetrics known) {
    metric.require(known);
  }

  /** A mean over the networks that have not diverged would win over those of whole trials. */
  @Override
  public boolean needsAll() {
    return directory.plan().isPresent();
  }

  /** At the run's end there is nothing to decide. */
  @Override
  public void epoch(long epoch, long epochs, Map<String, Map<MetricName, Double>> results) {
    if (directory.plan().isEmpty() || epoch >= epochs) {
      return;
    }
    Plan plan = directory.plan().get();
    OptionalLong rung = plan.rung(job, epoch);
    if (rung.isPresent() && rung.getAsLong() == epoch) {
      Definition.Metric wanted = plan.definition().metric().orElseThrow();
      Double value =
          results.getOrDefault(wanted.split(), Map.of()).get(MetricName.parse(wanted.name()));
      if (value != null) {
        halted = directory.decide(job, worker, epoch, value);
        halted.ifPresent(phase -> stop.request());
      }
    }
  }
}
