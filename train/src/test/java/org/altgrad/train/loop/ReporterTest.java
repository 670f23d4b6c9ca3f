package org.altgrad.train.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.altgrad.graphs.program.MetricName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What stands on a terminal while a run goes on. */
class ReporterTest {
  private static final Map<String, Map<MetricName, Double>> RESULTS =
      Map.of(
          "test",
          Map.of(
              MetricName.of("accuracy"), 0.8765,
              MetricName.of("loss"), 0.4321,
              MetricName.of("gradient_variance"), 1.25e-5,
              MetricName.of("confidence"), 0.9012));

  @TempDir Path temp;

  /** No metric is lost and no rest of the lowest line stays, whatever the width becomes. */
  @ParameterizedTest
  @CsvSource({"40,40", "60,60", "80,80", "200,200", "200,60", "60,200"})
  void nothingIsLost(int width, int later) throws IOException {
    Screen screen = new Screen(width);
    int[] columns = {width};
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Path log = temp.resolve("run.log");
    try (Reporter reporter =
        new Reporter(
            new PrintStream(bytes, true, StandardCharsets.UTF_8),
            () -> OptionalInt.of(columns[0]),
            log)) {
      reporter.message("before");
      reporter.start(0, 100, 50);
      for (int step = 1; step <= 100; step++) {
        reporter.step(step);
        if (step % 25 == 0) {
          reporter.epoch(step / 25, 4, step, RESULTS);
          screen.write(bytes.toByteArray());
          Screen wide = new Screen(500);
          wide.write(bytes.toByteArray());
          bytes.reset();
          String lowest = screen.lines().get(screen.lines().size() - 1);
          assertTrue(lowest.contains("% █") || lowest.contains("% ░"), lowest);
          String all = wide.lines().get(wide.lines().size() - 1);
          assertTrue(all.startsWith(lowest), lowest + " of " + all);
          if (step == 50) {
            screen.resize(later);
            columns[0] = later;
          }
        }
      }
      reporter.end();
      reporter.message("after");
    }
    screen.write(bytes.toByteArray());
    List<String> logged =
        Files.readAllLines(log).stream().map(line -> line.replaceFirst("^\\S+ ", "")).toList();
    assertEquals(6, logged.size());
    // Lines from before it had another width do not wrap at its new edge.
    List<String> kept = width == later ? logged : logged.subList(3, 6);
    String text = screen.text();
    String unbroken = Screen.unbroken(text);
    for (String line : kept) {
      assertTrue(unbroken.contains(Screen.unbroken(line)), () -> line + " in " + text);
    }
    assertFalse(text.contains("█") || text.contains("░"), text);
    assertTrue(text.endsWith("after\n\n") || text.endsWith("after\n"), text);
  }

  /** Every line fits, holds whole metrics, and one more would not have fitted the line before. */
  @ParameterizedTest
  @ValueSource(ints = {40, 60, 80, 200})
  void linesAreBrokenBetweenMetrics(int width) {
    String line =
        "epoch 2/4  |  train  accuracy 0.8765  gradient_variance 1.25e-05  loss 0.4321"
            + "  |  test  accuracy 0.9012  confidence 0.8800  |  8123 examples/s, 1:02:03 left";
    List<String> units =
        List.of(
            "train  accuracy 0.8765",
            "gradient_variance 1.25e-05",
            "loss 0.4321",
            "test  accuracy 0.9012",
            "confidence 0.8800",
            "8123 examples/s, 1:02:03 left");
    List<String> parts = List.of(line.split("  (?:\\|  )?"));
    List<String> shown = Reporter.broken(line, width).lines().toList();
    assertEquals(
        parts,
        shown.stream().flatMap(one -> Stream.of(one.strip().split("  (?:\\|  )?"))).toList());
    for (int i = 0; i < shown.size(); i++) {
      assertTrue(shown.get(i).length() <= width, shown.get(i));
      if (i > 0) {
        // A split's name stands with its first metric.
        String begin = shown.get(i).strip();
        String first = units.stream().filter(begin::startsWith).findFirst().orElseThrow();
        assertTrue(shown.get(i - 1).length() + 5 + first.length() > width, shown::toString);
        assertFalse(shown.get(i - 1).matches(".*(\\||train|test|  )"), shown::toString);
      }
    }
    assertEquals(
        width == 200 ? 1 : width == 80 ? 2 : width == 60 ? 4 : 5, shown.size(), "" + shown);
  }

  /** Words and the path, which has a blank, stay whole where a line holds them. */
  @ParameterizedTest
  @CsvSource({"30,5", "38,4", "40,4", "60,3", "80,2", "200,1"})
  void messagesAreBrokenBetweenWordsAndPathsAreNot(int width, int count) throws IOException {
    String path = "outputs/my runs/2026-11-30_00-15-22-17"; // 38 signs
    String line =
        "hnca/bandit, seed 0: 4,810 parameters; digits (image 8x8x1): train 100, test 1,000; "
            + path;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Path log = temp.resolve("run.log");
    try (Reporter reporter =
        new Reporter(
            new PrintStream(bytes, true, StandardCharsets.UTF_8),
            () -> OptionalInt.of(width),
            log)) {
      reporter.message(line, List.of(path));
    }
    List<String> shown = bytes.toString(StandardCharsets.UTF_8).lines().toList();
    assertEquals(line, String.join(" ", shown.stream().map(String::strip).toList()));
    assertTrue(Files.readString(log).endsWith(" " + line + "\n"));
    assertTrue(shown.get(shown.size() - 1).endsWith(path), "" + shown);
    for (int i = 0; i < shown.size(); i++) {
      String words = shown.get(i);
      assertTrue(words.length() <= width || words.equals(path), words);
      if (i > 0) {
        assertTrue(words.startsWith("  ") || words.length() > width - 2, words);
        String next = words.contains(path) ? path : words.strip().split(" ")[0];
        assertTrue(shown.get(i - 1).length() + 1 + next.length() > width, "" + shown);
      }
    }
    assertEquals(count, shown.size(), "" + shown);
  }

  @Test
  void linesOnlyWhereLinesCannotBeErased() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Reporter reporter =
        new Reporter(
            new PrintStream(bytes, true, StandardCharsets.UTF_8),
            OptionalInt::empty,
            temp.resolve("run.log"))) {
      reporter.start(0, 100, 50);
      reporter.step(10);
      reporter.epoch(1, 4, 25, RESULTS);
    }
    String text = bytes.toString(StandardCharsets.UTF_8);
    assertEquals(1, text.lines().count());
    assertTrue(!text.contains("\033") && !text.contains("\r"), text);
  }
}
