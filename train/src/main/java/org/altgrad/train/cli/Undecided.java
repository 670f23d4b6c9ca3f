package org.altgrad.train.cli;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.altgrad.plotting.PlotException;
import org.altgrad.train.config.ConfigException;
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
    EarlyStopping rule = definition.stopping();
    OptionalLong epochs = longest(definition, first.trainer().limits().maxEpochs());
    if (epochs.isEmpty() || rule.firstRung().isEmpty()) {
      return Optional.empty();
    }
    long end = epochs.getAsLong();
    return rule.firstRung().getAsLong() >= end
        ? Optional.of(late(rule, end))
        : rule instanceof EarlyStopping.Hyperband brackets
            ? others(brackets, end)
            : Optional.empty();
  }

  /**
   * The epochs of the longest runs; empty if that is not known.
   *
   * @param first those of the first point
   */
  private static OptionalLong longest(Definition definition, long first) {
    List<Space.Parameter> swept =
        definition.search().space().parameters().stream()
            .filter(parameter -> parameter.key().replaceFirst("^[+]+", "").equals(LENGTH))
            .toList();
    List<String> everywhere = definition.search().everywhere();
    if (!swept.stream()
        .allMatch(p -> everywhere.contains(p.key()) && !p.distribution().ends().isEmpty())) {
      return OptionalLong.empty();
    }
    try {
      LongStream values =
          swept.stream()
              .flatMap(parameter -> parameter.distribution().ends().stream())
              .mapToLong(text -> new BigDecimal(text.replace("_", "")).longValueExact());
      return LongStream.concat(LongStream.of(first), values).max();
    } catch (ArithmeticException | NumberFormatException e) {
      return OptionalLong.empty(); // such as an interpolation
    }
  }

  /** That brackets are those of runs of another length. */
  private static Optional<String> others(EarlyStopping.Hyperband rule, long epochs) {
    int own = rule.brackets();
    int due = rule.brackets(epochs);
    return own == due
        ? Optional.empty()
        : Optional.of(
            "max_resource is %d, but runs end at epoch %d: trials are in %d %s in place of %d; max_resource must be %d, or %s %d"
                .formatted(
                    rule.maxResource(),
                    epochs,
                    own,
                    own == 1 ? "bracket" : "brackets",
                    due,
                    epochs,
                    LENGTH,
                    rule.maxResource()));
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

  /** What is known now: of brackets, and of the first run that has come to its end. */
  static List<String> notes(SweepDirectory directory) {
    return Stream.concat(brackets(directory).stream(), note(directory).stream()).toList();
  }

  /** Of the first run that has come to its end. */
  static Optional<String> note(SweepDirectory directory) {
    return new Undecided(directory).first();
  }

  private static Optional<String> brackets(SweepDirectory directory) {
    Definition definition = directory.plan().map(Plan::definition).orElse(null);
    SweepState state = directory.state();
    if (definition == null
        || state.proposed() == 0
        || !(definition.stopping() instanceof EarlyStopping.Hyperband rule)) {
      return Optional.empty();
    }
    try {
      Experiment first = new SearchFiler(directory).experiment(state.point(0), List.of());
      OptionalLong epochs = longest(definition, first.trainer().limits().maxEpochs());
      return epochs.isEmpty() || rule.minResource() >= epochs.getAsLong()
          ? Optional.empty()
          : others(rule, epochs.getAsLong()).map(note -> "early_stopping: " + note);
    } catch (ConfigException | RunException e) {
      return Optional.empty(); // what its runs are composed from is not here
    }
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
