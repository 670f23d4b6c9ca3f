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
import java.util.Map;
import org.altgrad.base.Durable;
import org.altgrad.train.run.Yamls;
import org.altgrad.train.sweep.Event.Kind;
import org.altgrad.train.sweep.SweepDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sweeps whose journal is damaged, and runs of which remains are there. */
class SweepDamageTest {
  @TempDir Path temp;

  private Path create(String... more) {
    List<String> words = new ArrayList<>(List.of("sweep", "create", "-m"));
    words.addAll(SweepCommandsTest.TINY);
    words.addAll(List.of("run.root=" + temp.resolve("out"), "trainer.max_epochs=1"));
    words.addAll(List.of(more));
    return Path.of(said(words.toArray(String[]::new)).strip());
  }

  /** It is the journal that is named, and one that says nothing begins anew. */
  @Test
  void aJournalWithoutALineIsNamed() throws IOException {
    Path sweep = create("seed=0,1");
    Path journal = sweep.resolve("journal.jsonl");
    String whole = Files.readString(journal);
    Map<String, String> parts = Map.of("", "is empty", whole.substring(0, 40), "is cut short");
    for (Map.Entry<String, String> part : parts.entrySet()) {
      Files.writeString(journal, part.getKey());
      Cli.Result status = Cli.run("sweep", "status", sweep.toString());
      assertEquals(Main.FAILURE, status.code());
      assertTrue(status.err().contains(journal + " " + part.getValue()), status.err());
    }
    Files.writeString(journal, "");
    String told = SweepCommandsTest.printed("train", "--resume", sweep.toString());
    assertTrue(told.contains("note: " + journal + " is empty and begins anew"), told);
    assertTrue(said("sweep", "status", sweep.toString()).contains("(2 runs: 2 done)"));
  }

  /** One run of which nobody can read what it says stops no other. */
  @Test
  void aBadRunIsLeftAsideWhereTheJournalBeginsAnew() throws IOException {
    Path sweep = create("seed=0,1");
    Files.delete(sweep.resolve("journal.jsonl"));
    Path bad = sweep.resolve("000-seed=0/run.yaml");
    Files.writeString(bad, "");
    Cli.Result resumed = Cli.run("train", "--resume", sweep.toString());
    assertEquals(Main.FAILURE, resumed.code(), resumed.err());
    assertTrue(Files.exists(sweep.resolve("journal.jsonl")));
    String status = said("sweep", "status", sweep.toString());
    assertTrue(status.contains("(2 runs: 1 done, 1 failed)"), status);
  }

  /** What was removed while it was worked on leaves remains, which are no run. */
  @Test
  void aRunOfWhichRemainsAreThereIsMadeAnew() throws IOException {
    Path sweep = create("seed=0,1");
    SweepCommandsTest.printed("sweep", "work", sweep.toString());
    Path run = sweep.resolve("001-seed=1");
    String config = Files.readString(run.resolve("config.yaml"));
    String rows = Files.readString(run.resolve("metrics.csv"));
    new SweepDirectory(sweep).tell(Kind.FAILED, "001-seed=1", "", Map.of("code", 1));
    for (String gone : List.of("config.yaml", "run.yaml", "metrics.csv", "overrides.yaml")) {
      Files.delete(run.resolve(gone));
    }
    assertTrue(Files.exists(run.resolve("checkpoints")));
    String told = said("sweep", "retry", sweep.toString());
    Path kept = sweep.resolve(".aside/001-seed=1");
    assertTrue(told.contains("001-seed=1  begins anew") && told.contains(kept.toString()), told);
    assertTrue(Files.exists(kept.resolve("checkpoints")));
    assertFalse(Files.exists(run.resolve("checkpoints")));
    SweepCommandsTest.printed("sweep", "work", sweep.toString());
    assertEquals(config, Files.readString(run.resolve("config.yaml")));
    assertEquals(rows, Files.readString(run.resolve("metrics.csv")));
    assertEquals("DONE", Yamls.read(run.resolve("run.yaml")).get("state"));
    Durable.deleteTree(kept);
  }
}
