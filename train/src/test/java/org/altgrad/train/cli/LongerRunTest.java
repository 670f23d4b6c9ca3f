package org.altgrad.train.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.altgrad.train.run.Yamls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run that was done and is made longer ends as if it had been so long from the beginning. */
class LongerRunTest {
  private static final String BITS =
      "experiment=hnca/bandit data=proto_bits data.n_train=400 data.n_test=100 model.width=8"
          + " trainer.batch_size=20";

  /** Two networks, each of which remembers what it was at its best. */
  private static final String NETWORKS =
      "experiment=ima/moebius_quick data.n_obs=240 trainer.batch_size=42 trainer.models=2"
          + " trainer.compile=false method.metrics.permutations=20";

  @TempDir Path temp;

  private static String train(String... args) {
    PrintStream before = System.out;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    Cli.Result result;
    try {
      List<String> all = new ArrayList<>(List.of("train"));
      Stream.of(args).flatMap(words -> Stream.of(words.split(" "))).forEach(all::add);
      result = Cli.run(all.toArray(String[]::new));
    } finally {
      System.setOut(before);
    }
    assertEquals(0, result.code(), result.err());
    return out.toString(StandardCharsets.UTF_8);
  }

  /** With what it ends at first, then with what it goes on. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        // in the middle of an epoch, twice, once because its time is over
        "trainer.max_time=0.001s; trainer.max_time=null trainer.max_steps=30; trainer.max_steps=60",
        // between two evaluations
        "trainer.max_epochs=1; trainer.max_epochs=3",
        "trainer.max_steps=5; trainer.max_steps=7; trainer.max_steps=null",
      })
  void isWhatItHadBeenAtOnce(String lengths) throws IOException {
    String experiment = lengths.contains("=5;") ? NETWORKS : BITS;
    String common =
        experiment
            + " trainer.max_epochs=3 trainer.evaluate_every=2 trainer.keep=1 trainer.threads=1"
            + " run.figure=false run.dir=";
    Path whole = temp.resolve("whole");
    Path pieces = temp.resolve("pieces");
    train(common + whole);
    String[] steps = lengths.split("; ");
    train(common + pieces, steps[0]);
    for (int i = 1; i < steps.length; i++) {
      assertEquals("DONE", Yamls.read(pieces.resolve("run.yaml")).get("state"));
      train("--resume " + pieces, steps[i]);
    }
    assertTrue(!train("--resume " + pieces).contains("epoch 4"));
    for (String file : List.of("metrics.csv", "result.yaml", "checkpoints/index.yaml")) {
      assertEquals(Files.readString(whole.resolve(file)), Files.readString(pieces.resolve(file)));
    }
    Map<String, Object> index = Yamls.read(whole.resolve("checkpoints/index.yaml"));
    for (Object step : index.values()) {
      String variables = "checkpoints/" + step + "/variables.data-00000-of-00001";
      assertArrayEquals(
          Files.readAllBytes(whole.resolve(variables)),
          Files.readAllBytes(pieces.resolve(variables)),
          variables);
    }
  }

  /** There is nothing to do without more time; what is written stays as it is, and says why. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whoseTimeIsUsedUpIsLeftAlone(boolean networks) throws IOException {
    Path run = temp.resolve("timed");
    String common = networks ? NETWORKS + " trainer.steps_per_call=1" : BITS;
    train(common + " trainer.max_epochs=3 trainer.max_time=0.001s run.figure=false run.dir=" + run);
    Map<String, Object> info = Yamls.read(run.resolve("run.yaml"));
    assertEquals("DONE", info.get("state"));
    assertEquals("max_time", info.get("ended_by"));
    assertEquals(1, info.get("steps"));
    assertEquals(1, info.get("cut_epoch"), "its first epoch has more steps");
    List<String> files =
        List.of("run.yaml", "metrics.csv", "result.yaml", "checkpoints/index.yaml");
    List<String> before = new ArrayList<>();
    for (String file : files) {
      before.add(Files.readString(run.resolve(file)));
    }
    String said = train("--resume " + run);
    assertTrue(
        said.contains(
            "trainer.max_time=0.001s is used up; give more: altgrad train --resume "
                + run
                + " trainer.max_time="),
        said);
    for (String file : files) {
      assertEquals(before.get(files.indexOf(file)), Files.readString(run.resolve(file)), file);
    }
    assertEquals(
        Main.USAGE,
        Cli.run("train", "--resume", run.toString(), "trainer.max_time=0.002s").code(),
        "a limit that is used up");
    for (String file : files) {
      assertEquals(before.get(files.indexOf(file)), Files.readString(run.resolve(file)), file);
    }
    train("--resume " + run, "trainer.max_time=null trainer.max_steps=4");
    info = Yamls.read(run.resolve("run.yaml"));
    assertEquals(4, info.get("steps"));
    assertTrue(!info.containsKey("ended_by") && !info.containsKey("cut_epoch"));
  }

  /** The sweep of such a run is still the same. */
  @Test
  void itsSweepGoesOn() throws IOException {
    String root = "run.root=" + temp.resolve("out");
    train(BITS, "-m seed=0 trainer.max_epochs=1 trainer.threads=1 run.figure=false", root);
    Path sweep;
    try (Stream<Path> all = Files.walk(temp.resolve("out"))) {
      sweep = all.filter(file -> file.endsWith("sweep.yaml")).findFirst().orElseThrow().getParent();
    }
    Path run;
    try (Stream<Path> all = Files.list(sweep)) {
      run = all.filter(own -> own.getFileName().toString().startsWith("000-")).findFirst().get();
    }
    train("--resume " + run, "trainer.max_epochs=2 trainer.keep=1");
    train("--resume " + sweep);
    assertEquals(40, Yamls.read(run.resolve("run.yaml")).get("steps"));
  }
}
