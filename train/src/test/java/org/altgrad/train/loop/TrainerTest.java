package org.altgrad.train.loop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.altgrad.base.Durable;
import org.altgrad.data.DataSet;
import org.altgrad.data.Progress;
import org.altgrad.data.source.DataContext;
import org.altgrad.train.config.Composer;
import org.altgrad.train.config.ConfigException;
import org.altgrad.train.config.ConfigSources;
import org.altgrad.train.experiment.Experiment;
import org.altgrad.train.run.RunDirectory;
import org.altgrad.train.run.State;
import org.altgrad.train.run.Yamls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The loop on a small bandit. */
class TrainerTest {
  @TempDir Path temp;

  static Experiment experiment(String... overrides) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "experiment=hnca/bandit",
                "data=proto_bits",
                "data.n_train=400",
                "data.n_test=100",
                "model.width=8",
                "trainer.batch_size=20",
                "trainer.max_epochs=3",
                "trainer.threads=1"));
    all.addAll(List.of(overrides));
    return composed(all);
  }

  static Experiment composed(List<String> all) {
    return Experiment.of(
        new Composer(ConfigSources.packaged(TrainerTest.class.getClassLoader(), "conf"))
            .compose("config", all, Clock.systemUTC()));
  }

  record Ended(Trainer.RunEnd outcome, String console) {}

  static Ended train(RunDirectory run, Experiment experiment) throws IOException {
    DataSet data = experiment.data().load(DataContext.standard(false, Progress.NONE));
    ByteArrayOutputStream console = new ByteArrayOutputStream();
    Stop stop = Stop.listen();
    try (FileChannel lock = run.lock();
        Reporter reporter =
            new Reporter(
                new PrintStream(console, true, StandardCharsets.UTF_8),
                OptionalInt::empty,
                run.log())) {
      Trainer.RunEnd outcome = new Trainer(experiment, run, reporter, stop).train(lock, data);
      return new Ended(outcome, console.toString(StandardCharsets.UTF_8));
    } finally {
      stop.ended();
    }
  }

  private RunDirectory directory(String name) {
    return RunDirectory.createExactly(temp.resolve(name));
  }

  static List<String> rows(RunDirectory run, String pattern) throws IOException {
    try (Stream<String> lines = Files.lines(run.metrics())) {
      return lines.filter(line -> line.matches(pattern)).toList();
    }
  }

  @Test
  void aRunLeavesItsNumbers() throws IOException {
    RunDirectory run = directory("whole");
    Ended ended = train(run, experiment());
    assertEquals(State.DONE, ended.outcome().state());
    assertEquals(60, ended.outcome().step());
    assertEquals("step,epoch,split,metric,model,value", Files.readAllLines(run.metrics()).get(0));
    assertEquals(3, rows(run, "\\d+,\\d+,test,accuracy,.*").size());
    assertEquals(1, rows(run, "60,3,train,accuracy,,[\\d.]+").size());
    assertTrue(Files.readString(run.result()).contains("best:"));
    assertTrue(ended.console().contains("epoch 3/3"), ended.console());
    try (Stream<Path> files = Files.list(run.path())) {
      assertTrue(files.anyMatch(f -> f.getFileName().toString().startsWith("events.out.tfevents")));
    }
  }

  /** Long evaluations, such as attacks, end at their next call, and are made anew. */
  @ParameterizedTest
  @ValueSource(
      strings = {"trainer.max_epochs=3", "trainer.max_steps=30", "trainer.evaluate_first=true"})
  void stopsWithinAnEvaluation(String length) throws Exception {
    Experiment experiment = experiment(length, "data.n_test=30000");
    RunDirectory whole = directory("one");
    train(whole, experiment);
    RunDirectory pieces = directory("pieces");
    String last =
        length.endsWith("30") ? "30,2,train," : length.endsWith("3") ? "20,1,train," : "step,";
    DataSet data = experiment.data().load(DataContext.standard(false, Progress.NONE));
    Stop stop = Stop.listen();
    Thread asks =
        new Thread(
            () -> {
              while (!read(pieces.metrics()).contains(last)) {
                Thread.onSpinWait();
              }
              stop.request();
            });
    asks.start();
    try (FileChannel lock = pieces.lock();
        Reporter reporter = new Reporter(silent(), OptionalInt::empty, pieces.log())) {
      Trainer.RunEnd end = new Trainer(experiment, pieces, reporter, stop).train(lock, data);
      assertEquals(State.INTERRUPTED, end.state());
      assertTrue(
          end.message().orElseThrow().matches(".* (was evaluated|first step)"), end.toString());
    } finally {
      stop.ended();
      asks.join();
    }
    assertEquals(State.DONE, train(pieces, experiment).outcome().state());
    assertArrayEquals(Files.readAllBytes(whole.metrics()), Files.readAllBytes(pieces.metrics()));
    assertArrayEquals(Files.readAllBytes(whole.result()), Files.readAllBytes(pieces.result()));
    if (length.endsWith("=3")) {
      assertEquals(state(whole), state(pieces));
    }
  }

  /** Where no checkpoint is due, one that an interruption needs does not outlive the next. */
  @ParameterizedTest
  @CsvSource({"1, 1, 5", "2, 3, 4", "3, 3, 5"})
  void anInterruptedRunKeepsTheSameCheckpoints(int keep, int interrupted, int epochs)
      throws Exception {
    Experiment experiment =
        experiment(
            "trainer.max_epochs=" + epochs,
            "trainer.checkpoint_every=2",
            "trainer.keep=" + keep,
            "trainer.best.metric=gradient_norm",
            "trainer.best.split=train",
            "trainer.best.mode=max");
    RunDirectory whole = directory("one");
    train(whole, experiment);
    RunDirectory pieces = directory("pieces");
    DataSet data = experiment.data().load(DataContext.standard(false, Progress.NONE));
    Stop stop = Stop.listen();
    Reporter.Listener listener =
        (epoch, of, results) -> {
          if (epoch == interrupted) {
            stop.request();
          }
        };
    try (FileChannel lock = pieces.lock();
        Reporter reporter = new Reporter(silent(), OptionalInt::empty, pieces.log(), listener)) {
      Trainer.RunEnd end = new Trainer(experiment, pieces, reporter, stop).train(lock, data);
      assertEquals(State.INTERRUPTED, end.state());
    } finally {
      stop.ended();
    }
    assertTrue(checkpoints(pieces).contains("step-" + 20 * interrupted));
    assertEquals(State.DONE, train(pieces, experiment).outcome().state());
    assertEquals(checkpoints(whole), checkpoints(pieces));
    assertArrayEquals(Files.readAllBytes(whole.result()), Files.readAllBytes(pieces.result()));
  }

  private static List<String> checkpoints(RunDirectory run) throws IOException {
    try (Stream<Path> all = Files.list(run.checkpoints())) {
      return all.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  private static String read(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static PrintStream silent() {
    return new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
  }

  /** Cut off after an epoch and in the middle of one, then extended: the same as in one go. */
  @Test
  void aRunInPiecesIsTheSame() throws IOException {
    RunDirectory whole = directory("one");
    train(whole, experiment("method.baseline=ema", "trainer.checkpoint_steps=7"));
    RunDirectory pieces = directory("pieces");
    Ended first =
        train(
            pieces,
            experiment(
                "method.baseline=ema", "trainer.checkpoint_steps=7", "trainer.max_epochs=1"));
    assertEquals(20, first.outcome().step());
    // What a killed process leaves behind: rows after the newest checkpoint, the last of them torn.
    Files.writeString(
        pieces.metrics(),
        "40,2,train,accuracy,0.5\n40,2,trai",
        java.nio.file.StandardOpenOption.APPEND);
    Ended second = train(pieces, experiment("method.baseline=ema", "trainer.checkpoint_steps=7"));
    assertTrue(second.console().contains("resumed at step 20"), second.console());
    assertArrayEquals(Files.readAllBytes(whole.metrics()), Files.readAllBytes(pieces.metrics()));
    assertArrayEquals(Files.readAllBytes(whole.result()), Files.readAllBytes(pieces.result()));
    for (String file : List.of("variables.index", "variables.data-00000-of-00001")) {
      assertArrayEquals(
          Files.readAllBytes(whole.checkpoints().resolve("step-60").resolve(file)),
          Files.readAllBytes(pieces.checkpoints().resolve("step-60").resolve(file)),
          file);
    }
    assertEquals(state(whole), state(pieces));
  }

  /** The loop's state at the end, but for how long it took. */
  private static Map<String, Object> state(RunDirectory run) {
    Map<String, Object> state = Yamls.read(run.checkpoints().resolve("step-60/state.yaml"));
    assertTrue(state.remove("seconds") instanceof Double);
    return state;
  }

  @Test
  void theNewestCheckpointMayBeDamaged() throws IOException {
    RunDirectory whole = directory("whole");
    train(whole, experiment());
    RunDirectory run = directory("damaged");
    train(run, experiment("trainer.max_epochs=2"));
    Files.writeString(run.checkpoints().resolve("step-40/variables.index"), "nonsense");
    Ended ended = train(run, experiment());
    assertTrue(ended.console().contains("step-40 is damaged and passed over"), ended.console());
    assertTrue(ended.console().contains("resumed at step 20"), ended.console());
    assertArrayEquals(Files.readAllBytes(whole.metrics()), Files.readAllBytes(run.metrics()));
  }

  @Test
  void divergenceIsFound() throws IOException {
    RunDirectory run = directory("diverged");
    Ended ended =
        train(
            run,
            experiment(
                "optimizer=sgd",
                "optimizer.lr=1e39",
                "model.depth=2",
                "trainer.checkpoint_steps=1"));
    assertEquals(State.DIVERGED, ended.outcome().state());
    String message = ended.outcome().message().orElseThrow();
    assertTrue(message.matches("(?s)diverged at step \\d+: \\w+ is (NaN|-?Infinity).*"), message);
    assertTrue(message.contains("last good checkpoint is"), message);
  }

  @Test
  void limitsEndARun() throws IOException {
    assertEquals(
        1, train(directory("a"), experiment("trainer.fast_dev_run=true")).outcome().step());
    assertEquals(25, train(directory("b"), experiment("trainer.max_steps=25")).outcome().step());
    assertEquals(
        6, train(directory("c"), experiment("trainer.limit_train_batches=2")).outcome().step());
    Ended timed =
        train(directory("d"), experiment("trainer.max_epochs=100000", "trainer.max_time=0.5s"));
    assertEquals(State.DONE, timed.outcome().state());
    assertTrue(timed.outcome().message().orElseThrow().contains("trainer.max_time is over"));
    assertTrue(timed.outcome().outOfTime());
    long step = timed.outcome().step();
    assertEquals(
        step % 20 == 0 ? OptionalLong.empty() : OptionalLong.of(step / 20 + 1),
        timed.outcome().cutEpoch());
    Ended early =
        train(
            directory("e"),
            experiment(
                "trainer.max_epochs=50",
                "optimizer.lr=1e-30",
                "trainer.stopping={patience: 2, min_delta: 1}"));
    assertEquals(State.DONE, early.outcome().state());
    assertTrue(early.outcome().message().orElseThrow().contains("stopped early"));
    assertTrue(!early.outcome().outOfTime());
    assertEquals(60, early.outcome().step(), "the first is the best, two more are borne");
  }

  /** As elsewhere, what counts is what has been gained since the last gain that was enough. */
  @Test
  void smallGainsAddUp() throws IOException {
    String best = "trainer.best={split: train, metric: gradient_norm, mode: max}";
    RunDirectory run = directory("small");
    Ended ended =
        train(
            run,
            experiment(
                "trainer.max_epochs=12", best, "trainer.stopping={patience: 2, min_delta: 1e-9}"));
    List<String> rows = rows(run, "\\d+,\\d+,train,gradient_norm,.*");
    double reference = Double.NaN;
    int since = 0;
    int epochs = 0;
    for (String row : rows) {
      epochs++;
      if (!(number(row) <= reference + 1e-9)) {
        reference = number(row);
        since = 0;
      } else if (++since == 2) {
        break;
      }
    }
    assertEquals(rows.size(), epochs);
    assertEquals(20 * epochs, ended.outcome().step());
  }

  @Test
  void theTimeOfEarlierProcessesCounts() throws IOException {
    RunDirectory run = directory("timed");
    String[] limits = {"trainer.max_epochs=100000", "trainer.max_time=0.3s"};
    long first = train(run, experiment(limits)).outcome().step();
    assertTrue(first >= 1);
    Trainer.RunEnd again = train(run, experiment(limits)).outcome();
    assertEquals(first, again.step());
    assertTrue(again.outOfTime() && again.message().orElseThrow().contains("is used up"));
  }

  /** TensorBoard forgets what comes from a step on when a session starts there. */
  @Test
  void tensorBoardShowsNoPointTwice() throws IOException {
    RunDirectory run = directory("board");
    train(run, experiment());
    Durable.deleteTree(run.checkpoints().resolve("step-60"));
    Files.delete(run.result());
    train(run, experiment());
    Map<String, Long> shown = BoardPoints.shown(run.path());
    assertEquals(3, shown.keySet().stream().filter(k -> k.endsWith(" test/accuracy")).count());
    assertTrue(shown.values().stream().allMatch(n -> n == 1), shown.toString());
  }

  /** Neither a run nor one that goes on, whose numbers are the same. */
  @Test
  void withoutTensorBoardThereIsNoFileOfIt() throws IOException {
    RunDirectory with = directory("with");
    train(with, experiment());
    RunDirectory without = directory("without");
    train(without, experiment("trainer.tensorboard=false", "trainer.max_epochs=2"));
    train(without, experiment("trainer.tensorboard=false"));
    assertArrayEquals(Files.readAllBytes(with.metrics()), Files.readAllBytes(without.metrics()));
    assertEquals(1, events(with));
    assertEquals(0, events(without));
    ConfigException e =
        assertThrows(ConfigException.class, () -> experiment("trainer.tensorboard=some"));
    assertTrue(e.getMessage().contains("tensorboard=some: must be true or false"), e.toString());
  }

  private static long events(RunDirectory run) throws IOException {
    return files(run.path()).stream().filter(f -> f.toString().contains("tfevents")).count();
  }

  /** Another process wrote a file in this second, or a clock was put back. */
  @Test
  void theFileOfALaterSessionComesLast() throws IOException {
    Path run = Files.createDirectory(temp.resolve("files"));
    Clock clock = Clock.fixed(Instant.ofEpochSecond(1_800_000_000), ZoneOffset.UTC);
    Files.createFile(run.resolve("events.out.tfevents.1800000007.999999999"));
    for (int n = 2; n <= 4; n++) {
      List<Path> before = files(run);
      new TensorBoard(run, clock, 0).close();
      assertEquals(before, files(run).subList(0, n - 1));
    }
  }

  private static List<Path> files(Path run) throws IOException {
    try (Stream<Path> all = Files.list(run)) {
      return all.sorted().toList();
    }
  }

  /** Two threads and one give the same numbers. */
  @Test
  void threadsDoNotMatter() throws IOException {
    RunDirectory one = directory("one");
    train(one, experiment("model.depth=3"));
    RunDirectory two = directory("two");
    train(two, experiment("model.depth=3", "trainer.threads=2"));
    assertArrayEquals(Files.readAllBytes(one.metrics()), Files.readAllBytes(two.metrics()));
  }

  /** Both custom-gradient back ends train alike, up to rounding. */
  @Test
  void backEndsTrainAlike() throws IOException {
    RunDirectory credit = directory("credit");
    train(credit, experiment("model.depth=2", "trainer.max_epochs=1"));
    RunDirectory messages = directory("messages");
    train(messages, experiment("model.depth=2", "trainer.max_epochs=1", "method.backend=messages"));
    double a = number(rows(credit, "20,1,train,gradient_norm,.*").get(0));
    double b = number(rows(messages, "20,1,train,gradient_norm,.*").get(0));
    assertEquals(a, b, 1e-3 * a);
  }

  static double number(String row) {
    return Double.parseDouble(row.substring(row.lastIndexOf(',') + 1));
  }
}
