package org.altgrad.plotting.runs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.altgrad.plotting.FakeRuns;
import org.altgrad.plotting.PlotException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tech.tablesaw.api.ColumnType;

class RecordingTest {
  @TempDir Path dir;
  private Run run;

  @BeforeEach
  void run() throws IOException {
    run = Run.read(FakeRuns.run(dir, "seed: 1\n", "state: DONE\n", null));
  }

  private Recorded table(long step, String csv) throws IOException {
    FakeRuns.recording(dir, "kept", step, csv);
    return run.recording("kept").at(step);
  }

  @Test
  void stepsAreFoundByNumberAndOtherFilesPassedOver() throws IOException {
    for (long step : new long[] {0, 1_234_567_890, 40, 5}) {
      FakeRuns.recording(dir, "kept", step, "a\n" + step + "\n");
    }
    Files.writeString(dir.resolve("recordings/kept/step-7.csv.tmp"), "");
    Recording kept = run.recording("kept");
    assertEquals(List.of(0L, 5L, 40L, 1_234_567_890L), kept.steps());
    assertEquals(1_234_567_890, kept.newest().step());
    assertArrayEquals(new double[] {40}, kept.at(40).numbers("a"));
    assertEquals(5, kept.nearest(22));
    assertEquals(40, kept.nearest(23));
    assertEquals(0, kept.nearest(-9));
    assertEquals(1_234_567_890, kept.nearest(Long.MAX_VALUE / 2));
    String message = assertThrows(PlotException.class, () -> kept.at(38)).getMessage();
    assertTrue(message.endsWith("nothing recorded at step 38; the nearest step is 40"), message);
  }

  @Test
  void aRunWithoutItSaysWhatItHas() throws IOException {
    String message =
        assertThrows(PlotException.class, () -> run.recording("agreement")).getMessage();
    assertTrue(
        message.contains("; the run has none; altgrad record " + dir + " lists those that"),
        message);
    assertFalse(run.hasRecording("agreement"));
    FakeRuns.recording(dir, "agreement", 3, "a\n");
    assertTrue(run.hasRecording("agreement"));
    assertEquals(0, run.recording("agreement").newest().size());
  }

  @Test
  void fieldsInQuotesMayHoldAnything() throws IOException {
    Recorded table =
        table(1, "layer,\"a \"\"b\"\"\",c\r\n\"x, y\",\"two\nlines\",1\r\n\r\nz,,-Infinity\r\n");
    assertEquals(List.of("layer", "a \"b\"", "c"), table.columns());
    assertEquals(List.of("x, y", "z"), table.texts("layer"));
    assertEquals(List.of("two\nlines", ""), table.texts("a \"b\""));
    assertArrayEquals(new double[] {1, Double.NEGATIVE_INFINITY}, table.numbers("c"));
    assertEquals(List.of("x, y", "z"), List.copyOf(table.by("layer").keySet()));
    assertEquals(
        List.of(ColumnType.STRING, ColumnType.STRING, ColumnType.DOUBLE), table.table().types());
  }

  @Test
  void numbersMayBeMissing() throws IOException {
    double[] expected = {Double.NaN, Double.NaN, 1e-3, Double.POSITIVE_INFINITY};
    assertArrayEquals(expected, table(2, "v,w\n,0\nNaN,0\n1e-3,0\nInfinity,0\n").numbers("v"));
  }

  @Test
  void mistakesNameFileAndLine() throws IOException {
    Recorded text = table(1, "a,b\n1,2\n1,\"x\ny\"\n1,oops\n");
    assertMessage(":3: b is 'x\ny', not a number", () -> text.numbers("b"));
    Recorded late = table(2, "a,b\n1,\"2\n\"\n1,oops\n");
    assertMessage(":4: b is 'oops'", () -> late.numbers("b"));
    assertMessage("has no column 'c'; available: a, b", () -> late.texts("c"));
    assertMessage(":2: 1 fields under 2 columns", () -> table(3, "a,b\n1\n"));
    assertMessage(":2: a quoted field does not end", () -> table(4, "a,b\n\"1,2\n3"));
    assertMessage(":1: text follows", () -> table(5, "\"a\"b,c\n"));
    assertMessage("is empty", () -> table(6, "\n"));
  }

  private static void assertMessage(
      String part, org.junit.jupiter.api.function.Executable executable) {
    String message = assertThrows(PlotException.class, executable).getMessage();
    assertTrue(message.contains(part), message);
  }
}
