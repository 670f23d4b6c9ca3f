package org.altgrad.train.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.altgrad.data.DataSet;
import org.altgrad.graphs.optim.RunLength;
import org.altgrad.graphs.program.Limits;
import org.altgrad.train.experiment.Experiment;
import org.altgrad.train.experiment.TrainerSettings;

/**
 * Words that were chosen for a run and change nothing of it, as shows once its data and its length
 * are known: limits beyond what there is. They are told and not refused, for with other data, or in
 * a longer run, the same words have an effect.
 */
final class IdleWords {
  private final Experiment experiment;
  private final TrainerSettings settings;
  private final RunLength length;
  private final Set<String> chosen;
  private final List<String> notes = new ArrayList<>();

  private IdleWords(Experiment experiment, RunLength length) {
    this.experiment = experiment;
    this.settings = experiment.trainer();
    this.length = length;
    this.chosen = experiment.config().chosen().keySet();
  }

  /** A line for each. */
  static List<String> of(Experiment experiment, DataSet data, RunLength length) {
    IdleWords words = new IdleWords(experiment, length);
    if (words.settings.fastDevRun()) {
      words.quick();
    } else {
      words.limits();
      words.stopping();
    }
    words.examples(data);
    return words.notes;
  }

  private void tell(String key, String why) {
    if (chosen.contains(key)) {
      Object value = experiment.config().find(key).orElse(null);
      notes.add("note: " + key + "=" + value + " has no effect: " + why);
    }
  }

  /** One step is an epoch and the whole run. */
  private void quick() {
    for (String key :
        List.of("max_epochs", "max_steps", "max_time", "limit_train_batches", "checkpoint_steps")) {
      if (experiment.config().find("trainer." + key).isPresent()) {
        tell("trainer." + key, "trainer.fast_dev_run makes one step");
      }
    }
    if (settings.selection().stopping().isPresent()) {
      tell("trainer.stopping.patience", "trainer.fast_dev_run makes one step");
    }
  }

  private void limits() {
    Limits limits = settings.limits();
    long all = limits.maxEpochs() * length.stepsPerEpoch();
    long most = limits.maxSteps().orElse(Long.MAX_VALUE);
    if (most > all && most < Long.MAX_VALUE) {
      tell("trainer.max_steps", steps(all) + " of trainer.max_epochs come first");
    } else if (length.epochs() < limits.maxEpochs()) {
      tell("trainer.max_epochs", steps(most) + " of trainer.max_steps come first");
    }
    if (limits.limitTrainBatches().filter(n -> n > length.stepsPerEpoch()).isPresent()) {
      tell("trainer.limit_train_batches", "an epoch has fewer steps, " + length.stepsPerEpoch());
    }
    if (settings
        .checkpointing()
        .checkpointSteps()
        .filter(n -> n > length.totalSteps())
        .isPresent()) {
      tell("trainer.checkpoint_steps", "the run has fewer steps, " + length.totalSteps());
    }
  }

  /** The first evaluation is the best so far, and after the last one the run ends anyway. */
  private void stopping() {
    int every = settings.cadence().evaluateEvery();
    long before = (length.epochs() - 1) / every;
    if (settings.selection().stopping().filter(rule -> rule.patience() >= before).isPresent()) {
      tell(
          "trainer.stopping.patience",
          String.format(
              Locale.ROOT,
              "the run has %d %s before its end, and the first has none to be held against",
              before,
              before == 1 ? "evaluation" : "evaluations"));
    }
  }

  private static String steps(long n) {
    return String.format(Locale.ROOT, n == 1 ? "the %,d step" : "the %,d steps", n);
  }

  /**
   * What is held out is of the training examples. Whether the test examples are is not looked at:
   * but for sets of images, which have files of them, they are counted as such.
   */
  private void examples(DataSet data) {
    Optional<Long> train = count(data, "train");
    Optional<Long> test = count(data, "test");
    long most = train.orElse(0L) + count(data, "validation").orElse(0L);
    boolean ownTest = experiment.config().find("data.subset").isPresent();
    if (!ownTest && experiment.config().find("data.holdout").isPresent()) {
      most += test.orElse(0L);
    }
    if (train.isPresent() && limit("data.train_limit") > most) {
      tell("data.train_limit", "there are fewer training examples");
    }
    if (test.isPresent() && limit("data.test_limit") > test.get()) {
      tell("data.test_limit", "there are fewer test examples, " + test.get());
    }
  }

  private long limit(String key) {
    return experiment.config().find(key).orElse(null) instanceof Number n ? n.longValue() : 0;
  }

  private static Optional<Long> count(DataSet data, String split) {
    return Optional.ofNullable(data.splits().get(split)).map(s -> (long) s.count());
  }
}
