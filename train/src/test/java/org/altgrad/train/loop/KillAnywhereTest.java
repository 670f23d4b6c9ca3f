package org.altgrad.train.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.altgrad.base.Durable;
import org.altgrad.train.cli.Main;
import org.altgrad.train.run.Yamls;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills runs of four experiments and the parents of two sweeps, as many times as the property
 * {@code altgrad.kills} says: at birth, while they train, while they draw, beside evaluations.
 * Whatever is killed ends as what was left alone.
 */
@Tag("slow")
class KillAnywhereTest {
  private static final int KILLS = Integer.getInteger("altgrad.kills", 100);

  private static final List<List<String>> EXPERIMENTS =
      List.of(
          List.of("experiment=hnca/bandit", "data=proto_bits", "method.baseline=ema"),
          List.of("experiment=hnca/vae_quick", "data.n_train=600", "data.n_test=50"),
          List.of("experiment=ilc/spirals_quick"),
          List.of("experiment=biohsic/xor_bp"));
  private static final List<String> COMMON =
      List.of(
          "trainer.max_epochs=6",
          "trainer.limit_train_batches=40",
          "trainer.checkpoint_steps=3",
          "trainer.keep=1",
          "trainer.threads=1");

  @TempDir Path temp;
  private final Random random = new Random(1);
  private final Map<Integer, Path> references = new TreeMap<>();
  private final Map<Integer, Long> millis = new TreeMap<>();

  private Process start(Path log, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-Djava.awt.headless=true");
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(Main.class.getName());
    command.addAll(arguments);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  private Process train(int experiment, Path run, String... more) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("train"));
    arguments.addAll(EXPERIMENTS.get(experiment));
    arguments.addAll(COMMON);
    arguments.addAll(List.of(more));
    arguments.add("run.dir=" + run);
    return start(log(run), arguments);
  }

  private static Path log(Path run) {
    return run.resolveSibling(run.getFileName() + ".log");
  }

  private static int end(Process process) throws InterruptedException {
    assertTrue(process.waitFor(180, TimeUnit.SECONDS), "it hangs");
    return process.exitValue();
  }

  private static void kill(Process process, String signal) throws Exception {
    new ProcessBuilder("kill", "-s", signal, Long.toString(process.pid())).start().waitFor();
  }

  /** The run that was left alone. */
  private Path reference(int experiment) throws Exception {
    if (!references.containsKey(experiment)) {
      Path run = temp.resolve("reference" + experiment);
      long begin = System.nanoTime();
      assertEquals(0, end(train(experiment, run, "run.figure=false")), Files.readString(log(run)));
      millis.put(experiment, (System.nanoTime() - begin) / 1_000_000);
      references.put(experiment, run);
    }
    return references.get(experiment);
  }

  private void resumeToTheEnd(int experiment, Path run) throws Exception {
    if (Files.exists(run.resolve("config.yaml"))) {
      Process process = start(log(run), List.of("train", "--resume", run.toString()));
      assertEquals(0, end(process), Files.readString(log(run)));
    } else {
      assertEquals(0, end(train(experiment, run)), Files.readString(log(run)));
    }
  }

  private static void assertSame(Path reference, Path run) throws IOException {
    assertEquals("DONE", Yamls.read(run.resolve("run.yaml")).get("state"), run.toString());
    for (String file : List.of("metrics.csv", "result.yaml")) {
      assertEquals(Files.readString(reference.resolve(file)), Files.readString(run.resolve(file)));
    }
    assertEquals(variables(reference), variables(run));
  }

  /** Checksums of the variables in the last checkpoint. */
  private static Map<String, Object> variables(Path run) {
    Path checkpoints = run.resolve("checkpoints");
    Object last = Yamls.read(checkpoints.resolve("index.yaml")).get("last");
    Map<String, Object> manifest =
        Yamls.read(checkpoints.resolve(last.toString()).resolve("manifest.yaml"));
    manifest.remove("state.yaml"); // it says whose it is
    return manifest;
  }

  @Test
  void whateverIsKilledEndsAsWhatWasNot() throws Exception {
    for (int i = 0; i < KILLS; i++) {
      int experiment = i / 5 % EXPERIMENTS.size();
      Path run = temp.resolve("victim" + i);
      switch (i % 5) {
        case 0 -> birth(experiment, run);
        case 1 -> training(experiment, run, List.of("KILL", "TERM", "USR1").get(i / 5 % 3));
        case 2 -> drawing(experiment, run, List.of("TERM", "INT", "KILL").get(i / 5 % 3));
        case 3 -> beside(experiment, run);
        default -> sweep(i / 5 % 2, run);
      }
      Durable.deleteTree(run);
    }
  }

  private void birth(int experiment, Path run) throws Exception {
    Path reference = reference(experiment);
    Process process = train(experiment, run, "run.figure=false");
    while (process.isAlive() && !Files.exists(run)) {
      Thread.onSpinWait();
    }
    TimeUnit.MILLISECONDS.sleep(random.nextInt(3) * random.nextInt(100));
    process.destroyForcibly();
    end(process);
    resumeToTheEnd(experiment, run);
    assertSame(reference, run);
  }

  private void training(int experiment, Path run, String signal) throws Exception {
    Path reference = reference(experiment);
    Process process = train(experiment, run, "run.figure=false");
    while (process.isAlive() && !Files.exists(run.resolve("run.yaml"))) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
    TimeUnit.MILLISECONDS.sleep((long) (millis.get(experiment) * 0.5 * random.nextDouble()));
    kill(process, signal);
    end(process);
    if (Files.exists(run.resolve("run.yaml"))) {
      Object state = Yamls.read(run.resolve("run.yaml")).get("state");
      assertFalse(state.equals("FAILED"), Files.readString(log(run)));
    }
    resumeToTheEnd(experiment, run);
    assertSame(reference, run);
  }

  private void drawing(int experiment, Path run, String signal) throws Exception {
    Path reference = reference(experiment);
    Process process = train(experiment, run);
    Path info = run.resolve("run.yaml");
    while (process.isAlive() && !(Files.exists(info) && Files.readString(info).contains("DONE"))) {
      TimeUnit.MILLISECONDS.sleep(2);
    }
    TimeUnit.MILLISECONDS.sleep(random.nextInt(400));
    kill(process, signal);
    end(process);
    assertSame(reference, run);
  }

  private void beside(int experiment, Path run) throws Exception {
    Path reference = reference(experiment);
    Process process = train(experiment, run, "run.figure=false");
    while (process.isAlive() && !Files.exists(run.resolve("checkpoints/index.yaml"))) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
    Path log = temp.resolve("eval.log");
    assertEquals(0, end(start(log, List.of("eval", run.toString()))), Files.readString(log));
    process.destroyForcibly();
    end(process);
    resumeToTheEnd(experiment, run);
    assertSame(reference, run);
  }

  private void sweep(int experiment, Path root) throws Exception {
    Path reference = reference(experiment);
    Object seed = Yamls.read(reference.resolve("config.yaml")).get("seed");
    List<String> arguments = new ArrayList<>(List.of("train", "-m"));
    arguments.addAll(EXPERIMENTS.get(experiment));
    arguments.addAll(COMMON);
    arguments.addAll(List.of("seed=" + seed + ",77", "launcher.workers=2", "run.figure=false"));
    arguments.add("run.root=" + root);
    Process process = start(log(root), arguments);
    while (process.isAlive() && sweeps(root).isEmpty()) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
    TimeUnit.MILLISECONDS.sleep((long) (millis.get(experiment) * 1.5 * random.nextDouble()));
    process.destroyForcibly();
    end(process);
    Path sweep = sweeps(root).get(0);
    Process resumed = start(log(root), List.of("train", "--resume", sweep.toString()));
    int code = end(resumed);
    String said = Files.readString(log(root));
    assertEquals(0, code, said);
    assertFalse(said.contains("FAILED"), said);
    assertSame(reference, sweep.resolve("000-seed=" + seed));
    assertEquals("DONE", Yamls.read(sweep.resolve("001-seed=77/run.yaml")).get("state"));
  }

  /** The directories of sweeps that are there whole. */
  private static List<Path> sweeps(Path root) throws IOException {
    if (!Files.exists(root)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(file -> file.endsWith("sweep.yaml"))
          .filter(file -> !file.toString().contains(".unborn-"))
          .map(Path::getParent)
          .toList();
    } catch (java.io.UncheckedIOException e) {
      return List.of(); // it was renamed this moment
    }
  }
}
