package org.altgrad.train.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.altgrad.base.Durable;
import org.altgrad.train.loop.BoardPoints;
import org.altgrad.train.loop.Stop;
import org.altgrad.train.run.Yamls;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills runs of four methods wherever they are (at birth, in a checkpoint, between steps, beside
 * evaluations, while they draw, and done and started again) and the parents of sweeps. Whatever is
 * killed is listed as what it is, and ends as what was left alone.
 */
class KillTest {
  private static final int KILLS = Integer.getInteger("altgrad.kills", 100);

  private static final List<List<String>> EXPERIMENTS =
      List.of(
          List.of(
              "experiment=hnca/bandit",
              "data=proto_bits",
              "data.n_train=400",
              "data.n_test=100",
              "model.width=8",
              "model.depth=2",
              "method.baseline=ema",
              "trainer.batch_size=20",
              "trainer.threads=2"),
          List.of(
              "experiment=ilc/spirals_quick",
              "data.examples_per_env=32",
              "data.n_test=200",
              "model.features=[8,8]",
              "trainer.batch_size=32",
              "trainer.threads=1"),
          List.of(
              "experiment=biohsic/xor",
              "data.n_train=300",
              "method.windows_per_step=16",
              "method.probe_windows=5",
              "method.probe_samples=100",
              "trainer.threads=1"),
          List.of(
              "experiment=ima/moebius_quick",
              "data.n_obs=1000",
              "method.metrics.jacobian_rows=50",
              "method.metrics.last=[latents]",
              "trainer.batch_size=64",
              "trainer.models=2",
              "trainer.steps_per_call=4",
              "trainer.compile=false",
              "trainer.threads=1"));
  private static final List<String> COMMON =
      List.of(
          "trainer.max_epochs=6",
          "trainer.checkpoint_steps=3",
          "trainer.checkpoint_every=1",
          "trainer.evaluate_every=1",
          "trainer.keep=1");

  @TempDir Path temp;
  private final Random random = new Random(1);
  private final Map<String, Path> references = new TreeMap<>();
  private final Map<String, Integer> kills = new TreeMap<>();

  @Test
  void aHandfulOfKills() throws Exception {
    victim(0, "USR1");
    assertTrue(total() >= 4, kills.toString());
  }

  /** Schedulers warn by SIGUSR1, and send SIGTERM before SIGKILL. */
  @Test
  void aRunThatIsAskedToEndSavesAndEnds() throws Exception {
    Path run = temp.resolve("asked");
    List<String> arguments = train(0, "trainer.max_epochs=100000", "trainer.checkpoint_steps=null");
    arguments.addAll(List.of("trainer.checkpoint_every=100000", "run.dir=" + run));
    Path metrics = run.resolve("metrics.csv");
    long before = 0;
    for (String signal : List.of("USR1", "TERM")) {
      Process process = before == 0 ? Cli.start(log(run), arguments) : begin(0, run);
      long length = before;
      await(process, () -> Files.exists(metrics) && Files.size(metrics) > length + 2000);
      Cli.signal(process, signal);
      assertEquals(Stop.EXIT_CODE, Cli.end(process), signal);
      String said = Files.readString(log(run));
      assertTrue(said.contains("interrupted; go on with: altgrad train --resume " + run), said);
      assertEquals("INTERRUPTED", state(run));
      Object step = Yamls.read(run.resolve("run.yaml")).get("steps");
      assertEquals("step-" + step, Yamls.read(run.resolve("checkpoints/index.yaml")).get("last"));
      before = Files.size(metrics);
    }
  }

  @Test
  @Tag("slow")
  void manyKillsOfAllKinds(TestReporter reporter) {
    assertAll(
        IntStream.iterate(0, i -> total() < KILLS && i < KILLS, i -> i + 1)
            .mapToObj(i -> () -> round(i)));
    reporter.publishEntry("kills", kills.toString());
  }

  /** Experiments and signals in all combinations; of every three rounds one is a sweep's. */
  private void round(int i) throws Exception {
    List<String> signals = List.of("KILL", "TERM", "USR1", "INT");
    int pair = i / 3 * 2 + i % 3;
    if (i % 3 == 2) {
      sweep(i / 3 % 2 == 0 ? 0 : 3, signals.get(i / 6 % signals.size()), i > 2);
    } else {
      victim(
          pair % EXPERIMENTS.size(),
          signals.get((pair + pair / EXPERIMENTS.size()) % signals.size()));
    }
  }

  private int total() {
    return kills.values().stream().mapToInt(n -> n).sum();
  }

  // --- what is killed

  /** One run that is killed again and again. */
  private void victim(int experiment, String signal) throws Exception {
    Path reference = reference(experiment, "0");
    Path run = temp.resolve("victim" + total());
    kill("birth", begin(experiment, run), "KILL", () -> Files.exists(run), 150);
    listed(run);
    Path checkpoints = run.resolve("checkpoints");
    kill("checkpoint", begin(experiment, run), "KILL", () -> writing(checkpoints), 30);
    listed(run);
    Process process = begin(experiment, run);
    int code = kill("step", process, signal, () -> inTraining(run), 400);
    if (code == Stop.EXIT_CODE) {
      assertEquals("INTERRUPTED", state(run));
    }
    listed(run);
    if (!state(run).equals("DONE")) {
      process = begin(experiment, run);
      await(process, () -> Files.exists(checkpoints.resolve("index.yaml")));
      beside(run);
      kill("beside", process, signal, () -> true, 1);
      listed(run);
    }
    // A signal that waits for the loop would find it at its end: the figure has none to wait for.
    process = begin(experiment, run);
    kill("figure", process, signal, () -> state(run).equals("DONE"), 400);
    assertSame(reference, run);
    kill("done", begin(experiment, run), signal, () -> true, 2500);
    assertSame(reference, run);
    assertEquals(Cli.run("table", reference.toString()), Cli.run("table", run.toString()));
    Durable.deleteTree(run);
  }

  /** A sweep of two runs whose parent is killed, once or twice, and started again at once. */
  private void sweep(int experiment, String signal, boolean twice) throws Exception {
    Path root = temp.resolve("sweep" + total());
    List<String> arguments = new ArrayList<>(List.of("train", "-m"));
    arguments.addAll(EXPERIMENTS.get(experiment));
    arguments.addAll(COMMON);
    arguments.addAll(List.of("seed=0,77", "launcher.workers=2", "run.root=" + root));
    Process process = Cli.start(log(root), arguments);
    await(process, () -> !sweeps(root).isEmpty());
    Path sweep = sweeps(root).get(0);
    // The first run is at work, and has not ended.
    Path first = sweep.resolve("000-seed=0");
    kill("parent", process, signal, () -> inTraining(first), 500);
    assertFalse(Files.readString(log(root)).contains("FAILED"), Files.readString(log(root)));
    table(sweep);
    List<String> resume = List.of("train", "--resume", sweep.toString());
    if (twice) {
      kill("parent", Cli.start(log(root), resume), "KILL", () -> true, 3000);
    }
    int code = Cli.end(Cli.start(log(root), resume));
    String said = Files.readString(log(root));
    assertEquals(0, code, said);
    for (String wrong : List.of("FAILED", "RUNNING", "STOPPED", "interrupted", "note:", "unfin")) {
      assertFalse(said.contains(wrong), said);
    }
    assertSame(reference(experiment, "0"), sweep.resolve("000-seed=0"));
    assertSame(reference(experiment, "77"), sweep.resolve("001-seed=77"));
    Durable.deleteTree(root);
  }

  /** Other commands read what the run writes and deletes. */
  private void beside(Path run) {
    String to = run.resolveSibling("export" + total()).toString();
    table(run);
    for (String command : List.of("eval", "export --to " + to, "record")) {
      List<String> words = new ArrayList<>(Arrays.asList(command.split(" ")));
      words.add(1, run.toString());
      Cli.Result result = Cli.run(words.toArray(String[]::new));
      assertEquals(0, result.code(), command + ": " + result.err());
    }
  }

  // --- how it is killed

  /** Starts a run, or goes on with it. */
  private Process begin(int experiment, Path run) throws IOException {
    return Files.exists(run)
        ? Cli.start(log(run), List.of("train", "--resume", run.toString()))
        : Cli.start(log(run), train(experiment, "run.dir=" + run));
  }

  private static List<String> train(int experiment, String... more) {
    List<String> arguments = new ArrayList<>(List.of("train"));
    arguments.addAll(EXPERIMENTS.get(experiment));
    arguments.addAll(COMMON);
    arguments.addAll(List.of(more));
    return arguments;
  }

  private static Path log(Path run) {
    return run.resolveSibling(run.getFileName() + ".log");
  }

  /**
   * Kills a process a moment after something is so.
   *
   * @return its exit code
   */
  private int kill(
      String where, Process process, String signal, Callable<Boolean> moment, int millis)
      throws Exception {
    await(process, moment);
    TimeUnit.MILLISECONDS.sleep(random.nextInt(millis));
    if (process.isAlive()) {
      Cli.signal(process, signal);
      kills.merge(where + " " + signal, 1, Integer::sum);
    }
    return Cli.end(process);
  }

  private static void await(Process process, Callable<Boolean> moment) throws Exception {
    while (process.isAlive() && !moment.call()) {
      Thread.sleep(1);
    }
  }

  private static boolean writing(Path checkpoints) throws IOException {
    try (Stream<Path> all = Files.list(checkpoints)) {
      return all.anyMatch(path -> path.getFileName().toString().startsWith(".writing-"));
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private static boolean inTraining(Path run) {
    return state(run).equals("RUNNING");
  }

  /** The state that a run has filed. */
  private static String state(Path run) {
    Path info = run.resolve("run.yaml");
    return Files.exists(info) ? (String) Yamls.read(info).get("state") : "not begun";
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
    } catch (UncheckedIOException e) {
      return List.of(); // it was renamed this moment
    }
  }

  // --- what is left of it

  /** A run that was killed is none, or one that can go on and is no finished one in tables. */
  private static void listed(Path run) throws IOException {
    if (!Files.exists(run)) {
      return;
    }
    assertTrue(Files.size(run.resolve("config.yaml")) > 0, run + " died at its birth");
    assertNotEquals("FAILED", state(run), Files.readString(log(run)));
    if (Files.exists(run.resolve("metrics.csv"))) {
      Cli.Result table = table(run);
      boolean unfinished = table.code() == 0 && !state(run).equals("DONE");
      assertEquals(unfinished, table.out().contains("unfinished"), table.out());
    }
  }

  private static Cli.Result table(Path run) {
    Cli.Result table = Cli.run("table", run.toString());
    boolean told = table.code() == 0 || table.err().contains("no run has a value");
    assertTrue(told, table.err());
    return table;
  }

  /** The run that was left alone. */
  private Path reference(int experiment, String seed) throws Exception {
    String name = "reference" + experiment + "-" + seed;
    if (!references.containsKey(name)) {
      Path run = temp.resolve(name);
      List<String> arguments =
          train(experiment, "seed=" + seed, "run.figure=false", "run.dir=" + run);
      assertEquals(0, Cli.end(Cli.start(log(run), arguments)), Files.readString(log(run)));
      references.put(name, run);
    }
    return references.get(name);
  }

  private static void assertSame(Path reference, Path run) throws IOException {
    assertEquals("DONE", state(run), run.toString());
    for (String file : List.of("metrics.csv", "result.yaml")) {
      assertEquals(Files.readString(reference.resolve(file)), Files.readString(run.resolve(file)));
    }
    assertEquals(last(reference), last(run));
    Map<String, Long> points = BoardPoints.shown(run);
    assertEquals(Set.of(1L), Set.copyOf(points.values()));
    // Not all are drawn, and a kill may hit the drawing.
    points.keySet().removeIf(key -> key.contains(" figures/"));
    assertEquals(BoardPoints.shown(reference), points);
  }

  /** The last checkpoint: checksums of the variables, and the loop's state. */
  private static Map<String, Object> last(Path run) {
    Path checkpoints = run.resolve("checkpoints");
    Object name = Yamls.read(checkpoints.resolve("index.yaml")).get("last");
    Path last = checkpoints.resolve(name.toString());
    Map<String, Object> all = Yamls.read(last.resolve("manifest.yaml"));
    all.put("state.yaml", Yamls.read(last.resolve("state.yaml")));
    // Whose it is, and how long that took.
    ((Map<?, ?>) all.get("state.yaml")).keySet().removeAll(Set.of("run", "seconds"));
    return all;
  }
}
