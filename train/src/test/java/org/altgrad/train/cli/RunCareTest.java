package org.altgrad.train.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.altgrad.base.Durable;
import org.altgrad.base.JsonText;
import org.altgrad.train.run.RunDirectory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looking after runs: ls, show, diff, tag, note, rm, gc. */
class RunCareTest {
  @TempDir Path dir;

  @BeforeEach
  void runs() throws IOException {
    Cli.fakeRun(dir.resolve("runs/a"), 1, 0, 0.5);
    Cli.fakeRun(dir.resolve("runs/b"), 2, 0, 0.25);
    Cli.fakeRun(dir.resolve("runs/c"), 1, 1, 0.75);
  }

  private String at(String name) {
    return dir.resolve("runs").resolve(name).toString();
  }

  private static List<String> names(Cli.Result result) {
    assertEquals(0, result.code(), result.err());
    return result
        .out()
        .lines()
        .skip(2)
        .map(line -> Path.of(line.replaceFirst(" .*", "")).getFileName().toString())
        .toList();
  }

  @Test
  void lsFiltersSortsAndMeasures() {
    String runs = dir.resolve("runs").toString();
    assertEquals(List.of("a", "b", "c"), names(Cli.run("ls", runs)));
    assertEquals(List.of("a", "c"), names(Cli.run("ls", runs, "--where", "depth=1.0")));
    assertEquals(
        List.of("c"), names(Cli.run("ls", runs, "--where", "depth=1", "--where", "seed=1")));
    String[] sorted = {"ls", runs, "--metric", "accuracy@test", "--sort", "-accuracy@test"};
    assertEquals(List.of("c", "a", "b"), names(Cli.run(sorted)));
    assertEquals("none of 3 runs is such\n", Cli.run("ls", runs, "--state", "failed").out());
    Cli.Result wrong = Cli.run("ls", runs, "--where", "model.dept=1");
    assertEquals(Main.FAILURE, wrong.code());
    assertTrue(wrong.err().contains("did you mean"), wrong.err());
    assertTrue(Cli.run("ls", runs, "--sort", "nothing").err().contains("must be one of run,"));
    assertTrue(Cli.run("ls", runs, "--metric", "acc").err().contains("METRIC@SPLIT"));
  }

  private static String refused(String... words) {
    return refused(Main.FAILURE, words);
  }

  private static String refused(int code, String... words) {
    Cli.Result result = Cli.run(words);
    assertEquals(code, result.code(), result.out());
    return result.err().replaceFirst("altgrad: ", "").stripTrailing();
  }

  /** With or without a split, shown or not, and settings by their last parts. */
  @Test
  void lsSortsByMetricsAndSettings() throws IOException {
    String runs = dir.resolve("runs").toString();
    for (String name : List.of("accuracy", "accuracy@test")) {
      assertEquals(List.of("b", "a", "c"), names(Cli.run("ls", runs, "--sort", name)), name);
      assertEquals(List.of("c", "a", "b"), names(Cli.run("ls", runs, "--sort", "-" + name)), name);
    }
    assertTrue(Cli.run("ls", runs, "--sort", "accuracy").out().contains("accuracy@test"));
    assertTrue(Cli.run("ls", runs, "--metric", "norm").out().contains("norm@test"));
    assertEquals(List.of("b", "a", "c"), names(Cli.run("ls", runs, "--sort", "-depth")));
    assertEquals(
        "--sort acuracy: must be one of run, state, start, seconds, seed, model.depth, best, a"
            + " setting or a metric as in accuracy@test but is none (accuracy?)",
        refused("ls", runs, "--sort", "acuracy"));
    assertEquals(
        "--metric norn: must be METRIC@SPLIT, as in accuracy@test, but no run has the metric"
            + " 'norn'; did you mean norm? available: accuracy, norm, norm/layer0",
        refused("ls", runs, "--metric", "norn"));
    assertEquals(
        "--metric norm@tset: must be METRIC@SPLIT, as in accuracy@test, but no run has norm on the"
            + " split 'tset'; did you mean test? available: test",
        refused("ls", runs, "--metric", "norm@tset"));
    assertEquals(
        "--state doen: must be a state; did you mean done? available: running, done, failed,"
            + " diverged, interrupted, killed, damaged, not_begun",
        refused(Main.USAGE, "ls", runs, "--state", "doen"));
    Path metrics = dir.resolve("runs/a/metrics.csv");
    Files.writeString(metrics, Files.readString(metrics) + "20,2,train,accuracy,0.5\n");
    assertEquals(
        "--sort accuracy: may be accuracy@test or accuracy@train; write one of them",
        refused("ls", runs, "--sort", "accuracy"));
    for (String near : List.of("acuracy", "acc")) {
      String hint = refused("ls", runs, "--sort", near);
      assertTrue(hint.endsWith(" (accuracy@test or accuracy@train?)"), hint);
    }
    assertEquals(
        "--metric acuracy: must be METRIC@SPLIT, as in accuracy@test, but no run has the metric"
            + " 'acuracy'; did you mean accuracy@test or accuracy@train? available: accuracy, norm,"
            + " norm/layer0",
        refused("ls", runs, "--metric", "acuracy"));
    String[] shown = {"ls", runs, "--metric", "accuracy@test", "--sort", "accuracy"};
    assertEquals(List.of("b", "a", "c"), names(Cli.run(shown)));
  }

  @Test
  void aDamagedRunDoesNotHideTheOthers() throws IOException {
    Files.writeString(dir.resolve("runs/b/run.yaml"), "state: [");
    Cli.Result all = Cli.run("ls", dir.resolve("runs").toString());
    assertEquals(3, names(all).size());
    assertTrue(all.out().contains("damaged"), all.out());
    assertTrue(all.err().contains("run.yaml"), all.err());
  }

  /** It was no run to ls and table, which said nothing of it. */
  @Test
  void aRunThatLostAFileIsListed() throws IOException {
    Files.delete(dir.resolve("runs/b/run.yaml"));
    Files.delete(dir.resolve("runs/c/config.yaml"));
    String runs = dir.resolve("runs").toString();
    Cli.Result all = Cli.run("ls", runs);
    assertEquals(List.of("a", "b", "c"), names(all).stream().sorted().toList());
    assertEquals(2, all.out().split("damaged", -1).length - 1, all.out());
    String gone = at("b") + "/run.yaml: is gone, though the run has metrics.csv; put the";
    assertTrue(all.err().contains(gone), all.err());
    assertTrue(all.err().contains(at("c") + "/config.yaml"), all.err());
    Cli.Result table = Cli.run("table", runs);
    assertEquals(0, table.code(), table.err());
    assertTrue((table.out() + table.err()).contains("left out a run: " + gone), table.err());
  }

  @Test
  void unreadableNotesAreNoDamageToTheRun() throws IOException {
    Path notes = dir.resolve("runs/b/notes.yaml");
    Files.writeString(notes, "tags: [");
    Cli.Result all = Cli.run("ls", dir.resolve("runs").toString());
    assertEquals(3, names(all).size());
    assertFalse(all.out().contains("damaged"), all.out());
    String what = "altgrad: " + notes + ":1: not valid YAML: ";
    assertTrue(all.err().contains(what), all.err());
    Cli.Result show = Cli.run("show", at("b"));
    assertEquals(0, show.code(), show.err());
    assertTrue(show.err().contains(what) && show.err().contains("mend or remove it"), show.err());
    assertTrue(show.out().contains("done") || show.out().contains("DONE"), show.out());
    assertTrue(show.out().contains("accuracy"), show.out());
    assertEquals(0, Cli.run("diff", at("a"), at("b")).code());
    assertEquals(Main.FAILURE, Cli.run("tag", at("b"), "good").code());
    assertEquals("tags: [", Files.readString(notes));
  }

  @Test
  void aRunWhoseProcessIsNoMoreIsKilled() throws Exception {
    Files.writeString(dir.resolve("runs/b/run.yaml"), "state: RUNNING\n");
    String runs = dir.resolve("runs").toString();
    assertEquals(List.of("b"), names(Cli.run("ls", runs, "--state", "killed")));
    FileChannel lock = new RunDirectory(dir.resolve("runs/b")).lock();
    try {
      assertEquals(List.of("b"), names(Cli.run("ls", runs, "--state", "running")));
      assertTrue(Cli.run("rm", at("b"), "--yes").err().contains("is being worked on"));
    } finally {
      lock.close();
    }
    assertTrue(Files.exists(dir.resolve("runs/b")));
  }

  @Test
  void tagsAndNotes() {
    assertEquals("tags     good old\n", Cli.run("tag", at("a"), "good", "old", "good").out());
    assertEquals("tags     good\n", Cli.run("tag", at("a"), "old", "--remove").out());
    assertEquals(List.of("a"), names(Cli.run("ls", at("."), "--tag", "good")));
    String none = Cli.run("ls", at("."), "--tag", "godo").out();
    assertEquals("none of 3 runs is such; did you mean good?\n", none);
    assertFalse(Cli.run("ls", at(".")).out().contains("note"), "none has one");
    assertEquals("note     it's 5: x\n", Cli.run("note", at("a"), "it's 5: x").out());
    String listed = Cli.run("ls", at(".")).out();
    assertTrue(listed.lines().findFirst().orElse("").strip().endsWith("note"), listed);
    assertTrue(listed.contains("it's 5: x"), listed);
    assertEquals("note     it's 5: x\n", Cli.run("note", at("a")).out());
    Cli.Result kept = Cli.run("note", at("a"), "other");
    assertTrue(kept.err().contains("--force"), kept.err());
    assertEquals("note     other\n", Cli.run("note", at("a"), "other", "--force").out());
    String shown = Cli.run("show", at("a")).out();
    assertTrue(shown.contains("tags         good\n"), shown);
    assertTrue(shown.contains("note         other\n"), shown);
    assertTrue(shown.contains("accuracy"), shown);
  }

  @Test
  void jsonIsJson() throws IOException {
    Path file = dir.resolve("x.json");
    Files.writeString(file, Cli.run("ls", dir.resolve("runs").toString(), "--json").out());
    List<?> all = (List<?>) JsonText.read(file);
    assertEquals(3, all.size());
    Map<?, ?> first = (Map<?, ?>) all.get(0);
    assertEquals("DONE", first.get("state"));
    assertEquals(1L, ((Map<?, ?>) first.get("config")).get("model.depth"));
    String[] measured = {"ls", dir.resolve("runs").toString(), "--metric", "accuracy", "--json"};
    Files.writeString(file, Cli.run(measured).out());
    first = (Map<?, ?>) ((List<?>) JsonText.read(file)).get(0);
    assertEquals(Map.of("accuracy@test", 0.5), first.get("metrics"));
    Files.writeString(file, Cli.run("show", at("a"), "--json").out());
    assertEquals("DONE", ((Map<?, ?>) JsonText.read(file)).get("state"));
    Path here = Path.of("").toAbsolutePath().relativize(Path.of(at("a")).toAbsolutePath());
    for (String command : List.of("show", "ls")) {
      Files.writeString(file, Cli.run(command, here.toString(), "--json").out());
      Object read = JsonText.read(file);
      Map<?, ?> run = (Map<?, ?>) (read instanceof List<?> list ? list.get(0) : read);
      assertEquals(Path.of(at("a")).toRealPath().toString(), run.get("run"), command);
    }
    Files.writeString(file, Cli.run("table", at("."), "--json").out());
    Map<?, ?> row = (Map<?, ?>) ((List<?>) JsonText.read(file)).get(0);
    assertEquals("accuracy", row.get("metric"));
    assertEquals(2L, row.get("n"));
    assertEquals(0.625, row.get("mean"));
    Files.writeString(file, Cli.run("data", "list", "--json").out());
    assertFalse(((List<?>) JsonText.read(file)).isEmpty());
    assertEquals(Main.USAGE, Cli.run("table", at("."), "--json", "--to", dir + "/t.csv").code());
  }

  @Test
  void diffTellsSettingsOriginAndMetrics() throws IOException {
    Files.writeString(dir.resolve("runs/b/run.yaml"), "state: DONE\ncommit: abc\n");
    String out = Cli.run("diff", at("a"), at("b")).out();
    assertTrue(out.contains("model.depth"), out);
    assertFalse(out.contains("model.name"), out);
    assertTrue(out.contains("commit"), out);
    assertTrue(out.contains("accuracy@test"), out);
    assertFalse(out.contains("norm@test"), out);
    Path metrics = dir.resolve("runs/c/metrics.csv");
    String csv = Files.readString(metrics);
    Files.writeString(metrics, csv.replaceFirst("(?m)^(20,.*accuracy),.*$", "$1,0.12345678901"));
    Path others = dir.resolve("runs/a/metrics.csv");
    Files.writeString(others, csv.replaceFirst("(?m)^(20,.*accuracy),.*$", "$1,0.12345678902"));
    out = Cli.run("diff", at("a"), at("c")).out();
    assertTrue(out.contains("0.12345678901 at step") && out.contains("0.12345678902 at step"), out);
    Path file = dir.resolve("diff.json");
    Files.writeString(file, Cli.run("diff", at("a"), at("c"), "--json").out());
    Map<?, ?> all = (Map<?, ?>) JsonText.read(file);
    Map<?, ?> metric = (Map<?, ?>) ((List<?>) all.get("metrics")).get(0);
    assertEquals(0.12345678901, ((Map<?, ?>) metric.get("right")).get("value"));
    Files.writeString(file, Cli.run("diff", at("a"), at("b"), "--json").out());
    all = (Map<?, ?>) JsonText.read(file);
    Map<?, ?> depth =
        ((List<?>) all.get("settings"))
            .stream()
                .map(one -> (Map<?, ?>) one)
                .filter(one -> one.get("key").equals("model.depth"))
                .findFirst()
                .orElseThrow();
    assertTrue(depth.get("left") instanceof Number, depth.toString());
    String same = Cli.run("diff", at("a"), at("a")).out();
    assertEquals(
        "settings: the same\n\norigin: the same\n\nmetrics at the end: the same\n\n", same);
  }

  @Test
  void rmDeletesRunsOnlyAndOnlyWhenToldTo() throws IOException {
    Files.writeString(dir.resolve("runs/mine.txt"), "x");
    Cli.Result listed = Cli.run("rm", at("a"));
    assertTrue(listed.out().contains("add --yes"), listed.out());
    assertTrue(Files.exists(dir.resolve("runs/a/config.yaml")));
    Cli.Result all = Cli.run("rm", dir.resolve("runs").toString(), "--yes");
    assertEquals(Main.FAILURE, all.code());
    assertTrue(all.err().contains("no directory of a run"), all.err());
    Path link = Files.createSymbolicLink(dir.resolve("link"), dir.resolve("runs/a"));
    assertTrue(Cli.run("rm", link.toString(), "--yes").err().contains("a link"));
    assertEquals(0, Cli.run("rm", at("a"), "--yes").code());
    assertFalse(Files.exists(dir.resolve("runs/a")));
    assertTrue(Files.exists(dir.resolve("runs/mine.txt")));
  }

  @Test
  void rmKeepsWhatNoRunHasWritten() throws IOException {
    Path paper = Files.createDirectories(dir.resolve("runs/a/paper")).resolve("paper.tex");
    Files.writeString(paper, "x");
    Cli.Result listed = Cli.run("rm", at("a"));
    String place = dir.resolve("runs/a/paper").toString();
    assertTrue(listed.out().contains("but " + place + ", which no run has written"), listed.out());
    Cli.Result deleted = Cli.run("rm", at("a"), "--yes");
    assertTrue(deleted.out().contains(place + " is kept"), deleted.out());
    try (Stream<Path> left = Files.walk(dir.resolve("runs/a"))) {
      assertEquals(
          List.of("a", "paper", "paper.tex"), left.map(p -> p.getFileName().toString()).toList());
    }
  }

  /** It would be in no list, and deleted with the other. */
  @Test
  void noRunIsMadeWithinARun() {
    for (String word : List.of("run.dir=" + at("a/second"), "run.root=" + at("a"))) {
      Cli.Result refused = Cli.run("train", "experiment=hnca/bandit_quick", word);
      assertEquals(Main.FAILURE, refused.code(), refused.err());
      String line = word + " lies within a run, " + dir.resolve("runs/a").toAbsolutePath();
      assertTrue(refused.err().contains(line), refused.err());
    }
  }

  /** Within it, tables and figures of the sweep would count it, too; above both they do not. */
  @Test
  void aSweepsRunIsMadeAgainBesideTheSweep() throws IOException {
    String[] create = {
      "sweep",
      "create",
      "-m",
      "experiment=hnca/bandit_quick",
      "seed=0,1",
      "trainer.max_steps=2",
      "run.figure=false",
      "run.root=" + dir.resolve("root")
    };
    Path sweep = Path.of(Cli.run(create).out().strip());
    assertEquals(0, Cli.run("sweep", "work", sweep.toString(), "--count", "1").code());
    assertEquals(0, Cli.run("reproduce", sweep.resolve("000-seed=0").toString()).code());
    String again = sweep.getFileName() + "-000-seed=0-reproduced";
    Path made = sweep.resolveSibling(again);
    assertTrue(Files.exists(made.resolve("metrics.csv")));
    assertFalse(Files.exists(sweep.resolve("000-seed=0-reproduced")));

    String info = Files.readString(sweep.resolve("000-seed=0/run.yaml"));
    String id = info.replaceFirst("(?s).*\\nid: (\\S+)\\n.*", "$1");
    String marked = Files.readString(made.resolve("run.yaml"));
    assertTrue(marked.contains("\nreproduces: " + id + "\n"), marked);

    String root = dir.resolve("root").toString();
    Cli.Result above = Cli.run("table", root, "--metric", "accuracy");
    assertEquals(Cli.run("table", sweep.toString(), "--metric", "accuracy").out(), above.out());
    String note = "altgrad: note: left out a run that reproduces another one: ";
    assertEquals(1, above.err().split(note, -1).length - 1, above.err());
    Cli.Result own = Cli.run("table", made.toString(), "--metric", "accuracy");
    assertEquals(0, own.code(), own.err());
    assertFalse(own.err().contains("left out"), own.err());
    Cli.Result both = Cli.run("table", root, made.toString(), "--metric", "accuracy");
    assertTrue(both.out().contains("repeats"), both.out());

    List<String> listed = Cli.run("ls", root).out().lines().toList();
    assertEquals(1, listed.stream().filter(line -> line.contains("(reproduced)")).count());
    assertTrue(listed.stream().anyMatch(l -> l.contains(again) && l.contains("done (reproduced)")));
  }

  @Test
  void aRunIsMadeAgainAndCompared() throws IOException {
    Path run = dir.resolve("first");
    String[] train = {
      "train",
      "experiment=hnca/bandit_quick",
      "trainer.max_steps=6",
      "run.figure=false",
      "run.dir=" + run
    };
    assertEquals(0, Cli.run(train).code());
    assertEquals(0, Cli.run("reproduce", run.toString()).code());
    Path again = dir.resolve("first-reproduced");
    assertEquals(
        Files.readString(run.resolve("metrics.csv")),
        Files.readString(again.resolve("metrics.csv")));

    Path metrics = run.resolve("metrics.csv");
    String own = Files.readString(metrics);
    Files.writeString(metrics, own.replace("\n", "\r\n"));
    String lines = "not reproduced: the rows are the same, but not the bytes: " + metrics;
    assertTrue(notReproduced(run).contains(lines));
    Durable.deleteTree(dir.resolve("first-reproduced-2"));
    Files.writeString(metrics, own);

    // A number that no run of this configuration has.
    String changed = Files.readString(metrics).replaceFirst("(?m)^(6,.*,)[^,]+$", "$10.125");
    Files.writeString(metrics, changed);
    Cli.Result edited = Cli.run("reproduce", run.toString());
    assertTrue(edited.err().contains("metrics.csv"), edited.err());
    assertFalse(Files.exists(dir.resolve("first-reproduced-2")), "it was not run again");
    Path info = run.resolve("run.yaml");
    Files.writeString(
        info, Files.readString(info).replaceAll("(?m)^(metrics|run)_sha256:.*\n", ""));
    String other = notReproduced(run);
    assertTrue(other.contains("not reproduced: the first difference is in row "), other);
    assertTrue(other.contains(", step 6: 6,"), other);
    assertTrue(other.contains(",0.125 became 6,"), other);
    assertTrue(Files.exists(dir.resolve("first-reproduced-2")), "nothing is replaced");

    // A row more than any run of this configuration has.
    String more = Files.readString(again.resolve("metrics.csv")) + "6,1,extra,accuracy,,1.0\n";
    Files.writeString(metrics, more);
    String longer = notReproduced(run);
    String ends = "the first difference is in step 6: 6,1,extra,accuracy,,1.0 is there no more";
    assertTrue(longer.contains(ends), longer);

    // What was made again is marked whether it came out the same or not, and however it goes on.
    String[] on = {"train", "--resume", again.toString(), "trainer.max_steps=7"};
    assertEquals(0, Cli.run(on).code());
    assertTrue(Files.readString(again.resolve("run.yaml")).contains("\nreproduces: "));
    Cli.Result table = Cli.run("table", dir.toString(), "--metric", "accuracy");
    assertTrue(table.err().contains("left out 3 runs that reproduce others: "), table.err());
  }

  /** Numbers that other data give, too, are reproduced; that the data are others is told. */
  @Test
  void theSameNumbersOfOtherData() throws IOException {
    StringBuilder rows = new StringBuilder("a,b,label\n");
    for (int i = 0; i < 100; i++) {
      rows.append("%d,%d,%d\n".formatted(i * 7 % 100, i, i % 2));
    }
    Path train = Files.writeString(dir.resolve("train.csv"), rows);
    Path test = Files.writeString(dir.resolve("test.csv"), rows);
    Path run = dir.resolve("first");
    String[] words = {
      "train",
      "experiment=hnca/own",
      "data.train_file=" + train,
      "data.test_file=" + test,
      "data.label=label",
      "trainer.max_steps=2",
      "run.figure=false",
      "run.dir=" + run
    };
    assertEquals(0, Cli.run(words).code());
    String same = reproduced(run, 0);
    assertTrue(same.contains("reproduced: metrics.csv is the same to the byte"), same);
    assertFalse(same.contains("other data"), same);
    Files.writeString(test, rows.toString().replace("\n0,0,0\n", "\n0.0001,0,0\n"));
    String other = reproduced(run, 0);
    assertTrue(other.contains("reproduced: metrics.csv is the same to the byte"), other);
    // The file that was changed alone, with what it was.
    assertTrue(other.contains("note: with other data than those of the run: "), other);
    String filed = Files.readString(run.resolve("run.yaml"));
    String was = filed.replaceAll("(?s).*test[.]csv: (\\w{16}).*", "$1");
    assertTrue(other.contains("test.csv: must have SHA-256 " + was + "…"), other);
    assertFalse(other.contains("train.csv: must"), other);
  }

  private static String notReproduced(Path run) {
    return reproduced(run, Main.FAILURE);
  }

  private static String reproduced(Path run, int code) {
    PrintStream before = System.out;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
    try {
      Cli.Result result = Cli.run("reproduce", run.toString());
      assertEquals(code, result.code());
      assertEquals("", result.err());
    } finally {
      System.setOut(before);
    }
    return said.toString(StandardCharsets.UTF_8);
  }

  @Test
  void whatARunSaysOfItselfIsItsOwn() throws IOException {
    Path run = dir.resolve("own");
    String[] train = {
      "train",
      "experiment=hnca/bandit_quick",
      "trainer.max_steps=2",
      "run.figure=false",
      "run.dir=" + run
    };
    assertEquals(0, Cli.run(train).code());
    assertTrue(Cli.run("ls", run.toString()).out().contains("accuracy@test"));
    // A network of drawn units has no gradient in its inputs.
    Cli.Result attacked = Cli.run("attack", run.toString());
    assertEquals(Main.FAILURE, attacked.code(), attacked.err());
    assertTrue(attacked.err().contains("its network draws random bits"), attacked.err());
    Path result = run.resolve("result.yaml");
    Files.writeString(result, Files.readString(result).replaceFirst("value: .*", "value: 0.99"));
    String listed = Cli.run("ls", run.toString()).out();
    assertTrue(listed.contains("damaged"), listed);
    assertFalse(listed.contains("0.99"), listed);
    Files.writeString(run.resolve("config.yaml"), "");
    Cli.Result empty = Cli.run("train", "--resume", run.toString());
    assertTrue(empty.err().contains("is empty; put the run's own back"), empty.err());
  }

  @Test
  void gcDeletesWhatHasNoNumbers() throws IOException {
    Path failed = dir.resolve("runs/f");
    Cli.fakeRun(failed, 1, 5, 0.5);
    Files.writeString(failed.resolve("run.yaml"), "state: FAILED\n");
    Path unborn = Files.createDirectories(dir.resolve("runs/.unborn-1"));
    String runs = dir.resolve("runs").toString();
    String out = Cli.run("gc", runs).out();
    assertTrue(out.contains(".unborn-1"), out);
    assertFalse(out.contains("runs/f"), "it has numbers: " + out);
    Files.delete(failed.resolve("metrics.csv"));
    assertTrue(Cli.run("gc", runs).out().contains("runs/f"));
    assertEquals(0, Cli.run("gc", runs, "--yes").code());
    assertFalse(Files.exists(failed));
    assertFalse(Files.exists(unborn));
    assertTrue(Files.exists(dir.resolve("runs/a")));
    assertEquals("nothing to delete\n", Cli.run("gc", runs).out());
  }

  /** What a run was to begin with is nothing that it has learned. */
  @Test
  void gcDeletesWhatHasNothingButItsBeginning() throws IOException {
    for (String step : List.of("0", "7")) {
      Path failed = dir.resolve("failed/" + step);
      Cli.fakeRun(failed, 1, 5, 0.5);
      Files.writeString(failed.resolve("run.yaml"), "state: FAILED\n");
      Files.delete(failed.resolve("metrics.csv"));
      Files.createDirectories(failed.resolve("checkpoints/step-" + step));
      Files.writeString(failed.resolve("checkpoints/index.yaml"), "last: step-" + step + "\n");
    }
    assertEquals(0, Cli.run("gc", dir.resolve("failed").toString(), "--yes").code());
    assertFalse(Files.exists(dir.resolve("failed/0")));
    assertTrue(Files.exists(dir.resolve("failed/7")));
  }

  /** Of many runs none is guessed. */
  @Test
  void aSweepIsToldFromARun() throws IOException {
    Cli.fakeRun(dir.resolve("sweep/000-a"), 1, 5, 0.5);
    Files.writeString(dir.resolve("sweep/sweep.yaml"), "overrides: []\n");
    for (String command : List.of("show", "reproduce")) {
      Cli.Result said = Cli.run(command, dir.resolve("sweep").toString());
      assertTrue(said.err().contains("is no run directory: it is a sweep of many; "), said.err());
      assertFalse(said.err().contains("000-a"), said.err());
    }
  }

  @Test
  void ownFilesAreNotGenerated() throws IOException {
    String listed = Cli.run("data", "list").out();
    for (String name : DataListCommand.OWN) {
      assertTrue(listed.matches("(?s).*\\n" + name + " +by its settings +your own files.*"), name);
    }
    assertTrue(listed.matches("(?s).*\\nspirals +by its settings +generated.*"), listed);
  }
}
