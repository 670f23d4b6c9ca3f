package org.altgrad.train.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.altgrad.base.Durable;
import org.altgrad.train.sweep.SweepDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What commands print while and after they work on a sweep. */
class SweepLinesTest {
  @TempDir Path temp;

  private static String printed(String... words) {
    PrintStream before = System.out;
    PrintStream errors = System.err;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    System.setErr(System.out);
    try {
      return Cli.run(words).out() + out.toString(StandardCharsets.UTF_8);
    } finally {
      System.setOut(before);
      System.setErr(errors);
    }
  }

  private String create(String definition, String... overrides) throws IOException {
    Path file = temp.resolve("search.yaml");
    List<String> all = new ArrayList<>(SweepCommandsTest.TINY.subList(1, 9));
    all.addAll(List.of(overrides));
    Files.writeString(
        file,
        "experiment: hnca/bandit\noverrides: [" + String.join(", ", all) + "]\n" + definition);
    Cli.Result made =
        Cli.run("sweep", "create", file.toString(), "run.root=" + temp.resolve("out"));
    assertEquals(0, made.code(), made.err());
    return made.out().strip();
  }

  /** A reason stands within a line, and its paths are below the directory of the line before. */
  @Test
  void aFailureIsToldInShort() throws IOException {
    String sweep =
        create(
            "method: random\ncount: 1\nparameters: {optimizer.lr: [0.01]}\nmetric: {name:"
                + " accuracy, split: train}\n",
            "trainer.max_epochs=1");
    Path file = Path.of(sweep, "definition.yaml"); // as one of an earlier version
    Files.writeString(file, Files.readString(file).replace("split: train", "split: validation"));
    String said = "definition.yaml: metric.split: must be one of this program's but is validation";
    String worked = printed("sweep", "work", sweep);
    assertTrue(worked.contains("000-optimizer.lr=0.01  FAILED (exit 2): " + said), worked);
    String next = "in the sweep's definition.yaml, then: altgrad sweep retry " + sweep;
    assertTrue(worked.contains(next), worked);
    String status = printed("sweep", "status", sweep);
    assertTrue(status.contains("  " + said), status);
    assertFalse(status.contains("altgrad: "), status);
    List<String> failures = Launcher.failures(new SweepDirectory(Path.of(sweep)));
    String line = "FAILED   000-optimizer.lr=0.01 (optimizer.lr=0.01, exit 2): " + said;
    assertTrue(failures.get(0).startsWith(line), failures::toString);
  }

  @Test
  void whatIsToBeTypedStaysWhole() {
    SweepDirectory sweep = new SweepDirectory(temp);
    String typed = "mend it, then: altgrad train --resume " + temp + "/000-a";
    assertEquals("000-a/x is gone; " + typed, sweep.within(temp + "/000-a/x is gone; " + typed));
    assertEquals("/other" + temp + "/x", sweep.within("/other" + temp + "/x"));
  }

  /** Typed values that are the same number are two of a text. */
  @Test
  void aTextsValuesAreWhatTheySay() {
    List<String> words = new ArrayList<>(List.of("sweep", "create", "-m"));
    words.addAll(SweepCommandsTest.TINY);
    words.addAll(List.of("run.root=" + temp.resolve("out"), "trainer.best.metric=1,1.0"));
    assertFalse(printed(words.toArray(String[]::new)).contains("skipped"));
    words.set(words.size() - 1, "optimizer.lr=1,1.0,2");
    String said = printed(words.toArray(String[]::new));
    assertTrue(said.contains("1 of 3 points is skipped"), said);
  }

  /** Tables of a search fit a terminal, and are the same as ever elsewhere. */
  @Test
  void noRowOfASearchIsWiderThanTheTerminal() throws IOException {
    String sweep =
        create(
            "method: grid\nparameters: {optimizer.lr: [0.01, 0.009, 0.008, 0.007, 0.006, 0.005],"
                + " trainer.batch_size: {value: 20}, model.width: {value: 8}}\n"
                + "metric: {name: accuracy, split: train, goal: maximize}\n"
                + "confirm: {top: 1, seeds: 1}\n",
            "trainer.max_epochs=1");
    String over = "finished; see: altgrad sweep status " + sweep + ", altgrad table " + sweep;
    assertTrue(printed("sweep", "work", sweep).contains("done\n" + over), "what is next");
    assertTrue(printed("sweep", "work", sweep).startsWith(over), "nothing is left");
    SweepDirectory directory = new SweepDirectory(Path.of(sweep));
    String whole = SearchReport.text(directory, OptionalInt.empty());
    assertFalse(whole.contains("…") || whole.contains("note: "), whole);
    assertTrue(whole.contains("\n5 best of 6 complete trials\n"), whole);
    assertTrue(printed("sweep", "status", sweep).contains(whole.strip()), whole);
    assertEquals(whole, SearchReport.text(directory, OptionalInt.of(200)));
    for (int width : new int[] {60, 80}) {
      String text = SearchReport.text(directory, OptionalInt.of(width));
      List<String> rows =
          text.lines().filter(line -> line.matches("(trial|-+|\\d+) .*|\\s*\\d+ .*")).toList();
      assertTrue(rows.size() >= 6 && rows.stream().allMatch(r -> r.length() < width), text);
      assertTrue(text.contains("all is in: altgrad sweep status " + sweep + " | cat"), text);
    }
  }

  private static String early(String stopping) {
    return "method: grid\nparameters: {optimizer.lr: [0.01, 0.003]}\n"
        + "metric: {name: accuracy, split: train, goal: maximize}\n"
        + stopping
        + "\n";
  }

  /** Rungs that are not before the end of runs are told when a sweep is made. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "early_stopping: {name: asha, min_resource: 2} | asha | 2 | min_resource",
        "early_stopping: {name: hyperband, min_resource: 3, max_resource: 9} | hyperband | 3 |"
            + " min_resource",
        "early_stopping: {name: median, warmup: 2} | median | 3 | warmup + interval",
        "early_terminate: {type: hyperband, min_iter: 4} | asha | 4 | min_resource",
      })
  void rungsAfterTheEndAreToldInAdvance(String stopping, String rule, int rung, String keys)
      throws IOException {
    Path file = temp.resolve("search.yaml");
    Files.writeString(
        file,
        "experiment: hnca/bandit_quick\noverrides: [trainer.max_epochs=2]\n" + early(stopping));
    String root = "run.root=" + temp.resolve("out");
    String said = printed("sweep", "create", file.toString(), root);
    String note =
        "search.yaml:6: early_stopping: %s decides nothing: its first rung, epoch %d, is not before the end of a run, epoch 2; %s must be less than 2, or trainer.max_epochs more"
            .formatted(rule, rung, keys);
    assertTrue(said.contains(note), said);
    said = printed("sweep", "create", file.toString(), root, "trainer.max_epochs=" + (rung + 1));
    assertFalse(said.contains("decides nothing"), said);
  }

  /** Wherever a definition has the length of its runs, and the longest where they differ. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{value: 2} | asha, min_resource: 2 | asha decides nothing: its first rung, epoch 2,",
        "[2] | asha, min_resource: 2 | asha decides nothing: its first rung, epoch 2,",
        "[2, 3] | asha, min_resource: 3 | not before the end of a run, epoch 3;",
        "[2, 3] | asha, min_resource: 2 | ''",
        "{value: 9} | hyperband, max_resource: 27 | max_resource is 27, but runs end at epoch 9:"
            + " trials are in 4 brackets in place of 3; max_resource must be 9, or",
        "{value: 9} | hyperband, max_resource: 3 | max_resource is 3, but runs end at epoch 9:"
            + " trials are in 2 brackets in place of 3; max_resource must be 9, or",
        "[3, 9] | hyperband, max_resource: 9 | ''",
      })
  void lengthsOfTheDefinitionCount(String length, String rule, String note) throws IOException {
    Path file = temp.resolve("search.yaml");
    Files.writeString(
        file,
        "experiment: hnca/bandit_quick\n"
            + early("early_stopping: {name: " + rule + "}")
                .replace("0.003]}", "0.003], trainer.max_epochs: " + length + "}"));
    String said = printed("sweep", "create", file.toString(), "run.root=" + temp.resolve("out"));
    String place =
        said.lines().filter(line -> !line.startsWith("note: ")).findFirst().orElseThrow();
    String status = printed("sweep", "status", place);
    if (note.isEmpty()) {
      assertFalse((said + status).contains("early_stopping: "), said + status);
    } else {
      assertTrue(said.lines().anyMatch(l -> l.contains(": early_stopping: ") && l.contains(note)));
      boolean known = rule.startsWith("hyperband");
      assertEquals(known, status.contains("note     early_stopping: " + note), status);
    }
  }

  /** An override of what each point has would change no run; beside a condition it may. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "parameters: {optimizer.lr: [0.01, 0.003]} | optimizer.lr=1e-3 | 4:"
            + " parameters.optimizer.lr",
        "parameters: {optimizer.lr: {value: 0.01}} | ++optimizer.lr=1 | 4: parameters.optimizer.lr",
        "parameters: {optimizer: [adam, sgd]} | optimizer=sgd | 4: parameters.optimizer",
        "parameters: {seed: [1, 2]} | trainer.max_epochs=1 |",
        "parameters: {optimizer: [adam, sgd], optimizer.lr: {values: [1], when:"
            + " {optimizer: sgd}}} | optimizer.lr=1e-3 |",
      })
  void anOverrideOfWhatIsSweptIsRefused(String parameters, String word, String place)
      throws IOException {
    Path file = temp.resolve("search.yaml");
    String root = "run.root=" + temp.resolve("out");
    String head = "experiment: hnca/bandit_quick\noverrides: [%s]\nmethod: grid\n" + parameters;
    Files.writeString(file, head.formatted("run.figure=false"));
    Cli.Result typed = Cli.run("sweep", "create", file.toString(), root, word);
    Files.writeString(file, head.formatted(word));
    String written = printed("sweep", "create", file.toString(), root);
    if (place == null) {
      assertEquals(0, typed.code(), typed.err());
      assertFalse(written.contains("has no effect"), written);
      return;
    }
    String why =
        "%s: has no effect, for each run has its own from %s:%s".formatted(word, file, place);
    assertTrue(typed.code() != 0 && typed.err().startsWith("altgrad: " + why), typed.err());
    assertTrue(typed.err().contains("; leave one of them out"), typed.err());
    assertTrue(written.contains("note: " + file + ":2: " + why), written);
  }

  @Test
  void whatHasDecidedNothingIsToldWhenTheFirstRunEnds() throws IOException {
    String asha = early("early_stopping: {name: asha, min_resource: 3}");
    String sweep = create(asha, "trainer.max_epochs=2");
    String late = "early_stopping: asha decides nothing: its first rung, epoch 3, is not before";
    assertFalse(printed("sweep", "status", sweep).contains("decides"), "nothing is known yet");
    String worked = printed("sweep", "work", sweep);
    assertTrue(worked.contains("001-optimizer.lr=0.003  done"), worked);
    assertTrue(worked.contains("done\nnote: " + late), worked);
    assertEquals(worked.indexOf(late), worked.lastIndexOf(late), "once");
    assertTrue(printed("sweep", "status", sweep).contains("note     " + late));
    assertTrue(printed("sweep", "status", sweep, "--json").contains(late));
    assertTrue(printed("train", "--resume", sweep).contains("note: " + late));
    // As if the metric were one that is measured at the end alone, beside other rungs.
    Path definition = Path.of(sweep, "definition.yaml");
    Files.writeString(
        definition, Files.readString(definition).replace("min_resource: 3", "min_resource: 1"));
    assertFalse(printed("sweep", "status", sweep).contains("nothing"), "it is measured at a rung");
    Path metrics = Path.of(sweep, "000-optimizer.lr=0.01", "metrics.csv");
    List<String> last =
        Files.readAllLines(metrics).stream().filter(l -> !l.matches("\\d+,1,.*")).toList();
    Files.write(metrics, last);
    Path info = metrics.resolveSibling("run.yaml");
    Files.writeString(info, Files.readString(info).replaceAll("(metrics|run)_sha256: .*\n", ""));
    Durable.deleteTree(metrics.resolveSibling("checkpoints")); // they know the rows
    String status = printed("sweep", "status", sweep);
    String note =
        "early_stopping: asha has decided nothing in 000-optimizer.lr=0.01: accuracy@train was"
            + " measured after epoch 2 alone, its end, and rungs are at 1; a sweep needs a metric"
            + " that is measured while a run goes on";
    assertTrue(status.contains(note), status);
  }

  @Test
  void whatDecidesIsNotTold() throws IOException {
    String sweep = create(early("early_stopping: {name: asha}"), "trainer.max_epochs=2");
    assertFalse(printed("sweep", "work", sweep).contains("early_stopping"));
    assertFalse(printed("sweep", "status", sweep).contains("nothing"));
  }

  /** What tells runs apart is in their names, whatever stands before it. */
  @Test
  void longNamesHaveTheLastWordsOfTheirKeys() {
    assertEquals("007-optimizer.lr=0.1", Sweep.name(7, "optimizer.lr=0.1"));
    String constant =
        "experiment=hnca/bandit trainer.max_epochs=4 data.holdout=0.1 data.n_train=400 ";
    assertEquals(
        "001-experiment=hnca_bandit_max_epochs=4_holdout=0.1_n_train=400_lr=0.001",
        Sweep.name(1, constant + "optimizer.lr=0.001"));
    assertEquals(84, Sweep.name(2, constant + constant).length());
  }
}
