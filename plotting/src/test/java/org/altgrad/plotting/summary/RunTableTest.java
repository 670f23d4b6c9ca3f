package org.altgrad.plotting.summary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.altgrad.plotting.FakeRuns;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.runs.RunSet;
import org.altgrad.plotting.runs.Runs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunTableTest {
  @TempDir Path dir;

  private RunSet runs() throws IOException {
    StringBuilder two = new StringBuilder("step,epoch,split,metric,model,value\n");
    double[][] loss = {{3, 1, 2}, {5, 6, 4}};
    double[][] score = {{.1, .3, .2}, {.9, .7, .8}};
    for (int i = 0; i < 3; i++) {
      for (int m = 0; m < 2; m++) {
        two.append(10 * i + "," + i + ",val,loss," + m + "," + loss[m][i] + "\n");
        two.append(10 * i + "," + i + ",val,score," + m + "," + score[m][i] + "\n");
      }
      two.append(10 * i + "," + i + ",val,loss,," + (loss[0][i] + loss[1][i]) / 2 + "\n");
    }
    two.append("20,2,val,norm/0,0,4\n20,2,val,norm/0,1,5\n20,2,val,norm/10,0,6\n");
    two.append("20,2,val,norm/2,0,7\n");
    String seeds = "model: {width: 4}\nseed: 7\ntrainer: {seeds: [42, 64]}\n";
    FakeRuns.run(dir.resolve("x/two"), seeds, "state: DONE\n", two.toString());
    FakeRuns.run(
        dir.resolve("x/one"),
        "model: {depth: 2}\nseed: 7\n",
        "state: DONE\n",
        "step,epoch,split,metric,value\n0,0,val,loss,0.5\n5,1,val,loss,0.25\n");
    return Runs.read(List.of(dir));
  }

  private static RunTable table(String... columns) {
    Map<String, String> all = new LinkedHashMap<>();
    for (int i = 0; i < columns.length; i += 2) {
      all.put(columns[i], columns[i + 1]);
    }
    return new RunTable(all);
  }

  @Test
  void eachNetworkHasARowAndItsOwnMoments() throws IOException {
    TextTable table =
        table(
                "name", "run",
                "network", "model",
                "seed", "network_seed",
                "width", "model.width else -1",
                "last", "loss@val",
                "least", "loss@val at min",
                "when", "check of loss@val at min",
                "minus", "-loss@val",
                "precision", "1/loss@val",
                "score4least", "score@val at min=loss@val",
                "none", "score@test else -1",
                "n_*", "norm/*@val")
            .exact(runs());
    assertEquals(
        List.of(
            "name",
            "network",
            "seed",
            "width",
            "last",
            "least",
            "when",
            "minus",
            "precision",
            "score4least",
            "none",
            "n_0",
            "n_2",
            "n_10"),
        table.header());
    assertEquals(
        List.of(
            List.of(
                "x/one", "0", "7", "-1", "0.25", "0.25", "1", "-0.25", "4.0", "", "-1", "", "", ""),
            List.of(
                "x/two", "0", "42", "4", "2.0", "1.0", "1", "-2.0", "0.5", "0.3", "-1", "4.0",
                "7.0", "6.0"),
            List.of(
                "x/two", "1", "64", "4", "4.0", "4.0", "2", "-4.0", "0.25", "0.8", "-1", "5.0", "",
                "")),
        table.rows());
  }

  @Test
  void refusesWhatIsNoColumn() {
    var none = assertThrows(PlotException.class, () -> table("a", "loss at min"));
    assertEquals(
        "column a: must be METRIC@SPLIT, perhaps with - or 1/ before it and ' at WHEN' behind it,"
            + " or a key, but is 'loss at min'",
        none.getMessage());
    assertThrows(PlotException.class, () -> table("a", "loss@val at noon"));
  }

  /** What is measured in single precision is known to six digits. */
  @Test
  void theInverseOfAFloatHasItsDigits() throws IOException {
    String head = "step,epoch,split,metric,value\n";
    String rows = "1,1,val,variance,0.09999999403953552\n1,1,val,error,0.3\n";
    FakeRuns.run(dir.resolve("run"), "seed: 7\n", "state: DONE\n", head + rows);
    TextTable table =
        table("a", "1/variance@val", "b", "1/error@val").exact(Runs.read(List.of(dir)));
    assertEquals(List.of(List.of("10.0", Double.toString(1 / 0.3))), table.rows());
  }
}
