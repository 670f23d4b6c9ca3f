package org.altgrad.train.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GradientsCommandTest {
  @TempDir private Path directory;

  /** A network that is small, but has to be sampled. */
  @Test
  void writesTablesAndAFigure() throws IOException {
    Path to = directory.resolve("out");
    Cli.Result result =
        Cli.run(
            "gradients",
            "--draws=50",
            "--truth=500",
            "--seconds=0",
            "--direction=disarm",
            "--direction=configured",
            "experiment=hnca/vae_tiny,hnca/vae_quick",
            "method/estimator=arms",
            "method.estimator.samples=3",
            "--to=" + to);
    assertEquals(0, result.code(), result::err);
    List<String> lines = Files.readAllLines(to.resolve("gradients.csv"));
    assertEquals(
        "network,parameters,batch,truth,truth_error,estimator,against,part,unbiased,draws,bias,"
            + "bias_se,bias_low,bias_high,bias_z,variance,snr,cosine,ratio,cpu_us,cost",
        lines.get(0));
    assertEquals(5, lines.size());
    assertTrue(
        lines.get(1).contains(",33,8,enumerated,0.0,DisARM,true gradient,,true,50,"), lines.get(1));
    // 64 pixels to 16 bits to 16 bits.
    assertTrue(lines.get(4).contains(",1312,50,sampled,"), lines.get(4));
    assertTrue(lines.get(4).contains(",Arms[samples=3],true gradient,,true,50,"), lines.get(4));
    assertTrue(result.out().contains("by enumeration"), result::out);
    for (String file : List.of("gradients.md", "variance_cost.png", "variance_cost.svg")) {
      assertTrue(Files.size(to.resolve(file)) > 500, file);
    }
    Cli.Result again = Cli.run("gradients", "--to=" + to);
    assertEquals(Main.FAILURE, again.code());
    assertTrue(again.err().contains("--force"), again::err);
  }

  @ParameterizedTest
  @CsvSource({
    "--direction=disarmed, disarm",
    "--direction=configured, hnca_loo",
    "--draws=10, at least 50",
    "--truth=10, at least 500",
    "experiment=hnca/bandit_quick, names directions",
    "trainer.batch_size=65, 64 examples",
    "trainer.batch_size=1, at least 2",
  })
  void saysWhatWasWrong(String argument, String hint) {
    String experiment = argument.startsWith("experiment") ? "seed=0" : "experiment=hnca/vae_tiny";
    Cli.Result result =
        Cli.run("gradients", experiment, argument, "--to=" + directory.resolve("out"));
    assertEquals(Main.USAGE, result.code(), result::err);
    assertTrue(result.err().contains(hint), result::err);
  }
}
