package org.altgrad.train.cli;

import static org.altgrad.train.cli.Cli.said;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.altgrad.train.config.GroupCatalogue;
import org.altgrad.train.study.Study;
import org.altgrad.train.study.StudyPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class StudyCommandTest {
  private static final String TINY =
      """
      # Two runs of an epoch.
      title: Tiny
      claim: It runs.
      source: nobody
      arms:
        - {label: Hindsight, overrides: [method.estimator=hnca]}
        - {label: Score + ema, overrides: [method.estimator=reinforce, method.baseline=ema]}
      sizes:
        quick:
          overrides: [experiment=hnca/bandit_quick, model.width=8, data.n_train=500, trainer.max_epochs=1, run.figure=false]
          seeds: [3]
      table: {by: [label], metrics: [gradient_variance], splits: [train]}
      figures:
        - {name: curves, kind: bars, options: {metric: gradient_variance, by: label}}
      expected:
        - {claim: positive, source: sense, metric: gradient_variance, split: train, where: {label: Hindsight}, min: 0}
        - {claim: huge, source: joke, metric: gradient_variance, split: train, where: {label: Hindsight}, min: 1000}
        - {claim: ratio, source: sense, metric: gradient_variance, split: train, left: {label: Score + ema}, right: {label: Hindsight}, compare: ratio, min: 0, published: '7'}
        - {claim: typo, source: sense, metric: gradient_varience, split: train, where: {label: Hindsight}, min: 0}
      """;

  @TempDir Path dir;

  private Path write(String yaml) throws IOException {
    Path file = dir.resolve("conf/study/own/tiny.yaml");
    Files.createDirectories(file.getParent());
    return Files.writeString(file, yaml);
  }

  /** One arm, and nothing expected of it. */
  private static String oneArm() {
    return TINY.replaceFirst(" *- .label: Score.*\n", "")
        .replaceAll("(?s)expected:.*", "expected: []\n");
  }

  private List<String> words() {
    String out = dir.resolve("out").toString();
    String own = dir.resolve("conf").toString();
    return List.of("study", "own/tiny", "--to", out, "--config-dir", own);
  }

  private String run(int code) {
    return run(words(), code);
  }

  /** In this process; each of its runs has one of its own. */
  private static String run(List<String> words, int code) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream out = System.out;
    System.setOut(new PrintStream(said, true));
    Cli.Result result;
    try {
      result = Cli.run(words.toArray(String[]::new));
    } finally {
      System.setOut(out);
    }
    String log = said + result.out() + result.err();
    assertEquals(code, result.code(), log);
    return log;
  }

  private Path job(String name) {
    return dir.resolve("out/runs").resolve(name);
  }

  /** The last value of a metric in a run, read without the program's help. */
  private double last(String job, String metric) throws IOException {
    return Files.readAllLines(job(job).resolve("metrics.csv")).stream()
        .map(line -> line.split(","))
        .filter(cells -> cells[2].equals("train") && cells[3].equals(metric))
        .mapToDouble(cells -> Double.parseDouble(cells[5]))
        .reduce((first, second) -> second)
        .orElseThrow();
  }

  @Test
  void secondStartRunsNothingAndDrawsAnewAndOtherDefinitionIsRefused() throws Exception {
    Path file = write(TINY);
    String first = run(0);
    assertTrue(first.contains("(2 runs, 0 done before)"), first);
    double hindsight = last("Hindsight_seed=3", "gradient_variance");
    double score = last("Score_ema_seed=3", "gradient_variance");
    TreeMap<String, String> checks = new TreeMap<>();
    for (String line : Files.readAllLines(dir.resolve("out/checks.md"))) {
      String[] cells = line.split(" *\\| *");
      if (cells.length > 6) {
        checks.put(cells[1], cells[4] + " " + cells[6]);
      }
    }
    assertEquals("%.4g met".formatted(hindsight), checks.get("positive"));
    assertEquals("%.4g NOT MET".formatted(hindsight), checks.get("huge"));
    assertEquals("%.4g met".formatted(score / hindsight), checks.get("ratio"));
    assertTrue(checks.get("typo").matches("no value of gradient_varience@train;.* open"));
    List<String> table = Files.readAllLines(dir.resolve("out/table.csv"));
    assertTrue(table.get(1).startsWith("Hindsight,train,gradient_variance,1," + hindsight));
    assertTrue(Files.exists(dir.resolve("out/table.md")));

    String state = Files.readString(job("Hindsight_seed=3").resolve("run.yaml"));
    Files.delete(dir.resolve("out/curves.png"));
    String second = run(0);
    assertTrue(second.contains("(2 runs, 2 done before)"), second);
    assertEquals(state, Files.readString(job("Hindsight_seed=3").resolve("run.yaml")));
    assertTrue(Files.exists(dir.resolve("out/curves.png")));
    damagedRunIsLeftAsideAndMadeAnew();

    state = Files.readString(job("Hindsight_seed=3").resolve("run.yaml"));
    Files.writeString(file, TINY.replace("max_epochs=1", "max_epochs=2"));
    String third = run(Main.USAGE);
    assertTrue(third.contains("trainer.max_epochs is 1 there and 2 now"), third);
    assertTrue(third.contains("--to"), third);
    assertEquals(state, Files.readString(job("Hindsight_seed=3").resolve("run.yaml")));
  }

  /** A study keeps no copies of configurations: the run's own is whole, and is taken. */
  private void damagedRunIsLeftAsideAndMadeAnew() throws IOException {
    String out = dir.resolve("out").toString();
    Path info = job("Hindsight_seed=3").resolve("run.yaml");
    String rows = Files.readString(job("Hindsight_seed=3").resolve("metrics.csv"));
    for (String damage : List.of("{", "")) {
      Files.writeString(info, damage);
      String said = run(Main.FAILURE);
      assertTrue(said.contains("(2 runs, 1 done before, 1 damaged)"), said);
      assertTrue(said.contains("DAMAGED  runs/Hindsight_seed=3 (Hindsight seed=3): "), said);
      assertEquals(damage, Files.readString(info));
    }
    String retry = "altgrad sweep retry " + out + " runs/Hindsight_seed=3";
    assertTrue(said("sweep", "status", out).contains("anew beside what is there: " + retry));
    String told = said(retry.replaceFirst("altgrad ", "").split(" "));
    assertTrue(told.contains("kept in " + dir.resolve("out/.aside/runs/Hindsight_seed=3")), told);
    assertTrue(run(0).contains("(2 runs, 1 done before)"));
    assertEquals(rows, Files.readString(job("Hindsight_seed=3").resolve("metrics.csv")));
  }

  @Test
  void interruptedStudyGoesOnWithWhatIsNotDone() throws Exception {
    write(oneArm().replace("seeds: [3]", "seeds: [3, 4, 5]"));
    Process process = Cli.start(dir.resolve("log"), words());
    Path info = job("Hindsight_seed=3").resolve("run.yaml");
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!(Files.exists(info) && Files.readString(info).contains("state: DONE"))) {
      assertTrue(System.nanoTime() < deadline, "the first run does not end");
      Thread.sleep(20);
    }
    process.destroy();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    String log = Files.readString(dir.resolve("log"));
    assertEquals(75, process.exitValue(), log);
    assertTrue(log.contains("interrupted; go on with: altgrad study own/tiny --to "), log);
    assertFalse(Files.exists(job("Hindsight_seed=5").resolve("run.yaml")), log);
    assertTrue(Files.size(job("Hindsight_seed=5").resolve("config.yaml")) > 0, "not filed before");

    String first = Files.readString(info);
    run(0);
    assertEquals(first, Files.readString(info));
    for (String job : List.of("Hindsight_seed=4", "Hindsight_seed=5")) {
      assertTrue(Files.readString(job(job).resolve("run.yaml")).contains("state: DONE"), job);
    }
  }

  /** What is replaced in the tiny study, by what, and the message. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      quoteCharacter = '`',
      value = {
        "claim: It runs.       > clame: x               > tiny.yaml:3: clame: no such key; did you"
            + " mean claim?",
        "source: nobody        > ''                     > source: is missing; it must be a text",
        "kind: bars            > kind: pie              > tiny.yaml:14: figures[0].kind: no figure"
            + " is called 'pie'; available:",
        "by: label             > bye: label             > figures[0].options: bars has no option"
            + " 'bye'; did you mean by?",
        "Score + ema           > Hindsight              > arms: two have the same label",
        "seeds: [3]            > seeds: []              > tiny.yaml:11: sizes.quick.seeds: must"
            + " name at least one",
        "min: 1000             > published: x           > tiny.yaml:17: expected[1]: must have min,"
            + " max or both",
        "left: {               > where: {               > must have either where, or left and"
            + " right",
        "min: 1000             > min: 1, compare: ratio > expected[1].compare: needs left and"
            + " right",
        "min: 1000             > min: 1, at: epoch      > expected[1].at: 'epoch' names no moment"
            + " of a run",
        "{label: Hindsight}, min: 1000 > {modle.depth: 1}, min: 1 > tiny.yaml:17:"
            + " expected[1].where: no run has the key 'modle.depth'; did you mean model.depth?",
        "{label: Hindsight}, min: 1000 > {model.depth: 5}, min: 1 > expected[1].where: no run has"
            + " {model.depth=5}",
        "{label: Hindsight}, min: 1000 > {model.width: 8}, min: 1 > means [Hindsight seed=3] as"
            + " well as [Score + ema seed=3]; tell them apart",
        "estimator=reinforce   > estimator=renforce     > [Score + ema seed=3]"
            + " method.estimator=renforce: must be one of hnca, reinforce",
        "estimator=reinforce, method.baseline=ema > estimator=hnca > [Hindsight seed=3] and [Score"
            + " + ema seed=3] must differ but are the same run",
        "quick:                > paper:                 > this study has no size quick",
      })
  void mistakesAreToldBeforeAnythingIsMade(String old, String changed, String message)
      throws IOException {
    assertTrue(TINY.contains(old), old);
    write(TINY.replaceFirst(java.util.regex.Pattern.quote(old), changed.replace("''", "")));
    Path out = dir.resolve("out");
    String conf = dir.resolve("conf").toString();
    Cli.Result result = Cli.run("study", "own/tiny", "--config-dir", conf, "--to", out.toString());
    assertTrue(result.err().contains(message), result.err());
    assertEquals(Main.USAGE, result.code());
    assertFalse(Files.exists(out));
  }

  @Test
  void listShowsOwnStudiesAndUnknownOnesAreNotGuessed() throws IOException {
    write(TINY);
    String conf = dir.resolve("conf").toString();
    Cli.Result list = Cli.run("study", "--list", "--config-dir", conf);
    assertTrue(list.out().contains("own/tiny"), list.out());
    assertTrue(list.out().contains("Two runs of an epoch."), list.out());
    Cli.Result wrong = Cli.run("study", "own/tony", "--config-dir", conf);
    assertTrue(wrong.err().contains("there is no study 'own/tony'"), wrong.err());
    assertTrue(wrong.err().contains("own/tiny"), wrong.err());
    assertFalse(Cli.run("train", "--help").out().contains("vae_ablation"));
    assertEquals(
        "hnca/vae\nhnca/vae_ablation\nhnca/vae_digits\nhnca/variance\n",
        Cli.run("complete-word", "study", "hnca/va").out());
  }

  /** The packaged studies bind, compose and can be checked, in all their sizes. */
  @ParameterizedTest
  @MethodSource("packaged")
  void packagedStudiesCompose(String name) {
    var sources = Configuration.sources(List.of());
    Study study = Study.of(Study.compose(sources, name));
    if (study.sizes().quick().isPresent()) {
      new StudyRun(sources, name, Study.SizeName.QUICK, List.of(), List.of(), "", null);
    }
    if (study.sizes().paper().isPresent()) {
      new StudyRun(sources, name, Study.SizeName.PAPER, List.of(), List.of(), "", null);
    }
    // A run of a study is read again when it begins: nothing in it may be taken for older.
    Stream.of(study.sizes().quick(), study.sizes().paper())
        .flatMap(Optional::stream)
        .flatMap(
            size ->
                StudyPlan.of(
                    study, size, List.of(), sources, Configuration.PRIMARY, Path.of("runs"))
                    .stream())
        .forEach(job -> job.experiment().config().ofThisVersion(said -> fail(said)));
    // A table that asks for verdicts is not made without one.
    boolean judged = study.table().metrics().stream().anyMatch(m -> m.startsWith("trusted/"));
    Stream.of(study.sizes().quick(), study.sizes().paper())
        .flatMap(Optional::stream)
        .flatMap(size -> size.later().stream().flatMap(List::stream))
        .forEach(later -> assertFalse(judged && later.endsWith("verdict=null"), later));
  }

  static List<String> packaged() {
    return Study.all(Configuration.sources(List.of())).stream()
        .map(GroupCatalogue.Option::name)
        .toList();
  }

  /** They hold for all runs, come after the study's own, and have a place of their own. */
  @Test
  void overridesChangeAllRunsAndSeedsCanBeChosen() throws IOException {
    write(TINY.replace("model.width=8", "'model.width=8,16'")); // which width 4 replaces
    String conf = dir.resolve("conf").toString();
    Path root = dir.resolve("outputs");
    run(
        List.of(
            "study",
            "own/tiny",
            "model.width=4",
            "--seeds",
            "17,18",
            "run.root=" + root,
            "--config-dir",
            conf),
        0);
    List<Path> places;
    try (var found = Files.list(root.resolve("studies/own"))) {
      places = found.toList();
    }
    assertEquals(1, places.size());
    assertEquals("tiny-quick-model.width=4_seeds=17_18", places.get(0).getFileName().toString());
    Path runs = places.get(0).resolve("runs");
    for (String run : List.of("Hindsight_seed=17", "Score_ema_seed=18")) {
      String config = Files.readString(runs.resolve(run + "/config.yaml"));
      assertTrue(config.contains("width: 4"), config);
      assertTrue(Files.readString(runs.resolve(run + "/run.yaml")).contains("DONE"), run);
    }
    try (var made = Files.list(runs)) {
      assertEquals(4, made.count());
    }
    assertEquals(
        "model.width=\n", Cli.run("complete-word", "study", "hnca/bandit", "model.wi").out());
  }

  /** Checks of runs that an override took away are not measured; those of no run are wrong. */
  @Test
  void checksWithoutRunsAreNotMeasured() throws IOException {
    String swept =
        TINY.replace("model.width=8", "'model.width=4,8'")
            .replace("{label: Hindsight}, min: 1000", "{label: Hindsight, model.width: 8}, min: 1")
            .replace("left: {label: Score + ema}", "left: {label: Score + ema, model.width: 8}")
            .replace("{label: Hindsight}, min: 0}", "{label: Hindsight, model.width: 4}, min: 0}")
            .replace("{label: Hindsight}, compare", "{label: Hindsight, model.width: 4}, compare");
    write(swept);
    List<String> narrow = new ArrayList<>(words());
    narrow.add("model.width=4");
    String log = run(narrow, 0);
    assertTrue(log.contains("about, which are not measured: huge; ratio\n"), log);
    assertTrue(log.contains("(1 of 2 met, 2 not measured)"), log);
    String checks = Files.readString(dir.resolve("out/checks.md"));
    assertEquals(2, checks.lines().filter(line -> line.contains("not measured")).count(), checks);
    assertTrue(checks.contains("no run has {label=Hindsight, model.width=8}"), checks);
    write(swept.replace("{label: Hindsight, model.width: 8}", "{label: Hindsigt}"));
    String wrong = run(narrow, Main.USAGE);
    assertTrue(wrong.contains("expected[1].where: no run has {label=Hindsigt}"), wrong);
  }

  /** What a study sets for each run cannot be overridden, or else it would be undone. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      value = {
        "seed=17         > seed=17: a study sets the seed of each run; an option is typed with"
            + " dashes: --seeds 17",
        "++seed=17       > ++seed=17: a study sets the seed",
        "run.dir=x       > run.dir=x: a study gives each run a directory of its own",
        "launcher.zip=true > launcher.zip=true: a study takes all combinations",
        "experiment=ilc/landscape > experiment=ilc/landscape: a study says which experiment",
        "++experiment=x  > ++experiment=x: a study says which experiment its runs are",
        "~experiment     > ~experiment: a study says which experiment its runs are",
        "run={dir: x}    > run={dir: x}: a study gives each run a directory of its own",
        "launcher={workers: 3} --workers=2 > launcher={workers: 3}: launcher.workers: must be left"
            + " out, for --workers says it",
        "++launcher={zip: true} > ++launcher={zip: true}: a study takes all combinations",
      })
  void whatTheStudySetsIsRefused(String override, String message) throws IOException {
    write(TINY);
    List<String> words = new ArrayList<>(List.of("study", "own/tiny"));
    words.addAll(List.of(override.split(" (?=--)")));
    words.addAll(List.of("run.root=" + dir.resolve("outputs")));
    words.addAll(List.of("--config-dir", dir.resolve("conf").toString()));
    Cli.Result result = Cli.run(words.toArray(String[]::new));
    assertTrue(result.err().contains(message), result.err());
    assertEquals(Main.USAGE, result.code());
    assertFalse(Files.exists(dir.resolve("outputs")));
  }

  /** Two arms that have become the same run are no comparison. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      value = {
        "method.estimator=hnca > method.estimator=hnca: must be left out, for it makes the runs"
            + " [Hindsight seed=3] and [Score + ema seed=3] the same",
        "method={estimator: hnca} > method={estimator: hnca}: must be left out, for it makes the",
        "model.width=8,8 > model.width=8,8: must be left out, for it makes the runs [Hindsight"
            + " model.width=8 seed=3] and [Hindsight model.width=8 seed=3] the same",
      })
  void overridesThatMakeArmsEqualAreRefused(String override, String message) throws IOException {
    write(TINY.replace(", method.baseline=ema", "").replace("model.width=8, ", ""));
    String conf = dir.resolve("conf").toString();
    String root = "run.root=" + dir.resolve("outputs");
    Cli.Result result =
        Cli.run("study", "own/tiny", "model.depth=2", override, root, "--config-dir", conf);
    assertTrue(result.err().contains(message), result.err());
    assertFalse(result.err().contains("model.depth=2"), result.err());
    assertEquals(Main.USAGE, result.code());
    assertFalse(Files.exists(dir.resolve("outputs")));
  }

  /** The place of data is no setting, but what is said of it holds, or it is told where not. */
  @Test
  void runsThatHaveNotBegunTakeTheirDataFromWhereTheyAreNow() throws IOException {
    write(TINY.replace("bandit_quick", "bandit, data=mnist").replace("data.n_train=500, ", ""));
    List<String> common = new ArrayList<>(words());
    common.add("method.baseline=none");
    for (String root : List.of("first", "second")) {
      Path wrong = dir.resolve(root).resolve("mnist/train-images-idx3-ubyte");
      Files.createDirectories(wrong.getParent());
      Files.writeString(wrong, "no images");
      List<String> words = new ArrayList<>(common);
      words.add("data.root=" + dir.resolve(root));
      String said = run(words, 1);
      assertTrue(said.contains("note: that replaces method.baseline=ema of Score + ema"), said);
      if (root.equals("first")) {
        Files.writeString(job("Hindsight_seed=3").resolve("run.yaml"), "state: INTERRUPTED\n");
      } else {
        String own =
            "note: Hindsight seed=3 goes on with its own data.root=" + dir.resolve("first");
        assertTrue(said.contains(own), said);
      }
    }
    String begun = Files.readString(job("Hindsight_seed=3").resolve("config.yaml"));
    String now = Files.readString(job("Score_ema_seed=3").resolve("config.yaml"));
    assertTrue(begun.contains("root: " + dir.resolve("first")), begun);
    assertTrue(now.contains("root: " + dir.resolve("second")), now);
    // One that is cut short before its run has begun is known; what it said is kept.
    Path config = job("Score_ema_seed=3").resolve("config.yaml");
    String cut = now.substring(0, now.indexOf("seed: 3") + 3);
    Files.writeString(config, cut);
    List<String> again = new ArrayList<>(common);
    again.add("data.root=" + dir.resolve("second"));
    String said = run(again, 1);
    assertTrue(said.contains("note: " + config + " is damaged, and filed anew"), said);
    assertEquals(now, Files.readString(config));
    assertEquals(cut, Files.readString(config.resolveSibling("config.yaml.damaged")));
    Path typed = config.resolveSibling("overrides.yaml");
    String own = Files.readString(typed);
    Files.writeString(typed, "- 'met");
    said = run(again, 1);
    assertTrue(said.contains("note: " + typed + " is damaged, and filed anew"), said);
    assertEquals(own, Files.readString(typed));
    assertEquals("- 'met", Files.readString(config.resolveSibling("overrides.yaml.damaged")));
    assertEquals(cut, Files.readString(config.resolveSibling("config.yaml.damaged")));
  }

  @Test
  void wrongOverrideIsToldWithTheRun() throws IOException {
    write(TINY);
    String conf = dir.resolve("conf").toString();
    Cli.Result wrong = Cli.run("study", "own/tiny", "model.dpeth=3", "--config-dir", conf);
    assertEquals(Main.USAGE, wrong.code());
    assertTrue(wrong.err().contains("[Hindsight seed=3] model.dpeth"), wrong.err());
    assertTrue(wrong.err().contains("depth"), wrong.err());
  }

  /** Another study or size would replace table, checks and definition; other seeds are told. */
  @Test
  void aDirectoryHasOneStudyInOneSize() throws IOException {
    String tiny =
        TINY.replace(
            "table: {by",
            "  paper:\n    overrides: [experiment=hnca/bandit_quick, model.width=8,"
                + " data.n_train=500, trainer.max_epochs=1]\n    seeds: [9]\ntable: {by");
    Files.writeString(
        write(tiny).resolveSibling("other.yaml"), TINY.replace("title: Tiny", "title: Other"));
    run(0);
    Path out = dir.resolve("out");
    String definition = Files.readString(out.resolve("study.yaml"));
    String table = Files.readString(out.resolve("table.csv"));

    List<String> other = new ArrayList<>(words());
    other.set(1, "own/other");
    other.add("--seeds=5");
    String refused = run(other, Main.USAGE);
    assertTrue(refused.contains("holds another study, own/tiny (quick), not own/other"), refused);
    List<String> paper = new ArrayList<>(words());
    paper.add("--size=paper");
    refused = run(paper, Main.USAGE);
    assertTrue(refused.contains("own/tiny (quick), not own/tiny (paper)"), refused);
    assertTrue(refused.contains("--to"), refused);
    assertEquals(definition, Files.readString(out.resolve("study.yaml")));
    // Without its first line its title tells.
    Files.writeString(out.resolve("study.yaml"), definition.substring(definition.indexOf('\n')));
    refused = run(other, Main.USAGE);
    assertTrue(refused.contains("holds another study, Tiny, not own/other"), refused);
    assertEquals(table, Files.readString(out.resolve("table.csv")));
    try (var runs = Files.list(out.resolve("runs"))) {
      assertEquals(2, runs.count());
    }

    Files.writeString(out.resolve("study.yaml"), definition);
    Files.createDirectory(job("mine"));
    List<String> seeds = new ArrayList<>(words());
    seeds.add("--seeds=5,4");
    String said = run(seeds, 0);
    String note = "note: table.csv and checks.md there are of seed 3 and will be of seeds 4, 5";
    assertTrue(said.contains(note), said);
    assertTrue(
        said.contains(
            job("Score_ema_seed=3") + " is of a seed that was not chosen now and left out"),
        said);
    assertTrue(said.contains(job("mine") + " is not of this study and left out"), said);
    assertFalse(said.contains("seed=3 is not of"), said);
    // Other seeds of other overrides are no more of the same.
    List<String> changed = new ArrayList<>(words());
    changed.addAll(List.of("--seeds=6", "model.width=4"));
    refused = run(changed, Main.USAGE);
    assertTrue(refused.contains("was made by another definition of this study: model."), refused);
    assertTrue(refused.contains("8 there and 4 now; name another directory with --to"), refused);
    assertFalse(Files.exists(job("Hindsight_seed=6")));
    assertFalse(run(seeds, 0).contains("will be of"));
  }

  /** What its runs cannot be told by is no study that went well. */
  @Test
  void neitherTableNorFigureIsAFailure() throws IOException {
    write(oneArm().replace("gradient_variance", "gradient_varience"));
    String said = run(Main.FAILURE);
    assertTrue(said.contains("seed=3  done"), said);
    assertTrue(said.contains("neither a table nor a figure could be made"), said);
  }

  /** What the study's own runs lack is wrong in its file; what changed runs lack is not. */
  @Test
  void aFigureThatTheStudysOwnRunsDoNotGiveIsAFailure() throws IOException {
    write(
        oneArm().replace("figures:", "figures:\n  - {name: lost, kind: directions, options: {}}"));
    String said = run(Main.FAILURE);
    assertTrue(said.contains("figure   lost not drawn: "), said);
    assertTrue(
        said.contains(
            "FAILED   these runs do not give all that the study asks for: no figure lost\n"),
        said);
    List<String> changed = new ArrayList<>(words());
    changed.set(changed.indexOf("--to") + 1, dir.resolve("changed").toString());
    changed.add("model.width=4");
    assertTrue(run(changed, 0).contains("figure   lost not drawn: "));
  }

  private static final String DIRECTIONS =
      """
      # Two measurements.
      title: Directions
      claim: They are measured.
      source: nobody
      arms:
        - {label: one, overrides: ["trainer.directions.names=[hnca]"]}
        - {label: two, overrides: ["trainer.directions.names=[disarm,straight_through]"]}
      sizes:
        quick:
          overrides: [experiment=hnca/vae_tiny, trainer.directions.draws=50, trainer.directions.seconds=0]
          seeds: [3]
      table: {by: [label], metrics: [variance, cosine], splits: [], wide: true}
      figures: [{name: directions, kind: directions, options: {}}]
      expected:
        - {claim: right, source: sense, metric: cosine, split: disarm, where: {label: two}, min: 0}
      """;

  /** A study of directions is one as all others, whatever it is called. */
  @Test
  void directionsAreMeasuredByAnOrdinaryStudy() throws Exception {
    Path file = dir.resolve("conf/study/hnca/estimators.yaml");
    Files.createDirectories(file.getParent());
    Files.writeString(file, DIRECTIONS);
    List<String> words = new ArrayList<>(words());
    words.set(1, "hnca/estimators");
    words.addAll(List.of("--workers", "2"));
    String log = run(words, 0);
    assertTrue(log.contains("(2 runs, 0 done before)"), log);
    assertTrue(log.indexOf("two seed=3  running") < log.indexOf("seed=3  done"), log);
    String table = Files.readString(dir.resolve("out/table.md")).replaceAll(" +", " ");
    assertTrue(table.contains("| label | split | variance | cosine |"), table);
    assertTrue(table.contains("| one | hnca | ") && table.contains("| two | straight_through |"));
    assertTrue(Files.readString(dir.resolve("out/checks.md")).contains("| met"));
    assertTrue(Files.exists(dir.resolve("out/directions.png")), log);
    String state = Files.readString(job("two_seed=3").resolve("run.yaml"));
    assertTrue(run(words, 0).contains("(2 runs, 2 done before)"));
    assertEquals(state, Files.readString(job("two_seed=3").resolve("run.yaml")));
    // What measures processor time has the machine for itself.
    Files.writeString(file, DIRECTIONS.replace("seconds=0", "seconds=0.01"));
    words.set(words.indexOf(dir.resolve("out").toString()), dir.resolve("cost").toString());
    String alone = run(words, 0);
    assertTrue(alone.contains("run alone"), alone);
    assertTrue(alone.indexOf("two seed=3  running") > alone.indexOf("one seed=3  done"), alone);
  }

  private static String chain(String headNeeds, String headOverride, String backbone) {
    return TINY.replaceAll("(?s)arms:.*?sizes:", "")
        .replace(
            "  quick:",
            """
            arms:
              - {label: head, needs: %s, overrides: [method.estimator=reinforce, %s]}
              - {label: backbone, overrides: [method.estimator=hnca%s]}
            sizes:
              quick:\
            """
                .formatted(headNeeds, headOverride, backbone))
        .replaceAll("(?s)expected:.*", "expected: []\n");
  }

  /** An arm that needs another starts where it has ended, whatever the order in the file is. */
  @Test
  void aRunThatNeedsAnotherStartsFromIt() throws Exception {
    write(chain("backbone", "'trainer.init_from=NEEDED_RUN'", ""));
    String log = run(0);
    assertTrue(log.indexOf("backbone seed=3  done") < log.indexOf("head seed=3  running"), log);
    String config = Files.readString(job("head_seed=3").resolve("config.yaml"));
    assertTrue(config.contains(job("backbone_seed=3").toString()), config);
    assertTrue(Files.readString(job("head_seed=3").resolve("run.yaml")).contains("init_from"));
    assertTrue(run(0).contains("(2 runs, 2 done before)"));
  }

  @Test
  void whatNeedsAFailedRunIsNotStarted() throws Exception {
    write(
        chain(
            "backbone", "'trainer.init_from=NEEDED_RUN'", ", 'trainer.init_from=/nowhere/at/all'"));
    String log = run(1);
    assertTrue(log.contains("head seed=3  not started: backbone_seed=3 is not done"), log);
    assertFalse(Files.exists(job("head_seed=3").resolve("metrics.csv")));
  }

  /** Before anything runs: unknown labels, circles, and what means no run or several. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      value = {
        "bakbone > seed=3 > must be the label of an arm but is 'bakbone'",
        "head > seed=3 > must not lead back to where it began but does: head needs head",
        "backbone > 'model.width=4' > must mean one run of 'backbone' but means [backbone",
      })
  void needsThatCannotBeMetAreRefused(String needs, String override, String message)
      throws Exception {
    String swept = message.contains("means [") ? ", 'optimizer.lr=0.1,0.2'" : "";
    write(chain(needs, override.replace("seed=3", "model.width=8"), swept));
    String log = run(2);
    assertTrue(log.contains(message), log);
  }
}
