package org.altgrad.train.cli;

import static org.altgrad.train.cli.Cli.said;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.altgrad.base.JsonText;
import org.altgrad.train.config.ConfigException;
import org.altgrad.train.search.Trial;
import org.altgrad.train.sweep.Heartbeat;
import org.altgrad.train.sweep.Plan;
import org.altgrad.train.sweep.SweepDirectory;
import org.altgrad.train.sweep.SweepState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A law without bounds has draws that its key refuses: trials that failed, and no more. */
class RefusedPointsTest {
  @TempDir Path temp;

  private Path create(String law, int count) throws IOException {
    Path file = temp.resolve("sweep.yaml");
    Files.writeString(
        file,
        "experiment: hnca/bandit\n"
            + "overrides: [data=proto_bits, trainer.batch_size=20, data.n_train=40, data.n_test=20,"
            + " model.width=4, trainer.fast_dev_run=true, run.figure=false, run.root="
            + temp.resolve("out")
            + "]\nmethod: tpe\ncount: "
            + count
            + "\nmetric: {name: accuracy, split: train}\nparameters: {optimizer.lr: "
            + law
            + "}\n");
    return Path.of(said("sweep", "create", file.toString()).strip());
  }

  @Test
  void theSearchGoesOnBesideThem() throws IOException {
    Path sweep = create("{distribution: normal, mu: 0.01, sigma: 0.02}", 6);
    String worked = SweepCommandsTest.printed("sweep", "work", sweep.toString());
    SweepState state = new SweepDirectory(sweep).state();
    List<Integer> negative =
        state.trials().stream()
            .filter(trial -> trial.point().toString().contains("=-"))
            .map(Trial::number)
            .toList();
    assertFalse(negative.isEmpty());
    assertEquals(negative, List.copyOf(state.refused().keySet()));
    assertEquals(6, state.proposed());
    for (Trial trial : state.trials()) {
      boolean refused = negative.contains(trial.number());
      assertEquals(refused ? Trial.Status.FAILED : Trial.Status.COMPLETE, trial.status());
      assertEquals(refused ? 0 : 1, state.runs(trial.number()).size());
    }
    String line = "trial " + negative.get(0) + " [optimizer.lr=-";
    String why = "] makes no run and has failed: optimizer.lr=-";
    assertTrue(worked.contains(line) && worked.contains(why), worked);
    String status = said("sweep", "status", sweep.toString());
    assertTrue(status.contains("note     " + line), status);
    Map<?, ?> json = (Map<?, ?>) JsonText.parse(said("sweep", "status", "--json", sweep + ""));
    assertEquals(negative.size(), ((List<?>) json.get("refused")).size());
    assertTrue(said("sweep", "replay", sweep.toString()).contains("6"));
  }

  /** As many in a row say that none will do, in a search without an end as well. */
  @Test
  void aSearchThatFindsNoOtherStops() throws IOException {
    SweepDirectory directory = new SweepDirectory(create("{min: 1e-3, max: 1e-2}", 100));
    Plan.Filer refusing =
        (number, point, seed) -> {
          throw new ConfigException("optimizer.lr=" + point + ": no");
        };
    try (Heartbeat one = Heartbeat.begin(directory.path(), directory.self(), why -> {})) {
      assertInstanceOf(SweepDirectory.Turn.End.class, directory.next(one.worker(), refusing));
    }
    assertEquals(20, directory.state().proposed());
    String why = directory.state().stoppedFor().orElseThrow();
    assertTrue(why.startsWith("20 points in a row make no run; the last, trial 19, for "), why);
    assertTrue(why.endsWith(": no"), why);
  }
}
