package org.altgrad.train.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A directory that is not there, and what is none, are told by all commands in the same words. */
class PlacesTest {
  @TempDir static Path dir;

  @BeforeAll
  static void files() throws IOException {
    Cli.fakeRun(dir.resolve("my-run"), 1, 0, 0.5);
    Files.writeString(dir.resolve("file.txt"), "mine\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      value = {
        "train --resume PLACE           > a run directory",
        "eval PLACE                     > a run directory",
        "record PLACE                   > a run directory",
        "show PLACE                     > a run directory",
        "diff PLACE DIR/my-run            > a run directory",
        "diff DIR/my-run PLACE            > a run directory",
        "tag PLACE good                 > a run directory",
        "note PLACE text                > a run directory",
        "reproduce PLACE                > a run directory",
        "export PLACE --to DIR/new      > a run directory",
        "gradients --run PLACE          > a run directory",
        "sample PLACE                   > a run directory or an exported model",
        "attack PLACE                   > a run directory or an exported model",
        "attack PLACE --data mnist10k   > a run directory or an exported model",
        "predict PLACE --to DIR/new.csv > an exported model",
        "ls PLACE                       > a run directory or one above it",
        "table PLACE                    > a run directory or one above it",
        "plot bars PLACE                > a run directory or one above it",
        "report PLACE --to DIR/new.html > a run directory or one above it",
        "gc PLACE                       > a run directory or one above it",
        "rm PLACE                       > the directory of a run, a sweep or a study",
        "sweep status PLACE             > the directory of a sweep or of a study",
        "sweep work PLACE               > the directory of a sweep or of a study",
        "sweep submit PLACE             > the directory of a sweep or of a study",
        "sweep watch PLACE              > the directory of a sweep or of a study",
        "sweep retry PLACE              > the directory of a sweep or of a study",
        "sweep stop PLACE               > the directory of a sweep or of a study",
        "sweep replay PLACE             > the directory of a sweep or of a study",
      })
  void areToldInTheSameWords(String typed, String right) {
    assertTold(typed, "none", "no such directory; name " + right);
    assertTold(
        typed, "my-rnu", "no such directory; did you mean " + dir + "/my-run? name " + right);
    assertTold(typed, "file.txt", "not a directory; name " + right);
    assertTold(typed, "file.txt/x", "no such directory; name " + right);
    List<String> empty = words(typed, "");
    Cli.Result result = Cli.run(empty.toArray(String[]::new));
    assertEquals(2, result.code(), result.err());
    assertTrue(result.err().matches("altgrad: .*: must be a (path|word) but is empty; see .*\n"));
  }

  private static void assertTold(String typed, String name, String wrong) {
    Path place = dir.resolve(name);
    Cli.Result result = Cli.run(words(typed, place.toString()).toArray(String[]::new));
    assertEquals("altgrad: " + place + ": " + wrong + "\n", result.err());
    assertEquals(1, result.code());
  }

  private static List<String> words(String typed, String place) {
    List<String> words = new ArrayList<>();
    for (String word : typed.split(" +")) {
      words.add(word.replace("PLACE", place).replace("DIR", dir.toString()));
    }
    return words;
  }
}
