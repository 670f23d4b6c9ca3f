package org.altgrad.train.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * TensorFlow's natives take 700 MB and seconds to unpack; what trains nothing must not load them.
 */
class WithoutTensorFlowTest {
  @TempDir Path dir;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "--version",
        "train --help",
        "train --cfg job --resolve experiment=hnca/bandit",
        "train --info defaults-tree experiment=hnca/bandit",
        "train experiment=hnca/bandi",
        "table RUN",
        "plot --list",
        "plot learning-curve RUN",
        "data list",
        "completion bash",
        "complete-word -- train experiment=hnca/bandit model.coding=",
      })
  void loadsNoNatives(String args) throws IOException, InterruptedException {
    Path run = Cli.fakeRun(dir.resolve("run"), 1, 0, 0.5);
    List<String> loaded = loaded(Main.class.getName(), args.replace("RUN", run.toString()));
    // The log must have worked for its silence to mean something.
    assertTrue(loaded.stream().anyMatch(line -> line.contains(Main.class.getName())));
    assertEquals(List.of(), natives(loaded).toList());
  }

  /** What is searched for does show when TensorFlow is used. */
  @ParameterizedTest
  @ValueSource(strings = "org.tensorflow.TensorFlow")
  void theSearchFindsTensorFlow(String type) throws IOException, InterruptedException {
    assertTrue(natives(loaded(Toucher.class.getName(), type)).findAny().isPresent());
  }

  /** Initialises a class. */
  static final class Toucher {
    private Toucher() {}

    public static void main(String[] args) throws ClassNotFoundException {
      Class.forName(args[0]);
    }
  }

  private static Stream<String> natives(List<String> loaded) {
    return loaded.stream()
        .filter(line -> line.contains("org.tensorflow.internal") || line.contains("org.bytedeco"));
  }

  private List<String> loaded(String main, String args) throws IOException, InterruptedException {
    Path log = dir.resolve("classes.log");
    List<String> command = new ArrayList<>(Cli.java());
    command.add(1, "-Xlog:class+load:file=" + log);
    command.add(main);
    command.addAll(List.of(args.split(" ")));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(dir.resolve("out.txt").toFile())
            .start();
    int code = process.waitFor();
    assertTrue(code == 0 || code == Main.USAGE, () -> args + ": exit code " + code);
    return Files.readAllLines(log);
  }
}
