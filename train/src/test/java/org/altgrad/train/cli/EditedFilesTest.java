package org.altgrad.train.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.altgrad.train.run.RunDirectory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who looks at a run is told which of its files are not what it wrote. */
class EditedFilesTest {
  @TempDir static Path dir;

  @BeforeAll
  static void train() {
    Cli.Result result =
        Cli.run(
            "train",
            "experiment=ilc/spirals_quick",
            "trainer.max_epochs=2",
            "trainer.limit_train_batches=2",
            "model.depth=1",
            "seed=3",
            "run.figure=false",
            "run.dir=" + dir.resolve("run"));
    assertEquals(0, result.code(), result.err());
  }

  private static Cli.Result show() {
    return Cli.run("show", dir.resolve("run").toString());
  }

  private static Cli.Result ls() {
    return Cli.run("ls", dir.resolve("run").toString());
  }

  private static void accepted() {
    assertEquals(0, show().code(), show().err());
    assertFalse((show().out() + ls().out() + ls().err()).contains("edited"), ls().err());
    assertTrue(show().out().contains("accuracy"), show().out());
  }

  @ParameterizedTest
  @CsvSource({
    "metrics.csv, (?m)[0-9]$, 77",
    "result.yaml, steps: .*, steps: 99",
    "run.yaml, (?m)^seed: 3, seed: 4",
    "run.yaml, (?m)^steps: .*, steps: 99",
    "run.yaml, (?m)^state: DONE, state: DIVERGED",
    "overrides.yaml, seed=3, seed=4",
  })
  void areTold(String name, String from, String to) throws IOException {
    accepted();
    Path other = Files.createDirectories(dir.resolve("other"));
    for (String own : new String[] {"run.yaml", "config.yaml", "metrics.csv"}) {
      Files.copy(
          dir.resolve("run").resolve(own), other.resolve(own), StandardCopyOption.REPLACE_EXISTING);
    }
    String same = dir.resolve("run").toString();
    assertTrue(Cli.said("diff", same, same).startsWith("settings: the same"));
    Path file = dir.resolve("run").resolve(name);
    String own = Files.readString(file);
    Files.writeString(file, own.replaceFirst(from, to));
    assertFalse(own.equals(Files.readString(file)), own);
    try {
      String told = file + ": is not what the run wrote; put the run's own back";
      assertTrue(show().out().startsWith("edited       " + told + "\n"), show().out());
      assertEquals(Main.FAILURE, show().code());
      assertTrue(ls().out().contains(" (edited)"), ls().out());
      assertEquals("altgrad: " + told + "\n", ls().err());
      Cli.Result json = Cli.run("show", dir.resolve("run").toString(), "--json");
      assertTrue(json.out().replaceAll("\\s", "").contains("\"edited\":[\"" + name), json.out());
      Cli.Result diff = Cli.run("diff", dir.resolve("run").toString(), other.toString());
      boolean read = !name.equals("metrics.csv"); // of others than the run's there is no number
      String where = read ? diff.out() : diff.err();
      assertTrue(where.startsWith(read ? "edited  " + told + "\n" : "altgrad: " + file), where);
      assertEquals(Main.FAILURE, diff.code());
    } finally {
      Files.writeString(file, own);
    }
    accepted();
  }

  /** It was listed as a run that had not begun. */
  @Test
  void aRunWithoutRunYamlIsDamaged() throws IOException {
    accepted();
    Path run = dir.resolve("run");
    Path aside = dir.resolve("run.yaml");
    Path result = dir.resolve("result.yaml");
    Files.move(run.resolve("run.yaml"), aside);
    Files.move(run.resolve("result.yaml"), result);
    try {
      String what = "/run.yaml: is gone, though the run has metrics.csv and checkpoints; put the";
      assertTrue(ls().out().contains("damaged"), ls().out());
      assertTrue(ls().err().contains(run + what), ls().err());
      assertTrue(show().err().contains(run + what), show().err());
      Cli.Result table = Cli.run("table", run.toString());
      assertTrue(table.err().contains(what), table.err());
    } finally {
      Files.move(aside, run.resolve("run.yaml"));
      Files.move(result, run.resolve("result.yaml"));
    }
    accepted();
  }

  /** The words of the beginning are no longer what a resumed run was trained with. */
  @Test
  void overridesHoldNow() throws IOException {
    Path run = Files.createDirectories(dir.resolve("resumed"));
    Files.writeString(
        run.resolve("config.yaml"), "seed: 3\ntrainer: {max_epochs: 4, threads: 1}\n");
    Files.writeString(run.resolve("run.yaml"), "state: DONE\nseed: 3\n");
    Files.writeString(
        run.resolve("overrides.yaml"), "- seed=3\n- trainer.max_epochs=2\n- trainer.threads=1\n");
    Files.writeString(run.resolve("metrics.csv"), "step,epoch,split,metric,value\n");
    String shown = Cli.said("show", run.toString());
    assertTrue(
        shown.contains(
            "override     seed=3\n"
                + "override     trainer.max_epochs=4 (resumed; 2 at first)\n"
                + "override     trainer.threads=1\n"),
        shown);
  }

  /** What is made of a run by its state, seed or length is not made of an edited one. */
  @Test
  void nothingIsMadeOfAnEditedRun() throws IOException {
    Path run = dir.resolve("run");
    Path file = run.resolve("run.yaml");
    String own = Files.readString(file);
    Files.writeString(file, own.replaceFirst("(?m)^state: DONE", "state: INTERRUPTED"));
    try {
      for (String[] command :
          new String[][] {
            {"table", run.toString()},
            {"plot", "learning-curve", run.toString(), "--to", dir.resolve("figure").toString()},
            {"train", "--resume", run.toString(), "trainer.max_epochs=3"},
            {"eval", run.toString()},
          }) {
        Cli.Result refused = Cli.run(command);
        assertEquals(Main.FAILURE, refused.code(), command[0] + refused.out());
        assertTrue(
            refused.err().contains(file + ": is not what the run wrote; put the run's own back"),
            refused.err());
      }
      assertEquals(own.replace("DONE", "INTERRUPTED"), Files.readString(file));
    } finally {
      Files.writeString(file, own);
    }
    accepted();
    assertEquals(0, Cli.run("table", run.toString()).code());
  }

  /** Of a configuration there is no more to say, but the others are told all the same. */
  @Test
  void severalAtOnce() throws IOException {
    RunDirectory run = new RunDirectory(dir.resolve("run"));
    String config = Files.readString(run.config());
    String overrides = Files.readString(run.overrides());
    Files.writeString(run.config(), config.replaceFirst("(?m)^seed: 3", "seed: 4"));
    Files.delete(run.overrides());
    try {
      Cli.Result shown = show();
      assertEquals(Main.FAILURE, shown.code());
      assertTrue(shown.out().contains(run.overrides() + ": is gone"), shown.out());
      assertTrue(shown.out().contains(run.config() + ": is not what the run wrote"), shown.out());
      assertTrue(ls().out().contains("damaged"), ls().out());
    } finally {
      Files.writeString(run.config(), config);
      Files.writeString(run.overrides(), overrides);
    }
    accepted();
  }
}
