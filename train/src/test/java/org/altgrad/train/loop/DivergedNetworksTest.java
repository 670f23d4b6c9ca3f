package org.altgrad.train.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.altgrad.data.DataSet;
import org.altgrad.data.Progress;
import org.altgrad.data.source.DataContext;
import org.altgrad.graphs.program.MetricName;
import org.altgrad.train.experiment.Experiment;
import org.altgrad.train.run.RunDirectory;
import org.altgrad.train.run.State;
import org.altgrad.train.run.Yamls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of several networks in one graph, those that diverge end alone, and the others go on. */
class DivergedNetworksTest {
  private static final String SEEDS = "trainer.seeds=[1,2,3]";

  /** The second network's first step leaves nothing of it. */
  private static final String RATES = "optimizer.lr=[0.003,1e30,0.003]";

  @TempDir Path temp;

  private static Experiment experiment(String... overrides) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "experiment=ima/moebius_quick",
                "data.n_obs=400",
                "trainer.batch_size=50",
                "trainer.max_epochs=3",
                "trainer.evaluate_every=1",
                "trainer.compile=false",
                "trainer.threads=1",
                "method.metrics.every=[]",
                "method.metrics.last=[]"));
    all.addAll(List.of(overrides));
    return TrainerTest.composed(all);
  }

  private TrainerTest.Ended trained(RunDirectory run, String... overrides) throws IOException {
    return TrainerTest.train(run, experiment(overrides));
  }

  private RunDirectory directory(String name) {
    return RunDirectory.createExactly(temp.resolve(name));
  }

  private static double last(RunDirectory run, String split, String model) throws IOException {
    List<String> rows = TrainerTest.rows(run, "\\d+,3," + split + ",neg_elbo," + model + ",.*");
    assertEquals(1, rows.size(), split + " of " + model);
    return TrainerTest.number(rows.get(0));
  }

  @Test
  void theOthersAreWhatTheyWouldBeAlone() throws IOException {
    RunDirectory together = directory("together");
    TrainerTest.Ended ended = trained(together, SEEDS, RATES, "trainer.steps_per_call=3");
    assertEquals(State.DONE, ended.outcome().state());
    assertEquals(List.of(1), ended.outcome().diverged());
    assertEquals("1 of 3 networks diverged: model1", ended.outcome().message().orElseThrow());
    assertTrue(
        ended.console().contains("network 1 diverged at step 1: neg_elbo is "), ended.console());
    for (int m : new int[] {0, 2}) {
      RunDirectory alone = directory("alone" + m);
      trained(alone, "seed=" + (m + 1), "optimizer.lr=0.003");
      for (String split : List.of("train", "validation")) {
        double expected = last(alone, split, "");
        assertEquals(expected, last(together, split, "" + m), 1e-3 * Math.abs(expected));
      }
    }
    assertEquals(List.of(), TrainerTest.rows(together, "\\d+,\\d+,\\w+,\\w+,1,.*"));
    for (String split : List.of("train", "validation")) {
      double mean = (last(together, split, "0") + last(together, split, "2")) / 2;
      assertEquals(mean, last(together, split, ""), 1e-12 * Math.abs(mean));
    }
    Map<String, Object> result = Yamls.read(together.result());
    assertEquals(List.of(1), result.get("diverged"));
    List<?> final0 =
        (List<?>) ((Map<?, ?>) ((Map<?, ?>) result.get("final_models")).get("train")).get("kl");
    assertEquals(3, final0.size());
    assertNull(final0.get(1));
    TrainerTest.Ended next =
        trained(directory("next"), SEEDS, "trainer.init_from='" + together.path() + "'");
    assertTrue(next.console().contains("; 1 of 3 networks diverged: model1; "), next.console());
  }

  /** However the run is cut into calls and processes, and where it was shorter at first. */
  @Test
  void piecesComeToTheSameBytes() throws IOException {
    RunDirectory whole = directory("whole");
    trained(whole, SEEDS, RATES, "trainer.steps_per_call=3");
    String expected = Files.readString(whole.metrics());
    RunDirectory single = directory("single");
    trained(single, SEEDS, RATES, "trainer.steps_per_call=1");
    assertEquals(expected, Files.readString(single.metrics()));
    for (String first : List.of("trainer.max_steps=4", "trainer.max_epochs=2")) {
      RunDirectory pieces = directory(first);
      assertEquals(List.of(1), trained(pieces, SEEDS, RATES, first).outcome().diverged());
      TrainerTest.Ended ended = trained(pieces, SEEDS, RATES);
      assertEquals(List.of(1), ended.outcome().diverged());
      assertEquals(expected, Files.readString(pieces.metrics()), first);
    }
  }

  @Test
  void whereAllDoTheRunHas() throws IOException {
    TrainerTest.Ended ended =
        trained(directory("all"), "trainer.seeds=[1,2]", "optimizer.lr=[1e30,1e30]");
    assertEquals(State.DIVERGED, ended.outcome().state());
    assertEquals(List.of(0, 1), ended.outcome().diverged());
    String message = ended.outcome().message().orElseThrow();
    assertTrue(message.startsWith("all networks diverged by step "), message);
  }

  /** The mean of those that are left is no value of the whole. */
  @Test
  void aSearchNeedsAll() throws IOException {
    RunDirectory run = directory("searched");
    Reporter.Listener search =
        new Reporter.Listener() {
          @Override
          public boolean needsAll() {
            return true;
          }

          @Override
          public void epoch(long e, long of, Map<String, Map<MetricName, Double>> results) {}
        };
    Experiment experiment = experiment(SEEDS, RATES);
    DataSet data = experiment.data().load(DataContext.standard(false, Progress.NONE));
    Stop stop = Stop.listen();
    PrintStream silent = new PrintStream(OutputStream.nullOutputStream());
    try (FileChannel lock = run.lock();
        Reporter reporter = new Reporter(silent, OptionalInt::empty, run.log(), search)) {
      Trainer.RunEnd end = new Trainer(experiment, run, reporter, stop).train(lock, data);
      assertEquals(State.DIVERGED, end.state());
      assertEquals(List.of(), end.diverged());
    } finally {
      stop.ended();
    }
  }

  @Test
  void meansAreOverTheOthers() {
    Map<MetricName, Double> measured = new LinkedHashMap<>();
    measured.put(MetricName.of("loss"), Double.NaN);
    measured.put(MetricName.of("loss", 0), 1.0);
    measured.put(MetricName.of("loss", 1), Double.NaN);
    measured.put(MetricName.of("loss", 2), 4.0);
    measured.put(MetricName.of("rate"), 0.5);
    Map<MetricName, Double> left = new Diverged(List.of(1), 3).without(measured);
    assertEquals(
        Map.of(
            MetricName.of("loss"), 2.5,
            MetricName.of("loss", 0), 1.0,
            MetricName.of("loss", 2), 4.0,
            MetricName.of("rate"), 0.5),
        left);
    assertEquals(measured, new Diverged(List.of(), 3).without(measured));
  }
}
