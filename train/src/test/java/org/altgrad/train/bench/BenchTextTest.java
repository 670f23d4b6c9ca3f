package org.altgrad.train.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.altgrad.train.run.RunException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchTextTest {
  private static BenchResult.Workload workload(String part, double partsPerStep) {
    return new BenchResult.Workload(
        "biohsic/mnist",
        List.of(),
        1,
        new BenchResult.Steps(100, 1, OptionalLong.empty()),
        part,
        partsPerStep,
        Optional.empty());
  }

  private static final BenchResult.Workload STEPS = workload(Repeat.STEP, 1);
  private static final BenchResult.Workload WINDOWS = workload("window", 64);

  /** 100 steps of 64 windows that take so many seconds. */
  private static Repeat windows(double seconds) {
    return new Repeat(seconds, seconds, 100, new Repeat.Parts("window", 6400), Optional.empty());
  }

  private static Repeat steps(double seconds) {
    return new Repeat(seconds, seconds, 100, new Repeat.Parts(Repeat.STEP, 100), Optional.empty());
  }

  private static Comparison peer(List<Repeat> own, String... lines) {
    Iterator<Repeat> mine = own.iterator();
    Iterator<PeerLine> said = Stream.of(lines).map(line -> PeerLine.of(List.of(line))).iterator();
    return Comparison.withPeer("peer", own.size(), mine::next, said::next);
  }

  static BenchResult with(
      BenchResult.Workload workload, double micros, BenchResult.ProcessMemory memory) {
    BenchResult m = BenchTableTest.MEASUREMENT;
    BenchResult.Repeats all = new BenchResult.Repeats(micros, micros, micros);
    return new BenchResult(
        workload,
        all,
        m.wallMicros(),
        m.examplesPerSecond(),
        new BenchResult.Arithmetic(0.01, 1.5, 1),
        m.peakGflops(),
        memory,
        m.firstStep(),
        m.profile());
  }

  private static void has(String text, String... parts) {
    List<String> lost = new ArrayList<>(List.of(parts));
    lost.removeIf(text::contains);
    assertTrue(lost.isEmpty(), () -> lost + " in\n" + text);
  }

  @Test
  void aPeersWindowIsComparedWithAWindow() {
    // 6400 windows in 1.28 s are 200 us each; the first pair's ratio is 100 / 200.
    Comparison compared =
        peer(
            List.of(windows(1.28), windows(1.28), windows(0.64)),
            "CPU us/window jax 100.0",
            "CPU us/window jax 99.0",
            "cpu ms/window 0.1");
    has(
        BenchText.of(WINDOWS, compared),
        "200 us (100 .. 200) a window, a step has 64",
        "100 us (99 .. 100) per window",
        "other/this  0.500 (0.495 .. 1.00) in 3 pairs");
  }

  @Test
  void aPeersStepIsComparedWithAStep() {
    has(
        BenchText.of(WINDOWS, peer(List.of(windows(1.28)), "CPU us/step jax 12800")),
        "CPU time    12800 us (12800 .. 12800) a step of 64 windows",
        "other/this  1.00 (1.00 .. 1.00) in 1 pair ");
    has(
        BenchText.of(STEPS, peer(List.of(steps(1)), "CPU us jax 580000")),
        "a step\n",
        "other/this  58.0 (58.0 .. 58.0) in 1 pair ");
  }

  @Test
  void aPeerThatTellsAnotherUnitIsRefusedAtOnce() {
    has(
        refused(windows(1.28), "CPU us jax 100.0"),
        "--peer: must say whether its time is of a step or of a window, as in 'CPU us/step NAME"
            + " 12.3' or 'CPU us/window NAME 12.3'");
    has(
        refused(windows(1.28), "CPU us/epoch jax 100.0"),
        "--peer: must tell the time of a step, as in 'CPU us/step NAME 12.3', or of a window, as in"
            + " 'CPU us/window NAME 12.3', but tells that of 'epoch'");
    has(
        refused(steps(1), "CPU us/window jax 100.0"),
        "--peer: must tell the time of a step, as in 'CPU us/step NAME 12.3', but tells that of"
            + " 'window', and a step of this experiment is not made of such parts");
    has(
        refused(windows(1.28), "CPU us/window jax 100.0", "CPU us/step jax 100.0"),
        "must tell the time of the same each time, but tells that of a window and then of a step");
  }

  private static String refused(Repeat own, String... lines) {
    List<Repeat> twice = List.of(own, own);
    return assertThrows(RunException.class, () -> peer(twice, lines)).getMessage();
  }

  @Test
  void twoConfigurationsOfWindowsAreComparedByTheWindow() {
    Repeat half = new Repeat(0.64, 0.64, 100, new Repeat.Parts("window", 3200), Optional.empty());
    Comparison compared =
        Comparison.withOther("x", 1, () -> windows(1.28), () -> Repeat.read(half.line()).get());
    has(BenchText.of(WINDOWS, compared), "other/this  1.00 ", "200 us (200 .. 200) a window");
    Comparison other = Comparison.withOther("x", 1, () -> windows(1.28), () -> steps(0.64));
    has(
        BenchText.of(WINDOWS, other),
        "other/this  0.500 ",
        "a step of 64 windows",
        "100 in a repeat; 100 of the other");
  }

  @Test
  void whatDivergedIsNotToBeQuoted() {
    Repeat.Parts parts = new Repeat.Parts(Repeat.STEP, 100);
    Repeat bad = new Repeat(1, 1, 100, parts, Optional.of("at step 3: loss is NaN"));
    Comparison compared =
        Comparison.withOther("x", 1, () -> steps(1), () -> Repeat.read(bad.line()).get());
    String text = BenchText.of(STEPS, compared);
    has(
        text,
        "WARNING: the other diverged at step 3: loss is NaN; a run ends there, and",
        "other/this  1.00 (1.00 .. 1.00) in 1 pair  <- above 1 this is cheaper");
    assertEquals(steps(1), Repeat.read(steps(1).line()).get());
  }

  @Test
  void whatIsTooShortIsTold() {
    // One side, then the other, then neither was seen; a second takes 1000 times as long.
    String unseen =
        BenchText.of(
            STEPS,
            Comparison.withOther(
                "x",
                3,
                List.of(shortly(0.0), shortly(0.01), shortly(0.01)).iterator()::next,
                List.of(shortly(0.01), shortly(0.0), shortly(0.01)).iterator()::next));
    has(
        unseen,
        "WARNING: a repeat took 1 clock tick of 10 ms, so",
        "WARNING: a repeat of the other took 1 clock tick of 10 ms, so",
        "other/this  not measured: in 2 of 3 pairs a side took less than a clock tick of 10 ms;"
            + " give --steps=100000");
    String few = BenchText.of(STEPS, peer(List.of(steps(0.05)), "CPU us/step jax 100.0"));
    has(
        few,
        "WARNING: a repeat took 5 clock ticks",
        "--steps=2000 for a second",
        "other/this  0.2");
    String one = BenchText.of(STEPS, peer(List.of(shortly(0)), "CPU us/step jax 100.0"));
    has(one, "not measured: in the only pair a side", "took less than a clock tick of 10 ms, so");
    assertFalse((unseen + one).contains(".. n/a"), unseen + one);
    assertFalse(
        BenchText.of(STEPS, peer(List.of(steps(1)), "CPU us/step x 9")).contains("WARNING"));
  }

  private static Repeat shortly(double cpuSeconds) {
    return new Repeat(cpuSeconds, 0.001, 100, new Repeat.Parts(Repeat.STEP, 100), Optional.empty());
  }

  @Test
  void fewClockTicksAreTold() {
    // 100 steps of 500 us are 5 ticks; a second of wall time takes 40 times as many of 250 us.
    String text = BenchText.of(BenchTableTest.MEASUREMENT);
    has(text, "took 5 clock ticks of 10 ms", "--steps=4000");
    BenchResult.ProcessMemory memory = BenchTableTest.MEASUREMENT.memory();
    has(
        BenchText.of(with(STEPS, 100, memory)),
        "took 1 clock tick of 10 ms, so",
        "(1 node not counted)",
        "roofline    at least ");
    has(
        BenchText.of(with(STEPS, 0, memory)),
        "CPU time    n/a (less than a clock tick of 10 ms in a repeat)",
        "took less than a clock tick of 10 ms, so",
        "roofline    n/a: a repeat took less than a clock tick of 10 ms; give --steps=4000");
  }

  @Test
  void aStepIsToldInItsParts() {
    BenchResult.ProcessMemory memory = BenchTableTest.MEASUREMENT.memory();
    has(
        BenchText.of(with(workload("window", 63.984), 12_800, memory)),
        "12800 us (12800 .. 12800) a step of 63.98 windows, 200 a window  <- the figure to quote");
  }

  @Test
  void memoryIsToldOfTheStepsThatWereLookedAt() {
    has(
        BenchText.of(BenchTableTest.MEASUREMENT),
        "300 MB at most, 2.00 MB more after 500 steps in 2 repeats, too few to tell how it goes on");
    has(memory(500, 2), "2.00 MB more after 500 steps in 1 repeat, too few to tell how it goes on");
    has(memory(1, 0), "0.00 MB more after 1 step in 1 repeat, too few");
    has(memory(1000, 4, 2), "6.00 MB more after 2000 steps in 2 repeats, too few");
    has(memory(300, 1, 1, 1), "3.00 MB more after 900 steps in 3 repeats, too few");
  }

  /** Java's heap and the allocator grow in one repeat or two, and are no rate. */
  @Test
  void whatMemoryGrowsByOnceIsNotToldAsARate() {
    has(
        memory(1000, 21, 0, -9, 0.125, 0.25),
        "300 MB at most, 12.38 MB more after 5000 steps; in the median repeat 0.13 MB more in 1000"
            + " steps");
    has(memory(4000, -2, -2, 8), "; in the median repeat 0.50 MB less in 1000 steps");
  }

  private static String memory(long steps, double... growth) {
    return BenchText.of(
        with(
            STEPS,
            20_000,
            new BenchResult.ProcessMemory(
                OptionalDouble.of(300), DoubleStream.of(growth).boxed().toList(), steps)));
  }

  @Test
  void stepsAreWholeCalls() {
    BenchResult.Workload calls =
        new BenchResult.Workload(
            "x",
            List.of(),
            1,
            new BenchResult.Steps(64, 64, OptionalLong.of(1)),
            Repeat.STEP,
            1,
            Optional.empty());
    has(
        BenchText.of(with(calls, 20_000, BenchTableTest.MEASUREMENT.memory())),
        "steps       64 in a repeat, in calls of 64: whole calls, more than --steps=1",
        "after the start, at the end of its call of 64");
  }

  @ParameterizedTest
  @CsvSource({
    "0.4764, 0.476",
    "0.99951, 1.00",
    "1.019, 1.02",
    "58, 58.0",
    "1234.5, 1230",
    "0.00123, 0.00123"
  })
  void ratiosHaveThreeDigits(double ratio, String shown) {
    assertEquals(shown, BenchText.threeDigits(ratio));
  }

  @Test
  void thePeersLineIsRead() {
    assertEquals(
        new PeerLine(12.4, ""), PeerLine.of(List.of("x", "CPU us a B=3 12.9 12.1 12.4 | 7", "y")));
    assertEquals(
        new PeerLine(12.4, "window"), PeerLine.of(List.of("CPU us/window a B=3 12.4 | 7")));
    PeerLine millis = PeerLine.of(List.of("20 64 cpu ms/step 0.0531 wall 0.06 1.2"));
    assertEquals(53.1, millis.micros(), 1e-9);
    assertEquals("step", millis.unit());
    assertEquals(new PeerLine(60, "step"), PeerLine.of(List.of("cpu ms/step 0.05 6e-2 0.07")));
    assertThrows(RunException.class, () -> PeerLine.of(List.of("CPU us none")));
    assertThrows(RunException.class, () -> PeerLine.of(List.of("CPU us/ 12")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "CPU us/step a 12.1; CPU us/step b 15; must print one line of processor time but prints 2:"
            + " 'CPU us/step a 12.1', 'CPU us/step b 15'",
        "CPU us/step a 6400; CPU us/window a 100; but prints 2",
        "cpu ms/step 1.2; CPU us/step a 12; but prints 2",
        "CPU us/step a 12 cpu ms/step 0.012; end; but prints 2: 'CPU us/step a 12', 'cpu ms/step",
        "CPU us/step a 12 nan 13; end; must be finite and above 0 but 'CPU us/step a 12 nan 13' has nan",
        "CPU us/step a 12 0.0 13; end; has 0.0",
        "CPU us/step a 12 -3; end; has -3",
        "cpu ms/step inf; end; has inf"
      })
  void whatAPeerPrintsBesideOneFigureIsRefused(String line, String next, String why) {
    List<String> lines = List.of(line, next);
    String said = assertThrows(RunException.class, () -> PeerLine.of(lines)).getMessage();
    has(said, "--peer: ", why);
  }
}
