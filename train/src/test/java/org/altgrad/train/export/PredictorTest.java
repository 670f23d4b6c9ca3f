package org.altgrad.train.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.altgrad.data.Split;
import org.altgrad.plotting.PlotException;
import org.altgrad.train.run.RunException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
    Predictor.Report report = Predictor.predict(banditExport, "predict", test, 3, to);
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
    Predictor.predict(banditExport, "act", test, 3, a);
    Predictor.predict(banditExport, "act", test, 3, b);
    Predictor.predict(banditExport, "act", test, 4, c);
    assertEquals("row,label,prediction", Files.readAllLines(a).get(0));
    assertEquals(Files.readString(a), Files.readString(b));
    assertFalse(Files.readString(a).equals(Files.readString(c)));
  }

  @Test
  void withoutLabelsThereIsNoColumnOfThem() throws IOException {
    Path to = temp.resolve("unlabelled.csv");
    Split images = Split.of("test", test.column("image")).prefix(3);
    Predictor.Report report = Predictor.predict(banditExport, "act", images, 0, to);
    assertEquals("row,prediction", Files.readAllLines(to).get(0));
    assertEquals(4, Files.readAllLines(to).size());
    assertEquals(OptionalInt.empty(), report.correct());
  }

  /** A number that is no class keeps its fraction, and counts as no prediction. */
  @Test
  void numbersAreNotTakenForClasses() throws IOException {
    Path to = temp.resolve("elbo.csv");
    Predictor.Report report = Predictor.predict(vaeExport, "elbo", test.prefix(5), 0, to);
    List<String> lines = Files.readAllLines(to);
    assertEquals("row,label,elbo", lines.get(0));
    for (String line : lines.subList(1, 6)) {
      double elbo = cells(line)[2];
      assertTrue(elbo < 0 && elbo != Math.rint(elbo), line);
    }
    assertEquals(OptionalInt.empty(), report.correct());
  }

  @Test
  void whatDoesNotFitIsNamed() throws IOException {
    Path to = temp.resolve("never.csv");
    refused(banditExport, "predcit", test, to, "no function 'predcit', only [act, predict]");
    refused(vaeExport, "encode", test, to, "gives [bits1, probabilities1, bits2, probabilities2]");
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
        assertThrows(RunException.class, () -> Predictor.predict(export, name, split, 0, to));
    assertTrue(e.getMessage().contains(message), e.getMessage());
  }

  @Test
  void nothingIsOverwritten() throws IOException {
    Path to = Files.writeString(temp.resolve("taken.csv"), "mine\n");
    PlotException e =
        assertThrows(
            PlotException.class, () -> Predictor.predict(banditExport, "act", test, 0, to));
    assertTrue(e.getMessage().contains("taken.csv: exists already"), e.getMessage());
    assertEquals("mine\n", Files.readString(to));
  }
}
