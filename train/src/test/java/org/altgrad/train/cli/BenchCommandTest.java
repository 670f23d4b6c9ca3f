package org.altgrad.train.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class BenchCommandTest {
  @TempDir private Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int bench(String... args) {
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    String[] all = new String[args.length + 1];
    all[0] = "bench";
    System.arraycopy(args, 0, all, 1, args.length);
    return line.execute(all);
  }

  @Test
  void aTinyExperimentIsMeasured() throws IOException {
    Path table = directory.resolve("bench.csv");
    int code =
        bench(
            "experiment=hnca/bandit",
            "data=proto_bits",
            "trainer.batch_size=10",
            "--steps=20",
            "--repeats=2",
            "--warmup=2",
            "--profile",
            "--to=" + table);
    assertEquals(0, code, err::toString);
    List<String> lines = Files.readAllLines(table);
    assertEquals(2, lines.size());
    String[] names = lines.get(0).split(",");
    String[] cells = lines.get(1).split(",", -1);
    for (int i = 0; i < names.length; i++) {
      switch (names[i]) {
        case "experiment" -> assertEquals("hnca/bandit", cells[i]);
        case "overrides" ->
            assertEquals("experiment=hnca/bandit data=proto_bits trainer.batch_size=10", cells[i]);
        case "steps" -> assertEquals("20", cells[i]);
        // The system counts processor time in 10 ms, so a short measurement may see none.
        case "wall_us_per_step",
            "examples_per_s",
            "gflop_per_step",
            "peak_gflops",
            "first_step_cpu_s",
            "first_step_wall_s" -> {
          double value = Double.parseDouble(cells[i]);
          assertTrue(value > 0 && Double.isFinite(value), names[i] + " is " + value);
        }
        default -> {}
      }
    }
    assertTrue(out.toString().contains("CPU time"), out::toString);
    assertTrue(out.toString().contains("of 10 ms, so figures of CPU time"), out::toString);
    assertTrue(out.toString().contains("MatMul"), out::toString);
    try (var files = Files.list(directory)) {
      assertEquals(List.of(table), files.toList());
    }
  }

  /** Of a rate of learning with which numbers overflow. */
  @Test
  void whatDivergesIsTold() throws IOException {
    Path table = directory.resolve("bench.csv");
    String[] wild = {"experiment=biohsic/xor", "optimizer.lr=1e6", "--repeats=1", "--steps=20"};
    String[] all =
        Stream.concat(Stream.of(wild), Stream.of("--to=" + table)).toArray(String[]::new);
    assertEquals(0, bench(all), err::toString);
    assertTrue(out.toString().contains("WARNING: diverged at step 0: loss is NaN"), out::toString);
    assertFalse(out.toString().contains("the figure to quote"), out::toString);
    assertTrue(Files.readString(table).contains(",at step 0: loss is NaN,"));
  }

  private static final String[] TINY = {
    "experiment=hnca/bandit", "data=proto_bits", "trainer.batch_size=10", "--repeats=3"
  };

  private int tiny(String... more) {
    return bench(Stream.concat(Stream.of(TINY), Stream.of(more)).toArray(String[]::new));
  }

  /** The ratio that is printed, and its range. */
  private double[] ratio() {
    Matcher line =
        Pattern.compile("other/this +([0-9.]+) \\(([0-9.]+) \\.\\. ([0-9.]+)\\) in 3 pairs")
            .matcher(out.toString());
    assertTrue(line.find(), out::toString);
    return IntStream.rangeClosed(1, 3)
        .mapToDouble(i -> Double.parseDouble(line.group(i)))
        .toArray();
  }

  @Test
  void aConfigurationIsComparedWithAnother() {
    assertEquals(
        0, tiny("--steps=300", "--vs", "trainer.batch_size=200 model.width=100"), err::toString);
    double[] ratio = ratio();
    assertTrue(ratio[1] <= ratio[0] && ratio[0] <= ratio[2], out::toString);
    assertTrue(ratio[0] > 2, "twenty times the examples and wider layers:\n" + out);
  }

  @Test
  void aPeerIsRead() {
    assertEquals(
        0, tiny("--steps=200", "--peer", "echo 'CPU us a peer of B=3 1e6 3e8 2e6 | 5 MB'"));
    assertTrue(ratio()[0] > 100, out::toString);
    assertTrue(out.toString().contains("2000000 us (2000000 .. 2000000)"), out::toString);
  }

  /** In a table of their own, as it has other columns than that of one side. */
  @Test
  void comparisonsAreRowsOfATable() throws IOException {
    Path table = directory.resolve("compared.csv");
    String to = "--to=" + table;
    assertEquals(0, tiny("--steps=400", to, "--vs", "model.width=100"), err::toString);
    assertEquals(0, tiny("--steps=400", to, "--peer", "echo 'CPU us/step p, q 1e6'"));
    List<String> lines = Files.readAllLines(table);
    assertEquals(3, lines.size(), lines::toString);
    assertTrue(lines.get(1).contains(",400,model.width=100,3,step,"), lines.get(1));
    String peer = ",400,\"echo 'CPU us/step p, q 1e6'\",3,step,";
    int from = lines.get(2).indexOf(peer);
    assertTrue(from > 0, lines.get(2));
    String[] cells = lines.get(2).substring(from + peer.length()).split(",");
    double ratio = 1e6 / Double.parseDouble(cells[0]);
    assertEquals("1000000.0", cells[3]);
    assertEquals(ratio, Double.parseDouble(cells[6]), 0.01 * ratio);
    assertEquals(Main.FAILURE, tiny("--steps=1", to));
    assertTrue(err.toString().contains("is not a table that rows can be added to"));
    assertEquals(3, Files.readAllLines(table).size());
  }

  @Test
  void aPeerThatSaysNothingIsNamed() {
    assertEquals(Main.FAILURE, tiny("--steps=1", "--peer", "echo 12 us"));
    assertTrue(err.toString().contains("'CPU us/step NAME NUMBER"), err::toString);
    assertEquals(Main.FAILURE, tiny("--steps=1", "--peer", "exit 3"));
    assertTrue(err.toString().contains("ended with 3"), err::toString);
  }

  @Test
  void aComparisonWithoutARatioFails() {
    assertEquals(Main.FAILURE, tiny("--steps=1", "--peer", "echo CPU us/window a 12"));
    assertTrue(err.toString().contains("but tells that of 'window'"), err::toString);
    assertEquals(Main.FAILURE, tiny("--steps=1", "--peer", "echo CPU us/step a 12"));
    assertTrue(out.toString().contains("other/this  not measured"), out::toString);
  }

  @Test
  void aPeersWindowIsComparedWithAWindow() {
    String[] windows = {
      "experiment=biohsic/xor", "trainer.threads=1", "--steps=20", "--repeats=3", "--peer", ""
    };
    windows[5] = "echo 'CPU us/window a peer 1e6'";
    assertEquals(0, bench(windows), err::toString);
    Matcher own =
        Pattern.compile("CPU time +(\\d+)\\S* us .* a window, a step has (\\d+)")
            .matcher(out.toString());
    assertTrue(own.find() && Integer.parseInt(own.group(2)) > 1, out::toString);
    double expected = 1e6 / Double.parseDouble(own.group(1));
    assertEquals(expected, ratio()[0], 0.03 * expected, out::toString);
    windows[5] = "echo 'CPU us a peer 1e6'";
    assertEquals(Main.FAILURE, bench(windows), err::toString);
    assertTrue(err.toString().contains("must say whether its time is of a step or of a window"));
  }

  @Test
  void stepsAreWholeCallsAndOperationsAreOfAStep() {
    assertEquals(0, tiny("--steps=1", "--profile", "trainer.steps_per_call=8"), err::toString);
    String text = out.toString();
    assertTrue(
        text.contains("8 in a repeat, in calls of 8: whole calls, more than --steps=1"), text);
    Matcher products = Pattern.compile(" +[0-9.]+ +[0-9.]+ +([0-9.]+) .* MatMul\n").matcher(text);
    assertTrue(products.find(), text);
    // Two layers' products and their gradients', and not eight times as many.
    assertTrue(Double.parseDouble(products.group(1)) < 16, text);
  }

  /** Its steps are places on a grid, and there are no others. */
  @Test
  void aRunOfFewStepsBeginsAnew() {
    assertEquals(
        0,
        bench("experiment=ilc/landscape", "--steps=100", "--repeats=2", "--warmup=1"),
        err::toString);
    assertTrue(out.toString().contains("CPU time"), out::toString);
  }

  @Test
  void aRepeatHasEnoughClockTicks() {
    assertEquals(0, tiny("--vs", "model.width=9"), err::toString);
    assertFalse(out.toString().contains("WARNING"), out::toString);
    Matcher measured =
        Pattern.compile("steps +([0-9]+) in a repeat.*?CPU time +([0-9.]+) us", Pattern.DOTALL)
            .matcher(out.toString());
    assertTrue(measured.find(), out::toString);
    double seconds =
        Double.parseDouble(measured.group(1)) * Double.parseDouble(measured.group(2)) / 1e6;
    assertTrue(seconds > 0.3, "a second, but for what else the machine does:\n" + out);
    ratio();
  }

  @Test
  void comparisonsStandAlone() {
    assertEquals(Main.USAGE, tiny("--vs", "model.width=3", "--profile"));
    assertTrue(err.toString().contains("--profile: must be left out beside --vs"), err::toString);
    assertEquals(Main.USAGE, tiny("--vs", "model.widht=3"));
    assertTrue(err.toString().contains("widht"), err::toString);
    assertEquals(Main.USAGE, tiny("--vs", ""));
    assertTrue(err.toString().contains("--vs: must be overrides but is ''"), err::toString);
    assertEquals(Main.USAGE, tiny("--peer", " "));
    assertTrue(err.toString().contains("--peer: must be a command but is ' '"), err::toString);
  }

  @Test
  void aWrongNumberOfStepsIsAMistakeOfTheUser() {
    assertEquals(Main.USAGE, bench("experiment=hnca/bandit", "--repeats=0"));
    assertTrue(err.toString().contains("--repeats"), err::toString);
  }

  @Test
  void aTableOfAnotherKindIsRefusedBeforeAnyWork() throws IOException {
    Path other = Files.writeString(directory.resolve("other.csv"), "x,y\n1,2\n");
    assertEquals(Main.FAILURE, bench("experiment=hnca/bandit", "--to=" + other));
    assertTrue(err.toString().contains("other.csv"), err::toString);
    assertEquals("x,y\n1,2\n", Files.readString(other));
  }
}
