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
import java.util.TreeMap;
import org.altgrad.base.Durable;
import org.altgrad.base.YamlFile;
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
    assertTrue(status.contains("(2 runs: 1 done, 1 damaged)"), status);
  }

  /** Tables leave such runs out: who asks for the sweep hears it, and nothing is overwritten. */
  @Test
  void aDoneRunThatCannotBeReadIsDamaged() throws IOException {
    Path sweep = create("seed=0,1,2,3");
    String place = sweep.toString();
    SweepCommandsTest.printed("sweep", "work", place);
    Map<String, String> damages =
        Map.of(
            "000-seed=0/run.yaml", "",
            "001-seed=1/metrics.csv", "step,epoch,split,metric,model,value\n",
            "002-seed=2/result.yaml", "{");
    Map<String, String> own = new TreeMap<>();
    for (int seed = 0; seed < 4; seed++) {
      String rows = "00" + seed + "-seed=" + seed + "/metrics.csv";
      own.put(rows, Files.readString(sweep.resolve(rows)));
    }
    for (Map.Entry<String, String> damage : damages.entrySet()) {
      Files.writeString(sweep.resolve(damage.getKey()), damage.getValue());
    }
    String runs = "000-seed=0 001-seed=1 002-seed=2";
    String line =
        "3 damaged: 000-seed=0/run.yaml: holds no keys, and others; put their own back, or have"
            + " them made anew beside what is there: altgrad sweep retry "
            + place
            + " "
            + runs;
    String status = said("sweep", "status", place);
    assertTrue(status.contains("(4 runs: 1 done, 3 damaged)"), status);
    assertTrue(status.contains("note     " + line), status);
    for (String file : damages.keySet()) {
      assertTrue(status.matches("(?s).*" + file.substring(0, 10) + " +damaged .*" + file + ":.*"));
    }
    String before = journal(sweep);
    assertTrue(said("sweep", "retry", place).contains(line));
    Cli.Result resumed = Cli.run("train", "--resume", place);
    assertEquals(Main.FAILURE, resumed.code());
    assertTrue(resumed.err().contains("000-seed=0/run.yaml: holds no keys"), resumed.err());
    assertEquals(before, journal(sweep), "nothing is tried again");
    List<String> retry = new ArrayList<>(List.of("sweep", "retry", place));
    retry.addAll(List.of(runs.split(" ")));
    String told = said(retry.toArray(String[]::new));
    for (Map.Entry<String, String> damage : damages.entrySet()) {
      Path kept = sweep.resolve(".aside").resolve(damage.getKey());
      assertTrue(told.contains("what was there is kept in " + kept.getParent()), told);
      assertEquals(damage.getValue(), Files.readString(kept));
    }
    SweepCommandsTest.printed("sweep", "work", place);
    assertTrue(said("sweep", "status", place).contains("(4 runs: 4 done)"));
    for (Map.Entry<String, String> rows : own.entrySet()) {
      assertEquals(rows.getValue(), Files.readString(sweep.resolve(rows.getKey())));
    }
  }

  /** One of a sweep that was interrupted, or is paused, and what it goes on from is gone. */
  @Test
  void aRunThatCannotGoOnIsMadeAnew() throws IOException {
    Path sweep = create("seed=0,1,2,3");
    String place = sweep.toString();
    SweepCommandsTest.printed("sweep", "work", place);
    List<String> names = List.of("000-seed=0", "001-seed=1", "002-seed=2", "003-seed=3");
    List<String> rows = new ArrayList<>();
    for (String name : names) {
      rows.add(Files.readString(sweep.resolve(name + "/metrics.csv")));
      interrupt(sweep, name);
    }
    Durable.deleteTree(sweep.resolve("000-seed=0/checkpoints"));
    String step = "001-seed=1/checkpoints/step-20/manifest.yaml";
    Files.writeString(sweep.resolve(step), "{");
    String[] lines = rows.get(2).split("(?<=\n)");
    Files.writeString(sweep.resolve("002-seed=2/metrics.csv"), lines[0] + lines[1]);
    String none = " has been trained and has no usable checkpoint, so it cannot go on";
    List<String> why =
        List.of(
            names.get(0) + none,
            names.get(1) + none,
            names.get(2)
                + "/metrics.csv is shorter than its run's checkpoint says: rows have been removed"
                + " from it, or changed");
    String worked = SweepCommandsTest.printed("sweep", "work", place);
    String retry = "; put its own back, or have it made anew beside what is there: ";
    for (int i = 0; i < 3; i++) {
      String command = "altgrad sweep retry " + place + " " + names.get(i);
      String line = names.get(i) + "  FAILED (exit 1): " + why.get(i) + retry + command + "\n";
      assertTrue(worked.contains(line), worked);
    }
    String status = said("sweep", "status", place);
    assertTrue(status.contains("(4 runs: 1 done, 3 damaged)"), status);
    assertTrue(
        status.contains("retry " + place + " " + String.join(" ", names.subList(0, 3))), status);
    // What is put back is gone on with, and nothing is kept aside.
    Files.writeString(sweep.resolve("002-seed=2/metrics.csv"), rows.get(2));
    String told = said("sweep", "retry", place, "2");
    assertFalse(told.contains("anew"), told);
    String resumed = SweepCommandsTest.printed("train", "--resume", place);
    assertTrue(resumed.contains("DAMAGED  000-seed=0 (seed=0): " + why.get(0) + retry), resumed);
    told = said("sweep", "retry", place, "0", "1");
    for (int i = 0; i < 2; i++) {
      String kept = sweep.resolve(".aside").resolve(names.get(i)).toString();
      String line = names.get(i) + "  begins anew, for " + why.get(i) + "; what was there is kept";
      assertTrue(told.contains(line + " in " + kept + "\n"), told);
      assertEquals(rows.get(i), Files.readString(Path.of(kept, "metrics.csv")));
    }
    SweepCommandsTest.printed("sweep", "work", place);
    status = said("sweep", "status", place);
    assertTrue(status.contains("(4 runs: 4 done)"), status);
    for (int i = 0; i < 4; i++) {
      assertEquals(rows.get(i), Files.readString(sweep.resolve(names.get(i) + "/metrics.csv")));
    }
  }

  /** As one whose worker was interrupted before the run's end. */
  private static void interrupt(Path sweep, String name) throws IOException {
    Path run = sweep.resolve(name);
    Map<String, Object> info = Yamls.read(run.resolve("run.yaml"));
    info.put("state", "INTERRUPTED");
    List.of("run_sha256", "metrics_sha256", "result_sha256").forEach(info::remove);
    YamlFile.write(run.resolve("run.yaml"), info);
    Files.delete(run.resolve("result.yaml"));
    new SweepDirectory(sweep).tell(Kind.INTERRUPTED, name, "", Map.of());
  }

  private static String journal(Path sweep) throws IOException {
    return Files.readString(sweep.resolve("journal.jsonl"));
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
