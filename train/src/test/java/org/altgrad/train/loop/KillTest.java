package org.altgrad.train.loop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.altgrad.train.cli.Main;
import org.altgrad.train.run.Yamls;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that are killed at random moments and resumed end exactly as one that was left alone. */
@Tag("slow")
class KillTest {
  private static final List<String> EXPERIMENT =
      List.of(
          "experiment=hnca/bandit",
          "data=proto_bits",
          "model.depth=2",
          "model.width=48",
          "method.baseline=ema",
          "trainer.max_epochs=15",
          "trainer.checkpoint_steps=37",
          "trainer.threads=2",
          "run.figure=false");

  @TempDir Path temp;

  private static Process start(List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(Main.class.getName());
    command.addAll(arguments);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static int run(List<String> arguments) throws Exception {
    Process process = start(arguments);
    assertTrue(process.waitFor(120, TimeUnit.SECONDS));
    return process.exitValue();
  }

  private static List<String> train(Path directory) {
    List<String> arguments = new ArrayList<>(List.of("train"));
    arguments.addAll(EXPERIMENT);
    arguments.add("run.dir=" + directory);
    return arguments;
  }

  private static boolean done(Path run) throws IOException {
    Path info = run.resolve("run.yaml");
    return Files.exists(info) && Files.readString(info).contains("state: DONE");
  }

  @Test
  void resumedRunsAreIdentical() throws Exception {
    Path reference = temp.resolve("reference");
    long begin = System.nanoTime();
    assertEquals(0, run(train(reference)));
    long whole = (System.nanoTime() - begin) / 1_000_000;

    Random random = new Random(1);
    TreeSet<String> kinds = new TreeSet<>();
    int interrupted = 0;
    for (int i = 0; i < 20; i++) {
      Path victim = temp.resolve("victim" + i);
      Process process = start(train(victim));
      boolean hard = i % 2 == 0;
      int attempts = 0;
      while (!done(victim)) {
        // The first attempts are cut off; the last is left to end.
        boolean spared = attempts++ >= 1 + random.nextInt(2);
        if (!spared) {
          boolean ended =
              process.waitFor(
                  (long) (whole * (0.25 + 0.7 * random.nextDouble())), TimeUnit.MILLISECONDS);
          if (!ended) {
            interrupted++;
            kinds.add(hard ? "SIGKILL" : "SIGTERM");
            if (hard) {
              process.destroyForcibly();
            } else {
              process.destroy();
            }
          }
        }
        assertTrue(process.waitFor(120, TimeUnit.SECONDS));
        if (!hard && !spared && process.exitValue() != 0 && process.exitValue() != 143) {
          assertEquals(Stop.EXIT_CODE, process.exitValue());
        }
        if (!done(victim)) {
          process =
              Files.exists(victim.resolve("run.yaml"))
                  ? start(List.of("train", "--resume", victim.toString()))
                  : start(train(temp.resolve("victim" + i + "-" + attempts)));
          if (!Files.exists(victim.resolve("run.yaml"))) {
            victim = temp.resolve("victim" + i + "-" + attempts);
          }
        }
      }
      assertArrayEquals(
          Files.readAllBytes(reference.resolve("metrics.csv")),
          Files.readAllBytes(victim.resolve("metrics.csv")),
          "metrics of run " + i);
      assertEquals(variables(reference), variables(victim), "variables of run " + i);
      assertArrayEquals(
          Files.readAllBytes(reference.resolve("result.yaml")),
          Files.readAllBytes(victim.resolve("result.yaml")));
    }
    System.out.println(interrupted + " interruptions: " + kinds);
    assertTrue(interrupted >= 20, "only " + interrupted + " runs were caught alive");
    assertEquals(new TreeSet<>(List.of("SIGKILL", "SIGTERM")), kinds);
  }

  /** Checksums of the files of the last checkpoint, all of them: variables and the loop's state. */
  private static String variables(Path run) throws IOException {
    try (Stream<Path> steps = Files.list(run.resolve("checkpoints"))) {
      Path last =
          steps
              .filter(p -> p.getFileName().toString().startsWith("step-"))
              .max(
                  (a, b) ->
                      Long.compare(
                          Long.parseLong(a.getFileName().toString().substring(5)),
                          Long.parseLong(b.getFileName().toString().substring(5))))
              .orElseThrow();
      Map<String, Object> manifest = Yamls.read(last.resolve("manifest.yaml"));
      Map<String, Object> state = Yamls.read(last.resolve("state.yaml"));
      // Whose it is, and how long that took.
      manifest.remove("state.yaml");
      state.keySet().removeAll(List.of("run", "seconds"));
      return last.getFileName() + "\n" + manifest + "\n" + state;
    }
  }
}
