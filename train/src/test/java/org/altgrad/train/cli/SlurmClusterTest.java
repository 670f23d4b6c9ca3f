package org.altgrad.train.cli;

import static org.altgrad.train.cli.Cli.said;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.altgrad.base.JsonText;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;

/** Agents in job arrays of a real Slurm with two nodes, which {@code .ci/slurm} starts. */
@Tag("slurm")
class SlurmClusterTest {
  private static final long PATIENCE_SECONDS = Long.getLong("altgrad.slurm.patience", 240);

  @TempDir Path temp;

  @BeforeEach
  void cluster() throws Exception {
    assumeTrue(
        System.getenv("SLURM_CONF") != null,
        "no cluster for tests here: .ci/slurm start DIR, then SLURM_CONF=DIR/slurm.conf");
    for (String node : List.of("one", "two")) {
      slurm("scontrol", "update", "nodename=" + node, "state=resume");
    }
  }

  @AfterEach
  void nothingIsLeft() throws Exception {
    if (System.getenv("SLURM_CONF") != null) {
      slurm("scancel", "--partition=main");
      await("an empty queue", () -> slurm("squeue", "-h").isBlank());
    }
  }

  // --- the cluster

  private static String slurm(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes());
      process.waitFor();
      return said;
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void await(String what, BooleanSupplier condition) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        fail(what + " does not come; " + slurm("squeue", "-r"));
      }
      TimeUnit.MILLISECONDS.sleep(300);
    }
  }

  /** How many tasks of a job run now. */
  private static long running(String job) {
    return slurm("squeue", "-h", "-r", "-t", "R", "-j", job, "-o", "%i").lines().count();
  }

  private static void awaitEnd(String job) throws InterruptedException {
    await("the end of job " + job, () -> slurm("squeue", "-h", "-j", job).isBlank());
  }

  // --- sweeps

  private Path create(String... more) {
    List<String> words = new ArrayList<>(List.of("sweep", "create", "-m"));
    words.addAll(SweepCommandsTest.TINY);
    words.add("run.root=" + temp.resolve("out"));
    words.addAll(List.of(more));
    return Path.of(said(words.toArray(String[]::new)).strip());
  }

  /** Submits agents; the number of their job. */
  private static String submit(Path sweep, String... more) throws IOException {
    List<String> words = new ArrayList<>(List.of("sweep", "submit", sweep.toString()));
    words.addAll(List.of(more));
    said(words.toArray(String[]::new));
    return job(sweep);
  }

  private static String job(Path sweep) throws IOException {
    return events(sweep).stream()
        .filter(event -> event.get("event").equals("submitted"))
        .map(event -> event.get("job").toString())
        .reduce((first, second) -> second)
        .orElseThrow();
  }

  private static List<Map<?, ?>> events(Path sweep) throws IOException {
    List<Map<?, ?>> events = new ArrayList<>();
    for (String line : Files.readAllLines(sweep.resolve("journal.jsonl"))) {
      events.add((Map<?, ?>) JsonText.parse(line));
    }
    return events;
  }

  private static Map<?, ?> status(Path sweep) {
    return (Map<?, ?>) JsonText.parse(said("sweep", "status", sweep.toString(), "--json"));
  }

  private static List<Map<?, ?>> listed(Path sweep, String what) {
    List<Map<?, ?>> all = new ArrayList<>();
    ((List<?>) status(sweep).get(what)).forEach(item -> all.add((Map<?, ?>) item));
    return all;
  }

  /** The task that works on a run. */
  private static Optional<String> task(Path sweep, String run) {
    return listed(sweep, "runs").stream()
        .filter(item -> item.get("run").equals(run) && item.get("state").equals("running"))
        .flatMap(item -> Stream.ofNullable(item.get("task")).map(Object::toString))
        .findFirst();
  }

  /** Every run is done, once. */
  private static void assertDone(Path sweep, int runs) throws IOException {
    Map<Object, Integer> done = new TreeMap<>();
    for (Map<?, ?> event : events(sweep)) {
      if (event.get("event").equals("done")) {
        done.merge(event.get("run"), 1, Integer::sum);
      }
    }
    String said = said("sweep", "status", sweep.toString());
    assertEquals(runs, done.size(), said);
    done.forEach((run, times) -> assertEquals(1, times, run + " was made twice"));
  }

  // --- what must hold

  /** Forty short runs, two of which are requeued and one of which meets the time limit. */
  @Test
  void anArrayWithRequeuesAndATimeOutEndsWithAllRunsDone(TestReporter reporter) throws Exception {
    String[] times = new String[40];
    java.util.Arrays.fill(times, "null");
    times[0] = "65s"; // longer than the time limit leaves
    times[1] = times[2] = "15s";
    String epochs =
        Stream.of(times)
            .map(time -> time.equals("null") ? "2" : "1000000")
            .collect(Collectors.joining(","));
    long start = System.nanoTime();
    Path sweep =
        create(
            "seed=range(40)",
            "trainer.max_epochs=" + epochs,
            "trainer.max_time=" + String.join(",", times),
            "launcher.zip=true",
            "launcher=slurm",
            "launcher.time=1",
            "launcher.signal=5",
            "launcher.at_once=3");
    long made = System.nanoTime();
    String job = submit(sweep);
    double seconds = (System.nanoTime() - made) / 1e9;
    assertTrue(seconds < 3, "submitted within " + seconds + " s");
    int most = 0;
    List<String> names = listed(sweep, "runs").stream().map(r -> r.get("run").toString()).toList();
    List<String> open = new ArrayList<>(names.subList(1, 3));
    while (!slurm("squeue", "-h", "-j", job).isBlank()) {
      most = (int) Math.max(most, running(job));
      for (String run : List.copyOf(open)) {
        task(sweep, run)
            .ifPresent(
                task -> {
                  slurm("scontrol", "requeue", task);
                  open.remove(run);
                });
      }
      TimeUnit.MILLISECONDS.sleep(500);
    }
    assertEquals(List.of(), open, "were never seen at work");
    assertDone(sweep, 40);
    assertEquals(3, most, "at once");
    List<Map<?, ?>> tasks = listed(sweep, "slurm");
    assertEquals(40, tasks.size());
    assertEquals(
        new TreeSet<>(List.of("completed")),
        tasks.stream()
            .map(task -> task.get("state").toString())
            .collect(Collectors.toCollection(TreeSet::new)));
    assertEquals(
        new TreeSet<>(List.of("one", "two")),
        tasks.stream()
            .map(task -> task.get("node").toString())
            .collect(Collectors.toCollection(TreeSet::new)));
    long restarts =
        tasks.stream().mapToLong(task -> ((Number) task.get("restarts")).longValue()).sum();
    long timeouts = 0;
    try (Stream<Path> files = Files.list(sweep.resolve("slurm"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".timeouts")).toList()) {
        timeouts += Files.readAllLines(file).size();
      }
    }
    assertTrue(timeouts >= 1, "no time-out");
    assertTrue(restarts >= 2 + timeouts, restarts + " restarts");
    reporter.publishEntry(
        "slurm",
        String.format(
            "40 runs done, %d requeues of which %d by time-outs, submitted in %.2f s, all in %.0f"
                + " s",
            restarts, timeouts, seconds, (System.nanoTime() - start) / 1e9));
  }

  /** The scheduler gives it some seconds, in which it saves, and starts it again. */
  @Test
  void aPreemptedAgentSavesWhatItWorksOn() throws Exception {
    Path sweep = create("seed=0", "trainer.max_epochs=1000000", "trainer.max_time=60s");
    String job = submit(sweep);
    String run = listed(sweep, "runs").get(0).get("run").toString();
    await("work", () -> task(sweep, run).isPresent());
    TimeUnit.SECONDS.sleep(2);
    String other =
        slurm(
            "sbatch", "--parsable", "-p", "first", "-n", "4", "-o", "/dev/null", "--wrap=sleep 2");
    awaitEnd(other.strip());
    awaitEnd(job);
    assertDone(sweep, 1);
    List<Object> ends =
        events(sweep).stream()
            .<Object>map(event -> event.get("event"))
            .filter(List.of("interrupted", "lost", "done")::contains)
            .toList();
    assertEquals(List.of("interrupted", "done"), ends);
    assertEquals(1L, listed(sweep, "slurm").get(0).get("restarts"));
    assertFalse(Files.exists(sweep.resolve("slurm/" + job + "_0.timeouts")), "it was no time-out");
  }

  /** Its jobs go on where others are, with the bytes of a run that nobody disturbed. */
  @Test
  void aNodeThatFailsLosesNothing() throws Exception {
    Path reference = create("seed=0,1", "trainer.max_epochs=120");
    Path sweep = create("seed=0,1", "trainer.max_epochs=120");
    String job = submit(sweep);
    List<String> names = listed(sweep, "runs").stream().map(r -> r.get("run").toString()).toList();
    await("work", () -> names.stream().allMatch(run -> task(sweep, run).isPresent()));
    String node = listed(sweep, "slurm").get(0).get("node").toString();
    slurm("scontrol", "update", "nodename=" + node, "state=down", "reason=test");
    awaitEnd(job);
    assertDone(sweep, 2);
    said("sweep", "work", reference.toString());
    for (String run : names) {
      SweepCommandsTest.assertSameRun(reference.resolve(run), sweep.resolve(run));
    }
    listed(sweep, "slurm").forEach(task -> assertNotEquals(node, task.get("node"), task + ""));
  }

  /** The cluster's books say so, too. */
  @Test
  void aFailedRunIsAFailedTask() throws Exception {
    Path sweep = create("seed=0,1,2", "trainer.max_epochs=1", "launcher=slurm", "launcher.count=1");
    Files.writeString(sweep.resolve("001-seed=1/run.yaml"), "");
    awaitEnd(submit(sweep));
    List<String> states =
        listed(sweep, "slurm").stream().map(task -> task.get("state").toString()).sorted().toList();
    assertEquals(List.of("completed", "completed", "failed"), states);
    String said = said("sweep", "status", sweep.toString());
    assertTrue(said.contains("2 completed, 1 failed (NonZeroExitCode)"), said);
    assertTrue(said.contains("note     1 damaged: 001-seed=1/run.yaml: holds no keys"), said);
  }

  @Test
  void whatIsStoppedLeavesTheQueue() throws Exception {
    Path sweep = create("seed=range(6)", "trainer.max_time=100s", "trainer.max_epochs=1000000");
    String job = submit(sweep, "launcher.at_once=1");
    await("work", () -> task(sweep, "000-seed=0").isPresent());
    String said = said("sweep", "status", sweep.toString());
    assertTrue(said.contains("5 pending (JobArrayTaskLimit), 1 running"), said);
    said("sweep", "submit", sweep.toString());
    assertEquals(job, job(sweep), "enough agents are there");
    said("sweep", "stop", sweep.toString());
    awaitEnd(job);
    List<String> states =
        listed(sweep, "runs").stream().map(r -> r.get("state").toString()).toList();
    assertEquals("interrupted", states.get(0));
    assertEquals(5, states.stream().filter(state -> state.equals("waiting")).count());
  }

  /** Each of its runs waits for that which it needs; started again, the study draws. */
  @Test
  void aStudyIsMadeByAgents() throws Exception {
    Path file = temp.resolve("conf/study/own/two.yaml");
    Files.createDirectories(file.getParent());
    Files.writeString(file, SlurmCommandsTest.STUDY);
    List<String> words =
        List.of(
            "study",
            "own/two",
            "run.root=" + temp.resolve("out"),
            "--config-dir",
            temp.resolve("conf").toString(),
            "--launcher",
            "slurm");
    said(words.toArray(String[]::new));
    Path study = temp.resolve("out/studies/own/two-quick");
    awaitEnd(job(study));
    assertDone(study, 2);
    List<Object> done =
        events(study).stream()
            .filter(event -> event.get("event").equals("done"))
            .<Object>map(event -> event.get("run"))
            .toList();
    assertEquals(List.of("runs/First_seed=3", "runs/Second_seed=3"), done);
    said(words.toArray(String[]::new));
    assertTrue(Files.exists(study.resolve("table.csv")));
    assertEquals(1, events(study).stream().filter(e -> e.get("event").equals("submitted")).count());
  }

  /** Nobody stays to lead it. */
  @Test
  void aSearchNeedsNoController() throws Exception {
    Path file = temp.resolve("sweep.yaml");
    List<String> words = SweepCommandsTest.TINY;
    Files.writeString(
        file,
        "experiment: hnca/bandit\noverrides: ["
            + String.join(", ", words.subList(1, words.size()))
            + ", trainer.max_epochs=1, run.root="
            + temp.resolve("out")
            + "]\nmethod: tpe\ncount: 14\nparameters: {optimizer.lr: {distribution: log, min: 1e-4,"
            + " max: 1e-1}}\nmetric: {name: accuracy, goal: maximize, split: train}\n");
    Path sweep = Path.of(said("sweep", "create", file.toString()).strip());
    awaitEnd(submit(sweep, "launcher.workers=2"));
    assertDone(sweep, 14);
    assertTrue(said("sweep", "replay", sweep.toString()).contains("each follows"));
  }
}
