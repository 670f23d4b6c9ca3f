package org.altgrad.train.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.altgrad.train.run.Yamls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a score is to be read with stands beside it, wherever a run says it. */
class ScoreNotesTest {
  private static final String FEWER = "2 codes (2 active) for 3 sources";

  @TempDir Path temp;

  private String train(String name, String... more) throws IOException {
    List<String> words =
        new ArrayList<>(
            List.of(
                "train",
                "experiment=ima/moebius_quick",
                "model.latent_dim=2",
                "data.n_obs=400",
                "trainer.batch_size=50",
                "trainer.max_epochs=1",
                "trainer.evaluate_every=1",
                "trainer.compile=false",
                "trainer.threads=1",
                "trainer.tensorboard=false",
                "method.metrics.every=[mcc]",
                "method.metrics.last=[nulls]",
                "run.figure=false",
                "run.dir=" + temp.resolve(name)));
    words.addAll(List.of(more));
    Cli.Result result = Cli.run(words.toArray(String[]::new));
    assertEquals(0, result.code(), result.out() + result.err());
    return Files.readString(temp.resolve(name).resolve("run.log"));
  }

  private Map<?, ?> scores(String name) {
    return (Map<?, ?>) Yamls.read(temp.resolve(name).resolve("result.yaml")).get("scores");
  }

  @Test
  void latentsAndSourcesOfOtherNumbersAreSaid() throws IOException {
    String said = train("fewer", "data.latent_dim=3", "method.metrics.permutations=20");
    String line = "note     mcc, mcc_spearman of validation and test: " + FEWER;
    assertEquals(1, said.lines().filter(one -> one.endsWith(" " + line)).count(), said);
    Map<?, ?> validation = (Map<?, ?>) scores("fewer").get("validation");
    assertEquals(Map.of("version", "mcc/1", "rows", 80, "validity", FEWER), validation.get("mcc"));
    assertEquals("mcc_batch/1", ((Map<?, ?>) validation.get("mcc_batch")).get("version"));
    String before = Files.readString(temp.resolve("fewer").resolve("result.yaml"));
    String run = temp.resolve("fewer").toString();
    assertTrue(Cli.run("eval", run).out().lines().anyMatch(line::equals));
    // A process that has nothing to measure any more knows them still.
    Files.delete(temp.resolve("fewer").resolve("result.yaml"));
    Cli.Result again = Cli.run("train", "--resume", run);
    assertEquals(0, again.code(), again.err());
    assertEquals(before, Files.readString(temp.resolve("fewer").resolve("result.yaml")));
  }

  @Test
  void whatRestrictsNothingIsNotSaid() throws IOException {
    String said = train("as_many", "trainer.models=2", "method.metrics.last=[]");
    assertFalse(said.contains("note     mcc"), said);
    assertEquals(
        Map.of("version", "mcc/1", "rows", 80),
        ((Map<?, ?>) scores("as_many").get("validation")).get("mcc"));
  }
}
