package org.altgrad.train.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.altgrad.data.Column;
import org.altgrad.data.Progress;
import org.altgrad.data.Split;
import org.altgrad.data.format.NpyArray;
import org.altgrad.data.source.DataContext;
import org.altgrad.train.experiment.Experiment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrepareCommandTest {
  private static final List<String> DIGITS =
      List.of(
          "experiment=vub/mnist_quick",
          "data.train_limit=60",
          "data.test_limit=20",
          "trainer.batch_size=20");

  @TempDir private Path folder;

  private static Cli.Result run(String command, List<String> words, String... more) {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(words);
    all.addAll(List.of(more));
    return Cli.run(all.toArray(String[]::new));
  }

  /** The pixels are the features where there is no backbone; and heads train on the files. */
  @Test
  void filesHoldTheFeaturesAndTrainHeads() throws Exception {
    Path to = folder.resolve("set");
    Cli.Result said = run("prepare", DIGITS, "--to", to.toString());
    assertEquals(0, said.code(), said.err());
    Experiment experiment =
        Experiment.of(
            new org.altgrad.train.config.Composer(Configuration.sources(List.of()))
                .compose(Configuration.PRIMARY, DIGITS, java.time.Clock.systemUTC()));
    Split test = experiment.data().load(DataContext.standard(false, Progress.NONE)).split("test");
    NpyArray features = NpyArray.open(to.resolve("test.npy"));
    NpyArray labels = NpyArray.open(to.resolve("test_labels.npy"));
    assertEquals(List.of(20, 784), features.shape());
    assertEquals(List.of(20), labels.shape());
    Column image = test.column("image");
    for (int i = 0; i < 20; i++) {
      assertEquals(test.column("label").label(i), labels.number(i));
      for (int k = 0; k < 784; k++) {
        assertEquals(image.values(i)[k], features.number(784 * i + k), 1e-6);
      }
    }
    assertTrue(Files.readString(to.resolve("features.yaml")).contains("rows: 20"));
    String line = said.out().lines().reduce((a, b) -> b).orElseThrow();
    List<String> words =
        new ArrayList<>(List.of(line.split(" ")).subList(2, line.split(" ").length));
    Cli.Result trained =
        run(
            "train",
            words,
            "trainer.max_epochs=1",
            "trainer.batch_size=20",
            "run.figure=false",
            "run.dir=" + folder.resolve("run"));
    assertEquals(0, trained.code(), trained.err());
  }

  @Test
  void otherMethodsComputeNone() {
    Cli.Result said =
        run("prepare", List.of("experiment=hnca/bandit_quick"), "--to", folder.toString());
    assertEquals(2, said.code());
    assertTrue(said.err().contains("method: must compute features"), said.err());
  }
}
