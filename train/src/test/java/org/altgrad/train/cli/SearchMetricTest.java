package org.altgrad.train.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.altgrad.base.JsonText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a sweep goes by is measured by its runs, or it is told before much is trained. */
class SearchMetricTest {
  @TempDir Path temp;

  private String definition(String method, String name, String split) throws IOException {
    Path file = temp.resolve(method + ".yaml");
    Files.writeString(
        file,
        "method: "
            + method
            + "\nexperiment: hnca/bandit\ncount: 2\noverrides: ["
            + String.join(", ", SweepCommandsTest.TINY.subList(1, SweepCommandsTest.TINY.size()))
            + ", trainer.max_epochs=1, run.root="
            + temp.resolve("out")
            + "]\nparameters: {optimizer.lr: [0.01, 0.003, 0.001]}\nmetric: {name: "
            + name
            + ", goal: maximize, split: "
            + split
            + "}\nconfirm: {top: 1, seeds: 2}\n");
    return file.toString();
  }

  private String create(String method) throws IOException {
    Cli.Result made = Cli.run("sweep", "create", definition(method, "accuracy", "train"));
    assertEquals(0, made.code(), made.err());
    return made.out().strip();
  }

  /** What bandits are tested on is held out for a search as well, where the data say so. */
  @Test
  void aBanditIsChosenByWhatIsHeldOut() throws IOException {
    StringBuilder rows = new StringBuilder("a,b,label\n");
    for (int n = 0; n < 200; n++) {
      rows.append(n % 2).append(',').append(n % 3).append(',').append(n % 2).append('\n');
    }
    Files.writeString(temp.resolve("rows.csv"), rows);
    Path file = temp.resolve("own.yaml");
    Files.writeString(
        file,
        "method: tpe\ncount: 2\nexperiment: hnca/own\noverrides: [data.train_file="
            + temp.resolve("rows.csv")
            + ", data.label=label, data.holdout=0.2, trainer.max_epochs=2, run.figure=false, run.root="
            + temp.resolve("out")
            + "]\nparameters: {optimizer.lr: {min: 1e-3, max: 1e-2}}\n"
            + "metric: {name: accuracy, goal: maximize}\n");
    String test = "data.test_file=" + temp.resolve("rows.csv");
    Cli.Result without = Cli.run("sweep", "create", file.toString(), "data.holdout=0", test);
    String how = "available: train; data.holdout=0.1 makes that split; test is left out: it judges";
    assertTrue(without.err().contains(how), without.out() + without.err());
    Cli.Result made = Cli.run("sweep", "create", file.toString());
    assertEquals(0, made.code(), made.err());
    String sweep = made.out().strip();
    assertEquals(0, Cli.run("sweep", "work", sweep).code());
    assertEquals(List.of(), status(sweep).get("notes"));
    for (Object run : (List<?>) status(sweep).get("runs")) {
      double value = ((Number) ((Map<?, ?>) run).get("value")).doubleValue();
      assertEquals(Math.rint(value * 40), value * 40, 1e-4, "a share of the 40 held out");
    }
    assertTrue(status(create("tpe")).get("notes").toString().contains("metric.split: train is"));
  }

  /** Has a sweep look for what its runs do not measure, as one made by an earlier version. */
  private static void spoil(String sweep) throws IOException {
    Path file = Path.of(sweep, "definition.yaml");
    Files.writeString(file, Files.readString(file).replace("split: train", "split: validation"));
  }

  private static void mend(String sweep) throws IOException {
    Path file = Path.of(sweep, "definition.yaml");
    Files.writeString(file, Files.readString(file).replace("split: validation", "split: train"));
  }

  private static Map<?, ?> status(String sweep) {
    return (Map<?, ?>) JsonText.parse(Cli.run("sweep", "status", sweep, "--json").out());
  }

  private static List<String> states(String sweep) {
    return ((List<?>) status(sweep).get("runs"))
        .stream().map(run -> ((Map<?, ?>) run).get("state").toString()).toList();
  }

  /** Values that runs have are of the metric that they were read for, and of no other. */
  @Test
  void valuesOfOneMetricAreNoneOfAnother() throws IOException {
    String sweep = create("tpe");
    assertEquals(0, Cli.run("sweep", "work", sweep, "--count", "1").code());
    Path file = Path.of(sweep, "definition.yaml");
    String before = Files.readString(file);
    Files.writeString(file, before.replace("name: accuracy", "name: gradient_norm"));
    for (List<String> command :
        List.of(
            List.of("sweep", "work", sweep),
            List.of("sweep", "replay", sweep),
            List.of("sweep", "retry", sweep))) {
      Cli.Result refused = Cli.run(command.toArray(String[]::new));
      assertEquals(Main.FAILURE, refused.code(), command + refused.out());
      String said = "must be the one that runs have values of (maximize accuracy@train) but is";
      assertTrue(refused.err().contains(said), command + refused.err());
    }
    Cli.Result read = Cli.run("sweep", "status", sweep);
    assertEquals(0, read.code(), "it can be read still");
    assertTrue(read.out().contains("changed  " + file + ": metric: must be"), read.out());
    assertFalse(read.out().contains("best of"), "of another metric");
    Files.writeString(file, before);
    assertEquals(0, Cli.run("sweep", "work", sweep).code());
    assertEquals(0, Cli.run("sweep", "replay", sweep).code());
  }

  /** What a search is stays what it was made as; it is told which key is another one. */
  @Test
  void aChangedDefinitionIsRefusedAndCanBeRead() throws IOException {
    String sweep = create("tpe");
    Path file = Path.of(sweep, "definition.yaml");
    String own = Files.readString(file);
    Map<String, String> changes = new LinkedHashMap<>();
    changes.put(own.replace("count: 2", "count: 3"), ": count: must be 2 but is 3; put that back,");
    changes.put(
        own.replace("0.01, 0.003", "0.02, 0.003"),
        ": parameters.optimizer.lr: must be [0.01,0.003,0.001] but is [0.02,0.003,0.001]; put");
    changes.put(own.replace("seeds: 2", "seeds: 4"), ": confirm.seeds: must be 2 but is 4; put");
    changes.put(own + "seed: 1\n", ": seed: must be missing but is 1; put");
    changes.put(own + "replicats: 1\n", ": replicats: no such key");
    changes.put("", " is gone; put the sweep's own back");
    for (Map.Entry<String, String> change : changes.entrySet()) {
      Files.delete(file);
      if (!change.getKey().isEmpty()) {
        Files.writeString(file, change.getKey());
      }
      for (String command : List.of("work", "retry", "replay")) {
        Cli.Result refused = Cli.run("sweep", command, sweep);
        assertEquals(Main.FAILURE, refused.code(), command + refused.out());
        assertTrue(refused.err().contains(change.getValue()), command + refused.err());
      }
      Cli.Result read = Cli.run("sweep", "status", sweep);
      assertEquals(0, read.code(), read.err());
      assertTrue(read.out().contains("changed  " + file), read.out());
      assertTrue(read.out().contains(change.getValue()), read.out());
      if (change.getKey().isEmpty()) {
        Files.writeString(file, "");
      }
    }
    Files.writeString(file, "# a comment\n" + own.replace("count: 2", "count:   2"));
    assertEquals(0, Cli.run("sweep", "work", sweep).code());
    assertFalse(Cli.run("sweep", "status", sweep).out().contains("changed"));
  }

  @ParameterizedTest
  @CsvSource({
    "accuracy,validation,metric.split: must be one of this program's but is validation; available:"
        + " train; data=proto_bits has none and no key for one; test is left out: it judges what was"
        + " chosen",
    "acuracy,train,metric.name: must be one of this program's but is acuracy; did you mean"
        + " accuracy?"
  })
  void aSearchIsRefusedBeforeItIsMade(String name, String split, String said) throws IOException {
    Cli.Result made = Cli.run("sweep", "create", definition("tpe", name, split));
    assertEquals(Main.USAGE, made.code());
    assertTrue(made.err().contains("tpe.yaml:6: " + said), made.err());
    assertFalse(made.err().matches("(?s).*available:[^;]*test.*"), made.err());
    assertFalse(Files.exists(temp.resolve("out")));
  }

  @Test
  void aSweepToldOfAWrongBestMetricIsRefusedBeforeItIsMade() {
    List<String> words = new ArrayList<>(List.of("train", "-m"));
    words.addAll(SweepCommandsTest.TINY);
    words.addAll(List.of("run.root=" + temp.resolve("out"), "seed=1,2"));
    words.add("trainer.best.metric=acuracy");
    Cli.Result made = Cli.run(words.toArray(String[]::new));
    assertEquals(Main.USAGE, made.code());
    String said = "altgrad: trainer.best.metric: must be one of this program's but is acuracy";
    assertTrue(made.err().startsWith(said + "; did you mean accuracy?"), made.err());
    assertFalse(Files.exists(temp.resolve("out")));
  }

  /** It is found when the first run begins, which stops the sweep; all that look say the same. */
  @Test
  void aSearchStopsWhereItsFirstRunDoesNotMeasureWhatItLooksFor() throws IOException {
    String sweep = create("tpe");
    spoil(sweep);
    assertEquals(Main.FAILURE, Cli.run("sweep", "work", sweep).code());
    assertEquals(List.of("failed"), states(sweep));
    String why = status(sweep).get("stopped_for").toString();
    assertTrue(why.startsWith("the search cannot read its metric of 000-"), why);
    for (String command : List.of("status", "watch")) {
      String told = Cli.run("sweep", command, sweep).out();
      assertTrue(told.contains("1 failed; stopped)") && told.contains(why), told);
      assertTrue(told.contains("must be one of this program's but is validation"), told);
      assertTrue(
          told.contains("data=proto_bits has none and no key for one; test is left out"), told);
      assertTrue(told.contains("no trial has accuracy@validation"), told);
    }
    assertFalse(Files.exists(Path.of(sweep, "000-optimizer.lr=0.003/checkpoints")), "untrained");
    assertEquals(Main.FAILURE, Cli.run("sweep", "work", sweep).code(), "it is stopped");
    assertEquals(Main.FAILURE, Cli.run("train", "--resume", sweep).code());
    assertEquals(List.of("failed"), states(sweep), "the same again");
    mend(sweep);
    assertTrue(Cli.run("sweep", "retry", sweep).out().contains("may be tried again"));
    assertEquals(0, Cli.run("sweep", "work", sweep).code());
    assertEquals(List.of("done", "done", "done", "done"), states(sweep));
    assertTrue(Cli.run("sweep", "replay", sweep).out().contains("each follows"));
  }

  /** A run that says itself that it is done has failed if the search has no value of it. */
  @Test
  void aDoneRunWithoutTheMetricHasFailed() throws IOException {
    String sweep = create("grid");
    String first = "000-optimizer.lr=0.01";
    assertEquals(0, Cli.run("train", "--resume", Path.of(sweep, first).toString()).code());
    spoil(sweep);
    assertEquals(Main.FAILURE, Cli.run("sweep", "work", sweep).code());
    assertEquals(List.of("failed", "waiting"), states(sweep));
    String told = Cli.run("sweep", "status", sweep).out();
    assertTrue(told.contains("must have accuracy of validation"), told);
    assertTrue(told.contains("available: accuracy, ") && told.contains(" of train"), told);
    assertTrue(Cli.run("sweep", "retry", sweep).out().contains(first + "  may be tried again"));
    assertEquals(List.of("waiting", "waiting"), states(sweep));
    mend(sweep);
    String made = Files.readString(Path.of(sweep, first, "run.yaml"));
    assertEquals(0, Cli.run("sweep", "work", sweep).code());
    assertEquals(made, Files.readString(Path.of(sweep, first, "run.yaml")), "nothing is lost");
    assertEquals(List.of("done", "done", "done", "done"), states(sweep));
  }

  @Test
  void aNewSearchSaysWhatItIs() throws IOException {
    String told = Cli.run("sweep", "status", create("tpe")).out();
    assertTrue(told.contains("(0 runs)"), told);
    String search = "tpe, 0 of 2 trials, maximize accuracy@train, the best 1 again with 2 seeds";
    assertTrue(told.contains("search   " + search), told);
  }
}
