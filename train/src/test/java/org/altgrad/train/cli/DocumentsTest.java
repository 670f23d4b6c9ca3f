package org.altgrad.train.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.tools.ToolProvider;
import org.altgrad.train.config.Binder;
import org.altgrad.train.config.Composer;
import org.altgrad.train.config.Config;
import org.altgrad.train.config.SweepExpander;
import org.altgrad.train.experiment.Experiment;
import org.altgrad.train.search.Definition;
import org.altgrad.train.study.Figures;
import org.altgrad.train.study.Study;
import org.altgrad.train.study.Study.SizeName;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/**
 * Every block and every command of every page: Java compiles and runs, YAML is read by what it is
 * for, commands do all but the run itself. Whole programs are {@code SixthMethodTest}'s and {@code
 * LibraryTest}'s; whatever else is no such thing must be recognisable as a sketch.
 */
class DocumentsTest {
  /** What pieces of Java take for given, by the page that they are on. */
  private static final Map<String, String> GIVEN =
      Map.of(
          "hnca",
          """
          var logits = Dense.of(fresh, "layer", 2, 2, new Initialiser.HeNormal()).apply(x);
          var u = logits;
          var parameters = variables.learned(TFloat32.class);
          """,
          "biohsic",
          """
          var objective = new Objective(5, 0.5, 0.25, 1);
          var y = x;
          var w1 = fresh.get("w1", Shape.of(2, 2), new Initialiser.HeNormal(), 2, 2);
          var b1 = fresh.filled("b1", 2, 0);
          var z = LocalRule.of(x.matmul(w1).plus(b1)).z();
          var parameters = variables.learned(TFloat32.class);
          """,
          "ilc",
          """
          var problem =
              Problem.of(
                  new LinearModel("linear", 0.1),
                  Shape.of(2),
                  1,
                  Loss.BINARY_CROSS_ENTROPY,
                  nodes,
                  variables,
                  randoms);
          var batch = new Batch<>(x, nodes.constant(new double[][] {{0}, {1}}), 2, 1);
          """,
          "identifiability",
          """
          long seed = 1;
          double[][] codes = new double[50][4];
          double[][] sources = new double[50][3];
          var draw = new java.util.Random(seed);
          for (int i = 0; i < 50; i++) {
            for (int j = 0; j < 3; j++) {
              codes[i][j] = sources[i][j] = draw.nextGaussian();
            }
          }
          """);

  @TempDir static Path dir;

  @BeforeAll
  static void ownFiles() throws IOException {
    Files.writeString(dir.resolve("mine.yaml"), "model: {n_layers: 3}\noptimizer: {lr: 2e-3}\n");
    Files.writeString(dir.resolve("more.yaml"), "optimizer: {lr: 1e-3}\n");
    for (int depth = 1; depth <= 2; depth++) {
      Cli.fakeRun(dir.resolve("sweep/" + depth), depth, 0, 0.5);
    }
  }

  private static List<Documents.Block> java() {
    return Documents.blocks().stream()
        .filter(block -> block.kind().equals("java") && block.file().isEmpty())
        .filter(block -> !block.place().startsWith("docs/sixth-method"))
        .toList();
  }

  @Test
  void javaCompilesAndRuns() throws Exception {
    List<String> options = new ArrayList<>(List.of("-parameters", "-d", dir.toString()));
    options.addAll(List.of("-cp", System.getProperty("java.class.path")));
    List<String> programs = new ArrayList<>();
    for (Documents.Block block : java()) {
      boolean type = block.text().contains("public record") || block.text().contains(" class ");
      String name = type ? "Ramp" : "Piece" + programs.size();
      Path file = dir.resolve(name + ".java");
      Files.writeString(file, type ? ofCombine(block.text()) : program(name, block));
      options.add(file.toString());
      if (!type) {
        programs.add("pieces." + name);
      }
    }
    assertTrue(programs.size() >= 4, programs.toString());
    var compiler = ToolProvider.getSystemJavaCompiler();
    assertEquals(0, compiler.run(null, null, null, options.toArray(String[]::new)));
    URL[] here = {dir.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(here, getClass().getClassLoader())) {
      for (String name : programs) {
        loader.loadClass(name).getMethod("run").invoke(null);
      }
    }
  }

  /** The page's own program, on an export of the run that the page trains. */
  @Test
  void anExportIsCalledFromJava() throws Exception {
    Documents.Block program =
        Documents.blocks().stream()
            .filter(block -> block.file().equals("UseExport.java"))
            .findFirst()
            .orElseThrow();
    Path classes = Files.createDirectories(dir.resolve("use"));
    Path file = Files.writeString(classes.resolve("UseExport.java"), program.text());
    String[] options = {"-d", classes.toString(), "-cp", System.getProperty("java.class.path")};
    List<String> all = new ArrayList<>(List.of(options));
    all.add(file.toString());
    var compiler = ToolProvider.getSystemJavaCompiler();
    assertEquals(0, compiler.run(null, null, null, all.toArray(String[]::new)));
    String run = dir.resolve("digits").toString();
    String off = "run.figure=false";
    String once = "trainer.fast_dev_run=true";
    assertEquals(0, Cli.run("train", "experiment=hnca/bandit", "run.dir=" + run, off, once).code());
    String model = dir.resolve("model").toString();
    assertEquals(0, Cli.run("export", run, "--to", model).code());
    PrintStream out = System.out;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {classes.toUri().toURL()}, getClass().getClassLoader())) {
      System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
      String[] args = {model};
      loader.loadClass("UseExport").getMethod("main", String[].class).invoke(null, (Object) args);
    } finally {
      System.setOut(out);
    }
    assertTrue(
        said.toString(StandardCharsets.UTF_8).matches("(?s)\\[2, 10\\] 0\\.\\d+\\s+"),
        said.toString());
  }

  /** TensorFlow for Python, where it is installed, gives the numbers of {@code predict}. */
  @Test
  @Tag("slow")
  void thePythonProgramCallsAnExport(@TempDir Path place) throws Exception {
    assumeTrue(python(place, "-c", "import tensorflow") == 0, "there is no TensorFlow for Python");
    String run = place.resolve("digits").toString();
    String[] train = {
      "train",
      "experiment=hnca/bandit",
      "run.dir=" + run,
      "run.figure=false",
      "trainer.max_epochs=1",
      "trainer.threads=1"
    };
    assertEquals(0, Cli.run(train).code());
    String model = place.resolve("model").toString();
    String table = place.resolve("predictions.csv").toString();
    assertEquals(0, Cli.run("export", run, "--to", model).code());
    assertEquals(0, Cli.run("predict", model, "--to", table).code());
    String digits = place.resolve("digits.npz").toString();
    assertEquals(0, Cli.run("data", "export", "mnist10k", "--to", digits).code());
    List<Documents.Block> programs =
        Documents.blocks().stream()
            .filter(block -> block.text().contains("import tensorflow as tf"))
            .toList();
    assertEquals(1, programs.size());
    String compare =
        """

        import csv
        rows = list(csv.DictReader(open("predictions.csv")))
        own = p["probabilities"].numpy()
        assert own.shape == (len(rows), 10)
        for row, probabilities in zip(rows, own):
            for k, v in enumerate(probabilities):
                assert abs(float(row[f"p{k}"]) - v) < 1e-6, (row, probabilities)
        """;
    int code = python(place, "-c", programs.get(0).text() + compare);
    assertEquals(0, code, Files.readString(place.resolve("python.log")));
  }

  private static int python(Path place, String... words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("python3"));
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).directory(place.toFile());
    builder.redirectErrorStream(true).redirectOutput(place.resolve("python.log").toFile());
    try {
      return builder.start().waitFor();
    } catch (IOException e) { // there is no Python
      return -1;
    }
  }

  private static String ofCombine(String type) {
    return "package org.altgrad.graphs.ilc.combine;\nimport org.altgrad.base.*;\n"
        + "import org.altgrad.graphs.core.*;\nimport org.tensorflow.types.family.TNumber;\n"
        + type;
  }

  private static String program(String name, Documents.Block block) {
    String page = Path.of(block.place()).getFileName().toString().replaceAll("\\.md.*", "");
    String own =
        switch (page) {
          case "ilc" ->
              "ilc.combine.*;import org.altgrad.graphs.ilc.gradients.*"
                  + ";import org.altgrad.graphs.ilc.network.*";
          case "identifiability" ->
              "identifiability.*;import org.altgrad.graphs.identifiability.Mcc.*";
          default -> page + ".*";
        };
    return ("package pieces;import java.util.*;import org.altgrad.graphs.core.*;import"
            + " org.altgrad.graphs.nn.*;import org.tensorflow.*;import"
            + " org.tensorflow.op.Ops;import org.tensorflow.ndarray.Shape;import"
            + " org.tensorflow.types.*;import org.altgrad.graphs.%s;public class %s{public"
            + " static void run(){try (Graph graph = new Graph()) {var nodes ="
            + " Nodes.of(Ops.create(graph), TFloat32.class);var variables = new Variables();var"
            + " randoms = new Randoms(1, nodes.tf().constant(0L));var fresh ="
            + " Parameters.fresh(variables, randoms, nodes);var x = nodes.constant(new"
            + " double[][] {{1, 2}, {3, 4}});\n"
            + "%s\n"
            + "%s}}}")
        .formatted(own, name, GIVEN.get(page), block.text());
  }

  private static List<Documents.Block> yaml() {
    return Documents.blocks().stream()
        .filter(block -> block.isYaml() && block.file().isEmpty())
        .toList();
  }

  @ParameterizedTest
  @MethodSource("yaml")
  void yamlIsRead(Documents.Block block) throws IOException {
    String text = block.text();
    if (text.contains("\nkind:")) {
      Files.createDirectories(dir.resolve("figure"));
      Files.writeString(dir.resolve("figure/mine.yaml"), text);
      Config read =
          new Composer(Configuration.sources(List.of(dir)))
              .compose("figure/mine", List.of(), Clock.systemUTC());
      Figures.Declaration mine = Binder.bind(read, "", Figures.Declaration.class);
      assertTrue(Figures.all().names().contains(mine.kind()), mine.kind());
    } else if (text.contains("defaults:")) {
      Files.createDirectories(dir.resolve("experiment"));
      Files.writeString(dir.resolve("experiment/mine.yaml"), text);
      assertEquals(1, experiments(List.of(dir), List.of("experiment=mine")));
    } else {
      Path file = dir.resolve("sweep.yaml");
      Files.writeString(file, text);
      Definition definition = Definition.read(file);
      List<String> words = new ArrayList<>(definition.overrides());
      words.addAll(definition.propose(0, List.of()).orElseThrow().overrides());
      assertEquals(1, experiments(List.of(dir), words), words.toString());
    }
  }

  /** Fenced blocks say what they are; blocks that are set in show formulas or output. */
  @Test
  void sketchesAreRecognisable() {
    for (Documents.Block block : Documents.blocks()) {
      boolean known =
          block.kind().isEmpty()
              || List.of("java", "xml", "yaml", "sh", "bash", "python").contains(block.kind());
      assertTrue(known, block.place() + " " + block.kind());
      boolean shows =
          block.text().codePoints().anyMatch(c -> c > 127) || block.text().contains("figure ");
      assertTrue(!block.isSketch() || shows, block.place());
    }
    long cut =
        Documents.commands().stream()
            .filter(command -> command.isSketch() && !command.isName())
            .count();
    assertTrue(cut < 50 && cut < 0.25 * Documents.commands().size(), cut + " commands cut short");
  }

  static List<Documents.Typed> commands() {
    List<Documents.Typed> all = new ArrayList<>(Documents.commands());
    Set<String> seen = new HashSet<>();
    all.removeIf(
        command -> command.place().startsWith("docs/sixth-method") || !seen.add(command.line()));
    assertTrue(all.size() > 150, all.size() + " commands");
    return all;
  }

  @ParameterizedTest
  @MethodSource("commands")
  void commandIsUnderstood(Documents.Typed command) {
    List<String> words = new ArrayList<>(Documents.words(concrete(command.line())));
    String name = words.get(0);
    if (command.isSketch()) {
      assertTrue(name.equals("…") || Main.commandLine().getSubcommands().containsKey(name), name);
      return;
    }
    CommandLine.ParseResult parsed = Main.commandLine().parseArgs(words.toArray(String[]::new));
    assertTrue(parsed.hasSubcommand());
    words.remove(0);
    boolean prints = List.of("--help", "--list", "--cfg").stream().anyMatch(words::contains);
    if (prints || List.of("completion", "table", "plot", "ls", "report").contains(name)) {
      words.add(0, name);
      assertDone(words, prints || name.equals("completion"));
    } else if (name.equals("study")) {
      studies(words);
    } else if (List.of("train", "bench").contains(name) && !words.contains("--resume")
        || List.of("gradients", "prepare").contains(name)
            && command.line().contains("experiment=")) {
      assertEquals(words.contains("-m"), experiments(List.of(), overrides(words)) > 1, "a sweep");
    }
  }

  /** Words of capitals stand for places and names, which are here. */
  private static String concrete(String line) {
    return line.replaceAll("\\b(RUN|SWEEP|STUDY)(\\|(RUN|SWEEP|STUDY))+", "RUN")
        .replaceAll("\\$?\\b(RUNS|SWEEP)\\b", dir.resolve("sweep").toString())
        .replaceAll("\\b(RUN|OTHER|STUDY)\\b", dir.resolve("sweep/1").toString())
        .replaceAll("\\b(FILE|DIR)\\b", dir.resolve("new").toString())
        .replaceAll("--to (?!/)(\\S+)", "--to " + dir + "/to/$1")
        .replaceAll("(?<= )(\\w+\\.yaml)", dir + "/$1");
  }

  /** Whatever runs lack that are no real ones, the command is no wrong use of the program. */
  private static void assertDone(List<String> words, boolean all) {
    Cli.Result result = Cli.run(words.toArray(String[]::new));
    assertFalse(result.code() == 2 || result.code() == 70, result.err());
    assertTrue(!all || result.code() == 0, result.err());
  }

  private static void studies(List<String> words) {
    var sources = Configuration.sources(List.of());
    int at = words.indexOf("--size");
    SizeName size = SizeName.valueOf(at < 0 ? "QUICK" : words.get(at + 1).toUpperCase(Locale.ROOT));
    List<String> overrides = words.stream().filter(word -> word.contains("=")).toList();
    if (!words.get(0).equals("NAME")) {
      assertTrue(Study.of(Study.compose(sources, words.get(0))).size(size).seeds().size() > 0);
      new StudyRun(sources, words.get(0), size, overrides, List.of(), "", null);
    }
  }

  private static List<String> overrides(List<String> words) {
    List<String> overrides = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      if (words.get(i).equals("--config")) {
        overrides.add("--config=" + words.get(++i));
      } else if (words.get(i).startsWith("--")) {
        i++;
      } else if (!words.get(i).equals("-m")) {
        overrides.add(words.get(i));
      }
    }
    return overrides;
  }

  private static int experiments(List<Path> directories, List<String> overrides) {
    var sources = Configuration.sources(directories);
    var jobs = new SweepExpander(sources).expand(overrides, false);
    for (var job : jobs) {
      Composer composer = new Composer(sources);
      Experiment.of(composer.compose(Configuration.PRIMARY, job.overrides(), Clock.systemUTC()));
    }
    return jobs.size();
  }
}
