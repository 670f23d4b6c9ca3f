package org.altgrad.plotting.summary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.altgrad.plotting.FakeRuns;
import org.altgrad.plotting.OutputFile;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.kind.Curve;
import org.altgrad.plotting.kind.MetricSpec;
import org.altgrad.plotting.runs.RunSet;
import org.altgrad.plotting.runs.Runs;
import org.apache.commons.math3.stat.descriptive.DescriptiveStatistics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

class SummaryTest {
  @TempDir Path dir;

  private void run(String method, int seed, String state, double... accuracy) throws IOException {
    StringBuilder csv = new StringBuilder("step,epoch,split,metric,value\n");
    for (int i = 0; i < accuracy.length; i++) {
      csv.append(10 * i + "," + i + ",test,accuracy," + accuracy[i] + "\n");
      csv.append(10 * i + "," + i + ",val,loss," + Math.abs(i - 1) + "\n");
    }
    FakeRuns.run(
        dir.resolve(method + seed),
        "method: {name: " + method + "}\nseed: " + seed + "\n",
        "state: " + state + "\n",
        csv.toString());
  }

  private Summary summary(String at) {
    RunSet runs = Runs.read(List.of(dir));
    return Summary.of(
        runs, new Summary.Query(null, List.of("accuracy"), List.of("test"), At.parse(at)));
  }

  @Test
  void statisticsAgreeWithAnIndependentComputation() {
    double[] values = {0.91, 0.94, 0.87, 0.95, 0.9};
    DescriptiveStatistics expected = new DescriptiveStatistics(values);
    Statistics s = Statistics.of(values);
    assertEquals(expected.getMean(), s.mean(), 1e-15);
    assertEquals(expected.getStandardDeviation(), s.sd(), 1e-15);
    assertEquals(expected.getStandardDeviation() / Math.sqrt(5), s.se(), 1e-15);
    // t(4) at 97.5 % from a printed table.
    assertEquals(expected.getMean() - 2.776445 * s.se(), s.lower(), 1e-7);
    assertEquals(expected.getMean() + 2.776445 * s.se(), s.upper(), 1e-7);
    assertEquals(0.87, s.min());
    assertEquals(0.95, s.max());
  }

  @Test
  void oneValueHasNoSpreadAndNanShows() {
    Statistics one = Statistics.of(3.0);
    assertTrue(Double.isNaN(one.se()) && Double.isNaN(one.lower()) && Double.isNaN(one.sd()));
    assertTrue(Double.isNaN(Statistics.of(1, Double.NaN).mean()));
    Statistics same = Statistics.of(0.1, 0.1, 0.1);
    assertEquals(new Statistics(3, 0.1, 0, 0, 0.1, 0.1, 0.1, 0.1), same);
    assertTrue(Statistics.of(1e-9, 2e-9).sd() > 0);
  }

  @Test
  void eachMomentTakesItsValue() throws IOException {
    run("a", 0, "DONE", 0.1, 0.9, 0.7, 0.8);
    run("a", 1, "DONE", 0.3, 0.5, 0.6, 0.4);
    assertEquals(0.6, summary("last").rows().get(0).statistics().mean(), 1e-12);
    assertEquals(0.75, summary("best").rows().get(0).statistics().mean(), 1e-12);
    assertEquals(0.2, summary("min").rows().get(0).statistics().mean(), 1e-12);
    assertEquals(0.65, summary("epoch=2").rows().get(0).statistics().mean(), 1e-12);
    assertEquals(0.7, summary("best=loss@val").rows().get(0).statistics().mean(), 1e-12);
    assertThrows(PlotException.class, () -> summary("epoch=9"));
    String message = assertThrows(PlotException.class, () -> At.parse("first")).getMessage();
    assertTrue(message.contains("'first'") && message.contains("epoch=N"), message);
  }

  /** What was trained until its time was over is compared at the last epoch that all reached. */
  @Test
  void runsOutOfTimeAreUnfinished() throws IOException {
    run("a", 0, "DONE\nended_by: max_time", 0.1, 0.9, 0.7, 0.8);
    run("a", 1, "DONE\nended_by: max_time", 0.3, 0.5);
    Summary.Row row = summary("last").rows().get(0);
    assertEquals(0, row.n());
    assertEquals(2, row.beside().unfinished());
    assertEquals(0.7, row.statistics().mean(), 1e-12);
    run("a", 2, "DONE", 0.2, 0.4, 0.6);
    row = summary("last").rows().get(0);
    assertEquals(1, row.n());
    assertEquals(2, row.beside().unfinished());
    assertEquals(0.6, row.statistics().mean(), 1e-12);
  }

  /** An epoch of which a run made a part is none that it has reached. */
  @Test
  void anEpochCutShortIsNone() throws IOException {
    String cut = "DONE\nended_by: max_time\ncut_epoch: ";
    run("a", 0, cut + 2, 0.1, 0.9, 0.3);
    run("a", 1, "DONE", 0.3, 0.5, 0.7);
    Summary.Row row = summary("epoch=2").rows().get(0);
    assertEquals(1, row.n());
    assertEquals(0.7, row.statistics().mean(), 1e-12);
    assertEquals(1, row.beside().unfinished());
    row = summary("epoch=1").rows().get(0);
    assertEquals(2, row.n());
    assertEquals(0.7, row.statistics().mean(), 1e-12);
    // Where none is done, the last whole epoch that those have who have any.
    run("a", 1, cut + 1, 0.3, 0.5);
    assertEquals(0.2, summary("last").rows().get(0).statistics().mean(), 1e-12);
    String message = assertThrows(PlotException.class, () -> summary("epoch=2")).getMessage();
    assertTrue(message.endsWith("epoch 2; there are values at 0, 1"), message);
  }

  /** What there is of a run within its first epoch is its last value, and that of no epoch. */
  @Test
  void aRunWithinItsFirstEpochHasALastValue() throws IOException {
    String csv = "step,epoch,split,metric,value\n45,1,test,accuracy,0.25\n";
    String state = "state: DONE\nended_by: max_time\ncut_epoch: 1\n";
    FakeRuns.run(dir.resolve("a0"), "seed: 0\n", state, csv);
    assertEquals(0.25, summary("last").rows().get(0).statistics().mean());
    String message = assertThrows(PlotException.class, () -> summary("epoch=1")).getMessage();
    assertTrue(message.endsWith("epoch 1; none has come to the end of an epoch"), message);
    FakeRuns.run(dir.resolve("a1"), "seed: 1\n", state, csv.replace("0.25", "0.75"));
    assertEquals(0.5, summary("last").rows().get(0).statistics().mean());
  }

  /** Numbers of other definitions are no samples of one; older runs do not say theirs. */
  @Test
  void otherVersionsOfAMetricAreNotAveraged() throws IOException {
    for (int seed = 0; seed < 3; seed++) {
      run("a", seed, "DONE", 0.25 * seed, 0.5);
    }
    version(1, "accuracy", 1);
    assertEquals(0.5, summary("last").rows().get(0).statistics().mean(), 1e-12);
    version(2, "accuracy", 2);
    String message = assertThrows(PlotException.class, () -> summary("last")).getMessage();
    assertEquals(
        "accuracy of test: must be of one version to be averaged but is accuracy/1 in "
            + dir.resolve("a1")
            + " and accuracy/2 in "
            + dir.resolve("a2"),
        message);
    RunSet runs = Runs.read(List.of(dir));
    MetricSpec spec = MetricSpec.parse("accuracy", runs);
    assertThrows(PlotException.class, () -> Curve.of(runs.runs(), "test", spec, "epoch"));
    Summary.Query each =
        new Summary.Query(List.of("seed"), List.of("accuracy"), List.of("test"), new At.Last());
    assertEquals(3, Summary.of(runs, each).rows().size());
    version(2, "accuracy/model0", 1);
    assertEquals(3, summary("last").rows().get(0).n());
  }

  private void version(int seed, String metric, int version) throws IOException {
    Files.writeString(
        dir.resolve("a" + seed).resolve("result.yaml"),
        "scores: {test: {" + metric + ": {version: accuracy/" + version + ", rows: 9}}}\n");
  }

  /** What stands beside a score is of its version. */
  @Test
  void theNullOfAScoreHasItsVersion() throws IOException {
    for (int seed = 0; seed < 2; seed++) {
      String csv = "step,epoch,split,metric,value\n1,1,test,accuracy_null95,0.5\n";
      FakeRuns.run(dir.resolve("a" + seed), "seed: " + seed + "\n", "state: DONE\n", csv);
      version(seed, "accuracy", seed);
    }
    RunSet runs = Runs.read(List.of(dir));
    Summary.Query all = new Summary.Query(null, List.of(), List.of(), new At.Last());
    String message = assertThrows(PlotException.class, () -> Summary.of(runs, all)).getMessage();
    assertTrue(message.startsWith("accuracy_null95 of test: must be of one version"), message);
  }

  @Test
  void groupsDifferByTheirKeysAndUnfinishedRunsAreCounted() throws IOException {
    run("a", 0, "DONE", 0.5);
    run("a", 1, "DIVERGED", Double.NaN);
    run("b", 0, "DONE", 0.25);
    Summary summary = summary("last");
    assertEquals(List.of("method.name"), summary.keys());
    assertEquals(
        """
        method.name,split,metric,n,mean,sd,se,lower95,upper95,min,max,diverged
        a,test,accuracy,1,0.5,,,,,0.5,0.5,1
        b,test,accuracy,1,0.25,,,,,0.25,0.25,0
        """,
        summary.exact().toCsv());
    assertTrue(summary.table().doubleColumn("se").isMissing(1));
  }

  /** Four runs of one configuration and seed are one sample, whatever cannot matter. */
  @Test
  void repeatsAreOneSample() throws IOException {
    for (int i = 0; i < 4; i++) {
      FakeRuns.run(
          dir.resolve("r" + i),
          "seed: " + i / 2 + "\ntrainer: {threads: " + i + "}\nrun: {root: r" + i + "}\n",
          "state: DONE\n",
          "step,epoch,split,metric,value\n1,1,test,accuracy," + 0.25 * (i / 2 + 1) + "\n");
    }
    Summary summary = summary("last");
    assertEquals(List.of(), summary.keys());
    Summary.Row row = summary.rows().get(0);
    assertEquals(2, row.statistics().n());
    assertEquals(0.375, row.statistics().mean());
    assertEquals(new Summary.Beside(2, 0, 0, 0), row.beside());
  }

  /** A network with a seed of its own is the same one in whichever runs it is trained. */
  @Test
  void networksOfOneSeedAreOneSample() throws IOException {
    String head = "step,epoch,split,metric,model,value\n";
    for (int first = 0; first < 2; first++) {
      String rows =
          "1,1,test,accuracy,0,0." + (first + 1) + "\n1,1,test,accuracy,1,0." + (first + 2) + "\n";
      String seeds = "[" + first + ", " + (first + 1) + "]";
      String config = "seed: %d\ntrainer: {seeds: %s, models: %d, steps_per_call: %d}\n";
      FakeRuns.run(
          dir.resolve("said" + first),
          config.formatted(7, seeds, 1, 1 + first),
          "state: DONE\nseeds: " + seeds + "\n",
          head + rows);
      FakeRuns.run(
          dir.resolve("counted" + first),
          config.formatted(first, null, 2, 5),
          "state: DONE\nseeds: " + seeds + "\n",
          head + rows);
      FakeRuns.run(
          dir.resolve("earlier" + first),
          config.formatted(1, seeds, 1, 1),
          "state: DONE\n",
          head + rows);
    }
    RunSet runs = Runs.read(List.of(dir));
    assertEquals(List.of("trainer.models"), runs.distinguishingKeys());
    var query = new Summary.Query(List.of(), List.of("accuracy"), List.of(), new At.Last());
    Summary.Row row = Summary.of(runs, query).rows().get(0);
    assertEquals(3, row.statistics().n());
    assertEquals(0.2, row.statistics().mean(), 1e-12);
    assertEquals(9, row.beside().repeats());
    // Networks in streams of the run's one seed differ from run to run.
    for (int seed = 0; seed < 2; seed++) {
      FakeRuns.run(
          dir.resolve("streams/" + seed),
          "seed: " + seed + "\ntrainer: {models: 2}\n",
          "state: DONE\n",
          head + "1,1,test,accuracy,0,0.1\n1,1,test,accuracy,1,0.2\n");
    }
    RunSet streams = Runs.read(List.of(dir.resolve("streams")));
    assertEquals(4, Summary.of(streams, query).rows().get(0).statistics().n());
  }

  /** A run that was broken off does not go into the mean of those that came to their end. */
  /** A run that was broken off has not reached its best, and one without a value is there, too. */
  @Test
  void brokenOffRunsHaveNoBest() throws IOException {
    run("a", 0, "DONE", 0.1, 0.9);
    run("a", 1, "INTERRUPTED", 0.2);
    run("a", 2, "INTERRUPTED");
    run("a", 3, "FAILED");
    for (String at : List.of("last", "max", "min", "best")) {
      Summary.Row row = summary(at).rows().get(0);
      assertEquals(1, row.statistics().n(), at);
      assertEquals(3, row.beside().unfinished(), at);
    }
    assertEquals(2, summary("epoch=0").rows().get(0).statistics().n());
    run("b", 0, "INTERRUPTED");
    Summary.Row empty = summary("last").rows().get(1);
    assertEquals(0, empty.statistics().n());
    assertEquals(1, empty.beside().unfinished());
  }

  /** Where no run is done there is no sample, and nothing has an interval. */
  @Test
  void unfinishedRunsHaveNoSpread() throws IOException {
    run("a", 0, "INTERRUPTED", 0.1, 0.5);
    run("a", 1, "INTERRUPTED", 0.1, 0.7);
    run("b", 0, "DONE", 0.4);
    run("b", 1, "DONE", 0.6);
    Summary summary = summary("last");
    Summary.Row row = summary.rows().get(0);
    assertEquals(0, row.n());
    assertEquals(0.6, row.statistics().mean(), 1e-12);
    assertTrue(Double.isNaN(row.statistics().upper()) && Double.isNaN(row.statistics().sd()));
    String line = summary.exact().toCsv().lines().skip(1).findFirst().orElseThrow();
    assertTrue(line.matches("a,test,accuracy,0,0\\.6,,,,,0\\.5,0\\.7,2"), line);
    CellTable.Layout layout =
        new CellTable.Layout(
            CellTable.Spread.CI, Optional.empty(), CellTable.Best.NONE, PairedTests.Test.T);
    String cells = CellTable.of(summary, layout, Optional.empty()).toText();
    assertTrue(cells.contains("0.6000‡"), cells);
    assertTrue(cells.contains("over 2 seeds. ‡"), cells);
    Path alone = dir.resolve("alone");
    for (int seed = 0; seed < 2; seed++) {
      FakeRuns.run(
          alone.resolve("run" + seed),
          "seed: " + seed + "\n",
          "state: INTERRUPTED\n",
          "step,epoch,split,metric,value\n1,1,test,accuracy,.5\n");
    }
    Summary none =
        Summary.of(
            Runs.read(List.of(alone)),
            new Summary.Query(null, List.of(), List.of(), At.parse("last")));
    String said = CellTable.of(none, layout, Optional.empty()).toText();
    assertTrue(said.contains("0.5000‡") && !said.contains("seeds"), said);
  }

  @Test
  void unfinishedRunsStandBesideFinishedOnes() throws IOException {
    run("a", 0, "DONE", 0.1, 0.5, 0.9);
    run("a", 1, "DONE", 0.1, 0.5, 0.7);
    run("a", 2, "INTERRUPTED", 0.1, 0.3);
    run("a", 3, "FAILED");
    FakeRuns.run(dir.resolve("a4"), "method: {name: a}\nseed: 4\n", null, null);
    Files.writeString(dir.resolve("a4").resolve("overrides.yaml"), "- seed=4\n");
    Summary.Row row = summary("last").rows().get(0);
    assertEquals(0.8, row.statistics().mean(), 1e-12);
    assertEquals(2, row.statistics().n());
    assertEquals(new Summary.Beside(0, 2, 0, 1), row.beside());
    // At a moment that it has reached it counts.
    assertEquals(3, summary("epoch=1").rows().get(0).statistics().n());
  }

  /** The number of seeds is that of finished ones, whatever stands beside it. */
  @Test
  void runsThatAreNotDoneAreNotCounted() throws IOException {
    run("a", 0, "DONE", 0.5);
    run("a", 1, "INTERRUPTED", 0.9);
    run("b", 0, "INTERRUPTED", 1);
    run("b", 1, "FAILED", 0.5);
    Summary summary = summary("last");
    List<List<String>> rows = summary.exact().rows();
    assertEquals(List.of("a", "test", "accuracy", "1", "0.5"), rows.get(0).subList(0, 5));
    assertEquals(List.of("b", "test", "accuracy", "0", "0.75"), rows.get(1).subList(0, 5));
    assertEquals(List.of("0.5", "1.0", "2"), rows.get(1).subList(9, 12));
    assertEquals(List.of(1, 0), summary.table().intColumn("n").asList());
    // At an epoch that both have reached they are as good as others.
    assertEquals(List.of(2, 2), summary("epoch=0").rows().stream().map(Summary.Row::n).toList());
    var against = PairedTests.of(summary, java.util.Map.of("method.name", "a"), true);
    assertEquals(0, against.found().get(summary.rows().get(1)).pairs());
  }

  /** While none is done, all are compared at an epoch that all have reached. */
  @Test
  void runsThatGoOnAreComparedAtTheirLastCommonEpoch() throws IOException {
    run("a", 0, "RUNNING", 0.1, 0.5, 0.9);
    run("a", 1, "INTERRUPTED", 0.1, 0.3);
    assertEquals(0.4, summary("last").rows().get(0).statistics().mean(), 1e-12);
  }

  /** A group that has lost all its runs has a row that says so. */
  @Test
  void lostGroupsAreShown() throws IOException {
    run("a", 0, "DONE", 0.5);
    run("b", 0, "DIVERGED", 0.4, Double.NaN);
    assertEquals(
        """
        method.name,split,metric,n,mean,sd,se,lower95,upper95,min,max,diverged
        a,test,accuracy,1,0.5,,,,,0.5,0.5,0
        b,test,accuracy,0,,,,,,,,1
        """,
        summary("last").exact().toCsv());
  }

  /** Two accuracies of .95 and .99 had an upper end of 1.22. */
  @Test
  void intervalsStayWithinTheMetricsRange() {
    Statistics accuracy = Statistics.of(MetricRange.of("accuracy"), 0.95, 0.99);
    assertEquals(1, accuracy.upper());
    assertEquals(0.97 - 12.7062 * 0.02, accuracy.lower(), 1e-5);
    Statistics variance = Statistics.of(MetricRange.of("gradient_variance/layer0"), 1e-3, 1e-6);
    assertEquals(0, variance.lower());
    assertEquals(MetricRange.REAL, MetricRange.of("elbo"));
    Statistics loss = Statistics.of(MetricRange.of("loss/layer0", 0.5, 0.7), 0.5, 0.7);
    assertEquals(0, loss.lower());
    assertEquals(0.6 + 12.7062 * 0.1, loss.upper(), 1e-5);
    assertEquals(MetricRange.REAL, MetricRange.of("loss", -0.5, 0.7));
    assertEquals(MetricRange.REAL, MetricRange.of("log_variance"));
    assertEquals(MetricRange.REAL, MetricRange.of("cima_meanjac_log10"));
    assertEquals(MetricRange.UNIT, MetricRange.of("mcc_spearman"));
    // Numbers that are no part of a name's first word, and words that count from both sides.
    Statistics calibration = Statistics.of("ece_sampled", 0.1, 0.05);
    assertEquals(0, calibration.lower());
    assertEquals(0, Statistics.of("batch_loss", 0.9, 0.6).lower());
    assertEquals(0, Statistics.of("gamma_sq_mle", 200, 300).lower());
    assertEquals(0, Statistics.of("weight", 0.01, 0.03).lower());
    assertEquals(0, Statistics.of("variance_log_error", 0.1, 0.3).lower());
    assertEquals(0, Statistics.of("covariance_means", 0.1, 0.3).lower());
    assertEquals(1, Statistics.of("robust_pgd/0.1", 0.9, 0.99).upper());
    assertEquals(0, Statistics.of("bias", 0.01, 0.03).lower());
    Statistics cosine = Statistics.of("cosine/layer0", 0.95, 0.99);
    assertEquals(1, cosine.upper());
    assertEquals(-1, Statistics.of("cosine", -0.99, -0.95).lower());
    assertEquals(0.0 - 12.7062 * 0.01, Statistics.of("cosine", -0.01, 0.01).lower(), 1e-5);
    Statistics explained = Statistics.of("r2_linear", 0.9, 0.98);
    assertEquals(1, explained.upper());
    assertTrue(Statistics.of("r2_linear", -0.5, 0.1).lower() < -1);
    assertEquals(MetricRange.REAL, MetricRange.of("entropy", -0.1, 0.2), "of a density");
    // A mean that is outside tells that the name misleads.
    assertEquals(Statistics.of(2.5, 3.5), Statistics.of(MetricRange.UNIT, 2.5, 3.5));
  }

  /** Shares of 0, 0 and .027 had an interval up to .665, and those of a plain name one to .05. */
  @Test
  void intervalsOfFewValuesNearAnEndReachNoFartherThanPlainOnes() {
    Statistics kept = Statistics.of("kept", 0, 0, 0.027);
    Statistics weight = Statistics.of("weight", 0, 0, 0.027);
    assertEquals(0.009 + 4.302653 * 0.009, kept.upper(), 1e-7);
    assertEquals(weight.upper(), kept.upper());
    assertEquals(0, kept.lower());
    assertEquals(
        Statistics.of("weight", 0.4, 0.5, 0.6), Statistics.of("kept", 0.4, 0.5, 0.6), "within");
  }

  @Test
  void linkedRunsAreFoundOnce(@TempDir Path elsewhere) throws IOException {
    run("a", 0, "DONE", 0.5);
    FakeRuns.run(
        elsewhere.resolve("b"),
        "method: {name: b}\nseed: 0\n",
        "state: DONE\n",
        "step,epoch,split,metric,value\n1,1,test,accuracy,0.75\n");
    Files.createSymbolicLink(dir.resolve("link"), elsewhere.resolve("b"));
    Files.createSymbolicLink(dir.resolve("same"), dir.resolve("a0"));
    Files.createSymbolicLink(dir.resolve("circle"), dir);
    assertEquals(2, Runs.read(List.of(dir)).runs().size());
  }

  @Test
  void csvSurvivesAnotherReader() throws IOException {
    run("a", 0, "DONE", 1.0 / 3);
    run("a", 1, "DONE", 2.0 / 7);
    run("b", 0, "DONE", 0.1);
    Summary summary = summary("last");
    Path file = dir.resolve("table.csv");
    OutputFile.write(file, summary.exact().toCsv(), false);
    Table read = Table.read().csv(file.toFile());
    assertEquals(summary.table().columnNames(), read.columnNames());
    assertEquals((1.0 / 3 + 2.0 / 7) / 2, read.doubleColumn("mean").get(0));
    assertTrue(read.column("se").isMissing(1));
    assertThrows(PlotException.class, () -> OutputFile.write(file, "x", false));
    assertTrue(Files.readString(file).startsWith("method.name,"));
    OutputFile.write(file, "x", true);
    assertEquals("x", Files.readString(file));
  }

  /** Neither the temporary file nor the directories that were made for it. */
  @Test
  void nothingIsLeftOfAFileThatCannotBeWritten() throws IOException {
    for (boolean replace : new boolean[] {false, true}) {
      Path file = dir.resolve("new/deep/" + "x".repeat(300));
      assertThrows(PlotException.class, () -> OutputFile.write(file, "x", replace));
      assertTrue(Files.notExists(dir.resolve("new")));
    }
  }

  @Test
  void groupsOfOneRunShowTheirValueAlone() throws IOException {
    run("a", 0, "DONE", 0.5);
    run("b", 0, "INTERRUPTED", 0.25);
    assertEquals(
        """
        method.name  split  metric    n    value  unfinished
        -----------  -----  --------  -  -------  ----------
        a            test   accuracy  1  0.50000           0
        b            test   accuracy  0  0.25000           1
        """,
        summary("last").rounded().toText());
    run("a", 1, "DONE", 0.75);
    assertEquals(
        List.of("method.name", "split", "metric", "n", "mean"),
        summary("last").rounded().header().subList(0, 5));
  }

  @Test
  void lastPartsOfKeysAreEnoughWhereTheyAreClear() throws IOException {
    run("a", 0, "DONE", 0.5);
    RunSet runs = Runs.read(List.of(dir));
    assertEquals("method.name", runs.key("name"));
    assertEquals("method.name", runs.key("method.name"));
    FakeRuns.run(dir.resolve("c"), "model: {name: x}\n", "state: DONE\n", null);
    RunSet more = Runs.read(List.of(dir));
    String several = assertThrows(PlotException.class, () -> more.key("name")).getMessage();
    assertTrue(several.contains("method.name or model.name"), several);
    String none = assertThrows(PlotException.class, () -> more.key("nam")).getMessage();
    assertTrue(none.startsWith("no run has the configuration key 'nam'"), none);
  }

  @Test
  void unknownNamesAreAnsweredWithKnownOnes() throws IOException {
    run("a", 0, "DONE", 0.5);
    RunSet runs = Runs.read(List.of(dir));
    Summary.Query query = new Summary.Query(null, List.of("acuracy"), List.of(), new At.Last());
    String message = assertThrows(PlotException.class, () -> Summary.of(runs, query)).getMessage();
    assertTrue(message.contains("'acuracy'") && message.contains("accuracy"), message);
  }

  @Test
  void tablesAlignForTerminalsAndDocuments() {
    TextTable table =
        new TextTable(
            List.of("method", "n"), List.of(List.of("a|b", "10"), List.of("long, \"c\"", "2")));
    assertEquals(
        """
        method      n
        ---------  --
        a|b        10
        long, "c"   2
        """,
        table.toText());
    assertEquals(
        """
        | method    |   n |
        | --------- | --: |
        | a\\|b      |  10 |
        | long, "c" |   2 |
        """,
        table.toMarkdown());
    assertEquals("method,n\na|b,10\n\"long, \"\"c\"\"\",2\n", table.toCsv());
  }

  @Test
  void networksTrainedSideBySideAreSamplesOfTheirMetric() throws IOException {
    String head = "step,epoch,split,metric,value\n";
    FakeRuns.run(
        dir.resolve("one"),
        "seed: 0\n",
        "state: DONE\n",
        head
            + """
            0,0,test,accuracy,0.99
            0,0,test,accuracy/model0,0.1
            0,0,test,accuracy/model1,0.7
            5,1,test,accuracy,0.99
            5,1,test,accuracy/model0,0.5
            5,1,test,accuracy/model1,0.6
            0,0,val,loss/model0,3
            5,1,val,loss/model0,2
            0,0,val,loss/model1,2
            5,1,val,loss/model1,3
            5,1,train,hsic/layer0/model0,4
            5,1,train,hsic/layer0/model1,8
            5,1,train,hsic/layer1,1
            """);
    FakeRuns.run(
        dir.resolve("two"), "seed: 1\n", "state: DONE\n", head + "5,1,test,accuracy,0.1\n");
    RunSet runs = Runs.read(List.of(dir));
    assertEquals(
        List.of("accuracy", "loss", "hsic/layer0", "hsic/layer1"), List.copyOf(runs.metrics()));
    Statistics last = of(runs, "accuracy", "last");
    assertEquals(3, last.n());
    assertEquals((0.5 + 0.6 + 0.1) / 3, last.mean(), 1e-12);
    // sd of .5, .6, .1: sum of squares .1**2 + .2**2 + .3**2 = .14 over n - 1 = 2.
    assertEquals(Math.sqrt(0.07), last.sd(), 1e-12);
    // Each network stops where its own loss is least: model 0 at step 5, model 1 at step 0.
    Statistics judged = of(runs, "accuracy", "best=loss@val");
    assertEquals(2, judged.n());
    assertEquals((0.5 + 0.7) / 2, judged.mean(), 1e-12);
    assertEquals(6, of(runs, "hsic/layer0", "last").mean(), 1e-12);
    // One network alone can be asked for.
    assertEquals(0.6, of(runs, "accuracy/model1", "last").mean(), 1e-12);
    assertThrows(PlotException.class, () -> of(runs, "accuracy/model2", "last"));
    Summary all =
        Summary.of(runs, new Summary.Query(List.of(), List.of(), List.of("test"), new At.Last()));
    assertEquals(
        List.of("accuracy"), all.rows().stream().map(Summary.Row::metric).distinct().toList());
  }

  private static Statistics of(RunSet runs, String metric, String at) {
    Summary.Query query = new Summary.Query(List.of(), List.of(metric), List.of(), At.parse(at));
    return Summary.of(runs, query).rows().get(0).statistics();
  }
}
