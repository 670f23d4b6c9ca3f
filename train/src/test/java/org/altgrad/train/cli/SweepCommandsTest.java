package org.altgrad.train.cli;

import static org.altgrad.train.cli.Cli.said;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.altgrad.base.Durable;
import org.altgrad.base.JsonText;
import org.altgrad.train.config.Composer;
import org.altgrad.train.experiment.Experiment;
import org.altgrad.train.experiment.LauncherSettings;
import org.altgrad.train.run.RunDirectory;
import org.altgrad.train.run.Yamls;
import org.altgrad.train.sweep.SweepDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sweeps as directories: made, worked on, stopped, killed, and taken up again. */
class SweepCommandsTest {
  static final List<String> TINY =
      List.of(
          "experiment=hnca/bandit",
          "data=proto_bits",
          "data.n_train=400",
          "data.n_test=100",
          "model.width=8",
          "trainer.batch_size=20",
          "trainer.threads=1",
          "trainer.keep=1",
          "run.figure=false");

  @TempDir Path temp;

  private String create(String... more) {
    List<String> words = new ArrayList<>(List.of("sweep", "create", "-m"));
    words.addAll(TINY);
    words.add("run.root=" + temp.resolve("out"));
    words.addAll(List.of(more));
    return said(words.toArray(String[]::new)).strip();
  }

  private static Map<?, ?> status(String sweep) {
    return (Map<?, ?>) JsonText.parse(said("sweep", "status", sweep, "--json"));
  }

  private static List<String> states(String sweep) {
    return ((List<?>) status(sweep).get("runs"))
        .stream().map(run -> ((Map<?, ?>) run).get("state").toString()).toList();
  }

  static void assertSameRun(Path one, Path other) throws IOException {
    for (String file : List.of("metrics.csv", "result.yaml", "checkpoints/index.yaml")) {
      assertEquals(Files.readString(one.resolve(file)), Files.readString(other.resolve(file)));
    }
    Object last = Yamls.read(one.resolve("checkpoints/index.yaml")).get("last");
    String variables = "checkpoints/" + last + "/variables.data-00000-of-00001";
    assertArrayEquals(
        Files.readAllBytes(one.resolve(variables)), Files.readAllBytes(other.resolve(variables)));
  }

  /** Runs one after the other in one process are what each is in its own. */
  @Test
  void aWorkersRunsAreThoseOfProcessesOfTheirOwn() throws Exception {
    Path own = temp.resolve("own");
    List<String> train = new ArrayList<>(List.of("train"));
    train.addAll(TINY);
    train.addAll(List.of("seed=2", "trainer.max_epochs=2", "run.dir=" + own));
    Process process = Cli.start(temp.resolve("log"), train);
    String sweep = create("seed=0,1,2", "trainer.max_epochs=2");
    assertEquals(List.of("waiting", "waiting", "waiting"), states(sweep));
    said("sweep", "work", sweep, "--count", "1");
    assertEquals(List.of("done", "waiting", "waiting"), states(sweep));
    said("sweep", "work", sweep);
    assertEquals(Set.of("done"), Set.copyOf(states(sweep)));
    assertEquals(true, status(sweep).get("over"));
    Path third = Path.of(sweep, "002-seed=2");
    assertTrue(Files.readString(third.resolve("console.log")).contains("epoch 2/2"));
    assertEquals(0, Cli.end(process), Files.readString(temp.resolve("log")));
    assertSameRun(own, third);
    String watched = said("sweep", "watch", sweep);
    assertEquals(watched.indexOf("3 done"), watched.lastIndexOf("3 done"), "once");
    assertTrue(watched.contains("3 done"), watched);
  }

  /** A run that fails is passed over, and tried again by whoever asks for it. */
  /** What the manual shows as a definition is one. */
  @Test
  void theManualsDefinitionIsTaken() throws IOException {
    String manual = Files.readString(Path.of("../docs/sweeps.md"));
    String block = manual.substring(manual.indexOf("    experiment: ilc/spirals"));
    Path file = temp.resolve("manual.yaml");
    Files.writeString(file, block.substring(0, block.indexOf("\n\n")).replaceAll("(?m)^    ", ""));
    said("sweep", "create", file.toString(), "run.root=" + temp.resolve("manual"));
  }

  @Test
  void aFailedRunIsTriedAgain() throws IOException {
    String sweep = create("seed=0,1", "trainer.max_epochs=1");
    Path hurdle = Files.createDirectory(Path.of(sweep, "000-seed=0", "metrics.csv"));
    assertEquals(Main.FAILURE, Cli.run("sweep", "work", sweep).code());
    assertEquals(List.of("failed", "done"), states(sweep));
    assertTrue(said("sweep", "status", sweep).contains("move it away"));
    assertEquals(2, Cli.run("sweep", "retry", sweep, "001-seed=1").code());
    Files.delete(hurdle);
    said("train", "--resume", Path.of(sweep, "000-seed=0").toString());
    assertEquals(Set.of("done"), Set.copyOf(states(sweep)), "as the run says itself");
    String made = Files.readString(Path.of(sweep, "000-seed=0", "run.yaml"));
    said("sweep", "retry", sweep, "000");
    said("sweep", "work", sweep);
    assertEquals(true, status(sweep).get("over"));
    assertEquals(made, Files.readString(Path.of(sweep, "000-seed=0", "run.yaml")), "once");
  }

  @Test
  void aSweepThatIsStoppedGoesOnWhenAsked() {
    String sweep = create("seed=0,1", "trainer.max_epochs=1");
    said("sweep", "stop", sweep);
    said("sweep", "work", sweep);
    assertEquals(Set.of("waiting"), Set.copyOf(states(sweep)));
    assertEquals(true, status(sweep).get("stopped"));
    said("sweep", "retry", sweep);
    said("sweep", "work", sweep, "--count", "1");
    assertEquals(List.of("done", "waiting"), states(sweep));
    said("sweep", "stop", sweep);
    String resumed = printed("train", "--resume", sweep);
    assertTrue(resumed.contains("note: it was stopped, and goes on now"), resumed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sweep status src > 1 > src: must be a sweep or a study, with a journal, but is",
        "sweep create > 2 > FILE: must be given, or --multirun with the words of a sweep, but is",
        "sweep work SWEEP --count 0 > 2 > --count: must be at least 1 but is 0",
        "sweep retry SWEEP 0 > 2 > is damaged but is 000-seed=0, which is waiting; none of its"
            + " runs",
        "sweep retry SWEEP 17 > 2 > is damaged but is 17, and SWEEP has no such run; available:"
            + " 000",
        "train -m > 2 > altgrad: conf/config.yaml:10: the group 'experiment' has no default",
        "sweep create -m > 2 > altgrad: conf/config.yaml:10: the group 'experiment' has no default",
        "sweep create law.yaml > 2 > law.yaml:2: parameters.x.distribution: must be log, whose"
            + " ends",
        "sweep create test.yaml > 2 > metric.split: must be validation, or another split that",
      })
  void mistakesAreNamed(String line) throws IOException {
    String sweep = create("seed=0,1", "trainer.max_epochs=1");
    Path file = temp.resolve("test.yaml");
    Files.writeString(
        file,
        "method: random\nparameters: {seed: {values: [1, 2]}}\n"
            + "metric: {name: accuracy, goal: maximize, split: test}\n");
    Path law = temp.resolve("law.yaml");
    Files.writeString(
        law, "method: random\nparameters: {x: {distribution: loguniform, min: 1, max: 2}}\n");
    String[] parts =
        line.replace("SWEEP", sweep)
            .replace("create law.yaml", "create " + law)
            .replace("test.yaml", file.toString())
            .split(" > ");
    Cli.Result result = Cli.run(parts[0].split(" "));
    assertEquals(Integer.parseInt(parts[1]), result.code(), result.err());
    assertTrue(result.err().contains(parts[2]), result.err());
  }

  private String define(String more) throws IOException {
    Path file = temp.resolve("sweep.yaml");
    Files.writeString(
        file,
        "experiment: hnca/bandit\noverrides: ["
            + String.join(", ", TINY.subList(1, TINY.size()))
            + ", run.root="
            + temp.resolve("out")
            + "]\n"
            + more);
    return file.toString();
  }

  /** What a command prints that writes to the standard output itself. */
  static String printed(String... words) {
    PrintStream before = System.out;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    try {
      Cli.run(words);
    } finally {
      System.setOut(before);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private static String noted(String... words) {
    PrintStream before = System.err;
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    try {
      said(words);
    } finally {
      System.setErr(before);
    }
    return err.toString(StandardCharsets.UTF_8);
  }

  /** What is typed and what a file says are the same sweep: each point once, which is told. */
  @Test
  void pointsThatAreTheSameAreSkippedHoweverTheyAreGiven() throws IOException {
    List<String> words = new ArrayList<>(List.of("sweep", "create", "-m"));
    words.addAll(TINY);
    words.addAll(List.of("run.root=" + temp.resolve("out"), "seed=1,1", "optimizer.lr=1e-3,0.001"));
    assertEquals(
        "note: 3 of 4 points are skipped, being there already: [seed=1 optimizer.lr=0.001] is"
            + " [seed=1 optimizer.lr=1e-3], [seed=1 optimizer.lr=1e-3] is [seed=1"
            + " optimizer.lr=1e-3], [seed=1 optimizer.lr=0.001] is [seed=1 optimizer.lr=1e-3]\n",
        noted(words.toArray(String[]::new)));
    String file =
        define("method: grid\nparameters:\n  seed: [1, 1]\n  optimizer.lr: [1e-3, 0.001]\n");
    assertEquals(
        "note: FILE:5: parameters.seed: 1 of 2 values is skipped, being there already: 1 is 1\n"
            + "note: FILE:6: parameters.optimizer.lr: 1 of 2 values is skipped, being there"
            + " already: 0.001 is 1e-3\n",
        noted("sweep", "create", file).replace(file, "FILE"));
    // a value without effect is another value all the same
    String idle =
        define("method: grid\nparameters:\n  run.root: [" + temp + "/a, " + temp + "/b]\n");
    Cli.Result refused = Cli.run("sweep", "create", idle);
    assertEquals(2, refused.code());
    assertTrue(refused.err().contains("must differ but are the same run"), refused.err());
  }

  /** Overrides of all runs stand before or behind the file. */
  @Test
  void aFileHasOverridesOnEitherSide() throws IOException {
    String file = define("method: grid\nparameters: {optimizer.lr: [0.1, 0.2]}\n");
    for (List<String> words : List.of(List.of(file, "seed=3"), List.of("seed=3", file))) {
      String sweep = said("sweep", "create", words.get(0), words.get(1)).strip();
      Path config = Path.of(sweep, "000-optimizer.lr=0.1/config.yaml");
      assertEquals(3, Yamls.read(config).get("seed"));
    }
    assertTrue(said("sweep", "create", "--help").contains("FILE [OVERRIDE...]"));
  }

  /** The runs of a file are kept in one place beside their own, as those of what is typed. */
  @Test
  void aRunOfAFileThatIsGoneIsMadeAgain() throws IOException {
    Path sweep =
        Path.of(
            said("sweep", "create", define("method: grid\nparameters: {seed: [0, 1]}\n")).strip());
    Path typed = Path.of(create("seed=0,1"));
    Path config = sweep.resolve("001-seed=1/config.yaml");
    String own = Files.readString(config);
    assertEquals(Files.readString(typed.resolve("001-seed=1/config.yaml")), own);
    Durable.deleteTree(config.getParent());
    SweepDirectory directory = new SweepDirectory(sweep);
    assertEquals(
        Optional.empty(),
        directory.heal(directory.state().job("001-seed=1"), new SearchFiler(directory)));
    assertEquals(own, Files.readString(config));
  }

  /** What a sweep's length is, if it is not what one might think, is told by its status too. */
  @Test
  void statusTellsOfALengthThatIsUnexpected() throws IOException {
    String file = define("method: random\ncount: 50\nparameters: {seed: [0, 1]}\n");
    String text = "count: 50 is more than there are points; the sweep ends after 2 trials";
    String sweep = said("sweep", "create", file).strip();
    assertTrue(said("sweep", "status", sweep).contains("note     " + text + "\n"));
    assertEquals(List.of(text), status(sweep).get("notes"));
  }

  /** Where points are chosen one by one, all that may come is composed before any is trained. */
  @Test
  void aValueThatNoRunCanHaveIsFoundAtOnce() throws IOException {
    Cli.Result result =
        Cli.run(
            "sweep",
            "create",
            define(
                "method: tpe\nmetric: {name: accuracy, goal: maximize}\ncount: 9\nparameters:\n"
                    + "  model: [bernoulli_mlp]\n"
                    + "  optimizer.lr: {min: -1e-5, max: 0.5, when: {model: bernoulli_mlp}}\n"));
    assertEquals(2, result.code());
    assertTrue(result.err().contains("sweep.yaml:8: optimizer.lr=-9"), result.err());
  }

  /** The journal does not know yet that a worker was killed; its machine does. */
  @Test
  void aRunWhoseWorkerIsGoneDoesNotRun() throws IOException {
    String sweep = create("seed=0,1", "trainer.max_epochs=1");
    Path journal = Path.of(sweep, "journal.jsonl");
    String worker = new SweepDirectory(Path.of(sweep)).self().host() + "-1-gone";
    Files.writeString(
        journal,
        Files.readString(journal)
            + "{\"event\": \"begun\", \"time\": \"2020-01-01T00:00:00Z\", \"run\":"
            + " \"000-seed=0\", \"worker\": \""
            + worker
            + "\"}\n");
    assertEquals(List.of("interrupted", "waiting"), states(sweep));
    assertTrue(said("sweep", "status", sweep).contains("its worker has gone; it goes on with"));
    assertTrue(said("sweep", "stop", sweep).startsWith("0 running"));
    assertTrue(said("sweep", "watch", sweep).contains("stopped"), "it ends");
  }

  /** The seal of what was composed is that of what is read back. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "hnca/bandit",
        "ilc/spirals_quick",
        "biohsic/xor",
        "ima/moebius_quick",
        "hnca/vae_tiny"
      })
  void sealsAreOfWhatIsFiled(String name) {
    Experiment experiment =
        Experiment.of(
            new Composer(Configuration.sources(List.of()))
                .compose(
                    "config",
                    List.of("experiment=" + name, "optimizer.lr=1e-5"),
                    java.time.Clock.systemDefaultZone()));
    RunDirectory run = RunDirectory.createExactly(temp.resolve("run"));
    run.writeConfig(experiment.filed(), List.of());
    assertEquals(
        run.lastingSeal(), RunDirectory.lastingSeal(experiment.filedWithValues().values()));
  }

  /** A trial that was paused at a rung and promoted later ends as one that never was. */
  @Test
  void aPausedTrialEndsAsOneThatNeverWas() throws IOException {
    Path file = temp.resolve("asha.yaml");
    Files.writeString(
        file,
        "method: grid\nexperiment: hnca/bandit\noverrides: ["
            + String.join(", ", TINY.subList(1, TINY.size()))
            + ", optimizer/schedule=cosine, trainer.max_epochs=5, run.root="
            + temp.resolve("out")
            + "]\nparameters: {optimizer.lr: {values: [0.05, 0.02, 0.01, 0.005, 0.002, 0.001]}}\n"
            + "metric: {name: accuracy, goal: maximize, split: train}\n"
            + "early_stopping: {name: asha, min_resource: 2, eta: 3, promotion: true}\n"
            + "confirm: {top: 1, seeds: 2}\n");
    String sweep = said("sweep", "create", file.toString()).strip();
    said("sweep", "work", sweep);
    String journal = Files.readString(Path.of(sweep, "journal.jsonl"));
    String promoted =
        journal.lines().filter(line -> line.contains("\"promoted\"")).findFirst().orElseThrow();
    Path run = Path.of(sweep, ((Map<?, ?>) JsonText.parse(promoted)).get("run").toString());
    assertFalse(((List<?>) Yamls.read(run.resolve("run.yaml")).get("resumed")).isEmpty());
    Path never = temp.resolve("never");
    List<String> words = new ArrayList<>(List.of("train"));
    words.addAll(TINY);
    words.addAll(List.of("optimizer/schedule=cosine", "trainer.max_epochs=5"));
    words.addAll(List.of("optimizer.lr=" + run.toString().replaceFirst(".*lr=", "")));
    words.add("run.dir=" + never);
    said(words.toArray(String[]::new));
    assertSameRun(never, run);
    assertTrue(said("sweep", "replay", sweep).contains("each follows"));
    assertTrue(said("sweep", "stop", sweep).startsWith("over already"));
    assertEquals(false, status(sweep).get("stopped"));
    Path page = temp.resolve("page.html");
    said("report", sweep, "--to", page.toString());
    String html = Files.readString(page);
    for (String part :
        List.of(
            "<h2>Search</h2>",
            "grid, 6 of 6 trials, maximize accuracy@train",
            "<th>curse</th>",
            "<figcaption>sweep-best</figcaption>")) {
      assertTrue(html.contains(part), part);
    }
    assertTrue(html.contains("sweep-importance"), html);
    String report = said("sweep", "status", sweep);
    assertTrue(report.contains("curse") && report.contains("accuracy@test"), report);
    requireApart(sweep);
    requireConfirmed(sweep);
    // A choice that does not follow is found.
    Path told = Path.of(sweep, "journal.jsonl");
    Files.writeString(told, journal.replaceFirst("\"PAUSE\"", "\"GO_ON\""));
    assertEquals(Main.FAILURE, Cli.run("sweep", "replay", sweep).code());
    // So is one that says that it followed from less, or more, or does not say it.
    for (String held : List.of("\"held\":0,", "\"held\":500,", "")) {
      Files.writeString(told, journal.replaceFirst("\"held\":3,", held));
      Cli.Result replayed = Cli.run("sweep", "replay", sweep);
      assertEquals(Main.FAILURE, replayed.code(), held);
      String must = "journal.jsonl:4: proposed.held: must be 3, the lines before it, but is ";
      assertTrue(replayed.out().contains(must), replayed.out());
      assertTrue(replayed.out().contains("\n1 of "), replayed.out());
    }
    // So are winners that are none, and seeds that are not the fresh ones.
    String confirming =
        journal.lines().filter(line -> line.contains("\"confirms\"")).findFirst().orElseThrow();
    String trial = confirming.replaceFirst(".*\"trial\":(\\d+),\"confirms.*", "$1");
    String other = trial.equals("0") ? "1" : "0";
    for (String forged :
        List.of(
            confirming.replace("\"trial\":" + trial + ",", "\"trial\":" + other + ","),
            confirming.replace(" seed=2\"", " seed=3\""))) {
      assertNotEquals(confirming, forged);
      Files.writeString(told, journal.replace(confirming, forged));
      Cli.Result replayed = Cli.run("sweep", "replay", sweep);
      assertEquals(Main.FAILURE, replayed.code());
      assertTrue(replayed.out().contains("proposed: must be trial " + trial), replayed.out());
    }
  }

  /** What the text has of winners is there for other programs, and is what their runs say. */
  private static void requireConfirmed(String sweep) throws IOException {
    Map<?, ?> search = (Map<?, ?>) status(sweep).get("search");
    assertEquals(6L, search.get("proposed"));
    Map<?, ?> best = (Map<?, ?>) ((List<?>) search.get("best")).get(0);
    assertEquals(2, ((List<?>) search.get("best")).size());
    assertEquals(1L, best.get("n"));
    assertNull(best.get("sd"));
    Map<?, ?> again = (Map<?, ?>) ((List<?>) search.get("confirmed")).get(0);
    assertEquals(best.get("trial"), again.get("trial"));
    assertEquals(best.get("mean"), again.get("found"));
    double[] values = new double[2];
    double[] tested = new double[2];
    List<Path> runs;
    try (Stream<Path> all = Files.list(Path.of(sweep))) {
      runs = all.filter(run -> run.getFileName().toString().matches("00[67]-.*")).toList();
    }
    for (int i = 0; i < 2; i++) {
      for (String line : Files.readAllLines(runs.get(i).resolve("metrics.csv"))) {
        String[] cells = line.split(",");
        if (cells[3].equals("accuracy")) {
          (cells[2].equals("test") ? tested : values)[i] = Double.parseDouble(cells[5]);
        }
      }
    }
    double mean = (values[0] + values[1]) / 2;
    assertEquals(mean, number(again, "mean"), 1e-12);
    assertEquals(Math.abs(values[0] - values[1]) / Math.sqrt(2), number(again, "sd"), 1e-12);
    assertEquals(number(best, "mean") - mean, number(again, "curse"), 1e-12);
    assertEquals((tested[0] + tested[1]) / 2, number(again, "test"), 1e-12);
    assertEquals(List.of(), search.get("not_confirmed"));
    Path info = runs.get(0).resolve("run.yaml");
    String whole = Files.readString(info);
    Files.writeString(info, "");
    assertTrue(states(sweep).contains("damaged"));
    assertTrue(said("sweep", "status", sweep).contains("curse"));
    Files.writeString(info, whole);
  }

  private static double number(Map<?, ?> row, String key) {
    return ((Number) row.get(key)).doubleValue();
  }

  /** Six trials, of which two came to their end; the winner's two fresh seeds are none of them. */
  private static void requireApart(String sweep) throws IOException {
    Cli.Result table =
        Cli.run(
            "table",
            sweep,
            "--by",
            "method.name",
            "--metric",
            "accuracy",
            "--split",
            "train",
            "--json");
    Map<?, ?> row = (Map<?, ?>) ((List<?>) JsonText.parse(table.out())).get(0);
    assertEquals(1, ((Number) row.get("n")).intValue(), table.out());
    assertTrue(
        row.get("averaged_over").toString().startsWith("2 runs averaged over optimizer.lr="));
    assertEquals(4, ((Number) row.get("unfinished")).intValue(), table.out());
    assertTrue(table.err().contains("left out 2 runs of " + sweep), table.err());
    Cli.Result named =
        Cli.run("table", sweep + "/006-optimizer.lr=0.05_seed=1", "--metric", "accuracy");
    assertEquals("", named.err());
    assertEquals(0, named.code());
    Path page = Path.of(sweep, "page.html");
    assertEquals(0, Cli.run("report", sweep, "--to", page.toString()).code());
    assertTrue(Files.readString(page).contains("Note: left out 2 runs of "));
  }

  /** It is not done, whatever the journal knows; it begins anew if that is asked for. */
  @Test
  void aDoneRunThatIsGoneIsMissing() throws IOException {
    String sweep = create("seed=0,1", "trainer.max_epochs=1");
    said("sweep", "work", sweep);
    Path run = Path.of(sweep, "001-seed=1");
    String rows = Files.readString(run.resolve("metrics.csv"));
    Durable.deleteTree(run);
    assertTrue(said("sweep", "status", sweep).contains("1 done, 1 missing"));
    Cli.Result resumed = Cli.run("train", "--resume", sweep);
    assertEquals(Main.FAILURE, resumed.code());
    String hint = "altgrad sweep retry " + sweep + " 001-seed=1";
    assertTrue(resumed.err().contains(hint), resumed.err());
    String all = said("sweep", "retry", sweep);
    assertTrue(all.contains("or have it made anew: " + hint), all);
    said(hint.replaceFirst("altgrad ", "").split(" "));
    said("sweep", "work", sweep);
    assertEquals(Set.of("done"), Set.copyOf(states(sweep)));
    assertEquals(rows, Files.readString(run.resolve("metrics.csv")));
    // A run with another's rows: the sweep's table cannot be had, and that is no success.
    Path other = Path.of(sweep, "000-seed=0/metrics.csv");
    Files.writeString(other, rows);
    resumed = Cli.run("train", "--resume", sweep);
    assertEquals(Main.FAILURE, resumed.code());
    assertTrue(resumed.err().contains(other + ": is not what its run has written"), resumed.err());
  }

  /** One of a search has a copy nowhere: it is composed from its point again. */
  @Test
  void aSearchsRunThatIsGoneBeginsAnew() throws IOException {
    String sweep =
        said(
                "sweep",
                "create",
                define(
                    "method: tpe\nmetric: {name: accuracy, goal: maximize, split: train}\n"
                        + "count: 2\nreplicates: 2\nparameters:\n"
                        + "  optimizer.lr: {min: 1e-3, max: 1e-2}\n"))
            .strip();
    said("sweep", "work", sweep, "--count", "1");
    Path run;
    try (Stream<Path> all = Files.list(Path.of(sweep))) {
      run =
          all.filter(p -> p.getFileName().toString().startsWith("001-")).findFirst().orElseThrow();
    }
    String own = Files.readString(run.resolve("config.yaml"));
    Durable.deleteTree(run);
    String again = printed("sweep", "work", sweep, "--count", "1");
    assertTrue(again.contains(run.getFileName() + "  begins anew, for its directory"), again);
    assertEquals(own, Files.readString(run.resolve("config.yaml")));
    // One that is done has to be asked for, as in any sweep.
    Durable.deleteTree(run);
    Cli.Result resumed = Cli.run("train", "--resume", sweep);
    assertEquals(Main.FAILURE, resumed.code());
    String hint = "altgrad sweep retry " + sweep + " " + run.getFileName();
    assertTrue(resumed.err().contains(run + " is gone; put it back, or have"), resumed.err());
    assertTrue(resumed.err().contains(hint), resumed.err());
    said(hint.replaceFirst("altgrad ", "").split(" "));
    assertEquals(own, Files.readString(run.resolve("config.yaml")));
    // What it would be composed to now is another run.
    Durable.deleteTree(run);
    Path mark = Path.of(sweep, "sweep.yaml");
    Files.writeString(mark, Files.readString(mark).replace("model.width=8", "model.width=9"));
    Cli.Result worked = Cli.run("sweep", "work", sweep, "--count", "1");
    assertEquals(Main.FAILURE, worked.code());
    String why = "model.width was 8 when the sweep was made and is 9 by model.width=9 now";
    String standing = said("sweep", "status", sweep);
    assertTrue(standing.contains(why), standing);
    assertFalse(Files.exists(run));
  }

  /** What a resumed sweep lacks is made anew, with a line, before anything is trained. */
  @Test
  void anOpenRunThatIsGoneBeginsAnew() throws IOException {
    String sweep = create("seed=0,1", "trainer.max_epochs=1");
    Path run = Path.of(sweep, "001-seed=1");
    Files.writeString(
        Path.of(sweep, "journal.jsonl"),
        "{\"event\": \"begun\", \"time\": \"2020-01-01T00:00:00Z\", \"run\": \"001-seed=1\","
            + " \"worker\": \"gone-1-1\"}\n"
            + "{\"event\": \"interrupted\", \"time\": \"2020-01-01T00:00:00Z\", \"run\":"
            + " \"001-seed=1\", \"worker\": \"gone-1-1\"}\n",
        StandardOpenOption.APPEND);
    Durable.deleteTree(run);
    String told = printed("train", "--resume", sweep);
    assertTrue(told.contains("note: 001-seed=1 begins anew, for its directory was gone"), told);
    assertEquals(Set.of("done"), Set.copyOf(states(sweep)));
  }

  @Test
  void aJournalThatIsGoneIsSaid() throws IOException {
    String sweep = create("seed=0,1", "trainer.max_epochs=1");
    Files.delete(Path.of(sweep, "journal.jsonl"));
    Cli.Result status = Cli.run("sweep", "status", sweep);
    assertTrue(status.err().contains("journal.jsonl is gone, which tells what was"), status.err());
    said("train", "--resume", sweep);
    assertEquals(Set.of("done"), Set.copyOf(states(sweep)));
  }

  @Test
  void aMarkThatIsCutShortIsSaid() throws IOException {
    String sweep = create("seed=0,1", "trainer.max_epochs=1");
    Path mark = Path.of(sweep, "sweep.yaml");
    String whole = Files.readString(mark);
    Files.writeString(mark, whole.replaceFirst("(?s)jobs:.*", ""));
    for (String command : List.of("status", "work", "stop")) {
      Cli.Result result = Cli.run("sweep", command, sweep);
      assertEquals(Main.FAILURE, result.code());
      assertTrue(result.err().contains("sweep.yaml is damaged: it does not name"), result.err());
    }
    Files.writeString(mark, whole.substring(0, whole.length() - 9)); // within a seal
    Cli.Result resumed = Cli.run("train", "--resume", sweep);
    assertTrue(resumed.err().contains("sweep.yaml is damaged: it does not name"), resumed.err());
  }

  /** Whoever resumes a sweep of an older version has a journal from then on. */
  @Test
  void anOlderSweepGetsItsJournal() throws IOException {
    String sweep = create("seed=0,1", "trainer.max_epochs=1", "launcher.workers=2");
    Path mark = Path.of(sweep, "sweep.yaml");
    LauncherSettings two = new LauncherSettings.Local(2, false);
    assertEquals(two, Sweep.launcher(mark.getParent()));
    String now = Files.readString(mark);
    Files.writeString(mark, now.replaceFirst("(?s)launcher:.*jobs:", "workers: 2\njobs:"));
    assertEquals(two, Sweep.launcher(mark.getParent()));
    try (Stream<Path> all = Files.list(Path.of(sweep))) {
      for (Path own : all.filter(Files::isRegularFile).toList()) {
        if (!own.endsWith("sweep.yaml")) {
          Files.delete(own);
        }
      }
    }
    Cli.Result result = Cli.run("sweep", "work", sweep);
    assertTrue(result.err().contains("begin with altgrad train --resume"), result.err());
    said("train", "--resume", sweep);
    assertEquals(Set.of("done"), Set.copyOf(states(sweep)));
  }
}
