package org.altgrad.train.cli;

import static org.altgrad.train.cli.Cli.said;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.altgrad.base.Durable;
import org.altgrad.base.JsonText;
import org.altgrad.train.run.RunDirectory;
import org.altgrad.train.run.Yamls;
import org.altgrad.train.sweep.Job;
import org.altgrad.train.sweep.SweepDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What commands say of a sweep of which something is gone or damaged. */
class SweepCareTest {
  @TempDir Path temp;

  private Path create(String... more) {
    List<String> words = new ArrayList<>(List.of("sweep", "create", "-m"));
    words.addAll(SweepCommandsTest.TINY);
    words.add("run.root=" + temp.resolve("out"));
    words.addAll(List.of(more));
    return Path.of(said(words.toArray(String[]::new)).strip());
  }

  /** Makes a search for the accuracy of small runs. */
  private String search(String space, String more, int epochs) throws IOException {
    List<String> tiny = SweepCommandsTest.TINY;
    String common =
        ("experiment: hnca/bandit\noverrides: [%s, trainer.max_epochs=%d, run.root=%s]\n"
                + "metric: {name: accuracy, goal: maximize, split: train}\n")
            .formatted(
                String.join(", ", tiny.subList(1, tiny.size())), epochs, temp.resolve("out"));
    Path file = Files.writeString(temp.resolve("search.yaml"), space + common + more);
    return said("sweep", "create", file.toString()).strip();
  }

  private static void file(Path sweep, String kind, String run) throws IOException {
    Files.writeString(
        sweep.resolve("journal.jsonl"),
        "{\"event\": \"%s\", \"time\": \"2020-01-01T00:00:00Z\", \"run\": \"%s\", \"worker\": \"gone-1-1\"}%n"
            .formatted(kind, run),
        StandardOpenOption.APPEND);
  }

  /** Whoever works on a sweep, or asks for it, hears of missing runs and of what helps. */
  @Test
  void missingRunsAreTold() throws IOException {
    Path sweep = create("seed=0,1", "trainer.max_epochs=1");
    for (String run : List.of("000-seed=0", "001-seed=1")) {
      file(sweep, "done", run);
      Files.writeString(sweep.resolve(run + "/run.yaml"), "state: DONE\n");
    }
    assertFalse(said("sweep", "status", sweep.toString()).contains("missing"));
    Durable.deleteTree(sweep.resolve("001-seed=1"));
    String line =
        "1 missing, for its directory is gone; put it back, or have it made anew: altgrad sweep"
            + " retry "
            + sweep
            + " 001-seed=1";
    String status = said("sweep", "status", sweep.toString());
    assertTrue(status.contains("note     " + line), status);
    assertTrue(status.matches("(?s).*001-seed=1 +missing .* its directory is gone\n.*"), status);
    assertEquals(line, SweepCommandsTest.printed("sweep", "work", sweep.toString()).strip());
    assertTrue(said("sweep", "retry", sweep.toString()).contains(line));
  }

  /** The best of all, whose run was tried again when the winner had been chosen, is named. */
  @Test
  void winnersThatWereChosenTooEarlyAreTold() throws IOException {
    String sweep =
        search(
            "method: grid\nparameters: {optimizer.lr: {values: [0.000001, 0.05]}}\n",
            "confirm: {top: 1, seeds: 1}\n",
            3);
    Path hurdle = Files.createDirectory(Path.of(sweep, "001-optimizer.lr=0.05", "metrics.csv"));
    assertEquals(Main.FAILURE, Cli.run("sweep", "work", sweep).code());
    String note = "note: the winners were chosen before trial 1 was complete";
    String before = said("sweep", "status", sweep);
    assertTrue(before.contains("curse") && !before.contains(note), before);
    Files.delete(hurdle);
    said("sweep", "retry", sweep);
    SweepCommandsTest.printed("sweep", "work", sweep);
    String after = said("sweep", "status", sweep);
    assertTrue(after.contains(note), after);
    Map<?, ?> json = (Map<?, ?>) JsonText.parse(said("sweep", "status", sweep, "--json"));
    assertEquals(List.of(1L), ((Map<?, ?>) json.get("search")).get("not_confirmed"));
  }

  /** Of runs that nobody has begun the configuration is known; what stood there is kept. */
  @Test
  void aDamagedConfigurationIsFiledAnew() throws IOException {
    Path sweep = create("seed=0,1,2,3", "trainer.max_epochs=1");
    List<String> runs = List.of("000-seed=0", "001-seed=1", "002-seed=2", "003-seed=3");
    List<String> own = new ArrayList<>();
    List<String> typed = new ArrayList<>();
    for (String run : runs) {
      typed.add(Files.readString(sweep.resolve(run + "/overrides.yaml")));
      own.add(Files.readString(sweep.resolve(run + "/config.yaml")));
    }
    String whole = own.get(0);
    String cut = whole.substring(0, whole.indexOf("seed: 0") + 3);
    String edited = own.get(2).replace("width: 8", "width: 9");
    Files.writeString(sweep.resolve("000-seed=0/config.yaml"), cut);
    Files.writeString(sweep.resolve("001-seed=1/config.yaml"), "");
    Files.writeString(sweep.resolve("002-seed=2/config.yaml"), edited);
    Files.delete(sweep.resolve("003-seed=3/config.yaml"));
    Files.delete(sweep.resolve("003-seed=3/overrides.yaml"));
    Files.writeString(sweep.resolve("000-seed=0/overrides.yaml"), "- 'a");
    String told = SweepCommandsTest.printed("sweep", "work", sweep.toString());
    String anew = "  is filed anew, for its config.yaml";
    String kept = "; that is kept as config.yaml.damaged\n";
    String both = kept.replace("\n", " and overrides.yaml.damaged\n");
    String named = runs.get(0) + anew + " is damaged \\(line \\d+: .*\\)" + both;
    assertTrue(told.matches("(?s).*" + named + ".*"), told);
    assertTrue(told.contains(runs.get(1) + anew + " is empty\n"), told);
    String not = " is not what the sweep says of the run";
    assertTrue(told.contains(runs.get(2) + anew + not + kept), told);
    assertTrue(told.contains(runs.get(3) + anew + " is gone\n"), told);
    for (int seed = 0; seed < 4; seed++) {
      Path run = sweep.resolve(runs.get(seed));
      assertEquals(own.get(seed), Files.readString(run.resolve("config.yaml")));
      assertEquals(typed.get(seed), Files.readString(run.resolve("overrides.yaml")));
      assertEquals("DONE", Yamls.read(run.resolve("run.yaml")).get("state"));
      assertEquals(seed % 2 == 0, Files.exists(run.resolve("config.yaml.damaged")));
    }
    assertEquals(cut, Files.readString(sweep.resolve("000-seed=0/config.yaml.damaged")));
    assertEquals(edited, Files.readString(sweep.resolve("002-seed=2/config.yaml.damaged")));
    assertEquals("- 'a", Files.readString(sweep.resolve("000-seed=0/overrides.yaml.damaged")));
  }

  /** What was typed is sealed when a run begins: before that it must be what was typed. */
  @Test
  void damagedOverridesAreFiledAnew() throws IOException {
    Path sweep = create("seed=0,1,2,3", "trainer.max_epochs=1");
    SweepDirectory directory = new SweepDirectory(sweep);
    SearchFiler filer = new SearchFiler(directory);
    List<Job> jobs = List.copyOf(directory.state().jobs());
    String[] damages = {null, "", "- 'seed=7'\n", null};
    String not = " is not what the sweep says of the run; that is kept as overrides.yaml.damaged";
    String[] told = {" is gone", " is empty", not, null};
    for (int i = 0; i < 4; i++) {
      RunDirectory run = directory.run(jobs.get(i));
      String own = Files.readString(run.overrides());
      assertTrue(own.contains("- 'seed=" + i + "'\n"), own);
      if (damages[i] != null) {
        Files.writeString(run.overrides(), damages[i]);
      } else if (told[i] != null) {
        Files.delete(run.overrides());
      }
      String line = told[i] == null ? null : "is filed anew, for its overrides.yaml" + told[i];
      assertEquals(line, directory.heal(jobs.get(i), filer).orElse(null));
      assertEquals(own, Files.readString(run.overrides()));
      assertFalse(Files.exists(run.path().resolve("config.yaml.damaged")));
    }
    assertEquals(damages[2], Files.readString(sweep.resolve("002-seed=2/overrides.yaml.damaged")));
  }

  /** What a run under way has been is not guessed; what is advised then works as it is written. */
  @Test
  void aDamagedConfigurationOfARunUnderWayIsTold() throws IOException {
    Path sweep = create("seed=0,1", "trainer.max_epochs=1");
    Path run = sweep.resolve("001-seed=1");
    String own = Files.readString(run.resolve("config.yaml"));
    file(sweep, "begun", "001-seed=1");
    file(sweep, "interrupted", "001-seed=1");
    Files.writeString(run.resolve("run.yaml"), "state: INTERRUPTED\n");
    Files.writeString(run.resolve("config.yaml"), own.substring(0, own.indexOf("seed: 1") + 3));
    Cli.Result resumed = Cli.run("train", "--resume", sweep.toString());
    assertEquals(Main.FAILURE, resumed.code());
    String back =
        "; put its own back (" + sweep + "/points.zip has it as it was filed), or delete ";
    assertTrue(resumed.err().contains(back + run + ", and it begins anew"), resumed.err());
    String worked = SweepCommandsTest.printed("sweep", "work", sweep.toString());
    String hint = "altgrad sweep retry " + sweep + " 001-seed=1";
    String anew = ", or have it made anew beside what is there: " + hint + "\n";
    assertTrue(worked.contains("points.zip has it as it was filed)" + anew), worked);
    String status = said("sweep", "status", sweep.toString());
    assertTrue(status.contains("1 damaged: 001-seed=1/config.yaml is damaged (line "), status);
    assertTrue(status.contains(anew), status);
    String told = said(hint.replaceFirst("altgrad ", "").split(" "));
    assertTrue(told.contains("001-seed=1  begins anew, for 001-seed=1/config.yaml is"), told);
    assertTrue(Files.exists(sweep.resolve(".aside/001-seed=1/run.yaml")));
    SweepCommandsTest.printed("sweep", "work", sweep.toString());
    assertEquals(own, Files.readString(run.resolve("config.yaml")));
    assertEquals("DONE", Yamls.read(run.resolve("run.yaml")).get("state"));
  }

  /** What one run says of itself and nobody can read is that run's failure alone. */
  @Test
  void aRunThatCannotBeReadStopsNoOther() throws IOException {
    Path sweep = create("seed=0,1", "trainer.max_epochs=1");
    Path info = sweep.resolve("000-seed=0/run.yaml");
    Files.writeString(info, "{");
    assertEquals(Main.FAILURE, Cli.run("sweep", "work", sweep.toString()).code());
    String status = said("sweep", "status", sweep.toString());
    assertTrue(status.contains("(2 runs: 1 done, 1 damaged)"), status);
    assertTrue(status.contains("000-seed=0/run.yaml:1: not valid YAML"), status);
    assertTrue(said("sweep", "retry", sweep.toString()).contains("1 damaged: 000-seed=0/run.yaml"));
    Files.delete(info);
    said("sweep", "retry", sweep.toString());
    SweepCommandsTest.printed("sweep", "work", sweep.toString());
    assertTrue(said("sweep", "status", sweep.toString()).contains("(2 runs: 2 done)"));
  }

  /** A run that a search has chosen is composed from its point again. */
  @Test
  void aDamagedConfigurationOfASearchIsComposedAnew() throws IOException {
    String sweep =
        search(
            "method: tpe\nparameters: {optimizer.lr: {min: 1e-3, max: 1e-2}}\n",
            "count: 1\nreplicates: 2\n",
            1);
    SweepCommandsTest.printed("sweep", "work", sweep, "--count", "1");
    SweepDirectory directory = new SweepDirectory(Path.of(sweep));
    Job job = List.copyOf(directory.state().jobs()).get(1);
    SearchFiler filer = new SearchFiler(directory);
    assertEquals(Optional.empty(), directory.heal(job, filer), "all is well");
    Path config = directory.run(job).config();
    Path overrides = directory.run(job).overrides();
    String own = Files.readString(config);
    String typed = Files.readString(overrides);
    String edited = typed.replace("max_epochs=1", "max_epochs=9");
    Files.writeString(overrides, edited);
    assertTrue(
        directory.heal(job, filer).orElse("").startsWith("is filed anew, for its overrides"));
    assertEquals(typed, Files.readString(overrides));
    String cut = own.substring(0, own.length() / 2);
    Files.writeString(config, cut);
    String told = SweepCommandsTest.printed("sweep", "work", sweep);
    assertTrue(told.contains("is filed anew, for its config.yaml is "), told);
    assertEquals(own, Files.readString(config));
    assertEquals(cut, Files.readString(config.resolveSibling("config.yaml.damaged")));
    assertEquals(edited, Files.readString(config.resolveSibling("overrides.yaml.damaged")));
  }

  /** What a search says of a trial's replicates is what tables say, and what the numbers are. */
  @Test
  void aSearchsTrialIsDescribedAsInTables() throws IOException {
    String sweep =
        search(
            "method: random\nparameters: {optimizer.lr: {min: 1e-3, max: 1e-2}}\n",
            "count: 1\nreplicates: 3\n",
            1);
    SweepCommandsTest.printed("sweep", "work", sweep);
    SweepDirectory directory = new SweepDirectory(Path.of(sweep));
    double[] values =
        directory.state().jobs().stream().mapToDouble(job -> last(directory, job)).toArray();
    double mean = (values[0] + values[1] + values[2]) / 3;
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    double sd = Math.sqrt(squares / 2);
    double half = 4.302653 * sd / Math.sqrt(3); // Student's t with two degrees of freedom
    List<String> cells = new ArrayList<>();
    for (double cell : new double[] {mean, sd, Math.max(0, mean - half), mean + half}) {
      cells.add("%.4f".formatted(cell));
    }
    cells.add(2, "3");
    String row = String.join(" +", cells).replace(".", "\\.");
    Map<?, ?> json = (Map<?, ?>) JsonText.parse(said("sweep", "status", sweep, "--json"));
    Map<?, ?> best = (Map<?, ?>) ((List<?>) ((Map<?, ?>) json.get("search")).get("best")).get(0);
    assertEquals(0L, best.get("trial"));
    String lr = directory.state().point(0).values().get("optimizer.lr");
    assertEquals(Map.of("optimizer.lr", lr), best.get("point"));
    requireCells(cells, best);
    String status = said("sweep", "status", sweep);
    assertTrue(status.matches("(?s).*accuracy@train +sd +n +lower95 +upper95\n.*" + row + ".*"));
    Path page = temp.resolve("page.html");
    said("report", sweep, "--to", page.toString());
    String td = "</td>\\s*<td[^>]*>";
    String html = Files.readString(page);
    assertTrue(html.matches("(?s).*" + row.replace(" +", td) + ".*"), html.substring(0, 4000));
    String[] words = {"table", sweep, "--by=optimizer.lr", "--metric=accuracy", "--split=train"};
    List<String> all = new ArrayList<>(List.of(words));
    all.add("--json");
    Map<?, ?> same =
        (Map<?, ?>) ((List<?>) JsonText.parse(said(all.toArray(String[]::new)))).get(0);
    requireCells(cells, same);
  }

  private static void requireCells(List<String> cells, Map<?, ?> row) {
    List<String> keys = List.of("mean", "sd", "n", "lower95", "upper95");
    for (int i = 0; i < keys.size(); i++) {
      double value = ((Number) row.get(keys.get(i))).doubleValue();
      assertEquals(cells.get(i), i == 2 ? "" + (int) value : "%.4f".formatted(value));
    }
  }

  /** Read without the program's help. */
  private static double last(SweepDirectory directory, Job job) {
    try {
      return Files.readAllLines(directory.run(job).metrics()).stream()
          .map(line -> line.split(","))
          .filter(cells -> cells[2].equals("train") && cells[3].equals("accuracy"))
          .mapToDouble(cells -> Double.parseDouble(cells[5]))
          .reduce((first, second) -> second)
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aPausedTrialThatIsGoneIsTold() throws IOException {
    Path sweep = create("seed=0,1", "trainer.max_epochs=1");
    file(sweep, "begun", "001-seed=1");
    file(sweep, "paused", "001-seed=1");
    assertFalse(said("sweep", "status", sweep.toString()).contains("gone;"));
    Durable.deleteTree(sweep.resolve("001-seed=1"));
    String status = said("sweep", "status", sweep.toString());
    assertTrue(status.contains("its directory is gone; it begins anew if it is promoted"), status);
  }

  /** The others are shown, and the note names file and reason once. */
  @Test
  void whoLooksAtManyRunsLeavesOutWhatCannotBeRead() throws IOException {
    Path sweep = create("seed=0,1,2,3", "trainer.max_epochs=1");
    SweepCommandsTest.printed("sweep", "work", sweep.toString());
    String place = sweep.toString();
    String by = "--by=seed";
    assertEquals("", Cli.run("table", place, by).err());
    Path config = sweep.resolve("000-seed=0/config.yaml");
    String own = Files.readString(config);
    Files.writeString(config, own.substring(0, own.indexOf("seed: 0") + 3));
    Path metrics = sweep.resolve("001-seed=1/metrics.csv").toRealPath();
    Files.delete(metrics);
    Cli.Result table = Cli.run("table", place, by, "--json");
    assertEquals(0, table.code(), table.err());
    List<String> notes = table.err().lines().toList();
    assertEquals(2, notes.size(), table.err());
    assertTrue(
        notes.get(0).startsWith("altgrad: note: left out a run: " + config.toRealPath() + ":"),
        table.err());
    assertEquals(
        "altgrad: note: left out a run: " + metrics + ": cannot read: it is not there",
        notes.get(1));
    Object seeds =
        ((List<?>) JsonText.parse(table.out()))
            .stream().map(row -> ((Map<?, ?>) row).get("seed").toString()).distinct().toList();
    assertEquals(List.of("2", "3"), seeds);
    Path result = sweep.resolve("003-seed=3/result.yaml").toRealPath();
    Files.writeString(result, "{");
    notes = Cli.run("table", place, by).err().lines().toList();
    assertEquals(3, notes.size(), notes.toString());
    assertTrue(notes.get(2).startsWith("altgrad: note: left out a run: " + result + ":"));
    Path base = temp.resolve("curve");
    Cli.Result plot = Cli.run("plot", "learning-curve", place, "--to", base.toString());
    assertEquals(0, plot.code(), plot.err());
    assertEquals(notes, plot.err().lines().toList());
    Path page = temp.resolve("page.html");
    Cli.Result report = Cli.run("report", place, "--to", page.toString());
    assertEquals(0, report.code(), report.err());
    assertEquals(notes, report.err().lines().toList());
    assertTrue(Files.readString(page).contains("<p>1 run</p>"), "the one that is left");
    // Who names the run itself, or has no other, is told that it cannot be.
    assertEquals(1, Cli.run("table", place, metrics.getParent().toString()).code());
    assertEquals(1, Cli.run("table", metrics.getParent().toString()).code());
    Files.delete(sweep.resolve("002-seed=2/metrics.csv"));
    assertEquals(1, Cli.run("table", place).code());
    assertEquals(1, Cli.run("plot", "learning-curve", place, "--to", base + "-2").code());
    assertEquals(1, Cli.run("report", place, "--to", temp.resolve("none.html").toString()).code());
  }

  /** All commands say the same of a sweep whose file is gone, and of the whole one nothing. */
  @Test
  void aMarkThatIsGoneIsSaid() throws IOException {
    Path sweep = create("seed=0,1", "trainer.max_epochs=1");
    Path mark = sweep.resolve("sweep.yaml");
    String own = Files.readString(mark);
    Files.delete(mark);
    String place = sweep.toString();
    for (String command :
        List.of("sweep status", "sweep work", "sweep retry", "sweep stop", "train --resume")) {
      Cli.Result result = Cli.run((command + " " + place).split(" "));
      assertEquals(Main.FAILURE, result.code(), command);
      assertEquals(
          "altgrad: "
              + mark
              + " is gone, which says what the sweep's runs are; put the sweep's own back",
          result.err().strip());
    }
    Files.writeString(mark, own);
    assertTrue(said("sweep", "status", place).contains("2 waiting"));
  }

  @Test
  void theUsageIsSaidOnce() {
    String help = said("sweep", "create", "--help");
    assertTrue(help.startsWith("Usage: altgrad sweep create"), help);
  }

  /** An empty list of overrides is none. */
  @Test
  void overridesMayBeNone() throws IOException {
    Path file = temp.resolve("none.yaml");
    Files.writeString(
        file, "experiment: hnca/bandit\noverrides: []\nmethod: grid\nparameters: {seed: [0, 1]}\n");
    String root = "run.root=" + temp.resolve("out");
    String sweep = said("sweep", "create", file.toString(), root).strip();
    assertTrue(said("sweep", "status", sweep).contains("2 waiting"));
  }

  @Test
  void runsOfUnlikeMethodsAreToldInShort() {
    List<String> lines =
        Cli.run(
                "sweep",
                "create",
                "-m",
                "experiment=hnca/bandit,ima/moebius_quick",
                "launcher=stacked",
                "run.root=" + temp.resolve("out"))
            .err()
            .lines()
            .toList();
    assertTrue(
        lines.stream().anyMatch(line -> line.endsWith(": no other run is of the same method")),
        lines.toString());
  }
}
