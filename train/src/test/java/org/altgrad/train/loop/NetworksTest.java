package org.altgrad.train.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.altgrad.train.experiment.Experiment;
import org.altgrad.train.run.RunDirectory;
import org.altgrad.train.run.State;
import org.altgrad.train.run.Yamls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Several networks in one graph, each of which stops by its own results, in calls of many steps.
 */
class NetworksTest {
  private static final List<Long> SEEDS = List.of(1L, 2L, 3L, 4L);

  @TempDir Path temp;

  private static Experiment experiment(String... overrides) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "experiment=ima/moebius_quick",
                "data.n_obs=400",
                "trainer.batch_size=50",
                "trainer.max_epochs=8",
                "trainer.evaluate_every=1",
                "trainer.compile=false",
                "trainer.threads=1",
                "trainer.stopping.patience=1",
                "optimizer.lr=0.1",
                "method.metrics.every=[]",
                "method.metrics.last=[]"));
    all.addAll(List.of(overrides));
    return TrainerTest.composed(all);
  }

  /** Tables tell by them which networks of several runs are the same. */
  @Test
  void theirSeedsAreFiledWhereTheyHaveTheirOwn() {
    assertEquals(
        List.of(5L, 6L), experiment("seed=5", "trainer.models=2").networkSeeds().orElseThrow());
    assertEquals(SEEDS, experiment("trainer.seeds=" + SEEDS).networkSeeds().orElseThrow());
    Experiment streams =
        TrainerTest.composed(List.of("experiment=biohsic/xor", "trainer.models=2"));
    assertTrue(streams.networkSeeds().isEmpty());
    Experiment own = TrainerTest.composed(List.of("experiment=biohsic/xor", "trainer.seeds=[4,2]"));
    assertEquals(List.of(4L, 2L), own.networkSeeds().orElseThrow());
  }

  private RunDirectory trained(String name, String... overrides) throws IOException {
    RunDirectory run = RunDirectory.createExactly(temp.resolve(name));
    assertEquals(State.DONE, TrainerTest.train(run, experiment(overrides)).outcome().state(), name);
    return run;
  }

  private static List<String> own(RunDirectory run, String model) throws IOException {
    return TrainerTest.rows(run, "\\d+,\\d+,validation,neg_elbo," + model + ",.*");
  }

  private static double value(String row) {
    return Double.parseDouble(row.substring(row.lastIndexOf(',') + 1));
  }

  @Test
  void eachStopsWhereItWouldAlone() throws IOException {
    RunDirectory together =
        trained("together", "trainer.seeds=" + SEEDS, "trainer.steps_per_call=3");
    Map<?, ?> best = (Map<?, ?>) Yamls.read(together.result()).get("best");
    TreeSet<Integer> ends = new TreeSet<>();
    for (int m = 0; m < SEEDS.size(); m++) {
      RunDirectory alone = trained("alone" + m, "seed=" + SEEDS.get(m), "trainer.steps_per_call=1");
      List<String> expected = own(alone, "");
      List<String> found = own(together, "" + m);
      assertEquals(expected.size(), found.size(), "evaluations of network " + m);
      for (int i = 0; i < found.size(); i++) {
        assertEquals(
            value(expected.get(i)), value(found.get(i)), 1e-3 * Math.abs(value(found.get(i))));
      }
      ends.add(found.size());
      Map<?, ?> single = (Map<?, ?>) Yamls.read(alone.result()).get("best");
      Map<?, ?> network = (Map<?, ?>) ((List<?>) best.get("models")).get(m);
      assertEquals(single.get("step"), network.get("step"));
    }
    assertTrue(ends.size() > 1, "networks stop at different times: " + ends);
  }

  @Test
  void callsAndPiecesComeToTheSameBytes() throws IOException {
    String seeds = "trainer.seeds=" + SEEDS;
    String checkpoints = "trainer.checkpoint_steps=4";
    RunDirectory whole = trained("whole", seeds, checkpoints, "trainer.steps_per_call=3");
    String expected = Files.readString(whole.metrics());
    for (int perCall : new int[] {1, 64}) {
      RunDirectory other = trained("calls" + perCall, seeds, "trainer.steps_per_call=" + perCall);
      assertEquals(expected, Files.readString(other.metrics()), perCall + " steps in a call");
    }
    // Ended in the middle of an epoch and of what is a call elsewhere, when some have stopped.
    for (long steps : new long[] {10, 17}) {
      RunDirectory pieces = RunDirectory.createExactly(temp.resolve("pieces" + steps));
      String[] first = {
        seeds, checkpoints, "trainer.steps_per_call=3", "trainer.max_steps=" + steps
      };
      TrainerTest.train(pieces, experiment(first));
      // What a killed process leaves: the newest checkpoint is of an earlier step.
      Path newest = pieces.checkpoints().resolve("step-" + steps);
      org.altgrad.base.Durable.deleteTree(newest);
      TrainerTest.train(pieces, experiment(seeds, checkpoints, "trainer.steps_per_call=3"));
      assertEquals(expected, Files.readString(pieces.metrics()), "resumed before step " + steps);
    }
  }

  /** What has stopped goes on when it is given more patience, one network as several. */
  @Test
  void morePatienceLetsThemGoOn() throws IOException {
    for (String seeds : new String[] {"trainer.seeds=null", "trainer.seeds=" + SEEDS}) {
      // Nothing is better by so much, so all stop after the second evaluation.
      String[] hasty = {seeds, "trainer.steps_per_call=3", "trainer.stopping.min_delta=1e9"};
      RunDirectory run = trained("hasty" + seeds.length(), hasty);
      long before = TrainerTest.rows(run, "\\d+,2,train,neg_elbo,.*").size();
      assertEquals(0, TrainerTest.rows(run, "\\d+,3,.*").size());
      TrainerTest.train(
          run,
          experiment(
              seeds,
              "trainer.steps_per_call=3",
              "trainer.stopping.min_delta=1e9",
              "trainer.stopping.patience=3"));
      assertEquals(before, TrainerTest.rows(run, "\\d+,4,train,neg_elbo,.*").size());
      assertEquals(0, TrainerTest.rows(run, "\\d+,5,.*").size());
      if (before > 1) {
        List<String> own = own(run, "1");
        assertTrue(value(own.get(1)) != value(own.get(2)), "the network learns on");
      }
    }
  }
}
