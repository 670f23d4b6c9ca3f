package org.altgrad.train.cli;

import static org.altgrad.train.cli.Cli.said;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.altgrad.base.Durable;
import org.altgrad.base.JsonText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What commands say of a sweep of which something is gone or damaged. */
class SweepCareTest {
  @TempDir Path temp;

  private Path create(String... more) {
    List<String> words = new ArrayList<>(List.of("sweep", "create", "-m"));
    words.addAll(SweepCommandsTest.TINY);
    words.add("run.root=" + temp.resolve("out"));
    words.addAll(List.of(more));
    return Path.of(said(words.toArray(String[]::new)).strip());
  }

  private static void file(Path sweep, String kind, String run) throws IOException {
    Files.writeString(
        sweep.resolve("journal.jsonl"),
        "{\"event\": \"%s\", \"time\": \"2020-01-01T00:00:00Z\", \"run\": \"%s\", \"worker\": \"gone-1-1\"}%n"
            .formatted(kind, run),
        StandardOpenOption.APPEND);
  }

  /** Whoever works on a sweep, or asks for it, hears of missing runs and of what helps. */
  @Test
  void missingRunsAreTold() throws IOException {
    Path sweep = create("seed=0,1", "trainer.max_epochs=1");
    file(sweep, "done", "000-seed=0");
    file(sweep, "done", "001-seed=1");
    assertFalse(said("sweep", "status", sweep.toString()).contains("missing"));
    Durable.deleteTree(sweep.resolve("001-seed=1"));
    String line =
        "1 missing, for its directory is gone; put it back, or have it made anew: altgrad sweep"
            + " retry "
            + sweep
            + " 001-seed=1";
    String status = said("sweep", "status", sweep.toString());
    assertTrue(status.contains("note     " + line), status);
    assertTrue(status.matches("(?s).*001-seed=1 +missing .* its directory is gone\n.*"), status);
    assertEquals(line, SweepCommandsTest.printed("sweep", "work", sweep.toString()).strip());
    assertTrue(said("sweep", "retry", sweep.toString()).contains(line));
  }

  /** The best of all, whose run was tried again when the winner had been chosen, is named. */
  @Test
  void winnersThatWereChosenTooEarlyAreTold() throws IOException {
    List<String> tiny = SweepCommandsTest.TINY;
    Path file = temp.resolve("grid.yaml");
    Files.writeString(
        file,
        "method: grid\nexperiment: hnca/bandit\noverrides: ["
            + String.join(", ", tiny.subList(1, tiny.size()))
            + ", trainer.max_epochs=3, run.root="
            + temp.resolve("out")
            + "]\nparameters: {optimizer.lr: {values: [0.000001, 0.05]}}\n"
            + "metric: {name: accuracy, goal: maximize, split: train}\n"
            + "confirm: {top: 1, seeds: 1}\n");
    String sweep = said("sweep", "create", file.toString()).strip();
    Path config = Path.of(sweep, "001-optimizer.lr=0.05", "config.yaml");
    String own = Files.readString(config);
    Files.writeString(config, own + "{\n");
    assertEquals(Main.FAILURE, Cli.run("sweep", "work", sweep).code());
    String note = "note: the winners were chosen before trial 1 was complete";
    String before = said("sweep", "status", sweep);
    assertTrue(before.contains("curse") && !before.contains(note), before);
    Files.writeString(config, own);
    said("sweep", "retry", sweep);
    SweepCommandsTest.printed("sweep", "work", sweep);
    String after = said("sweep", "status", sweep);
    assertTrue(after.contains(note), after);
  }

  @Test
  void aPausedTrialThatIsGoneIsTold() throws IOException {
    Path sweep = create("seed=0,1", "trainer.max_epochs=1");
    file(sweep, "begun", "001-seed=1");
    file(sweep, "paused", "001-seed=1");
    assertFalse(said("sweep", "status", sweep.toString()).contains("gone;"));
    Durable.deleteTree(sweep.resolve("001-seed=1"));
    String status = said("sweep", "status", sweep.toString());
    assertTrue(status.contains("its directory is gone; it begins anew if it is promoted"), status);
  }

  /** The others are shown, and the note names file and reason once. */
  @Test
  void aTableLeavesOutWhatCannotBeRead() throws IOException {
    Path sweep = create("seed=0,1,2", "trainer.max_epochs=1");
    SweepCommandsTest.printed("sweep", "work", sweep.toString());
    String place = sweep.toString();
    String by = "--by=seed";
    assertEquals("", Cli.run("table", place, by).err());
    Path config = sweep.resolve("000-seed=0/config.yaml");
    String own = Files.readString(config);
    Files.writeString(config, own.substring(0, own.indexOf("seed: 0") + 3));
    Path metrics = sweep.resolve("001-seed=1/metrics.csv").toRealPath();
    Files.delete(metrics);
    Cli.Result table = Cli.run("table", place, by, "--json");
    assertEquals(0, table.code(), table.err());
    List<String> notes = table.err().lines().toList();
    assertEquals(2, notes.size(), table.err());
    assertTrue(
        notes.get(0).startsWith("altgrad: note: left out a run: " + config.toRealPath() + ":"),
        table.err());
    assertEquals(
        "altgrad: note: left out a run: " + metrics + ": cannot read: it is not there",
        notes.get(1));
    Object seeds =
        ((List<?>) JsonText.parse(table.out()))
            .stream().map(row -> ((Map<?, ?>) row).get("seed").toString()).distinct().toList();
    assertEquals(List.of("2"), seeds);
    // Who names the run itself, or has no other, is told that it cannot be.
    assertEquals(1, Cli.run("table", place, metrics.getParent().toString()).code());
    assertEquals(1, Cli.run("table", metrics.getParent().toString()).code());
    Files.delete(sweep.resolve("002-seed=2/metrics.csv"));
    assertEquals(1, Cli.run("table", place).code());
  }

  /** All commands say the same of a sweep whose file is gone, and of the whole one nothing. */
  @Test
  void aMarkThatIsGoneIsSaid() throws IOException {
    Path sweep = create("seed=0,1", "trainer.max_epochs=1");
    Path mark = sweep.resolve("sweep.yaml");
    String own = Files.readString(mark);
    Files.delete(mark);
    String place = sweep.toString();
    for (String command :
        List.of("sweep status", "sweep work", "sweep retry", "sweep stop", "train --resume")) {
      Cli.Result result = Cli.run((command + " " + place).split(" "));
      assertEquals(Main.FAILURE, result.code(), command);
      assertEquals(
          "altgrad: "
              + mark
              + " is gone, which says what the sweep's runs are; put the sweep's own back",
          result.err().strip());
    }
    Files.writeString(mark, own);
    assertTrue(said("sweep", "status", place).contains("2 waiting"));
  }

  @Test
  void theUsageIsSaidOnce() {
    String help = said("sweep", "create", "--help");
    assertTrue(help.startsWith("Usage: altgrad sweep create"), help);
  }

  /** An empty list of overrides is none. */
  @Test
  void overridesMayBeNone() throws IOException {
    Path file = temp.resolve("none.yaml");
    Files.writeString(
        file, "experiment: hnca/bandit\noverrides: []\nmethod: grid\nparameters: {seed: [0, 1]}\n");
    String root = "run.root=" + temp.resolve("out");
    String sweep = said("sweep", "create", file.toString(), root).strip();
    assertTrue(said("sweep", "status", sweep).contains("2 waiting"));
  }

  @Test
  void runsOfUnlikeMethodsAreToldInShort() {
    List<String> lines =
        Cli.run(
                "sweep",
                "create",
                "-m",
                "experiment=hnca/bandit,ima/moebius_quick",
                "launcher=stacked",
                "run.root=" + temp.resolve("out"))
            .err()
            .lines()
            .toList();
    assertTrue(
        lines.stream().anyMatch(line -> line.endsWith(": no other run is of the same method")),
        lines.toString());
  }
}
