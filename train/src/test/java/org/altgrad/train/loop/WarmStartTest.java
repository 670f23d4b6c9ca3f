package org.altgrad.train.loop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.altgrad.base.Durable;
import org.altgrad.data.DataSet;
import org.altgrad.data.Progress;
import org.altgrad.data.source.DataContext;
import org.altgrad.graphs.core.Variables;
import org.altgrad.train.config.ConfigException;
import org.altgrad.train.experiment.Experiment;
import org.altgrad.train.run.Checkpoints;
import org.altgrad.train.run.RunDirectory;
import org.altgrad.train.run.RunException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Result;
import org.tensorflow.types.TFloat32;

class WarmStartTest {
  @TempDir Path temp;

  private RunDirectory directory(String name) {
    return RunDirectory.createExactly(temp.resolve(name));
  }

  /** Trained for two epochs of 20 steps, of which the first is the best. */
  private RunDirectory source() throws IOException {
    RunDirectory run = directory("000-seed=3");
    TrainerTest.train(
        run,
        TrainerTest.experiment(
            "trainer.max_epochs=2",
            "trainer.best={split: train, metric: gradient_norm, mode: max}"));
    return run;
  }

  private static String from(RunDirectory run) {
    return "trainer.init_from='" + run.path() + "'";
  }

  /** All variables of a kind in a checkpoint, by name. */
  private static Map<String, float[]> values(
      Experiment experiment, RunDirectory run, String checkpoint, Variables.Kind kind) {
    DataSet data = experiment.data().load(DataContext.standard(false, Progress.NONE));
    Map<String, float[]> values = new TreeMap<>();
    try (Live live = new Live(experiment, data)) {
      live.restore(run.checkpoints().resolve(checkpoint).resolve("variables").toString());
      for (Variables.Entry<?> entry : live.program().variables().all()) {
        if (entry.kind() == kind && entry.value().type() == TFloat32.class) {
          try (Result result = live.run(Map.of(), List.of(entry.ref()), List.of())) {
            float[] read = new float[(int) entry.shape().size()];
            ((TFloat32) result.get(0)).copyTo(org.tensorflow.ndarray.buffer.DataBuffers.of(read));
            values.put(entry.name(), read);
          }
        }
      }
    }
    return values;
  }

  private static void assertSame(Map<String, float[]> expected, Map<String, float[]> actual) {
    assertEquals(expected.keySet(), actual.keySet());
    expected.forEach((name, values) -> assertArrayEquals(values, actual.get(name), name));
  }

  @Test
  void itBeginsWithWhatTheOtherRunHasLearned() throws IOException {
    RunDirectory source = source();
    Experiment experiment = TrainerTest.experiment("seed=8", "trainer.max_steps=3", from(source));
    RunDirectory run = directory("warm");
    TrainerTest.Ended ended = TrainerTest.train(run, experiment);
    Variables.Kind learned = Variables.Kind.TRAINABLE;
    assertSame(
        values(experiment, source, "step-40", learned), values(experiment, run, "step-0", learned));
    values(experiment, run, "step-0", Variables.Kind.STATE)
        .forEach(
            (name, zeros) -> assertArrayEquals(new float[zeros.length], zeros, name + " is new"));
    String place = source.checkpoints().resolve("step-40").toString();
    assertTrue(
        ended.console().contains("4 of 4 trainable variables begin as in " + place + "\n"),
        ended.console());
    Map<?, ?> filed = (Map<?, ?>) run.readInfo().get("init_from");
    assertEquals(source.path().toString(), filed.get("run"));
    assertEquals("step-40", filed.get("checkpoint"));
  }

  /**
   * Killed between the checkpoint that it begins with and its first step, it shows no point twice.
   */
  @Test
  void whatIsEvaluatedFirstIsShownOnce() throws IOException {
    RunDirectory source = source();
    RunDirectory run = directory("first");
    String[] overrides = {"trainer.max_steps=3", "trainer.evaluate_first=true", from(source)};
    TrainerTest.train(run, TrainerTest.experiment(overrides));
    Map<String, Long> points = BoardPoints.shown(run.path());
    Durable.deleteTree(run.checkpoints().resolve("step-3"));
    TrainerTest.train(run, TrainerTest.experiment(overrides));
    assertEquals(points, BoardPoints.shown(run.path()));
    assertEquals(Set.of(1L), Set.copyOf(points.values()));
    assertEquals(1, TrainerTest.rows(run, "0,0,test,accuracy,.*").size());
  }

  @Test
  void theBestCheckpointCanBeNamed() throws IOException {
    RunDirectory source = source();
    RunDirectory run = directory("warm");
    String best = Files.readString(source.checkpoints().resolve("index.yaml"));
    TrainerTest.train(
        run,
        TrainerTest.experiment(
            "trainer.max_steps=3",
            "trainer.init_from={run: '" + source.path() + "', checkpoint: best}"));
    Map<?, ?> filed = (Map<?, ?>) run.readInfo().get("init_from");
    assertTrue(best.contains("best: " + filed.get("checkpoint") + "\n"), best + filed);
  }

  @Test
  void whatDoesNotFitIsToldInOneLine() throws IOException {
    RunDirectory source = source();
    RunDirectory deeper = directory("deeper");
    TrainerTest.Ended ended =
        TrainerTest.train(
            deeper, TrainerTest.experiment("model.depth=2", "trainer.max_steps=3", from(source)));
    String began = "%d of %d trainable variables begin as in %s/checkpoints/step-%d; ";
    assertEquals(
        began.formatted(4, 6, source.path(), 40) + "not there: layer1/weights, layer1/bias",
        ended
            .console()
            .lines()
            .filter(line -> line.contains("trainable variables"))
            .findFirst()
            .orElseThrow());
    ended =
        TrainerTest.train(
            directory("wider"),
            TrainerTest.experiment("model.width=9", "trainer.max_steps=3", from(deeper)));
    assertEquals(
        began.formatted(1, 4, deeper.path(), 3)
            + "not here: layer1/weights, layer1/bias; of another shape:"
            + " layer0/weights (TFloat32 [64, 8] there, TFloat32 [64, 9] here),"
            + " layer0/bias (TFloat32 [8] there, TFloat32 [9] here),"
            + " output/weights (TFloat32 [8, 10] there, TFloat32 [9, 10] here)",
        ended
            .console()
            .lines()
            .filter(line -> line.contains("trainable variables"))
            .findFirst()
            .orElseThrow());
  }

  @Test
  void nothingThatFitsIsAnError() throws IOException {
    RunDirectory source = source();
    List<String> other =
        List.of("experiment=hnca/vae_quick", "data.n_train=200", "model.width=4", from(source));
    String message =
        assertThrows(
                ConfigException.class,
                () -> TrainerTest.train(directory("other"), TrainerTest.composed(other)))
            .getMessage();
    assertTrue(
        message.startsWith(
            "trainer.init_from: must be a run with trainable variables as here but is "
                + source.checkpoints().resolve("step-40")
                + ", of which none fits; not there: "),
        message);
    assertTrue(message.contains("; not here: layer0/weights, layer0/bias, output/"), message);
    RunDirectory empty = directory("empty");
    message =
        assertThrows(
                ConfigException.class,
                () -> TrainerTest.train(directory("none"), TrainerTest.experiment(from(empty))))
            .getMessage();
    assertEquals("trainer.init_from: " + empty.path() + " has no last checkpoint yet", message);
  }

  /** Of a run that is done there will be none. */
  @Test
  void checkpointsThatAreGoneAreNotToCome() throws IOException {
    RunDirectory source = source();
    Durable.deleteTree(source.checkpoints());
    Files.writeString(source.info(), "state: DONE\n");
    RunException gone =
        assertThrows(
            RunException.class,
            () -> Checkpoints.of(source, 1).get(Checkpoints.Which.LAST, message -> {}));
    assertEquals(
        source.path()
            + " has no last checkpoint, for the run is done and its checkpoints are gone; put them"
            + " back in "
            + source.checkpoints()
            + ", or train it again: altgrad reproduce "
            + source.path(),
        gone.getMessage());
  }

  /** The other run may change or go away once this one has begun. */
  @Test
  void aResumedRunDoesNotReadItAgain() throws IOException {
    RunDirectory source = source();
    RunDirectory whole = directory("whole");
    TrainerTest.train(
        whole, TrainerTest.experiment("trainer.keep=5", "trainer.max_steps=30", from(source)));
    RunDirectory killed = directory("killed");
    TrainerTest.train(
        killed, TrainerTest.experiment("trainer.keep=5", "trainer.max_steps=30", from(source)));
    for (String later : List.of("step-20", "step-30")) {
      Durable.deleteTree(killed.checkpoints().resolve(later));
    }
    Durable.deleteTree(source.path());
    TrainerTest.Ended ended =
        TrainerTest.train(
            killed, TrainerTest.experiment("trainer.keep=5", "trainer.max_steps=30", from(source)));
    assertTrue(ended.console().contains("resumed at step 0"), ended.console());
    assertEquals(Files.readString(whole.metrics()), Files.readString(killed.metrics()));
  }
}
