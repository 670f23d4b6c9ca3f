package org.altgrad.train.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.altgrad.train.loop.Screen;
import org.altgrad.train.sweep.Event.Kind;
import org.altgrad.train.sweep.Job;
import org.altgrad.train.sweep.SweepDirectory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stands on a terminal while a sweep goes on. */
class LiveTableTest {
  private static final String LONG = " optimizer.lr=1e-4 model.features=[128,64]";

  @TempDir Path temp;

  private SweepDirectory sweep;

  /**
   * The first of six runs is done, two are at work, of which one has an epoch, three wait, one for
   * its worker was killed.
   */
  @BeforeEach
  void begin() throws IOException {
    List<Job> jobs =
        IntStream.range(0, 6)
            .mapToObj(
                i ->
                    new Job(
                        "00" + i, "seed=" + i + LONG, Optional.empty(), false, Optional.empty()))
            .toList();
    SweepDirectory.begin(temp, jobs, List.of());
    for (Job job : jobs) {
      Files.createDirectories(temp.resolve(job.run()));
    }
    sweep = new SweepDirectory(temp);
    sweep.tell(Kind.DONE, "000", "a", Map.of("seconds", 60.0));
    sweep.tell(Kind.CLAIMED, "001", "a", Map.of());
    sweep.tell(Kind.CLAIMED, "002", "b", Map.of());
    sweep.tell(Kind.CLAIMED, "003", "gone", Map.of());
    Files.createDirectories(temp.resolve("workers"));
    for (String alive : List.of("a", "b")) {
      Files.writeString(temp.resolve("workers").resolve(alive + ".json"), "{}");
    }
  }

  private void log(String run, LocalDateTime at, String rest) throws IOException {
    Files.writeString(
        temp.resolve(run).resolve("run.log"),
        at.minusSeconds(9)
            + " epoch 1/8  |  train  loss 0.9000  |  100 examples/s, 9:59 left\n"
            + at
            + " "
            + rest
            + "\n"
            + at
            + " a checkpoint\n");
  }

  private LiveTable table(ByteArrayOutputStream bytes) {
    return new LiveTable(
        new SweepDirectory(temp), new PrintStream(bytes, true, StandardCharsets.UTF_8));
  }

  @Test
  void saysHowFarRunsAre() throws IOException {
    LocalDateTime now = LocalDateTime.now();
    String results = "train  loss 0.4000  accuracy 0.8000  |  test  loss 0.5000  accuracy 0.7000";
    log("001", now, "epoch 4/8  |  " + results + "  |  100 examples/s, 0:50 left");
    List<String> rows = table(new ByteArrayOutputStream()).rows(now.plusSeconds(20));
    assertEquals("2  ████░░░░  4/8  loss@test 0.5000  0:30 left  seed=1" + LONG, rows.get(0));
    assertEquals("3  ░░░░░░░░  begins  seed=2" + LONG, rows.get(1));
    // 30 s, 60 - 20 s, and three times the 60 s of the run that is done, two beside each other.
    assertEquals("1 done, 2 running, 0 failed, 3 waiting, 2:05 left", rows.get(2));
    assertEquals(3, rows.size());
  }

  /** How long it takes now is not known from a line of an earlier process. */
  @Test
  void aResumedRunKeepsItsPlaceAndNotItsSpeed() throws IOException {
    LocalDateTime now = LocalDateTime.now();
    log("001", now.minusHours(1), "epoch 4/8  |  train  loss 0.4  |  100 examples/s, 0:50 left");
    List<String> rows = table(new ByteArrayOutputStream()).rows(now);
    assertEquals("2  ████░░░░  4/8  loss@train 0.4  ? left  seed=1" + LONG, rows.get(0));
  }

  @Test
  void aMetricIsFoundBySplitAndName() {
    String line =
        "2026-01-02T03:04:05.678 epoch 2/4  |  train  loss 1.5  |  validation  loss 1.7  mcc 0.6"
            + "  |  1200 examples/s, 1:02:03 left";
    RunProgress progress = RunProgress.parse("torn\n" + line + "\n").orElseThrow();
    assertEquals(OptionalDouble.of(3723), progress.left(progress.at()));
    assertEquals(OptionalDouble.of(0), progress.left(progress.at().plusHours(2)));
    assertEquals(
        "mcc@validation 0.6", progress.metric(Optional.of("validation"), Optional.of("mcc")));
    assertEquals("loss@validation 1.7", progress.metric(Optional.empty(), Optional.empty()));
    assertEquals("", progress.metric(Optional.of("train"), Optional.of("mcc")));
    assertTrue(RunProgress.parse("2026-01-02T03:04:05.678 epoch 2/4  |  train  lo").isEmpty());
    assertTrue(RunProgress.of(temp.resolve("nowhere")).isEmpty());
  }

  /** Drawn in place, cut at the edge, whatever the width becomes; nothing of it stays. */
  @ParameterizedTest
  @CsvSource({"60,60", "80,80", "200,200", "200,60", "60,200"})
  void nothingIsLeft(int width, int later) throws IOException {
    Screen screen = new Screen(width);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    LiveTable table = table(bytes);
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    out.println("before");
    for (int epoch = 1; epoch <= 8; epoch++) {
      String line = "epoch " + epoch + "/8  |  test  loss 0.5000  |  100 examples/s, 0:50 left";
      log("001", LocalDateTime.now(), line);
      table.draw();
      if (epoch == 4) {
        sweep.tell(Kind.DONE, "002", "b", Map.of("seconds", 60.0));
        table.above("3/6  done in 60 s");
        table.draw();
      }
      screen.write(bytes.toByteArray());
      bytes.reset();
      List<String> lines = screen.lines();
      int running = epoch < 4 ? 2 : 1;
      assertEquals((epoch < 4 ? 1 : 2) + running + 1, lines.size(), lines.toString());
      String shown = lines.get(lines.size() - 1 - running);
      assertTrue(shown.startsWith("2  █") && shown.contains(epoch + "/8  loss@test 0.5"), shown);
      String last = lines.get(lines.size() - 1);
      assertTrue(last.contains(running + " running, 0 failed, 3 waiting, "), last);
      if (epoch == 5) {
        screen.resize(later);
      }
    }
    table.close();
    assertFalse(table.refresh(), "it does not come back");
    out.println("after");
    screen.write(bytes.toByteArray());
    assertEquals(List.of("before", "3/6  done in 60 s", "after", ""), screen.lines());
  }

  /** A row that is cut ends where it is cut, and not with its own last character. */
  @Test
  void whatDoesNotFitIsNotShown() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    table(bytes).draw();
    Screen wide = new Screen(500);
    wide.write(bytes.toByteArray());
    for (int width = 5; width < 40; width++) {
      Screen narrow = new Screen(width);
      narrow.write(bytes.toByteArray());
      for (int i = 0; i < wide.lines().size(); i++) {
        String all = wide.lines().get(i);
        assertTrue(all.startsWith(narrow.lines().get(i)), narrow.lines() + " of " + all);
      }
    }
  }
}
