package org.altgrad.train.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.altgrad.data.Column;
import org.altgrad.data.DataSet;
import org.altgrad.data.Split;
import org.altgrad.graphs.optim.RunLength;
import org.altgrad.train.config.Composer;
import org.altgrad.train.config.ConfigSources;
import org.altgrad.train.experiment.Experiment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Words that change nothing of a run are told once its length is known, and others are not. */
class IdleWordsTest {
  /** Steps in an epoch, as the data have them. */
  private static final int EPOCH = 10;

  private static List<String> told(String experiment, String... words) {
    List<String> all =
        Stream.concat(Stream.of("experiment=" + experiment), Stream.of(words)).toList();
    Experiment found =
        Experiment.of(
            new Composer(ConfigSources.packaged(IdleWordsTest.class.getClassLoader(), "conf"))
                .compose("config", all, Clock.systemUTC()));
    RunLength length = found.trainer().limits().length(EPOCH);
    DataSet data =
        DataSet.of(
            "d", 2, List.of(), split("train", 90), split("validation", 10), split("test", 20));
    return IdleWords.of(found, data, length);
  }

  private static Split split(String name, int count) {
    return Split.of(name, Column.labels(new int[count]));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "trainer.max_epochs=3 trainer.max_steps=31 | trainer.max_steps=31 | the 30 steps of"
            + " trainer.max_epochs come first",
        "trainer.max_epochs=3 trainer.max_steps=20 | trainer.max_epochs=3 | the 20 steps of"
            + " trainer.max_steps come first",
        "trainer.limit_train_batches=11 | trainer.limit_train_batches=11 | an epoch has fewer"
            + " steps, 10",
        "trainer.max_epochs=2 trainer.checkpoint_steps=21 | trainer.checkpoint_steps=21 | the run"
            + " has fewer steps, 20",
        "trainer.max_epochs=5 trainer.stopping={patience:4} | trainer.stopping.patience=4 | the"
            + " run has 4 evaluations before its end, and the first has none to be held against",
        "trainer.max_epochs=5 trainer.evaluate_every=4 trainer.stopping={patience:1} |"
            + " trainer.stopping.patience=1 | the run has 1 evaluation before its end, and the"
            + " first has none to be held against",
        "trainer.fast_dev_run=true trainer.max_epochs=5 | trainer.max_epochs=5 |"
            + " trainer.fast_dev_run makes one step",
        "data.train_limit=101 | data.train_limit=101 | there are fewer training examples",
        "data.test_limit=21 | data.test_limit=21 | there are fewer test examples, 20",
      })
  void areTold(String words, String word, String why) {
    assertEquals(
        List.of("note: " + word + " has no effect: " + why), told("hnca/bandit", words.split(" ")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "trainer.max_epochs=3 trainer.max_steps=30",
        "trainer.max_epochs=3 trainer.max_steps=21",
        "trainer.limit_train_batches=10",
        "trainer.max_epochs=2 trainer.checkpoint_steps=20",
        "trainer.max_epochs=5 trainer.stopping={patience:3}",
        "trainer.max_epochs=5 trainer.evaluate_every=2 trainer.stopping={patience:1}",
        "trainer.fast_dev_run=true",
        "data.train_limit=100",
        "data.test_limit=20",
      })
  void areNotToldWhereTheyMatter(String words) {
    assertEquals(List.of(), told("hnca/bandit", words.split(" ")));
  }

  /** What an experiment's file says is for those who change its other settings. */
  @Test
  void ofFilesNothingIsTold() {
    assertEquals(List.of(), told("ima/moebius_quick", "trainer.max_epochs=2"));
  }
}
