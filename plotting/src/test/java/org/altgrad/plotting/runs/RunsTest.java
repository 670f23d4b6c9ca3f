package org.altgrad.plotting.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.altgrad.base.Seal;
import org.altgrad.plotting.FakeRuns;
import org.altgrad.plotting.PlotException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.Table;

class RunsTest {
  private static final String DONE = "state: DONE\n";
  private static final String METRICS = "step,epoch,split,metric,value\n10,1,test,loss,0.5\n";
  @TempDir Path dir;

  private Path run(String name, String config) throws IOException {
    return FakeRuns.run(dir.resolve(name), config, DONE, METRICS);
  }

  private static String message(Runnable action) {
    return assertThrows(PlotException.class, action::run).getMessage();
  }

  @Test
  void runsAreFoundBelowAndBehindLinksButNotInHiddenDirectories() throws IOException {
    run("sweep/b", "seed: 1\n");
    run("sweep/a", "seed: 0\n");
    run("sweep/a/checkpoints/nested", "seed: 9\n");
    run("sweep/.tmp-c", "seed: 2\n");
    run("elsewhere/d", "seed: 3\n");
    Files.createSymbolicLink(dir.resolve("sweep/link"), dir.resolve("elsewhere"));
    Files.createSymbolicLink(dir.resolve("latest"), dir.resolve("sweep/b"));
    assertEquals(
        List.of("elsewhere/d", "sweep/a", "sweep/b"),
        Runs.read(List.of(dir.resolve("sweep"))).runs().stream().map(Run::name).toList());
    RunSet twice = Runs.read(List.of(dir.resolve("latest"), dir.resolve("sweep")));
    assertEquals(
        List.of("sweep/b", "elsewhere/d", "sweep/a"),
        twice.runs().stream().map(Run::name).toList());
  }

  @Test
  void whatIsNoRunIsExplained() throws IOException {
    assertTrue(
        message(() -> Runs.read(List.of(dir.resolve("no")))).contains(": no such directory;"));
    Files.createDirectories(dir.resolve("half"));
    Files.writeString(dir.resolve("half/config.yaml"), "seed: 1\n");
    String message = message(() -> Runs.read(List.of(dir)));
    assertTrue(message.contains("run.yaml and config.yaml"), message);
    assertTrue(message.contains("half has only one of the two"), message);
  }

  @Test
  void aStateThatIsLostIsNamed() throws IOException {
    Path run = run("a", "seed: 1\n");
    Files.writeString(run.resolve("run.yaml"), "state:\n");
    String message = message(() -> Run.read(run));
    assertTrue(message.contains("state: must be one of "), message);
    Files.writeString(run.resolve("run.yaml"), "state: DONE\nconfig_sha256:\n");
    assertTrue(message(() -> Run.read(run)).contains("is not what the run"));
  }

  @Test
  void yamlReadsAsItLooks() throws IOException {
    Run run =
        Run.read(
            run(
                "r",
                """
                a: {b: 1e-3, c: no, d: 010, e: 1:30, f: 2024-01-02, g: true, h: null, i: 7}
                list: [1, 2.5]
                empty: {}
                """));
    assertEquals(0.001, run.config().get("a.b"));
    assertEquals("no", run.config().get("a.c"));
    assertEquals("010", run.config().get("a.d"));
    assertEquals("1:30", run.config().get("a.e"));
    assertEquals("2024-01-02", run.config().get("a.f"));
    assertEquals(true, run.config().get("a.g"));
    assertEquals("null", run.value("a.h"));
    assertEquals(7, run.config().get("a.i"));
    assertEquals(List.of(1, 2.5), run.config().get("list"));
    assertEquals("-", run.value("nowhere"));
  }

  @Test
  void malformedYamlIsNamedByItsLine() throws IOException {
    Path duplicate = run("dup", "a: 1\nb: 2\na: 3\n");
    String message = message(() -> Run.read(duplicate));
    assertTrue(message.contains("config.yaml:3:") && message.contains("duplicate"), message);
    Path list = run("list", "- 1\n");
    assertTrue(message(() -> Run.read(list)).contains("config.yaml:1: expected a mapping"));
    Path open = run("open", "a: 1\nb: [1, 2\n");
    assertTrue(message(() -> Run.read(open)).contains("config.yaml:"), "names the file");
  }

  @Test
  void onlyKeysThatTellRunsApartAreKept() throws IOException {
    for (String method : List.of("hnca", "reinforce")) {
      for (int depth : List.of(2, 10)) {
        for (int seed = 0; seed < 2; seed++) {
          run(
              "s/" + method + depth + seed,
              "method: {name: %s, kind: k-%s, lr: 0.1}\nmodel: {depth: %d}\nseed: %d\ndata: {seed: %d}\nrun: {dir: /x/%s%d%d}\n"
                  .formatted(method, method, depth, seed, seed, method, depth, seed));
        }
      }
    }
    RunSet runs = Runs.read(List.of(dir));
    assertEquals(List.of("method.name", "model.depth"), runs.distinguishingKeys());
    assertEquals(
        List.of("hnca, depth=2", "hnca, depth=10", "reinforce, depth=2", "reinforce, depth=10"),
        runs.groupBy(runs.distinguishingKeys()).keySet().stream().map(Group::label).toList());
    assertEquals(2, runs.groupBy(List.of("seed")).size());
    String message = message(() -> runs.groupBy(List.of("depth")));
    assertTrue(message.contains("'depth'") && message.contains("model.depth"), message);
    Table table = runs.table(List.of("method.name"));
    assertEquals(
        List.of("run", "method.name", "step", "epoch", "split", "metric", "model", "value"),
        table.columnNames());
    assertEquals(8, table.rowCount());
  }

  /** Networks 0 and 2 have the weight .1, network 1 has .5: two runs, with means of their own. */
  @Test
  void networksWithSettingsOfTheirOwnAreRunsApart() throws IOException {
    String metrics =
        """
        step,epoch,split,metric,model,value
        10,1,test,loss,,4
        10,1,test,loss,0,1
        10,1,test,loss,1,8
        10,1,test,loss,2,3
        10,1,test,apart,,7
        20,2,test,loss,,5
        20,2,test,loss,0,2
        20,2,test,loss,1,9
        20,2,test,loss,2,4
        """;
    Path file =
        FakeRuns.run(
            dir.resolve("many"),
            "method: {beta: [0.1, 0.5, 0.1]}\nseed: 0\ntrainer: {seeds: [3, 3, 4]}\n",
            "state: DONE\nseeds: [3, 3, 4]\nnetworks: {method.beta: [0.1, 0.5, 0.1]}\n",
            metrics);
    FakeRuns.recording(file, "codes", 20, "model,z\n0,5\n1,6\n2,7\n");
    List<Run> parts = Runs.read(List.of(file)).apart().runs();
    assertEquals(2, parts.size());
    Run two = parts.get(0);
    Run one = parts.get(1);
    assertEquals("0.1", two.value("method.beta"));
    assertEquals("[3, 4]", two.value("trainer.seeds"));
    assertEquals("0.5", one.value("method.beta"));
    assertEquals("[2.0, 3.0]", java.util.Arrays.toString(track(two, "loss")));
    assertEquals("[1.0, 2.0]", java.util.Arrays.toString(track(two, "loss/model0")));
    assertEquals("[3.0, 4.0]", java.util.Arrays.toString(track(two, "loss/model1")));
    assertEquals("[8.0, 9.0]", java.util.Arrays.toString(track(one, "loss")));
    assertEquals(1, one.metrics().samples(Metrics.Key.of("test", "loss")).size());
    assertEquals("[7.0]", java.util.Arrays.toString(track(one, "apart")));
    assertEquals(List.of("0", "2"), two.recording("codes").newest().texts("model"));
    assertEquals(List.of("6"), one.recording("codes").newest().texts("z"));
    assertTrue(two.sample(1, 2).endsWith("seed 4"));
    Run plain = Runs.read(List.of(run("plain", "seed: 1\n"))).runs().get(0);
    assertEquals(List.of(plain), plain.apart());
  }

  private static double[] track(Run run, String metric) {
    return run.metrics().track("test", metric).value();
  }

  @Test
  void numbersInNamesGoBySize() {
    List<String> names =
        new java.util.ArrayList<>(List.of("run-10", "run-2", "run-1b", "10", "9", "a"));
    names.sort(Group::compareValues);
    assertEquals(List.of("9", "10", "a", "run-1b", "run-2", "run-10"), names);
  }

  /** The name of an option stands for its group, however that is written. */
  @Test
  void aGroupIsAKey() throws IOException {
    run("a", "method: {name: ilc, combiner: {name: mean, tau: 0.5}, estimator: hnca}\n");
    RunSet runs = Runs.read(List.of(dir));
    for (String typed : List.of("combiner", "method/combiner", "method.combiner")) {
      assertEquals("method.combiner.name", runs.key(typed));
    }
    assertEquals("method.estimator", runs.key("method/estimator"));
    assertEquals("method.combiner.tau", runs.key("tau"));
    String message = message(() -> runs.key("method/combinr"));
    assertTrue(message.startsWith("no run has the configuration key 'method/combinr'"), message);
  }

  /** Rows up to the newest checkpoint are those that it knows of; an edited one was shown. */
  @Test
  void editedRowsOfARunThatHasNotEndedAreFoundOut(@TempDir Path own) throws IOException {
    String rows = "step,epoch,split,metric,value\n1,1,test,accuracy,0.25\n";
    FakeRuns.run(own, "seed: 0\n", "state: RUNNING\n", rows + "2,2,test,accuracy,0.5\n");
    Path checkpoint = Files.createDirectories(own.resolve("checkpoints/step-1"));
    Files.writeString(
        checkpoint.resolve("state.yaml"),
        "metrics_bytes: %d\nmetrics_sha256: %s\n".formatted(rows.length(), Seal.ofText(rows)));
    assertEquals(1, Runs.read(List.of(own)).runs().get(0).metrics().tracks().size());
    Path metrics = own.resolve("metrics.csv");
    // It goes on from an older checkpoint, and a newer one that is damaged still lies there.
    Path damaged = Files.createDirectories(own.resolve("checkpoints/step-2"));
    Files.writeString(damaged.resolve("state.yaml"), "metrics_bytes: 1000\nmetrics_sha256: 'ab'\n");
    assertEquals(1, Runs.read(List.of(own)).runs().get(0).metrics().tracks().size());
    for (String edited : List.of("0.95", "0.9", "0.955")) {
      Files.writeString(metrics, rows.replace("0.25", edited));
      Run run = Runs.read(List.of(own)).runs().get(0);
      String said = assertThrows(PlotException.class, run::metrics).getMessage();
      assertTrue(said.contains("metrics.csv: is not what its run has written"), said);
    }
  }
}
