package org.altgrad.train.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.altgrad.train.config.ConfigSources;
import org.altgrad.train.config.SweepExpander;
import org.altgrad.train.study.Study;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every command of the reference that docs/ima.md translates, run for a step and an evaluation on
 * few rows; of a sweep and of a study the first run, with all its networks.
 */
class OldNamesTest {
  private static final Pattern ROW =
      Pattern.compile("\\| (.*) \\| `altgrad ([^`]+)`(?: \\((.*)\\))? \\|");

  private static final List<String> SHORT =
      List.of("trainer.fast_dev_run=true", "data.n_obs=800", "run.figure=false");

  @TempDir static Path dir;

  /**
   * A line of the table.
   *
   * @param old the reference's command
   * @param line ours, without the program's name
   * @param prints what it must print, between backticks
   */
  record Row(String old, String line, String prints) {
    @Override
    public String toString() {
      return line;
    }
  }

  static List<Row> rows() throws IOException {
    List<String> page = Files.readAllLines(Documents.ROOT.resolve("docs/ima.md"));
    int head = page.indexOf("| command of the reference | here |");
    List<Row> rows = new ArrayList<>();
    for (int i = head + 2; page.get(i).startsWith("|"); i++) {
      Matcher row = ROW.matcher(page.get(i));
      assertTrue(row.matches(), page.get(i));
      String prints = row.group(3) == null ? "" : row.group(3);
      rows.add(new Row(row.group(1), row.group(2), prints));
    }
    assertTrue(rows.size() >= 24, rows.toString());
    return rows;
  }

  @BeforeAll
  static void files() throws IOException {
    Files.writeString(dir.resolve("mine.yaml"), "model: {n_layers: 3}\noptimizer: {lr: 2e-3}\n");
    Files.writeString(dir.resolve("more.yaml"), "optimizer: {lr: 1e-3}\n");
  }

  /** A beta prior on uniform sources, with which the reference stops at its first validation. */
  @Test
  void theReferencesOwnCommandTrains() throws IOException {
    Row own =
        rows().stream().filter(row -> row.old().contains("--model.prior=beta")).findFirst().get();
    String metrics = train(Documents.words(own.line()), "own");
    for (String metric : List.of("mcc_cdf", "neg_elbo", "cima_local")) {
      assertTrue(metrics.matches("(?s).*validation," + metric + ",,-?\\d.*"), metrics);
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  @Tag("slow")
  void everyLineRuns(Row row) throws IOException {
    String place = Integer.toHexString(row.line().hashCode());
    List<String> words = Documents.words(row.line());
    String command = words.get(0);
    if (words.contains("--cfg")) {
      assertDone(words, "n_layers");
    } else if (command.equals("train")) {
      train(words, place);
    } else if (command.equals("study")) {
      train(ofStudy(words), place);
    } else {
      ofRuns(row, place);
    }
  }

  /** Trains the first run that the words ask for, and returns its metrics. */
  private static String train(List<String> words, String place) throws IOException {
    List<String> files = new ArrayList<>();
    List<String> overrides = new ArrayList<>();
    for (int i = 1; i < words.size(); i++) {
      if (words.get(i).equals("--config")) {
        files.addAll(List.of("--config", dir.resolve(words.get(++i)).toString()));
      } else if (!words.get(i).equals("-m")) {
        overrides.add(words.get(i));
      }
    }
    ConfigSources sources = Configuration.sources(List.of());
    List<String> line = new ArrayList<>(List.of("train"));
    line.addAll(files);
    line.addAll(new SweepExpander(sources).expand(overrides, false).get(0).overrides());
    line.addAll(SHORT);
    Path run = dir.resolve(place);
    line.add("run.dir=" + run);
    if (overrides.stream().anyMatch(word -> word.startsWith("experiment=ima/sprites"))) {
      line.add("data.root=" + dir.resolve("data"));
    }
    assertDone(line, "");
    String metrics = Files.readString(run.resolve("metrics.csv"));
    assertTrue(metrics.contains(",validation,neg_elbo"), metrics);
    Matcher seeds = Pattern.compile("trainer\\.seeds=\\[(.*)]").matcher(String.join(" ", line));
    if (seeds.find()) {
      int networks = seeds.group(1).split(",").length;
      assertTrue(metrics.contains(",validation,neg_elbo," + (networks - 1) + ","), metrics);
    }
    return metrics;
  }

  /** The words that train the first run of a study. */
  private static List<String> ofStudy(List<String> words) {
    Study study = Study.of(Study.compose(Configuration.sources(List.of()), words.get(1)));
    String name = words.get(words.indexOf("--size") + 1).toUpperCase(Locale.ROOT);
    Study.Size size = study.size(Study.SizeName.valueOf(name));
    List<String> line = new ArrayList<>(List.of("train"));
    line.addAll(size.overrides());
    line.addAll(study.arms().get(0).overrides());
    if (line.stream().noneMatch(word -> word.startsWith("trainer.seeds="))) {
      line.add("seed=" + size.seeds().get(0));
    }
    return line;
  }

  /** Commands on runs that are there: two of a sweep, of which one is done. */
  private static void ofRuns(Row row, String place) throws IOException {
    List<String> create = new ArrayList<>(List.of("sweep", "create", "-m"));
    create.addAll(List.of("experiment=ima/readme", "seed=1,2", "run.root=" + dir.resolve(place)));
    create.addAll(SHORT);
    Path sweep = Path.of(assertDone(create, "").strip());
    assertDone(List.of("sweep", "work", sweep.toString(), "--count", "1"), "");
    assertEquals(1, done(sweep).size());
    String line =
        row.line()
            .replaceAll("\\bSWEEP\\b", sweep.toString())
            .replaceAll("\\bRUN\\b", done(sweep).get(0).toString())
            .replaceAll("\\bDIR\\b", dir.resolve(place + "-export").toString())
            .replaceAll("\\bN\\b", "1")
            .replaceAll("\\bruns\\.csv\\b", dir.resolve(place + ".csv").toString());
    assertDone(Documents.words(line), row.prints());
    if (line.startsWith("sweep work")) {
      assertEquals(2, done(sweep).size());
    } else if (line.startsWith("export")) {
      for (String function : List.of("encode", "decode", "jacobian", "sample")) {
        assertTrue(holds(dir.resolve(place + "-export"), function), function);
      }
    } else if (line.startsWith("table")) {
      List<String> table = Files.readAllLines(dir.resolve(place + ".csv"));
      assertEquals(3, table.size(), table.toString());
      assertTrue(table.get(1).matches(".*,beta,\\d.*"), table.get(1));
      assertTrue(table.get(0).contains("cima4min_neg_elbo"), table.get(0));
    }
  }

  private static boolean holds(Path export, String function) throws IOException {
    try (Stream<Path> all = Files.walk(export)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> file.toString().endsWith(".json") || file.toString().endsWith(".yaml"))
          .anyMatch(file -> read(file).contains(function));
    }
  }

  private static List<Path> done(Path sweep) throws IOException {
    try (Stream<Path> all = Files.walk(sweep)) {
      return all.filter(file -> file.endsWith("run.yaml"))
          .filter(file -> read(file).contains("state: DONE"))
          .map(Path::getParent)
          .toList();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String assertDone(List<String> words, String prints) {
    Cli.Result result = Cli.run(words.toArray(String[]::new));
    assertEquals(0, result.code(), words + "\n" + result.err());
    for (String name : prints.replace("`", "").split(", ")) {
      assertTrue(result.out().contains(name), name + " in " + result.out());
    }
    return result.out();
  }
}
