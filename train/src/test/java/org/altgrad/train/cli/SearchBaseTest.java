package org.altgrad.train.cli;

import static org.altgrad.train.cli.Cli.said;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.altgrad.base.Durable;
import org.altgrad.base.JsonText;
import org.altgrad.train.config.Composer;
import org.altgrad.train.config.ConfigSources;
import org.altgrad.train.config.GroupCatalogue;
import org.altgrad.train.experiment.Experiment;
import org.altgrad.train.run.RunException;
import org.altgrad.train.run.Yamls;
import org.altgrad.train.search.Point;
import org.altgrad.train.sweep.Standing.Phase;
import org.altgrad.train.sweep.SweepDirectory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a search's later runs are composed from is what it was when the sweep was made. */
class SearchBaseTest {
  private static final String METRIC = "metric: {name: accuracy, goal: maximize, split: train}\n";
  private static final String LR = "parameters: {optimizer.lr: {min: 1e-3, max: 1e-2}}\n";

  @TempDir Path temp;
  private Path mine;
  private Path own;

  @BeforeEach
  void ownExperiment() throws IOException {
    mine = Files.createDirectories(temp.resolve("mine"));
    own = Files.createDirectories(mine.resolve("experiment")).resolve("b.yaml");
    Files.writeString(
        own,
        "# @package _global_\n"
            + "defaults:\n"
            + "  - hnca/bandit\n"
            + "  - override /data: proto_bits\n"
            + "  - _self_\n"
            + "data: {n_train: 400, n_test: 100}\n"
            + "model: {width: 8}\n"
            + "trainer: {batch_size: 20, threads: 1, keep: 1, max_epochs: 2}\n"
            + "run: {figure: false}\n");
    for (String option : List.of("one", "two")) {
      Path file = Files.createDirectories(mine.resolve("optimizer")).resolve(option + ".yaml");
      Files.writeString(
          file,
          Files.readString(conf("optimizer/adam.yaml"))
              .replace("beta1: 0.9", option.equals("one") ? "beta1: 0.8" : "beta1: 0.7")
              .replace("beta2: 0.999", "beta2: 0.99"));
    }
  }

  private static Path conf(String name) {
    Path up = Path.of("..", "conf", name);
    return Files.exists(up) ? up : Path.of("conf", name);
  }

  private Path create(String more) throws IOException {
    Path file = temp.resolve("sweep.yaml");
    Files.writeString(
        file, "experiment: b\noverrides: [run.root=" + temp.resolve("out") + "]\n" + more);
    String[] words = {"sweep", "create", file.toString(), "--config-dir=" + mine};
    return Path.of(said(words).strip());
  }

  private void edit(Path file, String what, String by) throws IOException {
    String before = Files.readString(file);
    String after = before.replace(what, by);
    assertFalse(after.equals(before), what);
    Files.writeString(file, after);
  }

  private static List<String> journal(Path sweep) throws IOException {
    return Files.readAllLines(sweep.resolve("journal.jsonl")).stream()
        .filter(line -> line.contains("\"proposed\""))
        .toList();
  }

  private static List<String> runs(Path sweep) throws IOException {
    try (Stream<Path> all = Files.list(sweep)) {
      return all.map(p -> p.getFileName().toString())
          .filter(name -> name.matches("\\d{3}-.*"))
          .sorted()
          .toList();
    }
  }

  private static void assertRefused(Path sweep, String why, String... words) throws IOException {
    List<String> before = runs(sweep);
    List<String> proposed = journal(sweep);
    List<String> all = new ArrayList<>(List.of("sweep", words[0], sweep.toString()));
    all.addAll(List.of(words).subList(1, words.length));
    Cli.Result result = Cli.run(all.toArray(String[]::new));
    assertEquals(Main.FAILURE, result.code(), result.err());
    assertTrue(result.err().contains(why), result.err());
    assertEquals(before, runs(sweep));
    assertEquals(proposed, journal(sweep));
  }

  /** A file that was edited between two proposals. */
  @Test
  void aSearchWhoseExperimentWasEditedProposesNoMore() throws IOException {
    Path sweep = create("method: tpe\ncount: 2\n" + METRIC + LR);
    String place = sweep.toString();
    SweepCommandsTest.printed("sweep", "work", place, "--count", "1");
    edit(own, "max_epochs: 2", "max_epochs: 3");
    String key = "trainer.max_epochs was 2 when the sweep was made and is 3 in ";
    String back = own + ":8 now: put it back, or make a new sweep";
    assertRefused(sweep, key + back, "work");
    assertEquals(1, runs(sweep).size());
    edit(own, "max_epochs: 3", "max_epochs: 2");
    edit(own, "threads: 1", "threads: 2"); // a place of work
    SweepCommandsTest.printed("sweep", "work", place);
    assertEquals(2, runs(sweep).size());
    assertFalse(said("sweep", "replay", place).contains("do not follow"));
  }

  /** What only one option of a group has is looked at as well, before that is ever chosen. */
  @Test
  void anOptionThatWasEditedIsFound() throws IOException {
    Path sweep =
        create("method: tpe\ncount: 4\n" + METRIC + "parameters: {optimizer: [one, two]}\n");
    SweepCommandsTest.printed("sweep", "work", sweep.toString(), "--count", "1");
    String other = runs(sweep).get(0).endsWith("one") ? "two" : "one";
    edit(mine.resolve("optimizer/" + other + ".yaml"), "0.99", "0.9");
    assertRefused(sweep, "optimizer.beta2 was 0.99 when the sweep was made and is 0.9 in ", "work");
  }

  /** Of options that are combined later those files are looked at that were chosen one by one. */
  @Test
  void aCombinationOfOptionsIsLookedAt() throws IOException {
    SearchBase base = new SearchBase(point -> experiment(point));
    List<Point> points =
        points("optimizer=one model=bernoulli_mlp", "optimizer=two model=bernoulli_mlp");
    String kept = base.text(points, new GroupCatalogue(sources()), (point, run) -> {});
    Point combined = points("optimizer=two model=conv_bernoulli").get(0);
    base.require(kept, combined);
    edit(mine.resolve("optimizer/two.yaml"), "0.99", "0.9");
    base.require(kept, points.get(0)); // which has no value of that file
    for (Point point : List.of(points.get(1), combined)) {
      String why = assertThrows(RunException.class, () -> base.require(kept, point)).getMessage();
      assertTrue(why.startsWith("optimizer.beta2 was 0.99 when the sweep was made"), why);
    }
  }

  /** What one option hides of another's file is looked at where they are not combined. */
  @Test
  void everyCombinationIsLookedAt() throws IOException {
    Path extra = Files.createDirectories(mine.resolve("extra"));
    String global = "# @package _global_\n";
    Files.writeString(extra.resolve("hides.yaml"), global + "optimizer: {beta2: 0.5}\n");
    Files.writeString(extra.resolve("plain.yaml"), global + "seed: 0\n");
    Path sweep =
        create(
            "method: tpe\ncount: 4\n"
                + METRIC
                + "parameters:\n  optimizer: [one, two]\n  +extra: [hides, plain]\n"
                + "  optimizer.lr: {min: 1e-3, max: 1e-2}\n");
    SweepDirectory directory = new SweepDirectory(sweep);
    Map<?, ?> base = (Map<?, ?>) JsonText.parse(directory.base().orElseThrow());
    assertEquals(4, ((List<?>) base.get("parts")).size());
    edit(mine.resolve("optimizer/two.yaml"), "0.99", "0.9");
    SearchFiler filer = new SearchFiler(directory);
    for (String extras : List.of("hides", "plain")) {
      filer.file(0, points("optimizer=one +extra=" + extras).get(0), OptionalInt.empty());
    }
    filer.file(0, points("optimizer=two +extra=hides").get(0), OptionalInt.empty());
    Point shown = points("optimizer=two +extra=plain").get(0);
    String why =
        assertThrows(RunException.class, () -> filer.file(0, shown, OptionalInt.empty()))
            .getMessage();
    assertTrue(why.startsWith("optimizer.beta2 was 0.99 when the sweep was made"), why);
  }

  /** A key without effect, by itself or beside another option, is refused as in a grid. */
  @Test
  void optionsThatAreTheSameRunAreRefused() throws IOException {
    Path extra = Files.createDirectories(mine.resolve("extra"));
    Path two = mine.resolve("optimizer/two.yaml");
    String global = "# @package _global_\n";
    Files.writeString(extra.resolve("hides.yaml"), global + "optimizer: {beta1: 0.5}\n");
    Files.writeString(extra.resolve("plain.yaml"), global + "optimizer: {beta1: 0.4}\n");
    String optimizers = METRIC + "parameters:\n  optimizer: [one, two]\n";
    assertSame("method: tpe\ncount: 4\n" + optimizers + "  +extra: [plain, hides]\n", 5);
    assertSame("method: random\ncount: 2\n" + optimizers + "  +extra: [hides, plain]\n", 5);
    Files.writeString(two, Files.readString(mine.resolve("optimizer/one.yaml")));
    String lr = "  optimizer.lr: {min: 1e-3, max: 1e-2}\n";
    assertSame("method: tpe\ncount: 4\n" + optimizers + lr, 5);
    assertFalse(Files.exists(temp.resolve("out")) && !all(temp.resolve("out")).isEmpty());
  }

  private static List<Path> all(Path root) throws IOException {
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }

  private void assertSame(String more, int line) throws IOException {
    Path file = temp.resolve("sweep.yaml");
    Files.writeString(
        file, "experiment: b\noverrides: [run.root=" + temp.resolve("out") + "]\n" + more);
    Cli.Result result = Cli.run("sweep", "create", file.toString(), "--config-dir=" + mine);
    assertEquals(Main.USAGE, result.code(), result.out() + result.err());
    String why = result.err();
    assertTrue(why.startsWith("altgrad: " + file + ":" + (line + 2) + ": [optimizer="), why);
    assertTrue(why.contains("] must differ but are the same run"), why);
  }

  private static List<Point> points(String... words) {
    return Stream.of(words).map(each -> Point.of(List.of(each.split(" ")))).toList();
  }

  private ConfigSources sources() {
    return Configuration.sources(List.of(mine));
  }

  private Experiment experiment(Point point) {
    List<String> words = new ArrayList<>(List.of("experiment=b"));
    words.addAll(point.overrides());
    return Experiment.typed(
        new Composer(sources()).compose(Configuration.PRIMARY, words, Clock.systemDefaultZone()));
  }

  /** Runs that are frozen need nothing else; winners that are composed later do. */
  @Test
  void frozenRunsNeedNoDirectoryOfTheUsers() throws IOException {
    Path sweep =
        create(
            "method: grid\nconfirm: {top: 1, seeds: 1}\n"
                + METRIC
                + "parameters: {optimizer.lr: [0.01, 0.02]}\n");
    Path away = temp.resolve("away");
    Files.move(mine, away);
    Durable.deleteTree(sweep.resolve("001-optimizer.lr=0.02"));
    Cli.Result worked = Cli.run("sweep", "work", sweep.toString());
    assertEquals(Main.FAILURE, worked.code());
    String gone = mine + ": no such configuration directory: the runs of the sweep cannot be";
    assertTrue(worked.err().contains(gone), worked.err());
    for (String run : List.of("000-optimizer.lr=0.01", "001-optimizer.lr=0.02")) {
      assertEquals("DONE", Yamls.read(sweep.resolve(run).resolve("run.yaml")).get("state"));
    }
    assertEquals(2, runs(sweep).size());
    Files.move(away, mine);
    edit(own, "width: 8", "width: 9");
    assertRefused(sweep, "model.width was 8 when the sweep was made and is 9 in ", "work");
    edit(own, "width: 9", "width: 8");
    SweepCommandsTest.printed("sweep", "work", sweep.toString());
    assertEquals(3, runs(sweep).size());
  }

  /** A run that is made again has the configuration that it had. */
  @Test
  void aRunThatIsMadeAgainIsTheSame() throws IOException {
    Path sweep = create("method: tpe\ncount: 1\n" + METRIC + LR);
    SweepCommandsTest.printed("sweep", "work", sweep.toString());
    String run = runs(sweep).get(0);
    Path config = sweep.resolve(run).resolve("config.yaml");
    String filed = Files.readString(config);
    Durable.deleteTree(config.getParent());
    edit(own, "max_epochs: 2", "max_epochs: 3"); // of which the run's seal says nothing
    assertRefused(sweep, "trainer.max_epochs was 2 when", "retry", run);
    edit(own, "max_epochs: 3", "max_epochs: 2");
    said("sweep", "retry", sweep.toString(), run);
    assertEquals(filed, Files.readString(config));
  }

  /** A sweep of an earlier version has kept nothing, and goes on with a line; damage is told. */
  @Test
  void whatIsNotKeptIsSaid() throws IOException {
    Path sweep = create("method: tpe\ncount: 2\n" + METRIC + LR);
    String place = sweep.toString();
    Path points = sweep.resolve("points.zip");
    byte[] kept = Files.readAllBytes(points);
    Files.delete(points);
    assertRefused(sweep, points + " does not have what the runs were composed from", "work");
    Files.write(points, kept);
    String silent = SweepCommandsTest.printed("sweep", "work", place, "--count", "1");
    assertTrue(silent.matches("000-\\S+  done\n"), silent);
    Path journal = sweep.resolve("journal.jsonl");
    Files.writeString(
        journal, Files.readString(journal).replaceFirst(",? *\"base\": *\"[0-9a-f]{64}\"", ""));
    Files.delete(points);
    String told = SweepCommandsTest.printed("sweep", "work", place);
    assertTrue(told.startsWith("note: the sweep is of an earlier version, which did not"), told);
    assertTrue(new SweepDirectory(sweep).over());
    String again = SweepCommandsTest.printed("sweep", "work", place);
    assertTrue(again.startsWith("finished; see: "), again);
  }

  /** Runs of a journal that was put back from an earlier copy are done still. */
  @Test
  void runsThatAnEarlierJournalDoesNotKnowAreTakenUp() throws IOException {
    Path sweep = create("method: tpe\ncount: 3\n" + METRIC + LR);
    String place = sweep.toString();
    SweepCommandsTest.printed("sweep", "work", place);
    List<String> runs = runs(sweep);
    Path done = sweep.resolve(runs.get(1)).resolve("run.yaml");
    String was = Files.readString(done);
    Path journal = sweep.resolve("journal.jsonl");
    List<String> lines = Files.readAllLines(journal);
    int second = lines.indexOf(journal(sweep).get(1));
    Files.write(journal, lines.subList(0, second));
    edit(sweep.resolve(runs.get(2)).resolve("config.yaml"), "n_test: 100", "n_test: 99");
    String note = runs.get(1) + ", " + runs.get(2) + ", which are in no table; a search takes up";
    String status = said("sweep", "status", place);
    assertTrue(status.contains(note), status);
    String worked = SweepCommandsTest.printed("sweep", "work", place);
    assertTrue(worked.contains(runs.get(1) + "  is there already, and is taken up"), worked);
    Path aside = sweep.resolve(".aside").resolve(runs.get(2));
    String anew = runs.get(2) + "  begins anew; what was there is " + aside;
    assertTrue(worked.contains(anew), worked);
    assertTrue(Files.readString(aside.resolve("config.yaml")).contains("n_test: 99"));
    assertEquals(runs, runs(sweep));
    assertEquals(was, Files.readString(done));
    assertEquals(3, new SweepDirectory(sweep).state().count(Phase.DONE));
    assertEquals(List.of(), new SweepDirectory(sweep).unknown());
    Path other = sweep.resolve("001-other"); // as a trial that the search does not choose again
    Files.createDirectories(other);
    for (String file : List.of("config.yaml", "run.yaml")) {
      Files.copy(done.resolveSibling(file), other.resolve(file));
    }
    String over = said("sweep", "status", place);
    assertTrue(over.contains("001-other, which is in no table; take it elsewhere"), over);
    assertTrue(over.contains("altgrad rm " + other), over);
  }
}
