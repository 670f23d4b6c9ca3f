package org.altgrad.train.cli;

import static org.altgrad.train.cli.Cli.said;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.altgrad.base.Pause;
import org.altgrad.train.loop.Stop;
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

  /** A search of which each point is chosen by what was found, and its winners once more. */
  @Tag("slow")
  @Test
  void aSearchIsTheOneThatNobodyInterrupted() throws Exception {
    String how = "method: tpe\ncount: 12\nconfirm: {top: 1, seeds: 3}\n";
    String reference = searched("whole", how);
    SweepCommandsTest.printed("sweep", "work", reference);
    String sweep = searched("searched", how);
    for (int run : List.of(3, 8, 14)) { // the last among the winners
      assertEquals("sweep work " + sweep, advised(sweep, run));
    }
    SweepCommandsTest.printed("sweep", "work", sweep);
    assertSame(reference, sweep);
  }

  @Tag("slow")
  @Test
  void promotionsAreThoseThatNobodyInterrupted() throws Exception {
    String how =
        "method: random\ncount: 9\n"
            + "early_stopping: {name: asha, min_resource: 1, eta: 3, promotion: true}\n";
    String reference = searched("whole", how);
    SweepCommandsTest.printed("sweep", "work", reference);
    String sweep = searched("promoted", how);
    for (int run : List.of(2, 7, 11)) {
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
