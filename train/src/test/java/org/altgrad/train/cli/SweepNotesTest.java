package org.altgrad.train.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.altgrad.train.run.RunDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stands below a sweep's table of runs that are not done. */
class SweepNotesTest {
  @TempDir Path temp;

  private List<String> notes(String... more) {
    List<String> words = new ArrayList<>(List.of("train", "-m"));
    words.addAll(SweepCommandsTest.TINY);
    words.add("run.root=" + temp.resolve("out"));
    words.addAll(List.of(more));
    return said(words.toArray(String[]::new));
  }

  private static List<String> said(String... words) {
    return SweepCommandsTest.printed(words)
        .lines()
        .filter(line -> line.startsWith("note: "))
        .toList();
  }

  /** Who wants no figures of runs wants none of their sweep. */
  @Test
  void aSweepWithoutFiguresHasNone() throws IOException {
    notes("seed=0,1", "trainer.max_epochs=1");
    try (Stream<Path> all = Files.walk(temp)) {
      assertEquals(0, all.filter(path -> path.endsWith("figures")).count());
    }
  }

  /** Its values are in no cell. */
  @Test
  void aRunThatDivergedIsNotInTheTable() {
    assertEquals(
        List.of("note: optimizer.lr=1e39 is DIVERGED"),
        notes("optimizer=sgd", "optimizer.lr=1e-3,1e39", "model.depth=2", "trainer.max_epochs=1"));
  }

  /** Those of a group that has none that is done are in the table, others are counted. */
  @Test
  void aRunOutOfTimeIsInTheTableWhereNoOtherIs() throws IOException {
    String ended = "note: trainer.max_time ended seed=%d before its last step";
    String shown = ended + "; what it has is in the table";
    assertEquals(
        List.of(shown.formatted(0), shown.formatted(1)),
        notes("seed=0,1", "trainer.max_steps=2", "trainer.max_time=0.001s"));
    Path run;
    try (Stream<Path> all = Files.walk(temp)) {
      run = all.filter(path -> path.endsWith("000-seed=0")).findFirst().orElseThrow();
    }
    RunDirectory done = new RunDirectory(run); // as if it had come to its last step
    Map<String, Object> info = new LinkedHashMap<>(done.readInfo());
    info.remove("ended_by");
    done.writeInfo(info);
    assertEquals(
        List.of(ended.formatted(1)), said("train", "--resume", run.getParent().toString()));
  }
}
