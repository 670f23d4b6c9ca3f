package org.altgrad.train.cli;

import static org.altgrad.train.cli.Cli.said;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.altgrad.base.Durable;
import org.altgrad.base.Pause;
import org.altgrad.train.loop.Stop;
import org.altgrad.train.sweep.SweepDirectory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A worker that is interrupted says how to go on, and that is so when it is typed as it stands. */
class SweepInterruptTest {
  private static final String ADVICE = "interrupted; go on with: altgrad ";

  @TempDir Path temp;

  private String grid(String name, String... more) {
    List<String> words = new ArrayList<>(List.of("sweep", "create", "-m"));
    words.addAll(SweepCommandsTest.TINY);
    words.addAll(List.of("seed=0,1,2", "run.root=" + temp.resolve(name)));
    words.addAll(List.of(more));
    return said(words.toArray(String[]::new)).strip();
  }

  private String searched(String name, String how) throws IOException {
    List<String> words = SweepCommandsTest.TINY;
    Path file = temp.resolve(name + ".yaml");
    Files.writeString(
        file,
        "experiment: hnca/bandit\noverrides: ["
            + String.join(", ", words.subList(1, words.size()))
            + ", trainer.max_epochs=4, run.root="
            + temp.resolve(name)
            + "]\nparameters: {optimizer.lr: {distribution: log, min: 1e-4, max: 1e-1}}\n"
            + "metric: {name: accuracy, goal: maximize, split: train}\n"
            + how);
    return said("sweep", "create", file.toString()).strip();
  }

  private static long events(String sweep, String event) throws IOException {
    return Files.readString(Path.of(sweep, "journal.jsonl"))
        .lines()
        .filter(line -> line.startsWith("{\"event\":\"" + event + "\""))
        .count();
  }

  /** The command that the worker's last line names, after a signal beside its n-th run. */
  private String advised(String sweep, int run, String... more) throws Exception {
    Path log = temp.resolve("log");
    List<String> words = new ArrayList<>(List.of("sweep", "work", sweep));
    words.addAll(List.of(more));
    Process worker = Cli.start(log, words);
    while (worker.isAlive() && events(sweep, "begun") < run) {
      Pause.millis(2);
    }
    Cli.signal(worker, "TERM");
    assertEquals(Stop.EXIT_CODE, Cli.end(worker), Files.readString(log));
    List<String> lines = Files.readAllLines(log);
    String last = lines.get(lines.size() - 1);
    assertTrue(last.startsWith(ADVICE), last);
    return last.substring(ADVICE.length());
  }

  private static void assertSame(String reference, String sweep) {
    assertEquals(said("table", reference), said("table", sweep));
    assertTrue(said("sweep", "status", sweep).contains(" done"));
    assertTrue(said("sweep", "replay", sweep).length() > 0);
  }

  @Test
  void whatIsAdvisedGoesOn() throws Exception {
    String sweep = grid("grid", "trainer.max_epochs=15");
    String advice = advised(sweep, 1, "--count", "2");
    assertEquals("sweep work " + sweep + " --count 2", advice);
    assertEquals(
        List.of(),
        Files.readAllLines(Path.of(sweep, "000-seed=0", "console.log")).stream()
            .filter(line -> line.contains("train --resume"))
            .toList(),
        "a run is gone on with by the sweep, which has its rungs and its journal");
    SweepCommandsTest.printed(advice.split(" "));
    assertEquals(2, events(sweep, "done"));
  }

  /** Nobody hears from a worker whose sign of life is taken away: it says why it ends. */
  @Test
  void aWorkerWithoutASignOfLifeSaysWhy() throws Exception {
    String sweep = grid("grid", "trainer.max_epochs=100000");
    Path log = temp.resolve("log");
    Process worker = Cli.start(log, List.of("sweep", "work", sweep));
    while (worker.isAlive() && events(sweep, "begun") < 1) {
      Pause.millis(2);
    }
    Durable.deleteTree(Path.of(sweep, "workers"));
    assertEquals(Stop.EXIT_CODE, Cli.end(worker));
    String said = Files.readString(log);
    String why = "(?s)(.*\n)?ends, for others take this worker for gone: \\S+/workers/\\S+ .*\n";
    assertTrue(said.matches(why + ADVICE + "sweep work " + sweep + "\n"), said);
  }

  /** Networks that had diverged in a graph that goes on are told as what they come to. */
  @Test
  void networksThatAreTriedAgainAreNotInterrupted() throws Exception {
    String sweep =
        grid(
            "graph",
            "optimizer=sgd",
            "optimizer.lr=1e-3,1e39",
            "model.depth=2",
            "trainer.max_epochs=12",
            "launcher=stacked");
    Path log = temp.resolve("log");
    Process worker = Cli.start(log, List.of("sweep", "work", sweep));
    while (worker.isAlive() && events(sweep, "failed") < 3) {
      Pause.millis(2);
    }
    Cli.signal(worker, "TERM");
    assertEquals(Stop.EXIT_CODE, Cli.end(worker), Files.readString(log));
    assertEquals(0, events(sweep, "done"), "the graph goes on");
    said("sweep", "retry", sweep);
    String again = SweepCommandsTest.printed("sweep", "work", sweep);
    assertEquals(6, events(sweep, "failed"));
    assertEquals(3, again.lines().filter(line -> line.contains("  FAILED (")).count(), again);
    assertEquals(3, again.lines().filter(line -> line.endsWith("  done")).count(), again);
    assertFalse(again.contains("interrupted"), again);
  }

  /**
   * A worker that is killed between a run's end and the journal's line leaves a run that is done.
   */
  @Test
  void aRunThatWasDoneWhenItsWorkerWasKilledIsTold() throws Exception {
    String sweep = grid("grid", "trainer.max_epochs=30");
    Path log = temp.resolve("log");
    Process launcher = Cli.start(log, List.of("train", "--resume", sweep));
    while (launcher.isAlive() && events(sweep, "begun") < 1) {
      Pause.millis(2);
    }
    SweepDirectory directory = new SweepDirectory(Path.of(sweep));
    directory.change(
        (now, events) -> {
          while (launcher.isAlive() && !directory.run(now.held().get(0)).saysDone()) {
            Pause.millis(2);
          }
          launcher.descendants().forEach(ProcessHandle::destroyForcibly);
          return launcher.descendants().map(ProcessHandle::onExit).map(end -> end.join()).toList();
        });
    assertEquals(0, Cli.end(launcher), Files.readString(log));
    List<String> first = Files.readAllLines(log).stream().filter(l -> l.startsWith("1/3")).toList();
    assertEquals(List.of("1/3  seed=0  running", "1/3  seed=0  done"), first);
    assertEquals(3, events(sweep, "done"));
    assertEquals(3, events(sweep, "begun"), "it is not trained again");
  }

  /** A search of which each point is chosen by what was found, and its winners once more. */
  @Tag("slow")
  @Test
  void aSearchIsTheOneThatNobodyInterrupted() throws Exception {
    String how = "method: tpe\ncount: 12\nconfirm: {top: 1, seeds: 3}\n";
    interruptedAt(List.of(3, 8, 14), how); // the last among the winners
  }

  @Tag("slow")
  @Test
  void promotionsAreThoseThatNobodyInterrupted() throws Exception {
    String how =
        "method: random\ncount: 9\n"
            + "early_stopping: {name: asha, min_resource: 1, eta: 3, promotion: true}\n";
    interruptedAt(List.of(2, 7, 11), how);
  }

  /**
   * A search that is interrupted at some runs, and goes on, ends as one that nobody interrupted.
   */
  private void interruptedAt(List<Integer> runs, String how) throws Exception {
    String reference = searched("whole", how);
    SweepCommandsTest.printed("sweep", "work", reference);
    String sweep = searched("interrupted", how);
    for (int run : runs) {
      assertEquals("sweep work " + sweep, advised(sweep, run));
    }
    SweepCommandsTest.printed("sweep", "work", sweep);
    assertSame(reference, sweep);
  }

  @Tag("slow")
  @Test
  void aGraphGoesOn() throws Exception {
    String[] long40 = {"trainer.max_epochs=40", "launcher=stacked"};
    String reference = grid("whole", long40);
    SweepCommandsTest.printed("sweep", "work", reference);
    String sweep = grid("graph", long40);
    String advice = advised(sweep, 1);
    assertEquals("sweep work " + sweep, advice);
    SweepCommandsTest.printed(advice.split(" "));
    assertSame(reference, sweep);
  }
}
