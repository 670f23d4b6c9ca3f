package org.altgrad.train.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.altgrad.data.Column;
import org.altgrad.data.Split;
import org.altgrad.data.format.NpyArray;
import org.altgrad.plotting.PlotException;
import org.altgrad.train.run.RunException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TInt64;

/** Tables of the predictions for 600 examples, more than are computed at once. */
class PredictorTest {
  @TempDir static Path temp;
  private static Trained bandit;
  private static Split test;
  private static Path banditExport;
  private static Path vaeExport;

  @BeforeAll
  static void export() {
    bandit = Trained.bandit();
    test = bandit.data().split("test");
    banditExport = bandit.export(temp.resolve("bandit")).directory();
    try (Trained vae = Trained.vae(2)) {
      vaeExport = vae.export(temp.resolve("vae")).directory();
    }
  }

  @AfterAll
  static void close() {
    bandit.close();
  }

  private static double[] cells(String line) {
    return Arrays.stream(line.split(",", -1)).mapToDouble(Double::parseDouble).toArray();
  }

  @Test
  void scoresComeWithTheLargestAndTheLabel() throws IOException {
    Path to = temp.resolve("new/scores.csv");
    Predictor.PredictionReport report =
        Predictor.predict(banditExport, "predict", test, Map.of("seed", 3L), to);
    List<String> lines = Files.readAllLines(to);
    assertEquals("row,label,prediction,p0,p1,p2,p3,p4,p5,p6,p7,p8,p9", lines.get(0));
    assertEquals(1 + 600, lines.size());
    assertEquals(600, report.examples());
    int correct = 0;
    for (int row = 0; row < 600; row++) {
      double[] cells = cells(lines.get(1 + row));
      assertEquals(row, cells[0]);
      assertEquals(test.column("label").label(row), cells[1]);
      double[] scores = Arrays.copyOfRange(cells, 3, 13);
      assertEquals(1, Arrays.stream(scores).sum(), 1e-5);
      assertEquals(Arrays.stream(scores).max().orElseThrow(), scores[(int) cells[2]]);
      correct += cells[1] == cells[2] ? 1 : 0;
    }
    assertEquals(OptionalInt.of(correct), report.correct());
  }

  @Test
  void theSeedDecides() throws IOException {
    Path a = temp.resolve("a.csv");
    Path b = temp.resolve("b.csv");
    Path c = temp.resolve("c.csv");
    Predictor.predict(banditExport, "act", test, Map.of("seed", 3L), a);
    Predictor.predict(banditExport, "act", test, Map.of("seed", 3L), b);
    Predictor.predict(banditExport, "act", test, Map.of("seed", 4L), c);
    assertEquals("row,label,prediction", Files.readAllLines(a).get(0));
    assertEquals(Files.readString(a), Files.readString(b));
    assertFalse(Files.readString(a).equals(Files.readString(c)));
  }

  /** The same image at several places of batches of several sizes. */
  @Test
  void anExamplesDrawsDependOnItAndTheSeedAlone() throws IOException {
    Column image = test.column("image");
    int size = image.exampleSize();
    float[] values = new float[7 * size];
    for (int i = 0; i < 7; i++) {
      System.arraycopy(image.values(i % 3 == 0 ? 0 : i), 0, values, i * size, size);
    }
    try (ExportedModel model = ExportedModel.open(banditExport);
        Tensor images = ExportedNumbers.tensor(Shape.of(7, size), values);
        Tensor alone = ExportedNumbers.tensor(Shape.of(1, size), image.values(0));
        Tensor seed = TInt64.scalarOf(5);
        Tensor passes = TInt64.scalarOf(4)) {
      Function predict = model.function("predict");
      double[] all =
          predict
              .call(Map.of("image", images, "seed", seed, "passes", passes))
              .get("probabilities")
              .values();
      double[] one =
          predict
              .call(Map.of("image", alone, "seed", seed, "passes", passes))
              .get("probabilities")
              .values();
      for (int row : new int[] {0, 3, 6}) {
        assertArrayEquals(one, Arrays.copyOfRange(all, 10 * row, 10 * row + 10), 1e-6);
      }
      // Other images have other draws: bits of all are not flipped together.
      assertFalse(Arrays.equals(one, Arrays.copyOfRange(all, 10, 20)));
      // What serving systems call needs the image only.
      double[] served =
          model
              .function("serving_default")
              .call(Map.of("image", alone))
              .get("probabilities")
              .values();
      assertEquals(1, Arrays.stream(served).sum(), 1e-5);
    }
  }

  @Test
  void anUnknownNumberIsRefused() {
    var refused =
        assertThrows(
            RunException.class,
            () ->
                Predictor.predict(
                    banditExport, "act", test, Map.of("passes", 3L), temp.resolve("no.csv")));
    assertTrue(refused.getMessage().contains("--passes"), refused.getMessage());
  }

  @Test
  void withoutLabelsThereIsNoColumnOfThem() throws IOException {
    Path to = temp.resolve("unlabelled.csv");
    Split images = Split.of("test", test.column("image")).prefix(3);
    Predictor.PredictionReport report =
        Predictor.predict(banditExport, "act", images, Map.of("seed", 0L), to);
    assertEquals("row,prediction", Files.readAllLines(to).get(0));
    assertEquals(4, Files.readAllLines(to).size());
    assertEquals(OptionalInt.empty(), report.correct());
  }

  /** A number that is no class keeps its fraction, and counts as no prediction. */
  @Test
  void numbersAreNotTakenForClasses() throws IOException {
    Path to = temp.resolve("elbo.csv");
    Predictor.PredictionReport report =
        Predictor.predict(vaeExport, "elbo", test.prefix(5), Map.of("seed", 0L), to);
    List<String> lines = Files.readAllLines(to);
    assertEquals("row,label,elbo", lines.get(0));
    for (String line : lines.subList(1, 6)) {
      double elbo = cells(line)[2];
      assertTrue(elbo < 0 && elbo != Math.rint(elbo), line);
    }
    assertEquals(OptionalInt.empty(), report.correct());
  }

  /** Codes are such: the numbers of both files are the same. */
  @Test
  void severalOutputsAreATableOfAllOfThem() throws IOException {
    Path to = temp.resolve("codes.csv");
    Predictor.PredictionReport report =
        Predictor.predict(vaeExport, "encode", test.prefix(7), Map.of("seed", 0L), to);
    assertEquals(OptionalInt.empty(), report.correct());
    List<String> lines = Files.readAllLines(to);
    List<String> header = List.of(lines.get(0).split(","));
    assertEquals(8, lines.size());
    assertEquals(List.of("row", "label", "bits10", "bits11"), header.subList(0, 4));
    Path file = temp.resolve("codes.npz");
    Predictor.predict(vaeExport, "encode", test.prefix(7), Map.of("seed", 0L), file);
    Map<String, NpyArray> arrays = NpyArray.archive(file);
    int numbers = 0;
    for (String name : List.of("bits1", "probabilities1", "bits2", "probabilities2")) {
      int width = arrays.get(name).shape().get(1);
      numbers += width;
      for (int i = 0; i < 7 * width; i++) {
        double[] row = cells(lines.get(1 + i / width));
        double shown = row[header.indexOf(name + i % width)];
        assertEquals(arrays.get(name).number(i), shown, 1e-6, name);
      }
    }
    assertEquals(2 + numbers, header.size());
  }

  @Test
  void whatDoesNotFitIsNamed() throws IOException {
    Path to = temp.resolve("never.csv");
    refused(
        banditExport,
        "predcit",
        test,
        to,
        "no function 'predcit', only [act, predict, serving_default]");
    refused(vaeExport, "sample", test, to, "takes [count, seed], the data have [image, label]");
    try (Trained larger = Trained.of("experiment=hnca/bandit_quick", "data.bits=81")) {
      Split wrong = larger.data().split("test");
      refused(
          banditExport,
          "predict",
          wrong,
          to,
          "takes 64 numbers for an example, the data have 81 [9, 9, 1]");
    }
    refused(temp, "predict", test, to, "is no exported model: it has no saved_model.pb");
    assertFalse(Files.exists(to));
  }

  private static void refused(Path export, String name, Split split, Path to, String message) {
    RunException e =
        assertThrows(
            RunException.class,
            () -> Predictor.predict(export, name, split, Map.of("seed", 0L), to));
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  @Test
  void nothingIsOverwritten() throws IOException {
    Path to = Files.writeString(temp.resolve("taken.csv"), "mine\n");
    PlotException e =
        assertThrows(
            PlotException.class,
            () -> Predictor.predict(banditExport, "act", test, Map.of("seed", 0L), to));
    assertTrue(e.getMessage().contains("taken.csv: exists already"), e.getMessage());
    assertEquals("mine\n", Files.readString(to));
  }
}
