package org.altgrad.plotting.summary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.altgrad.plotting.FakeRuns;
import org.altgrad.plotting.runs.RunSet;
import org.altgrad.plotting.runs.Runs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** n counts seeds, whatever else the runs of a group differ in. */
class ReplicatesTest {
  @TempDir Path dir;
  private int number;

  /** A run of ten steps an epoch. */
  private void run(String config, double... accuracy) throws IOException {
    StringBuilder csv = new StringBuilder("step,epoch,split,metric,value\n");
    for (int i = 0; i < accuracy.length; i++) {
      csv.append(10 * (i + 1) + "," + (i + 1) + ",test,accuracy," + accuracy[i] + "\n");
    }
    FakeRuns.run(dir.resolve("run-" + number++), config, "state: DONE\n", csv.toString());
  }

  private void run(String estimator, int seed, String lr, double accuracy) throws IOException {
    String config = "method: {estimator: %s}\nseed: %d\noptimizer: {lr: %s}\n";
    run(config.formatted(estimator, seed, lr), accuracy);
  }

  private Summary summary(String... by) {
    RunSet runs = Runs.read(List.of(dir));
    return Summary.of(
        runs, new Summary.Query(List.of(by), List.of("accuracy"), List.of("test"), new At.Last()));
  }

  /** One seed at two rates is one value without an interval. */
  @Test
  void settingsThatAreLeftOutAreNoSeeds() throws IOException {
    run("a", 0, "1e-3", 0.5);
    run("a", 0, "1e-4", 0.7);
    Summary summary = summary("estimator");
    Summary.Row row = summary.rows().get(0);
    assertEquals(1, row.n());
    assertEquals(0.6, row.statistics().mean(), 1e-12);
    assertTrue(Double.isNaN(row.statistics().upper()));
    assertEquals(List.of("a: 2 runs averaged over optimizer.lr=1e-4|1e-3"), summary.notes());
    assertTrue(
        summary.exact().toCsv().endsWith(",2 runs averaged over optimizer.lr=1e-4|1e-3\n"),
        summary.exact().toCsv());
  }

  /** Seeds at (.4, .6), (.5, .9) and (.6, .9): means .5, .7, .75, so .65 with sd .1322876. */
  @Test
  void theIntervalIsThatOfTheSeedsMeans() throws IOException {
    double[][] values = {{.4, .6}, {.5, .9}, {.6, .9}};
    for (int seed = 0; seed < 3; seed++) {
      run("a", seed, "1e-3", values[seed][0]);
      run("a", seed, "1e-4", values[seed][1]);
    }
    Summary.Row row = summary("estimator").rows().get(0);
    assertEquals(3, row.n());
    assertEquals(.65, row.statistics().mean(), 1e-12);
    assertEquals(.1322875656, row.statistics().sd(), 1e-9);
    assertEquals(.0763762616, row.statistics().se(), 1e-9);
    assertEquals(.5, row.statistics().min(), 1e-12);
    assertEquals(.75, row.statistics().max(), 1e-12);
    CellTable.Layout layout =
        new CellTable.Layout(
            CellTable.Spread.SD, Optional.empty(), CellTable.Best.NONE, PairedTests.Test.T);
    String latex = CellTable.of(summary("estimator"), layout, Optional.empty()).toLatex();
    assertTrue(latex.contains("0.65 $\\pm$ 0.13") && latex.contains("over 3 seeds"), latex);
    assertTrue(latex.contains("6 runs averaged over optimizer.lr"), latex);
    assertEquals(2, summary("estimator", "lr").rows().size());
    assertEquals(List.of(), summary("estimator", "lr").notes());
  }

  /** A seed that lacks a setting is said to, and a repeat weighs no more than a single run. */
  @Test
  void unequalSeedsAreSaidAndRepeatsWeighOnce() throws IOException {
    run("a", 0, "1e-3", 0.2);
    run("a", 0, "1e-3", 0.2);
    run("a", 0, "1e-4", 0.4);
    run("a", 1, "1e-3", 0.8);
    Summary summary = summary("estimator");
    Summary.Row row = summary.rows().get(0);
    assertEquals(2, row.n());
    assertEquals(.55, row.statistics().mean(), 1e-12); // of .3 and .8
    assertEquals(1, row.beside().repeats());
    assertTrue(summary.notes().get(0).endsWith("; not every seed has all of these"));
  }

  /** Means .5, .7, .75 against .45, .6, .7: differences .05, .1, .05; t = 4 of 2 degrees. */
  @Test
  void pairsAreOfTheSameMeans() throws IOException {
    double[][] a = {{.4, .6}, {.5, .9}, {.6, .9}};
    double[][] b = {{.3, .6}, {.4, .8}, {.5, .9}};
    for (int seed = 0; seed < 3; seed++) {
      for (int k = 0; k < 2; k++) {
        run("a", seed, "1e-" + (3 + k), a[seed][k]);
        run("b", seed, "1e-" + (3 + k), b[seed][k]);
      }
    }
    Summary summary = summary("estimator");
    PairedTests tests = PairedTests.of(summary, Map.of("method.estimator", "b"), false);
    PairedTests.Finding found = tests.found().get(summary.rows().get(0));
    assertEquals(3, found.pairs());
    assertEquals(.2 / 3, found.difference(), 1e-12);
    // 1 - 4 / sqrt(4^2 + 2), the closed form of two degrees of freedom.
    assertEquals(1 - 4 / Math.sqrt(18), found.p().get(0), 1e-9);
  }

  /**
   * Data seeds crossed with seeds are replicates; those that follow the seed, or a set, are not.
   */
  @Test
  void otherSeedsTellReplicatesWhereTheyDifferAlone() throws IOException {
    String config = "seed: %d\ndata: {name: %s, seed: %d}\n";
    for (int seed = 0; seed < 2; seed++) {
      for (int data = 0; data < 3; data++) {
        run(config.formatted(seed, "xor", data), .1 * seed + .01 * data);
      }
    }
    Summary crossed = summary();
    assertEquals(6, crossed.rows().get(0).n());
    assertEquals(List.of("6 runs averaged over other data: data.seed=0|1|2"), crossed.notes());
  }

  @Test
  void seedsOfDataThatFollowMakeNoMoreReplicates() throws IOException {
    String config = "seed: %d\ndata: {name: %s, seed: %d}\n";
    for (int seed = 0; seed < 3; seed++) {
      run(config.formatted(seed, "xor", seed), .1);
      run(config.formatted(seed, "blobs", 1), .3);
    }
    Summary.Row row = summary().rows().get(0);
    assertEquals(3, row.n());
    assertEquals(.2, row.statistics().mean(), 1e-12);
    assertEquals(
        List.of("6 runs averaged over other data: data.name=blobs|xor, data.seed=0|1|2"),
        summary().notes());
  }

  @Test
  void runsOfOtherLengthsAreNamed() throws IOException {
    String config =
        "method: {estimator: a}\nseed: %d\ntrainer: {max_epochs: %d, max_steps: null}\n";
    for (int seed = 0; seed < 2; seed++) {
      run(config.formatted(seed, 1), .1);
      run(config.formatted(seed, 2), .1, .3);
    }
    Summary summary = summary();
    assertEquals(2, summary.rows().get(0).n());
    assertEquals(
        List.of("4 runs averaged over other lengths: trainer.max_epochs=1|2"), summary.notes());
  }

  /** What cannot change a number splits no rows; what ends a run does. */
  @Test
  void keysWithoutEffectSplitNoRows() throws IOException {
    String config =
        "seed: %d\ntrainer: {max_epochs: 2, max_steps: %s, tensorboard: %s,"
            + " best: {metric: %s, mode: %s}, stopping: null}\n";
    run(config.formatted(0, "null", "true", "accuracy", "max"), .1, .2);
    run(config.formatted(1, "20", "false", "loss", "min"), .1, .4);
    run(config.formatted(1, "5000", "false", "accuracy", "min"), .1, .4);
    RunSet runs = Runs.read(List.of(dir));
    assertEquals(List.of(), runs.distinguishingKeys());
    Summary.Row row = summary().rows().get(0);
    assertEquals(2, row.n());
    assertEquals(1, row.beside().repeats());
    // One that does end a run.
    run(config.formatted(0, "10", "true", "accuracy", "max"), .1);
    assertEquals(List.of("trainer.max_steps"), Runs.read(List.of(dir)).distinguishingKeys());
    assertEquals(2, summary("max_steps").rows().size());
    // And is not reached by more epochs.
    run(config.formatted(1, "10", "true", "accuracy", "max").replace("epochs: 2", "epochs: 7"), .3);
    assertEquals(List.of("trainer.max_steps"), Runs.read(List.of(dir)).distinguishingKeys());
    assertEquals(2, summary("max_steps").rows().get(0).n());
  }

  /** A time that ended no run, and more batches than an epoch has: two seeds had two rows. */
  @Test
  void limitsThatWereNotReachedSplitNoRows() throws IOException {
    String config = "seed: %d\ntrainer: {max_time: %s, limit_train_batches: %s}\n";
    run(config.formatted(0, "null", "null"), .1, .2);
    run(config.formatted(1, "1h", "null"), .1, .4);
    run(config.formatted(2, "null", "11"), .1, .6);
    assertEquals(List.of(), Runs.read(List.of(dir)).distinguishingKeys());
    assertEquals(3, summary().rows().get(0).n());
    // As many as an epoch has may have cut it short.
    run(config.formatted(3, "null", "10"), .1, .8);
    assertEquals(
        List.of("trainer.limit_train_batches"), Runs.read(List.of(dir)).distinguishingKeys());
    // One of those with a time was ended by it.
    FakeRuns.run(
        dir.resolve("late"),
        config.formatted(4, "1h", "null"),
        "state: DONE\nended_by: max_time\n",
        "step,epoch,split,metric,value\n10,1,test,accuracy,.1\n");
    assertEquals(
        List.of("trainer.limit_train_batches", "trainer.max_time"),
        Runs.read(List.of(dir)).distinguishingKeys().stream().sorted().toList());
  }

  /** Where a rule stops a run, what it looks at tells. */
  @Test
  void theBestMetricTellsWhereItStopsRuns() throws IOException {
    String config =
        "seed: 0\ntrainer: {best: {metric: accuracy, mode: %s}, stopping: {patience: 2}}\n";
    run(config.formatted("max"), .1);
    run(config.formatted("min"), .3);
    assertEquals(List.of(), Runs.read(List.of(dir)).distinguishingKeys());
    assertEquals(1, summary().rows().get(0).beside().repeats());
    FakeRuns.run(
        dir.resolve("stopped"),
        config.formatted("max"),
        "state: DONE\nmessage: 'stopped early: accuracy has not become better'\n",
        "step,epoch,split,metric,value\n10,1,test,accuracy,.1\n");
    assertEquals(List.of("trainer.best.mode"), Runs.read(List.of(dir)).distinguishingKeys());
    assertFalse(summary().notes().isEmpty());
  }

  /** Three seeds had three rows. */
  @Test
  void rulesOfStoppingThatStoppedNoneSplitNoRows() throws IOException {
    String config = "seed: %d\ntrainer: {stopping: %s}\n";
    String rule = "{patience: %d, min_delta: 0}";
    run(config.formatted(0, "null"), .1, .2);
    run(config.formatted(1, rule.formatted(5)), .1, .4);
    run(config.formatted(2, rule.formatted(9)), .1, .6);
    run(config.formatted(2, "null"), .1, .6);
    assertEquals(List.of(), Runs.read(List.of(dir)).distinguishingKeys());
    Summary.Row row = summary().rows().get(0);
    assertEquals(3, row.n());
    assertEquals(0.4, row.statistics().mean(), 1e-12);
    assertEquals(1, row.beside().repeats(), "seed 2 is one sample");
    // One network of a run was stopped before the other, by a rule of its own.
    FakeRuns.run(
        dir.resolve("networks"),
        "seed: 7\ntrainer: {models: 2, stopping: {patience: 1, min_delta: 0}}\n",
        "state: DONE\n",
        "step,epoch,split,metric,model,value\n10,1,train,loss,0,1\n10,1,train,loss,1,1\n"
            + "20,2,train,loss,0,1\n20,2,test,accuracy,0,.5\n20,2,test,accuracy,1,.5\n");
    List<String> keys = Runs.read(List.of(dir)).differingKeys();
    assertTrue(keys.contains("trainer.stopping.patience"), keys.toString());
    assertEquals(
        List.of("1", "-", "-", "-", "-"),
        Runs.read(List.of(dir)).runs().stream()
            .map(run -> run.setting("trainer.stopping.patience"))
            .toList());
  }
}
