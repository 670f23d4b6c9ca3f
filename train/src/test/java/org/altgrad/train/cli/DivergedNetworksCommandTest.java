package org.altgrad.train.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What commands say of a run of three networks of which one diverged. */
class DivergedNetworksCommandTest {
  @TempDir private Path dir;
  private Path run;

  @BeforeEach
  void file() throws IOException {
    run = Files.createDirectories(dir.resolve("run"));
    Files.writeString(run.resolve("config.yaml"), "seed: 5\ntrainer: {models: 3}\n");
    Files.writeString(
        run.resolve("run.yaml"), "state: DONE\nseed: 5\nseeds: [5, 6, 7]\ndiverged: [1]\n");
    Files.writeString(
        run.resolve("metrics.csv"),
        """
        step,epoch,split,metric,model,value
        1,1,test,neg_elbo,,5
        1,1,test,neg_elbo,0,4
        1,1,test,neg_elbo,1,9
        1,1,test,neg_elbo,2,2
        2,2,test,neg_elbo,,2
        2,2,test,neg_elbo,0,3
        2,2,test,neg_elbo,2,1
        """);
  }

  @Test
  void itIsNamed() {
    assertTrue(Cli.said("ls", run.toString()).contains("done (1 of 3 diverged)"));
    assertTrue(Cli.said("ls", run.toString(), "--json").contains("\"diverged\""));
    assertTrue(Cli.said("show", run.toString()).contains("DONE (1 of 3 diverged)"));
    assertTrue(
        Cli.said("plot", "bars", run.toString(), "--opt", "metric=neg_elbo")
            .contains("note: 1 of 3 diverged"));
    String curve = Cli.said("plot", "learning-curve", run.toString());
    assertTrue(curve.contains("note: 1 of 3 networks diverged"), curve);
  }

  @Test
  void tablesCountTheOthers() {
    for (String command : new String[] {"table", "show"}) {
      String table = Cli.said(command, run.toString());
      String row = table.lines().filter(line -> line.contains("neg_elbo")).findFirst().orElse("");
      assertTrue(row.matches("test +neg_elbo +2 +2\\.0000 .* 1 *"), table);
    }
    Cli.Result each = Cli.run("table", run.toString(), "--each", "ima");
    assertEquals(0, each.code(), each.err());
    String note = "1 of 3 networks diverged: their rows are what they were last";
    assertTrue(each.err().contains(note), each.err());
  }
}
