package org.altgrad.train.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.altgrad.train.experiment.Experiment;
import org.altgrad.train.experiment.Methods;
import org.altgrad.train.loop.Live;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GradientsCommandTest {
  @TempDir private Path directory;

  /** A measurement is a run, whose numbers, recording and figure are found as those of others. */
  @Test
  void makesARun() throws IOException {
    Path to = directory.resolve("out");
    List<String> command =
        List.of(
            "gradients",
            "--draws=50",
            "--truth=500",
            "--seconds=0",
            "--direction=disarm",
            "--direction=configured",
            "experiment=hnca/vae_tiny",
            "method/estimator=arms",
            "method.estimator.samples=3",
            "--to=" + to);
    Cli.Result result = Cli.run(command.toArray(String[]::new));
    assertEquals(0, result.code(), result::err);
    String log = Files.readString(to.resolve("run.log"));
    assertTrue(log.contains("33 parameters, batch 8, 50 draws; true gradient by enumer"), log);
    List<String> rows = Files.readAllLines(to.resolve("metrics.csv"));
    assertTrue(rows.get(1).startsWith("0,0,disarm,bias,,"), rows.get(1));
    assertTrue(rows.stream().anyMatch(row -> row.startsWith("0,0,configured,variance,,")));
    assertTrue(rows.stream().noneMatch(row -> row.contains("cost")), "not measured");
    List<String> own = Files.readAllLines(to.resolve("recordings/directions/step-000000000.csv"));
    assertTrue(own.get(1).startsWith("disarm,DisARM,"), own.get(1));
    assertTrue(own.get(2).startsWith("configured,Arms[samples=3],"), own.get(2));
    assertTrue(Files.readString(to.resolve("run.yaml")).contains("state: DONE"));
    assertTrue(Files.size(to.resolve("figures/directions.png")) > 500);

    // Of the run itself the same is found; without an exact direction it is sampled.
    Path again = directory.resolve("again");
    Cli.Result second =
        Cli.run(
            "gradients",
            "--run=" + to,
            "--draws=50",
            "--seconds=0.5",
            "--direction=disarm",
            "--to=" + again);
    assertEquals(0, second.code(), second::err);
    List<String> same = Files.readAllLines(again.resolve("metrics.csv"));
    assertEquals(rows.subList(0, 11), same.subList(0, 11));
    assertTrue(same.get(12).startsWith("0,0,disarm,cost,,1.0"), same::toString);
  }

  /** What is known before anything is measured leaves nothing, a checkpoint to begin with least. */
  @Test
  void whatNamesNoDirectionsIsRefusedWithWhatDoes() throws IOException {
    Path run = directory.resolve("run");
    Path to = directory.resolve("measured");
    String[] train = {
      "train",
      "experiment=hnca/bandit",
      "data=proto_bits",
      "model.width=4",
      "trainer.max_steps=1",
      "run.figure=false",
      "run.dir=" + run
    };
    assertEquals(0, Cli.run(train).code());
    List<String> experiment = List.of("experiment=hnca/bandit", "data=proto_bits");
    for (List<String> what : List.of(List.of("--run=" + run), experiment)) {
      List<String> command = new ArrayList<>(List.of("gradients", "--to=" + to));
      command.addAll(what);
      Cli.Result result = Cli.run(command.toArray(String[]::new));
      assertEquals(2, result.code(), result::err);
      String said = "the method hnca_bandit names none with these settings; these do: hnca_vae (ex";
      assertTrue(result.err().contains(said), result::err);
      assertFalse(Files.exists(to), "something is left");
    }
  }

  /** The methods that name directions, in the words that a refusal has for them. */
  @ParameterizedTest
  @CsvSource({"hnca/vae_quick", "ilc/spirals_quick", "biohsic/mnist_quick"})
  void whatARefusalAdvisesNamesDirections(String experiment) {
    assertTrue(Methods.NAMING_DIRECTIONS.contains("(experiment=" + experiment + ")"));
    Experiment of = Experiment.of(new Configuration().compose(List.of("experiment=" + experiment)));
    try (Live live = new Live(of, Runner.load(of, System.err))) {
      assertTrue(live.program().directions().isPresent());
    }
  }

  /** What too few environments leave out is said, and refused to whoever asks for it. */
  @Test
  void directionsThatAreLeftOutAreTold() throws IOException {
    Path to = directory.resolve("measured");
    List<String> command =
        List.of(
            "gradients",
            "experiment=ilc/spirals_quick",
            "data.envs=4",
            "data.examples_per_env=4",
            "data.n_test=8",
            "trainer.batch_size=16",
            "--draws=50",
            "--truth=500",
            "--seconds=0",
            "--to=" + to);
    String why = "its level α = 0.05 takes 6 environments, and there are 4";
    List<String> asked = new ArrayList<>(command);
    asked.add("--direction=significance");
    Cli.Result refused = Cli.run(asked.toArray(String[]::new));
    assertEquals(2, refused.code(), refused::out);
    assertTrue(refused.err().contains("must be without significance here: " + why), refused::err);
    assertFalse(Files.exists(to), "something is left");
    Cli.Result all = Cli.run(command.toArray(String[]::new));
    assertEquals(0, all.code(), all::err);
    String note = "note: the direction significance is left out: " + why;
    String said = Files.readString(to.resolve("run.log"));
    assertTrue(said.contains(note), said);
  }

  @Test
  void ofARunWhoseConfigurationWasChangedNothingIsMeasured() throws IOException {
    Path run = directory.resolve("run");
    Path to = directory.resolve("measured");
    String[] train = {
      "train",
      "experiment=hnca/vae_tiny",
      "trainer.max_steps=1",
      "run.figure=false",
      "run.dir=" + run
    };
    assertEquals(0, Cli.run(train).code());
    Path config = run.resolve("config.yaml");
    Files.writeString(config, Files.readString(config).replace("seed: 0", "seed: 5"));
    Cli.Result said =
        Cli.run("gradients", "--run=" + run, "--draws=5", "--direction=hnca", "--to=" + to);
    assertEquals(1, said.code(), said::out);
    assertTrue(said.err().contains("is not what the run of run.yaml was started with"), said::err);
    assertFalse(Files.exists(to));
  }

  /** Measuring as training goes changes nothing of training. */
  @Test
  void measuresInTraining() throws IOException {
    List<String> train =
        List.of("train", "experiment=hnca/vae_tiny", "trainer.max_epochs=2", "run.figure=false");
    List<String> plain = new ArrayList<>(train);
    plain.add("run.dir=" + directory.resolve("plain"));
    List<String> measured = new ArrayList<>(train);
    measured.add("run.dir=" + directory.resolve("measured"));
    measured.add("trainer.directions={names: [hnca], draws: 50, truth: 500, seconds: 0, every: 2}");
    assertEquals(0, Cli.run(plain.toArray(String[]::new)).code());
    assertEquals(0, Cli.run(measured.toArray(String[]::new)).code());
    List<String> rows = Files.readAllLines(directory.resolve("measured/metrics.csv"));
    List<String> directions = rows.stream().filter(row -> row.contains(",hnca,")).toList();
    assertEquals(2, directions.stream().filter(row -> row.contains(",variance,")).count());
    assertTrue(directions.get(0).startsWith("0,0,"), directions::toString);
    List<String> others = new ArrayList<>(rows);
    others.removeAll(directions);
    assertEquals(Files.readAllLines(directory.resolve("plain/metrics.csv")), others);
  }

  @ParameterizedTest
  @CsvSource({
    "--direction=disarmed, disarm",
    "--direction=configured, hnca_loo",
    "--draws=10, at least 50",
    "--truth=10, at least 500",
    "experiment=hnca/bandit_quick, these do: hnca_vae",
    "trainer.batch_size=65, 64 examples",
    "trainer.batch_size=1, at least 2",
  })
  void saysWhatWasWrong(String argument, String hint) {
    String experiment = argument.startsWith("experiment") ? "seed=0" : "experiment=hnca/vae_tiny";
    Cli.Result result =
        Cli.run("gradients", experiment, argument, "--to=" + directory.resolve("out"));
    assertEquals(Main.USAGE, result.code(), result::err);
    assertTrue(result.err().contains(hint), result::err);
  }
}
