package org.altgrad.train.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings that are refused when the graph is there leave no failed run behind. */
class LateRefusalTest {
  private static final String TINY = "experiment=hnca/vae_tiny run.figure=false ";

  @TempDir Path temp;

  private Cli.Result run(String words, String place) {
    List<String> all = new ArrayList<>(List.of(words.split(" ")));
    all.add(place + temp.resolve("run"));
    return Cli.run(all.toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "train " + TINY + "trainer.best.metric=elbow",
        "train " + TINY + "trainer.best.metric=accuracy",
        "train " + TINY + "trainer.record=[nothing]",
        "train " + TINY + "trainer.batch_size=65",
        "gradients experiment=hnca/vae_tiny --draws=10",
      })
  void nothingStays(String words) throws IOException {
    Cli.Result result = run(words, "run.dir=");
    assertEquals(Main.USAGE, result.code(), result.err());
    assertFalse(Files.exists(temp.resolve("run")));
    // a directory of the user's stays, empty
    Files.createDirectory(temp.resolve("run"));
    assertEquals(result, run(words, "run.dir="));
    try (Stream<Path> left = Files.list(temp.resolve("run"))) {
      assertEquals(List.of(), left.toList());
    }
    assertEquals(result, run(words, "run.root="));
    try (Stream<Path> left = Files.walk(temp.resolve("run"))) {
      assertTrue(left.allMatch(Files::isDirectory));
    }
  }

  /** What was trained stays, whatever is refused then. */
  @Test
  void whatIsTrainedStays() throws IOException {
    Path run = temp.resolve("run");
    assertEquals(0, run("train " + TINY + "trainer.max_steps=1", "run.dir=").code());
    String before = Files.readString(run.resolve("run.yaml"));
    assertEquals(
        Main.USAGE, Cli.run("train", "--resume", run.toString(), "trainer.max_steps=0").code());
    assertEquals(before, Files.readString(run.resolve("run.yaml")));
  }
}
