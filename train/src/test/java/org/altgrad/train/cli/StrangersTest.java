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
import java.util.Optional;
import java.util.stream.Stream;
import org.altgrad.base.JsonText;
import org.altgrad.train.sweep.Job;
import org.altgrad.train.sweep.SweepDirectory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs in a sweep's directory that are none of its own count in no table. */
class StrangersTest {
  @TempDir static Path temp;

  /** A sweep with two runs of its own, and a third one that was copied there. */
  private static Path sweep;

  @BeforeAll
  static void train() throws IOException {
    List<String> words = new ArrayList<>(List.of("sweep", "create", "-m"));
    words.addAll(SweepCommandsTest.TINY);
    words.add("run.root=" + temp.resolve("my out"));
    words.addAll(List.of("trainer.max_epochs=1", "seed=0,1"));
    sweep = Path.of(said(words.toArray(String[]::new)).strip()).toRealPath();
    SweepCommandsTest.printed("sweep", "work", sweep.toString());
    copy(sweep.resolve("001-seed=1"), sweep.resolve("mine"));
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path file : all.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  @Test
  void tablesLeaveThemOutWithANote() {
    Cli.Result table = Cli.run("table", sweep.toString(), "--json");
    assertEquals(0, table.code(), table.err());
    assertTrue(table.out().matches("(?s).*\"n\": *\"?2\\b.*"), table.out());
    String note =
        "left out a run in %s of which its journal says nothing: mine; name its own directory"
            .formatted(sweep);
    assertTrue(table.err().contains(note), table.err());
    assertEquals(1, table.err().split("left out", -1).length - 1, table.err());
    Cli.Result own = Cli.run("table", sweep.toString(), sweep.resolve("mine").toString());
    assertFalse(own.err().contains("left out"), own.err());
    Cli.Result alone = Cli.run("table", sweep.resolve("mine").toString());
    assertEquals(0, alone.code(), alone.err());
  }

  @Test
  void listsSayWhichTheyAre() {
    List<String> rows =
        said("ls", sweep.toString()).lines().filter(row -> row.contains("done")).toList();
    assertEquals(3, rows.size());
    assertEquals(
        List.of(true),
        rows.stream()
            .filter(row -> row.contains("done (stranger)"))
            .map(row -> row.contains("/mine "))
            .toList());
    List<?> json = (List<?>) JsonText.parse(said("ls", sweep.toString(), "--json"));
    assertEquals(1, json.stream().filter(run -> ((Map<?, ?>) run).containsKey("stranger")).count());
  }

  /** What the advice says works. */
  @Test
  void statusSaysWhatToDo() {
    String status = said("sweep", "status", sweep.toString());
    String command = "rm '" + sweep.resolve("mine") + "'";
    assertTrue(status.contains("(2 runs: 2 done)"), status);
    assertTrue(
        status.contains("says nothing of mine, which is in no table; take it elsewhere"), status);
    assertTrue(status.contains(": altgrad " + command), status);
    String listed = said("rm", sweep.resolve("mine").toString());
    assertTrue(listed.contains("would be deleted; add --yes"), listed);
  }

  /** A study's runs lie below its directory, and those of seeds that it has not now are no part. */
  @Test
  void aStudyHasThemToo() throws IOException {
    Path study = Files.createDirectories(temp.toRealPath().resolve("study"));
    for (String run : List.of("000-seed=0", "001-seed=1")) {
      Files.createDirectories(study.resolve("runs"));
      copy(sweep.resolve(run), study.resolve("runs").resolve(run));
    }
    Files.writeString(study.resolve("study.yaml"), "title: t\n");
    Job own = new Job("runs/000-seed=0", "seed=0", Optional.empty(), false, Optional.empty());
    SweepDirectory.begin(study, List.of(own), List.of());
    assertEquals(List.of("runs/001-seed=1"), new SweepDirectory(study).unknown());
    Cli.Result table = Cli.run("table", study.toString());
    assertTrue(
        table.err().contains("in " + study.resolve("runs") + " of which its journal says nothing"),
        table.err());
  }
}
