package org.altgrad.train.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.altgrad.train.config.Composer;
import org.altgrad.train.config.Config;
import org.altgrad.train.config.SweepExpander;
import org.altgrad.train.experiment.Experiment;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --config FILE}: values of the user's own over an experiment's. */
class OwnFileTest {
  @TempDir Path dir;
  private String one;
  private String two;

  @BeforeEach
  void files() throws IOException {
    one = file("one", "seed: 7\nmodel: {depth: 3, width: 24}\noptimizer:\n  lr: 0.5\n");
    two = file("two", "# @package model\ndepth: 4\n");
  }

  private String file(String name, String yaml) throws IOException {
    return Files.writeString(dir.resolve(name + ".yaml"), yaml).toString();
  }

  private static String printed(String... more) {
    List<String> words =
        new ArrayList<>(List.of("train", "--cfg", "job", "experiment=hnca/bandit"));
    words.addAll(List.of(more));
    Cli.Result result = Cli.run(words.toArray(String[]::new));
    assertEquals("", result.err());
    return result.out();
  }

  private static void assertHas(String printed, String... lines) {
    for (String line : lines) {
      assertTrue(printed.lines().anyMatch(l -> l.strip().equals(line)), line + " in " + printed);
    }
  }

  @Test
  void theLaterFileWinsAndOverridesWinOverBoth() {
    assertHas(printed("--config", one, "--config", two), "depth: 4", "width: 24", "seed: 7");
    assertHas(printed("--config", two, "--config", one), "depth: 3", "lr: 0.5");
    assertHas(printed("--config=" + one, "model.depth=5", "--config", two), "depth: 5", "lr: 0.5");
  }

  @Test
  void aValueKnowsItsFile() {
    String all = printed("--config", one, "--origin", "-p", "optimizer");
    assertTrue(all.lines().anyMatch(l -> l.contains("lr: 0.5") && l.contains(one + ":4")), all);
  }

  @Test
  void deprecatedKeysAreTold() throws IOException {
    String old = file("old", "model: {width: 24}\nseed: ${oc.deprecated:model.width}\n");
    List<String> words = List.of("--config=" + old, "experiment=hnca/bandit", "data=proto_bits");
    Config config =
        new Composer(Configuration.sources(List.of()))
            .compose(Configuration.PRIMARY, words, Clock.systemUTC());
    var told = new java.io.ByteArrayOutputStream();
    Runner.load(Experiment.of(config), new java.io.PrintStream(told, true));
    assertEquals(
        "warning: " + old + ":2: 'seed' is deprecated, use 'model.width'", told.toString().strip());
  }

  @Test
  void groupsAreChosenBeforeIt() throws IOException {
    String lr = file("rate", "optimizer: {momentum: 0.5}\n");
    assertHas(printed("--config", lr, "optimizer=momentum"), "momentum: 0.5");
  }

  @Test
  void everyRunOfASweepHasAndFilesIt() throws IOException {
    List<String> typed =
        List.of("--config=" + one, "experiment=hnca/bandit", "model.depth=1,2", "data=proto_bits");
    var sources = Configuration.sources(List.of());
    var jobs = new SweepExpander(sources).expand(typed, false);
    assertEquals(2, jobs.size());
    assertEquals(List.of("model.depth=2"), jobs.get(1).swept());
    Config config =
        new Composer(sources)
            .compose(Configuration.PRIMARY, jobs.get(1).overrides(), Clock.systemUTC());
    Path run = dir.resolve("run");
    Runner.prepareAt(Experiment.of(config), run);
    String filed = Files.readString(run.resolve("overrides.yaml"));
    assertTrue(filed.startsWith("- '--config=" + one + "'\n- 'experiment=hnca/bandit'\n"), filed);
    // What is filed of the values does not need the file any more.
    Files.delete(Path.of(one));
    assertHas(Files.readString(run.resolve("config.yaml")), "depth: 2", "width: 24", "seed: 7");
  }

  /** As an override does, by which it was first known. */
  @Test
  void sweptValuesAreTakenInStep() throws IOException {
    String expected = "model.width=8,16,24: has 3 values but model.depth=1,2 has 2; zipped sweeps";
    String zip = "launcher: {zip: true}\n";
    refused(zip, expected, "-m", "model.depth=1,2", "model.width=8,16,24");
    refused(
        "seed: 1\n", expected, "-m", "model.depth=1,2", "model.width=8,16,24", "launcher.zip=True");
  }

  private void refused(String yaml, String expected, String... more) throws IOException {
    refusedOf("hnca/bandit", yaml, expected, more);
  }

  private void refusedOf(String experiment, String yaml, String expected, String... more)
      throws IOException {
    String wrong = file("wrong", yaml);
    List<String> words = new ArrayList<>(List.of("train", "--config", wrong));
    words.add("experiment=" + experiment);
    words.addAll(List.of(more));
    Cli.Result result = Cli.run(words.toArray(String[]::new));
    String begins = "altgrad: " + expected.replace("FILE", wrong);
    assertTrue(result.err().startsWith(begins), result.err());
    assertEquals(1, result.err().lines().count());
    assertEquals(2, result.code());
  }

  @Test
  void mistakesHaveTheirFileAndLine() throws IOException {
    String typo = "# Mine.\nmodel:\n  dpeth: 2\n";
    refused(typo, "FILE:3: model.dpeth: no such key; did you mean depth? available: ");
    refused(typo, "seed=1: FILE:3: model.dpeth: no such key; ", "-m", "seed=1,2");
    refused("modle:\n  depth: 2\n", "FILE:1: modle: no such key; did you mean model? ");
    refused("model: {depth: deep}\n", "FILE:1: model.depth: must be an integer but is the text");
    refused("seed: 2\ndefaults:\n- model: linear\n", "FILE:3: defaults: must be left out of a");
    Cli.Result result = Cli.run("train", "--config=none.yaml", "experiment=hnca/bandit");
    assertEquals("altgrad: --config=none.yaml: no such file\n", result.err());
  }

  /** As overrides of them would be. */
  @Test
  void valuesWithoutEffectAreRefused() throws IOException {
    refused(
        "optimizer:\n  decay: after\n",
        "FILE:2: optimizer.decay: must be left out, for it has an effect only if"
            + " optimizer.weight_decay is not 0\n");
    String left = "must be left out, for with these settings of ilc_sem it has no effect\n";
    refusedOf("ilc/sem", "trainer: {batch_size: 64}\n", "FILE:1: trainer.batch_size: " + left);
    // What makes it effective may stand in the same file, or be typed.
    String decay = file("decay", "optimizer: {decay: after, weight_decay: 0.1}\n");
    assertHas(printed("--config", decay), "decay: after", "weight_decay: 0.1");
    String after = file("after", "optimizer: {decay: after}\n");
    assertHas(printed("--config", after, "optimizer.weight_decay=0.2"), "weight_decay: 0.2");
  }
}
