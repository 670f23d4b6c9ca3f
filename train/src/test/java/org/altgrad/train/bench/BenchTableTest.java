package org.altgrad.train.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.altgrad.train.run.RunException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchTableTest {
  @TempDir private Path directory;

  static final BenchResult MEASUREMENT =
      new BenchResult(
          new BenchResult.Workload(
              "hnca/bandit",
              List.of("model.width=8", "trainer.best={split: test, metric: accuracy}"),
              2,
              new BenchResult.Steps(100, 1, OptionalLong.of(100)),
              Repeat.STEP,
              1,
              Optional.empty()),
          new BenchResult.Repeats(500, 400, 700),
          new BenchResult.Repeats(250, 240, 260),
          200_000,
          new BenchResult.Arithmetic(0.01, 1.5, 0),
          80,
          new BenchResult.ProcessMemory(OptionalDouble.of(300.25), List.of(1.5, 0.5), 250),
          new BenchResult.FirstStep(4.5, 2.25),
          new Profile(1, 0, 0, List.of(), List.of()));

  @Test
  void aRowHoldsTheFigures() {
    String row = BenchTable.row(MEASUREMENT);
    assertTrue(
        row.startsWith(
            "hnca/bandit,\"model.width=8 trainer.best={split: test, metric: accuracy}\",2,100,"
                // 0.01 GFLOP in 500 us are 20 GFLOP a second, a quarter of 80.
                + "500.0,400.0,700.0,250.0,200000.0,0.010000,20.000,80.00,0.25000,300.3,n/a,"
                + "4.50,2.25,,"),
        row);
    assertEquals(
        BenchTable.header().split(",").length,
        row.replaceAll("\"[^\"]*\"", "quoted").split(",", -1).length);
  }

  @Test
  void whatWasNotCountedHasNoFigure() {
    BenchResult compiled =
        new BenchResult(
            MEASUREMENT.workload(),
            MEASUREMENT.cpuMicros(),
            MEASUREMENT.wallMicros(),
            1,
            new BenchResult.Arithmetic(0, 0, 0),
            80,
            MEASUREMENT.memory(),
            MEASUREMENT.firstStep(),
            MEASUREMENT.profile());
    assertTrue(BenchTable.row(compiled).contains(",0.000000,n/a,80.00,n/a,"));
    String text = BenchText.of(compiled);
    assertTrue(text.contains("no products counted") && text.contains("n/a: no products"), text);
  }

  @Test
  void timeThatWasNotSeenHasNoFigure() {
    BenchResult unseen = BenchTextTest.with(MEASUREMENT.workload(), 0, MEASUREMENT.memory());
    assertTrue(
        BenchTable.row(unseen).contains(",2,100,n/a,n/a,n/a,250.0,"), BenchTable.row(unseen));
  }

  @Test
  void rowsAreAddedToAFile() throws IOException {
    Path file = directory.resolve("bench.csv");
    BenchTable.append(file, List.of("a", "b"));
    BenchTable.append(file, List.of("c"));
    assertEquals(List.of(BenchTable.header(), "a", "b", "c"), Files.readAllLines(file));
  }

  @Test
  void aLineThatWasNotEndedIsEndedFirst() throws IOException {
    Path file = directory.resolve("bench.csv");
    Files.writeString(file, BenchTable.header() + "\na");
    BenchTable.append(file, List.of("b"));
    assertEquals(List.of(BenchTable.header(), "a", "b"), Files.readAllLines(file));
  }

  @Test
  void anotherTableIsLeftAlone() throws IOException {
    Path file = directory.resolve("metrics.csv");
    Files.writeString(file, "step,epoch,split,metric,value\n1,1,train,loss,2\n");
    RunException e = assertThrows(RunException.class, () -> BenchTable.append(file, List.of("a")));
    assertTrue(e.getMessage().contains("metrics.csv"), e::getMessage);
    assertEquals(2, Files.readAllLines(file).size());
  }

  @Test
  void aFileNeedsADirectory() {
    Path file = directory.resolve("none").resolve("bench.csv");
    RunException e = assertThrows(RunException.class, () -> BenchTable.check(file));
    assertTrue(e.getMessage().contains("there is no directory"), e::getMessage);
  }
}
