package org.altgrad.train.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Predictions of a network that was trained on other than its data set's usual settings. */
class PredictCommandTest {
  @TempDir static Path dir;

  @BeforeAll
  static void trainAndExport() {
    Cli.Result train =
        Cli.run(
            "train",
            "experiment=ilc/spirals_quick",
            "trainer.fast_dev_run=true",
            "data.seed=5",
            "data.n_test=40",
            "run.figure=false",
            "run.dir=" + dir.resolve("run"));
    assertEquals(0, train.code(), train.err());
    Cli.Result export =
        Cli.run("export", dir.resolve("run").toString(), "--to", dir.resolve("export").toString());
    assertEquals(0, export.code(), export.err());
  }

  private static List<String> predict(String name, String... arguments) throws IOException {
    Path to = dir.resolve(name);
    String[] all = new String[arguments.length + 4];
    all[0] = "predict";
    all[1] = dir.resolve("export").toString();
    all[2] = "--to";
    all[3] = to.toString();
    System.arraycopy(arguments, 0, all, 4, arguments.length);
    Cli.Result result = Cli.run(all);
    assertEquals(0, result.code(), result.err());
    return List.of(result.out(), Files.readString(to));
  }

  @Test
  void allOutputsAreArraysOfNumPys() throws IOException {
    Path to = dir.resolve("all.npz");
    Cli.Result result = Cli.run("predict", dir.resolve("export").toString(), "--to", to.toString());
    assertEquals(0, result.code(), result.err());
    var arrays = org.altgrad.data.format.NpyArray.archive(to);
    List<String> rows = predict("same.csv").get(1).lines().skip(1).toList();
    assertEquals(List.of(40), arrays.get("probability").shape());
    for (int i = 0; i < 40; i++) {
      String[] cells = rows.get(i).split(",");
      assertEquals(Double.parseDouble(cells[3]), arrays.get("probability").number(i), 1e-6);
      assertEquals(Double.parseDouble(cells[1]), arrays.get("label").number(i), 0);
    }
  }

  @Test
  void anEncoderServesByDefault(@TempDir Path own) throws IOException {
    String run = own.resolve("run").toString();
    String export = own.resolve("model").toString();
    Path codes = own.resolve("codes.csv");
    String[][] commands = {
      {"train", "experiment=hnca/vae_tiny", "trainer.max_steps=2", "run.dir=" + run},
      {"export", run, "--to", export},
      {"predict", export, "--to", codes.toString()}
    };
    String said = "";
    for (String[] command : commands) {
      Cli.Result result = Cli.run(command);
      assertEquals(0, result.code(), result.err());
      said = result.out();
    }
    assertTrue(said.contains("function     serving_default: "), said);
    assertEquals(65, Files.readAllLines(codes).size());
  }

  @Test
  void theDataAreThoseOfTheTraining() throws IOException {
    List<String> usual = predict("usual.csv");
    assertTrue(usual.get(0).contains("spirals, with its settings of the training"), usual.get(0));
    assertTrue(usual.get(0).contains("40 examples of test, "), usual.get(0));
    assertTrue(usual.get(0).contains("predicted right"), usual.get(0));
    assertTrue(usual.get(1).startsWith("row,label,prediction,probability\n"), usual.get(1));
    assertEquals(usual.get(1), predict("named.csv", "--data", "spirals").get(1));
    List<String> other = predict("other.csv", "--data", "spirals", "data.seed=6");
    assertTrue(other.get(0).contains(" data.seed=6, there 5"), other.get(0));
    assertFalse(usual.get(1).equals(other.get(1)));
    assertEquals(usual.get(1), predict("other.csv", "--force").get(1));
    assertFalse(other.get(0).contains("which changes nothing"), other.get(0));
    List<String> same = predict("same-test.csv", "data.examples_per_env=32");
    assertTrue(
        same.get(0).contains(" data.examples_per_env=32, there ")
            && same.get(0).contains("\n             which changes nothing of test\n"),
        same.get(0));
    assertEquals(usual.get(1), same.get(1));
  }
}
