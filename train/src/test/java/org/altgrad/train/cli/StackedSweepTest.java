package org.altgrad.train.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.altgrad.base.Pause;
import org.altgrad.train.run.Yamls;
import org.altgrad.train.sweep.Stacks;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that train in one graph against the same runs by themselves. */
class StackedSweepTest {
  private static final List<String> IMA =
      List.of(
          "experiment=ima/moebius_quick",
          "data.n_obs=400",
          "trainer.batch_size=50",
          "trainer.evaluate_every=1",
          "trainer.steps_per_call=3",
          "trainer.compile=false",
          "trainer.threads=1",
          "method.metrics.every=[]",
          "method.metrics.last=[nulls]",
          "method.metrics.permutations=20",
          "run.figure=false");
  private static final List<String> HEADS =
      List.of(
          "experiment=vub/mnist_quick",
          "trainer.limit_train_batches=4",
          "trainer.max_epochs=2",
          "trainer.steps_per_call=4",
          "trainer.tensorboard=false",
          "trainer.threads=1",
          "run.figure=false");

  private static final List<String> WINDOWS =
      List.of(
          "experiment=biohsic/xor",
          "data.n_train=120",
          "data.n_test=40",
          "data.seed=1",
          "method.memory=8",
          "method.windows_per_step=16",
          "method.probe_windows=4",
          "method.probe_samples=30",
          "optimizer.eps=1e-3", // small directions are rounding
          "trainer.threads=1",
          "run.figure=false");

  @TempDir Path temp;

  private Path create(String name, List<String> base, String... more) {
    List<String> words = new ArrayList<>(List.of("sweep", "create", "-m"));
    words.addAll(base);
    words.add("run.root=" + temp.resolve(name));
    words.addAll(List.of(more));
    Cli.Result made = Cli.run(words.toArray(String[]::new));
    assertEquals(0, made.code(), made.err());
    return Path.of(made.out().strip());
  }

  private static Path worked(Path sweep, int code) {
    Cli.Result result = Cli.run("sweep", "work", sweep.toString());
    assertEquals(code, result.code(), result.out() + result.err());
    return sweep;
  }

  private static List<Path> runs(Path sweep) throws IOException {
    try (Stream<Path> all = Files.list(sweep)) {
      return all.filter(p -> p.getFileName().toString().matches("\\d{3}-.*")).sorted().toList();
    }
  }

  /** The same rows in the same order, with values that differ by rounding. */
  private static void assertSameNumbers(Path one, Path other) throws IOException {
    List<String> expected = Files.readAllLines(one.resolve("metrics.csv"));
    List<String> found = Files.readAllLines(other.resolve("metrics.csv"));
    assertEquals(
        expected.stream().map(StackedSweepTest::key).toList().toString(),
        found.stream().map(StackedSweepTest::key).toList().toString());
    for (int i = 1; i < expected.size(); i++) {
      double value = value(expected.get(i));
      assertEquals(
          value, value(found.get(i)), 1e-4 * Math.max(1, Math.abs(value)), expected.get(i));
    }
    assertEquals(
        Files.readString(one.resolve("checkpoints/index.yaml")),
        Files.readString(other.resolve("checkpoints/index.yaml")));
    assertEquals(result(one), result(other));
  }

  private static List<Object> result(Path run) {
    Map<String, Object> result = Yamls.read(run.resolve("result.yaml"));
    List<Object> all = new ArrayList<>(List.of(result.get("steps"), result.get("epochs")));
    if (result.get("best") instanceof Map<?, ?> best) {
      all.addAll(List.of(best.get("step"), best.get("epoch"), best.get("metric")));
    }
    return all;
  }

  private static long events(Path run) throws IOException {
    try (Stream<Path> all = Files.list(run)) {
      return all.filter(file -> file.toString().contains("tfevents")).count();
    }
  }

  private static String key(String row) {
    return row.substring(0, row.lastIndexOf(','));
  }

  private static double value(String row) {
    return Double.parseDouble(row.substring(row.lastIndexOf(',') + 1));
  }

  private void assertSameAsAlone(List<String> base, String... more) throws IOException {
    String[] stacked =
        Stream.concat(Stream.of(more), Stream.of("launcher=stacked")).toArray(String[]::new);
    Path alone = worked(create("alone", base, more), 0);
    Path together = worked(create("together", base, stacked), 0);
    assertEquals(1, Stacks.of(together).runs().size(), Stacks.of(together).lines().toString());
    assertEquals(runs(alone).size(), runs(together).size());
    for (int r = 0; r < runs(alone).size(); r++) {
      assertSameNumbers(runs(alone).get(r), runs(together).get(r));
      boolean off = base.contains("trainer.tensorboard=false");
      assertEquals(off ? 0 : 1, events(runs(together).get(r)));
    }
    assertFalse(Files.exists(Stacks.place(together, "0")));
  }

  /** Seeds, learning rates and weights, each pair of values once; each stops by itself. */
  @Test
  void networksOfImaAreRuns() throws IOException {
    assertSameAsAlone(
        IMA,
        "launcher.zip=true",
        "seed=1,2,1,2",
        "optimizer.lr=0.003,0.003,0.1,0.1",
        "method.beta=0.5,2,2,0.5",
        "trainer.stopping.patience=2",
        "trainer.max_epochs=4");
    Path sweep = Path.of(runs(sweepOf("together")).get(1).getParent().toString());
    Path member = runs(sweep).get(1);
    Cli.Result eval = Cli.run("eval", member.toString());
    assertEquals(0, eval.code(), eval.err());
    assertEquals(0, Cli.run("eval", member.toString(), "--checkpoint", "best").code());
    // A run that is made longer goes on as the one that was alone.
    List<Path> alone = runs(sweepOf("alone"));
    List<Path> together = runs(sweep);
    for (int r : longer(alone, together, 5)) {
      assertEquals(keys(alone.get(r)), keys(together.get(r)));
    }
  }

  private Path sweepOf(String name) throws IOException {
    try (Stream<Path> all = Files.walk(temp.resolve(name), 5)) {
      return all.filter(p -> Files.exists(p.resolve("sweep.yaml"))).findFirst().orElseThrow();
    }
  }

  private static List<String> keys(Path run) throws IOException {
    return Files.readAllLines(run.resolve("metrics.csv")).stream()
        .map(StackedSweepTest::key)
        .toList();
  }

  /** Heads of the variational bound, by seed and β. */
  @Test
  void headsAreRuns() throws IOException {
    assertSameAsAlone(HEADS, "seed=0,3", "method.objective.beta=0.001,0.1");
  }

  /** Networks that learn from windows, by seed and learning rate; each stops by itself. */
  @Test
  void networksOnWindowsAreRuns() throws IOException {
    assertSameAsAlone(
        WINDOWS,
        "seed=1,2",
        "optimizer.lr=0.0003,0.001",
        "trainer.stopping={patience: 1, min_delta: 0}",
        "trainer.max_epochs=4");
    Path member = runs(sweepOf("together")).get(2);
    assertEquals(0, Cli.run("eval", member.toString(), "--checkpoint", "best").code());
    for (int r : longer(runs(sweepOf("alone")), runs(sweepOf("together")), 5)) {
      assertSameNumbers(runs(sweepOf("alone")).get(r), runs(sweepOf("together")).get(r));
    }
  }

  /** A rule on batches, whose random feedback is drawn by the seed too. */
  @Test
  void networksWithRandomFeedbackAreRuns() throws IOException {
    List<String> base = new ArrayList<>(WINDOWS.subList(0, 4));
    base.addAll(WINDOWS.subList(6, WINDOWS.size()));
    base.addAll(List.of("method=biohsic/feedback_alignment", "trainer.batch_size=50"));
    assertSameAsAlone(base, "seed=1,2", "optimizer.lr=0.001,0.003", "trainer.max_epochs=2");
  }

  /**
   * Bits that are drawn leave no room for rounding: all numbers are those of runs by themselves.
   */
  @Test
  void networksOfBanditsAreRunsToTheByte() throws IOException {
    List<String> words = new ArrayList<>(SweepCommandsTest.TINY);
    words.addAll(List.of("model.depth=2", "method.baseline=ema", "trainer.steps_per_call=3"));
    assertSameAsAlone(
        words,
        "seed=1,2",
        "optimizer.lr=0.003,0.1",
        "trainer.stopping={patience: 2, min_delta: 0}",
        "trainer.max_epochs=4");
    List<Path> alone = runs(sweepOf("alone"));
    List<Path> together = runs(sweepOf("together"));
    for (int r = 0; r < alone.size(); r++) {
      SweepCommandsTest.assertSameRun(alone.get(r), together.get(r));
      assertSameFile("checkpoints/step-20/variables.yaml", alone.get(r), together.get(r));
    }
    Cli.Result eval = Cli.run("eval", together.get(1).toString(), "--checkpoint", "best");
    assertEquals(0, eval.code(), eval.err());
    for (int r : longer(alone, together, 6)) {
      SweepCommandsTest.assertSameRun(alone.get(r), together.get(r));
    }
  }

  /**
   * Makes runs longer, the last two that can be. Those that have stopped early say, alone or
   * together, that this has no effect.
   *
   * @return which have become longer
   */
  private static List<Integer> longer(List<Path> alone, List<Path> together, int epochs) {
    List<Integer> longer = new ArrayList<>();
    for (int r = alone.size() - 1; r >= 0 && longer.size() < 2; r--) {
      List<String> said = new ArrayList<>();
      for (Path run : List.of(alone.get(r), together.get(r))) {
        Cli.Result more =
            Cli.run("train", "--resume", run.toString(), "trainer.max_epochs=" + epochs);
        said.add(more.code() + " " + more.err());
      }
      assertEquals(said.get(0), said.get(1));
      if (said.get(0).startsWith("0 ")) {
        longer.add(r);
      } else {
        assertTrue(said.get(0).contains("trainer.stopping, which a run keeps"), said.get(0));
      }
    }
    assertFalse(longer.isEmpty());
    return longer;
  }

  private static void assertSameFile(String name, Path one, Path other) throws IOException {
    if (Files.exists(one.resolve(name)) || Files.exists(other.resolve(name))) {
      assertEquals(Files.readString(one.resolve(name)), Files.readString(other.resolve(name)));
    }
  }

  /** A graph is taken whole, and whoever asks for fewer runs is told so. */
  @Test
  void aCountTakesAGraphWholeAndSaysSo() {
    String[] words = {"seed=0,1,2", "trainer.max_epochs=1", "launcher=stacked"};
    String sweep = create("counted", SweepCommandsTest.TINY, words).toString();
    String told = SweepCommandsTest.printed("sweep", "work", sweep, "--count", "1");
    String line = "note: --count 1: one graph of 3 runs, which train together\n";
    assertTrue(told.contains(line), told);
    assertEquals(3, told.lines().filter(l -> l.endsWith("  done")).count(), told);
    sweep = create("enough", SweepCommandsTest.TINY, words).toString();
    told = SweepCommandsTest.printed("sweep", "work", sweep, "--count", "3");
    assertFalse(told.contains("--count"), told);
  }

  /** A run of several networks goes on from its checkpoint with the same bytes. */
  @Test
  void severalBanditsGoOnWhereTheyWere() throws IOException {
    List<Path> both = new ArrayList<>();
    for (String name : List.of("whole", "resumed")) {
      List<String> words = new ArrayList<>(List.of("train"));
      words.addAll(SweepCommandsTest.TINY);
      both.add(temp.resolve(name));
      words.addAll(List.of("trainer.seeds=[3,8]", "optimizer.lr=[0.003,0.1]"));
      words.add("run.dir=" + both.get(both.size() - 1));
      words.add("trainer.max_epochs=" + (name.equals("whole") ? 4 : 2));
      assertEquals(0, Cli.run(words.toArray(String[]::new)).code());
    }
    String run = both.get(1).toString();
    assertEquals(0, Cli.run("train", "--resume", run, "trainer.max_epochs=4").code());
    SweepCommandsTest.assertSameRun(both.get(0), both.get(1));
    assertTrue(Files.readString(both.get(0).resolve("metrics.csv")).contains(",accuracy,1,"));
  }

  /**
   * A step so small that no weight moves leaves the initial weights, which are equal to the bit.
   */
  @Test
  void initialWeightsAreThoseOfRunsByThemselves() throws IOException {
    String[] words = {"seed=1,2", "optimizer=sgd", "optimizer.lr=1e-30", "trainer.max_epochs=1"};
    assertSameAsAlone(IMA, words);
    String file = "checkpoints/step-6/variables.data-00000-of-00001";
    for (int r = 0; r < 2; r++) {
      assertArrayEquals(
          Files.readAllBytes(runs(sweepOf("alone")).get(r).resolve(file)),
          Files.readAllBytes(runs(sweepOf("together")).get(r).resolve(file)));
    }
  }

  /** The second of two ended first, so the other has half of the time until then, and the rest. */
  private static void assertSharesAreOfOneTime(Path sweep, double wall) throws IOException {
    List<Double> shares = new ArrayList<>();
    Set<Object> starts = new HashSet<>();
    for (Path run : runs(sweep)) {
      Map<String, Object> info = Yamls.read(run.resolve("run.yaml"));
      assertEquals(2, info.get("stacked"));
      starts.add(info.get("start"));
      shares.add(((Number) info.get("seconds")).doubleValue());
      assertTrue(Cli.said("show", run.toString()).contains("stacked      2 runs shared a graph"));
    }
    assertEquals(1, starts.size(), "all begin as their graph does: " + starts);
    assertTrue(shares.get(1) > 0 && shares.get(1) < shares.get(0), shares.toString());
    assertTrue(shares.get(0) + shares.get(1) <= wall, shares + " of " + wall);
    assertTrue(Cli.said("ls", sweep.toString()).contains(" (1/2)"));
  }

  /** One network's numbers that are none end its run, and no other one. */
  @Test
  void aRunThatDivergesEndsAlone() throws IOException {
    String[] words = {"seed=1", "optimizer.lr=0.003,1e30", "trainer.max_epochs=2"};
    long start = System.nanoTime();
    Path together =
        worked(
            create(
                "together",
                IMA,
                Stream.concat(Stream.of(words), Stream.of("launcher=stacked"))
                    .toArray(String[]::new)),
            1);
    double wall = (System.nanoTime() - start) / 1e9;
    Path alone = worked(create("alone", IMA, words), 1);
    assertSameNumbers(runs(alone).get(0), runs(together).get(0));
    for (Path sweep : List.of(alone, together)) {
      Map<String, Object> info = Yamls.read(runs(sweep).get(1).resolve("run.yaml"));
      assertEquals("DIVERGED", info.get("state"));
    }
    String message = Yamls.read(runs(alone).get(1).resolve("run.yaml")).get("message").toString();
    String found = Yamls.read(runs(together).get(1).resolve("run.yaml")).get("message").toString();
    // Which number it is no more, infinity or none, is rounding's doing.
    String what = "diverged at step 1: neg_elbo is ";
    assertTrue(message.startsWith(what) && found.startsWith(what), message + " / " + found);
    assertEquals(
        Files.readString(runs(alone).get(1).resolve("metrics.csv")),
        Files.readString(runs(together).get(1).resolve("metrics.csv")));
    assertTrue(Files.readString(together.resolve("journal.jsonl")).contains("diverged at step"));
    assertSharesAreOfOneTime(together, wall);
  }

  @Test
  void aKilledGraphEndsWithTheSameBytes() throws Exception {
    assertGoesOn(IMA, "trainer.max_epochs=15");
  }

  @Test
  @Tag("slow")
  void aKilledGraphOfWindowsEndsWithTheSameBytes() throws Exception {
    assertGoesOn(WINDOWS, "trainer.max_epochs=60");
  }

  @Test
  @Tag("slow")
  void aKilledGraphOfBanditsEndsWithTheSameBytes() throws Exception {
    assertGoesOn(SweepCommandsTest.TINY, "optimizer.lr=0.003,0.01", "trainer.max_epochs=300");
  }

  /** A killed graph goes on where it was. */
  private void assertGoesOn(List<String> base, String... more) throws Exception {
    String[] words =
        Stream.concat(Stream.of("seed=1,2,3", "launcher=stacked"), Stream.of(more))
            .toArray(String[]::new);
    Path whole = worked(create("whole", base, words), 0);
    Path killed = create("killed", base, words);
    Process worker = Cli.start(temp.resolve("log"), List.of("sweep", "work", killed.toString()));
    Path begun = Stacks.place(killed, "0").resolve("checkpoints/index.yaml");
    while (worker.isAlive() && !Files.exists(begun)) {
      Pause.millis(5);
    }
    worker.destroyForcibly().waitFor();
    assertTrue(Files.exists(begun), Files.readString(temp.resolve("log")));
    int runs = runs(whole).size();
    if (base.equals(IMA)) {
      assertBeginsAnew(whole, killed);
    }
    worked(killed, 0);
    for (int r = 0; r < runs; r++) {
      SweepCommandsTest.assertSameRun(runs(whole).get(r), runs(killed).get(r));
    }
    String journal = Files.readString(killed.resolve("journal.jsonl"));
    assertEquals(runs, journal.split("\"lost\"", -1).length - 1);
    assertEquals(runs, journal.split("\"done\"", -1).length - 1);
  }

  /** A copy of a killed graph whose checkpoints are damaged: its runs are made anew by name. */
  private void assertBeginsAnew(Path whole, Path killed) throws IOException {
    Path stuck = temp.resolve("stuck");
    try (Stream<Path> all = Files.walk(killed)) {
      for (Path file : all.toList()) {
        Files.copy(file, stuck.resolve(killed.relativize(file)));
      }
    }
    try (Stream<Path> all = Files.list(Stacks.place(stuck, "0").resolve("checkpoints"))) {
      for (Path step : all.filter(Files::isDirectory).toList()) {
        Files.writeString(step.resolve("manifest.yaml"), "{");
      }
    }
    String why = ".stacks/0 has been trained and has no usable checkpoint, so it cannot go on";
    String told = SweepCommandsTest.printed("sweep", "work", stuck.toString());
    List<String> names = runs(whole).stream().map(run -> run.getFileName().toString()).toList();
    List<String> retry = new ArrayList<>(List.of("sweep", "retry", stuck.toString()));
    for (String name : names) {
      String command = "altgrad " + String.join(" ", retry) + " " + name + "\n";
      assertTrue(told.contains(name + "  FAILED (exit 1): " + why), told);
      assertTrue(told.contains("made anew beside what is there: " + command), told);
    }
    retry.addAll(names);
    assertTrue(told.contains("3 damaged: " + why), told);
    assertTrue(told.contains("altgrad " + String.join(" ", retry) + "\n"), told);
    told = Cli.said(retry.toArray(String[]::new));
    Path kept = stuck.resolve(".aside/.stacks/0");
    assertTrue(told.contains(names.get(0) + "  begins anew, for " + why), told);
    assertTrue(told.contains("kept in " + kept), told);
    assertTrue(Files.exists(kept.resolve("metrics.csv")));
    worked(stuck, 0);
    for (int r = 0; r < names.size(); r++) {
      SweepCommandsTest.assertSameRun(runs(whole).get(r), runs(stuck).get(r));
    }
  }

  /** The plan says before anything starts what trains together, what does not, and why. */
  @Test
  void thePlanSaysWhatDoesNotTrainTogether() {
    List<String> others =
        Stacks.of(
                create(
                    "ilc",
                    List.of("experiment=ilc/spirals", "run.figure=false"),
                    "seed=0,1",
                    "launcher=stacked"))
            .lines();
    assertEquals(
        List.of(
            "by themselves: 000-seed=0, 001-seed=1: networks of ilc have no seeds of their own"),
        others);
    assertEquals(
        List.of("graph 0: 000-seed=0, 001-seed=1, which differ in seed"),
        Stacks.of(create("bandit", SweepCommandsTest.TINY, "seed=0,1", "launcher=stacked"))
            .lines());
    List<String> data =
        Stacks.of(
                create(
                    "data",
                    IMA,
                    "seed=0,1",
                    "data.n_obs=400,500",
                    "launcher=stacked",
                    "launcher.size=2"))
            .lines();
    assertEquals(
        List.of(
            "graph 0: 000-seed=0_data.n_obs=400, 002-seed=1_data.n_obs=400, which differ in seed",
            "graph 1: 001-seed=0_data.n_obs=500, 003-seed=1_data.n_obs=500, which differ in seed"),
        data);
    // A weight of 0 is a term that is not there.
    List<String> weights =
        Stacks.of(create("weights", IMA, "method.penalties.c_ima=0,1", "launcher=stacked")).lines();
    assertEquals(1, weights.size());
    assertTrue(weights.get(0).contains("method.penalties.c_ima"), weights.get(0));
  }

  /** A study's runs are the same, whichever way they are started. */
  @Test
  @Tag("slow")
  void aStudysRunsAreRuns() throws IOException {
    Path file = temp.resolve("conf/study/own/stack.yaml");
    Files.createDirectories(file.getParent());
    List<String> shared =
        Stream.concat(IMA.stream(), Stream.of("trainer.max_epochs=2"))
            .map(word -> "'" + word + "'")
            .toList();
    Files.writeString(
        file,
        "# Two rates.\ntitle: Stack\nclaim: It runs.\nsource: nobody\narms:\n"
            + "  - {label: slow, overrides: [optimizer.lr=0.001]}\n"
            + "  - {label: fast, overrides: [optimizer.lr=0.01]}\n"
            + "sizes:\n  quick:\n    overrides: ["
            + String.join(", ", shared)
            + "]\n    seeds: [1, 2]\n"
            + "table: {by: [label], metrics: [neg_elbo], splits: [train]}\n"
            + "figures:\n"
            + "  - {name: bars, kind: bars, options: {metric: neg_elbo, by: label}}\n"
            + "expected:\n"
            + "  - {claim: some, source: sense, metric: neg_elbo, split: train,"
            + " where: {label: slow}, max: 1000000}\n");
    for (String how : List.of("local", "stacked")) {
      Cli.Result result =
          Cli.run(
              "study",
              "own/stack",
              "--config-dir",
              temp.resolve("conf").toString(),
              "--launcher",
              how,
              "--workers",
              "2",
              "--to",
              temp.resolve(how).toString());
      assertEquals(0, result.code(), result.out() + result.err());
    }
    // One graph for each of the two workers that the command names; the configuration says one.
    Stacks stacks = Stacks.of(temp.resolve("stacked"));
    assertEquals(2, stacks.runs().size(), stacks.lines().toString());
    for (String run : List.of("slow_seed=1", "slow_seed=2", "fast_seed=1", "fast_seed=2")) {
      assertSameNumbers(
          temp.resolve("local/runs").resolve(run), temp.resolve("stacked/runs").resolve(run));
    }
  }
}
