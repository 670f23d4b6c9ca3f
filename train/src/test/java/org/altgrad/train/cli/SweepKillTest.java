package org.altgrad.train.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.altgrad.base.Durable;
import org.altgrad.base.JsonText;
import org.altgrad.train.sweep.SweepDirectory;
import org.altgrad.train.sweep.SweepState;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Kills workers, and launchers with theirs, wherever they are. No run that is done is made again,
 * none is lost, and the table is that of the sweep that was left alone.
 */
class SweepKillTest {
  private static final int KILLS = Integer.getInteger("altgrad.kills", 200);

  /**
   * Of one run, without a checkpoint in between: one that has cost ten workers is given up on
   * purpose, and a busy machine is slow to begin one.
   */
  private static final int MOST_IN_A_ROW = 5;

  @TempDir Path temp;
  private final Random random = new Random(1);

  // --- sweeps

  private Path grid(String name, int runs) {
    List<String> words = new ArrayList<>(List.of("sweep", "create", "-m"));
    words.addAll(SweepCommandsTest.TINY);
    words.addAll(
        List.of(
            "trainer.max_epochs=3", "seed=range(" + runs + ")", "run.root=" + temp.resolve(name)));
    return create(words);
  }

  /** Searched by a file, which says how. */
  private Path searched(String name, int count, String how) throws IOException {
    Path file = temp.resolve(name + ".yaml");
    List<String> words = SweepCommandsTest.TINY;
    Files.writeString(
        file,
        "experiment: hnca/bandit\noverrides: ["
            + String.join(", ", words.subList(1, words.size()))
            + ", trainer.max_epochs=4, run.root="
            + temp.resolve(name)
            + "]\nparameters: {optimizer.lr: {distribution: log_uniform_values, min: 1e-4,"
            + " max: 1e-1}}\ncount: "
            + count
            + "\nmetric: {name: accuracy, goal: maximize, split: train}\n"
            + how);
    return create(List.of("sweep", "create", file.toString()));
  }

  private static Path create(List<String> words) {
    Cli.Result result = Cli.run(words.toArray(String[]::new));
    assertEquals(0, result.code(), result.err());
    return Path.of(result.out().strip());
  }

  private Process worker(Path sweep) throws IOException {
    return Cli.start(temp.resolve("log"), List.of("sweep", "work", sweep.toString()));
  }

  // --- what must hold

  private static List<Map<?, ?>> events(Path sweep) throws IOException {
    List<Map<?, ?>> events = new ArrayList<>();
    for (String line : Files.readAllLines(sweep.resolve("journal.jsonl"))) {
      events.add((Map<?, ?>) JsonText.parse(line));
    }
    return events;
  }

  private static int count(Path sweep, String event) throws IOException {
    String text = Files.readString(sweep.resolve("journal.jsonl"));
    return (int)
        text.lines()
            .filter(line -> line.startsWith("{\"event\":\"" + event + "\"") && line.endsWith("}"))
            .count();
  }

  private static void assertWhole(Path reference, Path sweep) throws IOException {
    Set<Object> done = new TreeSet<>();
    for (Map<?, ?> event : events(sweep)) {
      Object run = event.get("run");
      assertTrue(!event.get("event").equals("failed"), event.toString());
      if (event.get("event").equals("done")) {
        assertTrue(done.add(run), run + " was made twice");
      } else if (run != null) {
        assertTrue(!done.contains(run), run + " was taken again: " + event);
      }
    }
    Map<String, String> expected = numbers(reference);
    assertEquals(expected, numbers(sweep));
    assertEquals(
        Cli.run("table", reference.toString()).out(), Cli.run("table", sweep.toString()).out());
  }

  /** The metrics and results of all runs. */
  private static Map<String, String> numbers(Path sweep) throws IOException {
    Map<String, String> all = new TreeMap<>();
    try (Stream<Path> files = Files.walk(sweep)) {
      for (Path file : files.toList()) {
        if (file.endsWith("metrics.csv") || file.endsWith("result.yaml")) {
          all.put(sweep.relativize(file).toString(), Files.readString(file));
        }
      }
    }
    return all;
  }

  private static void killed(Process process) throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  private static void await(Process process, Path sweep, String event, int number)
      throws IOException, InterruptedException {
    while (process.isAlive() && count(sweep, event) < number) {
      TimeUnit.MILLISECONDS.sleep(2);
    }
  }

  // --- a few kills, in every build

  /** As it takes a run, as it works on one, and as it has just ended one. */
  @Test
  void aWorkerIsKilledAtChosenMoments() throws Exception {
    Path reference = grid("left", 4);
    assertEquals(0, Cli.run("sweep", "work", reference.toString()).code());
    Path sweep = grid("killed", 4);
    int[] numbers = {1, 2, 1};
    String[] moments = {"claimed", "begun", "done"};
    for (int i = 0; i < moments.length; i++) {
      Process worker = worker(sweep);
      await(worker, sweep, moments[i], numbers[i]);
      killed(worker);
    }
    assertTrue(count(sweep, "done") < 4, "killed too late");
    assertEquals(0, Cli.run("sweep", "work", sweep.toString()).code());
    assertTrue(count(sweep, "lost") >= 2);
    assertWhole(reference, sweep);
  }

  /** Two processes with names of hosts of their own share the runs of one directory. */
  @Test
  void twoMachinesWorkOnOneDirectory() throws Exception {
    Process probe = new ProcessBuilder("sh", "-c", "unshare --uts true").start();
    assumeTrue(probe.waitFor() == 0, "no namespaces here");
    Path reference = grid("left", 6);
    Path sweep = grid("shared", 6);
    List<Process> workers = new ArrayList<>();
    for (String host : List.of("one", "two")) {
      List<String> command =
          new ArrayList<>(
              List.of("unshare", "--uts", "sh", "-c", "hostname " + host + "; exec \"$@\"", "sh"));
      command.addAll(Cli.java());
      command.addAll(List.of(Main.class.getName(), "sweep", "work", sweep.toString()));
      workers.add(
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(temp.resolve(host + ".log").toFile())
              .start());
    }
    assertEquals(0, Cli.run("sweep", "work", reference.toString()).code());
    for (Process worker : workers) {
      assertEquals(0, Cli.end(worker));
    }
    Set<String> hosts = new TreeSet<>();
    for (Map<?, ?> event : events(sweep)) {
      if (event.get("event").equals("claimed")) {
        hosts.add(event.get("worker").toString().replaceFirst("-.*", ""));
      }
    }
    assertEquals(Set.of("one", "two"), hosts);
    assertWhole(reference, sweep);
  }

  /** A launcher for one worker starts none beside one that is at work here already. */
  @Test
  void aLauncherCountsTheWorkersThatAreThere() throws Exception {
    Path sweep = grid("counted", 3);
    Process first = worker(sweep);
    await(first, sweep, "claimed", 1);
    Process launcher =
        Cli.start(temp.resolve("log"), List.of("train", "--resume", sweep.toString()));
    assertEquals(0, Cli.end(first));
    assertEquals(0, Cli.end(launcher));
    Set<Object> workers = new TreeSet<>();
    for (Map<?, ?> event : events(sweep)) {
      if (event.get("event").equals("claimed")) {
        workers.add(event.get("worker"));
      }
    }
    assertEquals(1, workers.size(), workers.toString());
    assertEquals(3, count(sweep, "done"));
  }

  // --- many kills

  /** Workers of one sweep, a number of them at a time. */
  @Tag("slow")
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 6})
  void gridsSurviveKills(int workers, TestReporter reporter) throws Exception {
    Path reference = grid("left", 50);
    assertEquals(0, Cli.run("sweep", "work", reference.toString()).code());
    survive(reference, i -> grid("killed" + i, 50), workers, reporter);
  }

  /** One worker finds, pauses and promotes in the same order, however often it is killed. */
  @Tag("slow")
  @ParameterizedTest
  @ValueSource(
      strings = {
        "method: tpe\nseed: 1\n",
        "method: random\nearly_stopping: {name: asha, min_resource: 1, eta: 2, promotion: true}\n"
      })
  void searchesSurviveKills(String how, TestReporter reporter) throws Exception {
    Path reference = searched("left", 25, how);
    assertEquals(0, Cli.run("sweep", "work", reference.toString()).code());
    if (how.contains("asha")) {
      assertTrue(count(reference, "promoted") > 0, "nothing was promoted");
    }
    survive(reference, i -> searched("killed" + i, 25, how), 1, reporter);
  }

  private interface Maker {
    Path make(int i) throws IOException;
  }

  /** As many sweeps, one after the other, as all kills take. */
  private void survive(Path reference, Maker maker, int workers, TestReporter reporter)
      throws Exception {
    int kills = 0;
    int sweeps = 0;
    while (kills < KILLS) {
      Path sweep = maker.make(sweeps++);
      kills += killAll(sweep, workers, KILLS - kills, sweeps % 2 == 0);
      assertWhole(reference, sweep);
      assertEquals(0, Cli.run("sweep", "status", sweep.toString()).code());
      Durable.deleteTree(sweep);
    }
    reporter.publishEntry("kills", kills + " over " + sweeps + " sweeps, " + workers + " workers");
  }

  /**
   * Works on a sweep to its end, with kills in between.
   *
   * @param launched whether by a launcher, which is killed as well as its workers
   * @return how many processes were killed
   */
  private int killAll(Path sweep, int workers, int most, boolean launched) throws Exception {
    int kills = 0;
    List<Process> running = new ArrayList<>();
    while (!over(sweep)) {
      running.removeIf(process -> !process.isAlive());
      while (running.size() < (launched ? 1 : workers)) {
        running.add(
            launched
                ? Cli.start(temp.resolve("log"), List.of("train", "--resume", sweep.toString()))
                : worker(sweep));
      }
      TimeUnit.MILLISECONDS.sleep(500 + random.nextInt(4000));
      if (kills < most && losses(sweep) < MOST_IN_A_ROW) {
        Process victim = running.get(random.nextInt(running.size()));
        List<ProcessHandle> children = victim.children().toList();
        if (!children.isEmpty() && random.nextBoolean()) {
          children.get(random.nextInt(children.size())).destroyForcibly();
        } else {
          killed(victim);
          running.remove(victim);
        }
        kills++;
      }
    }
    for (Process process : running) {
      assertTrue(process.waitFor(120, TimeUnit.SECONDS), "a worker does not end");
    }
    return kills;
  }

  /** The most workers that a run has cost in a row. */
  private static int losses(Path sweep) {
    SweepState state = new SweepDirectory(sweep).state();
    return state.jobs().stream().mapToInt(job -> state.of(job.run()).losses()).max().orElse(0);
  }

  private static boolean over(Path sweep) {
    Cli.Result status = Cli.run("sweep", "status", sweep.toString(), "--json");
    assertEquals(0, status.code(), status.err());
    return ((Map<?, ?>) JsonText.parse(status.out())).get("over").equals(true);
  }
}
