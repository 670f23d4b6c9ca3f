package org.altgrad.train.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.altgrad.plotting.PlotException;
import org.altgrad.train.experiment.Experiment;
import org.altgrad.train.run.RunException;
import org.altgrad.train.search.Definition;
import org.altgrad.train.search.EarlyStopping;
import org.altgrad.train.search.Space;
import org.altgrad.train.sweep.Job;
import org.altgrad.train.sweep.Plan;
import org.altgrad.train.sweep.Standing.Phase;
import org.altgrad.train.sweep.SweepDirectory;
import org.altgrad.train.sweep.SweepState;

/**
 * Finds early stopping that decides nothing: its rungs are not before the end of a run, or at
 * epochs after which the metric is not measured.
 */
final class Undecided {
  private static final String LENGTH = "trainer.max_epochs";

  /** More epochs than this are not listed one by one. */
  private static final int SHOWN = 5;

  private final SweepDirectory directory;
  private boolean over;

  /** For the runs of a sweep. */
  Undecided(SweepDirectory directory) {
    this.directory = directory;
    this.over = directory.plan().isEmpty() || none(directory.plan().get().definition());
  }

  private static boolean none(Definition definition) {
    return definition.stopping() instanceof EarlyStopping.None;
  }

  /** What can be said before anything is trained, of the first point; empty if all is well. */
  static Optional<String> inAdvance(Definition definition, Experiment first) {
    long epochs = first.trainer().limits().maxEpochs();
    boolean same =
        definition.search().space().parameters().stream()
            .map(Space.Parameter::key)
            .noneMatch(LENGTH::equals);
    OptionalLong rung = definition.stopping().firstRung();
    return same && rung.isPresent() && rung.getAsLong() >= epochs
        ? Optional.of(late(definition.stopping(), epochs))
        : Optional.empty();
  }

  private static String late(EarlyStopping rule, long epochs) {
    String keys = rule instanceof EarlyStopping.Median ? "warmup + interval" : "min_resource";
    return rule.name()
        + " decides nothing: its first rung, epoch "
        + rule.firstRung().orElseThrow()
        + ", is not before the end of a run, epoch "
        + epochs
        + "; "
        + keys
        + " must be less than "
        + epochs
        + ", or "
        + LENGTH
        + " more";
  }

  /** What is known now, of the first run that has come to its end. */
  static Optional<String> note(SweepDirectory directory) {
    return new Undecided(directory).first();
  }

  /** The same, told once. */
  Optional<String> first() {
    if (over) {
      return Optional.empty();
    }
    SweepState state = directory.state();
    Plan plan = directory.plan().orElseThrow();
    Optional<Job> done =
        state.jobs().stream()
            .filter(job -> job.trial().isPresent() && !job.confirms())
            .filter(job -> state.of(job.run()).phase() == Phase.DONE)
            .filter(job -> plan.definition().hasFirstRung(job.trial().get()))
            .findFirst();
    over = state.decided() || done.isPresent();
    return state.decided() ? Optional.empty() : done.flatMap(job -> of(plan, job));
  }

  private Optional<String> of(Plan plan, Job job) {
    Definition definition = plan.definition();
    List<Long> measured;
    try {
      measured = plan.epochs(directory.run(job).path());
    } catch (RunException | PlotException e) {
      return Optional.empty(); // what is wrong with it is told elsewhere
    }
    long end = measured.stream().mapToLong(epoch -> epoch).max().orElse(0);
    EarlyStopping rule = definition.stopping();
    if (rule.firstRung().orElseThrow() >= end) {
      return end == 0 ? Optional.empty() : Optional.of("early_stopping: " + late(rule, end));
    }
    List<Long> rungs = new ArrayList<>();
    OptionalLong rung = definition.nextRung(job.trial().orElseThrow(), 0);
    while (rung.isPresent() && rung.getAsLong() < end) {
      rungs.add(rung.getAsLong());
      rung = definition.nextRung(job.trial().get(), rung.getAsLong());
    }
    if (rungs.stream().anyMatch(measured::contains)) {
      return Optional.empty();
    }
    Definition.Metric metric = definition.metric().orElseThrow();
    boolean atEnd = measured.size() == 1;
    return Optional.of(
        "early_stopping: %s has decided nothing in %s: %s@%s was measured after %s, and rungs are at %s; %s"
            .formatted(
                rule.name(),
                job.run(),
                metric.name(),
                metric.split(),
                atEnd ? "epoch " + end + " alone, its end" : "epochs " + listed(measured),
                listed(rungs),
                atEnd
                    ? "a sweep needs a metric that is measured while a run goes on"
                    : "a sweep needs rungs at epochs after which its metric is measured"));
  }

  private static String listed(List<Long> epochs) {
    return epochs.stream().limit(SHOWN).map(Object::toString).collect(Collectors.joining(", "))
        + (epochs.size() > SHOWN ? ", …" : "");
  }
}
