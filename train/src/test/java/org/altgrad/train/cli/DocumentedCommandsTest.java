package org.altgrad.train.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.altgrad.train.config.Composer;
import org.altgrad.train.config.SweepExpander;
import org.altgrad.train.experiment.Experiment;
import org.altgrad.train.study.Study;
import org.altgrad.train.study.Study.SizeName;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a page says to type in place of the original's commands is right: all of it composes. */
class DocumentedCommandsTest {
  private static final Pattern ROW = Pattern.compile("\\| `.*` \\| `altgrad ([^`]*)`.*\\|");
  private static final Pattern OF_RUNS = Pattern.compile(".*\\b(RUN|SWEEP)\\b.*");

  @TempDir static Path dir;

  @BeforeAll
  static void ownFiles() throws IOException {
    Files.writeString(dir.resolve("mine.yaml"), "model: {n_layers: 3}\noptimizer: {lr: 2e-3}\n");
    Files.writeString(dir.resolve("more.yaml"), "optimizer: {lr: 1e-3}\n");
  }

  static List<String> commands() throws IOException {
    List<String> all = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of("../docs/ima.md"))) {
      Matcher row = ROW.matcher(line);
      if (row.matches() && !OF_RUNS.matcher(row.group(1)).matches()) {
        all.add(row.group(1));
      }
    }
    assertTrue(all.size() >= 21, all.toString());
    return all;
  }

  @ParameterizedTest
  @MethodSource("commands")
  void composes(String command) {
    List<String> words =
        new ArrayList<>(List.of(command.replaceAll("(\\w+\\.yaml)", dir + "/$1").split(" ")));
    if (words.contains("--cfg")) {
      Cli.Result all = Cli.run(words.toArray(String[]::new));
      assertTrue(all.code() == 0 && all.out().contains("gamma_sq: 10000.0"), all.out() + all.err());
    } else if (words.get(0).equals("study")) {
      var sources = Configuration.sources(List.of());
      SizeName size = SizeName.valueOf(words.get(3).toUpperCase(java.util.Locale.ROOT));
      assertTrue(Study.of(Study.compose(sources, words.get(1))).size(size).seeds().size() > 0);
      new StudyRun(sources, words.get(1), size, List.of(), List.of(), "", null);
    } else {
      assertEquals("train", words.remove(0));
      trains(words);
    }
  }

  private static void trains(List<String> words) {
    List<String> overrides = new ArrayList<>();
    boolean sweep = words.remove("-m");
    while (!words.isEmpty()) {
      String word = words.remove(0);
      overrides.add(word.equals("--config") ? "--config=" + words.remove(0) : word);
    }
    var sources = Configuration.sources(List.of());
    var jobs = new SweepExpander(sources).expand(overrides, false);
    assertEquals(sweep, jobs.size() > 1, "a sweep");
    for (var job : jobs) {
      Composer composer = new Composer(sources);
      Experiment.of(composer.compose(Configuration.PRIMARY, job.overrides(), Clock.systemUTC()));
    }
  }
}
