package org.altgrad.train.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.altgrad.base.Durable;
import org.altgrad.train.export.ExportedModel;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A user's symbolic links are followed and stay; one that leads to nothing is told. */
class LinksTest {
  @TempDir static Path shared;
  @TempDir Path temp;

  @BeforeAll
  static void train() throws IOException {
    Cli.fakeRun(shared.resolve("fake"), 1, 0, 0.5);
    assertEquals(0, Cli.run(experiment("run")).code());
    assertEquals(0, Cli.run(words("export RUN --to EXPORT", shared)).code());
  }

  private static String[] experiment(String name, String... more) {
    List<String> all = new ArrayList<>(List.of("train", "experiment=hnca/vae_tiny"));
    all.addAll(List.of("trainer.max_steps=1", "run.figure=false"));
    all.add("run.dir=" + shared.resolve(name));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private static String[] words(String command, Path link) {
    return command
        .replace("LINK", link.toString())
        .replace("FAKE", shared.resolve("fake").toString())
        .replace("EXPORT", shared.resolve("export").toString())
        .replace("RUN", shared.resolve("run").toString())
        .split(" ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "export RUN --to LINK",
        "export RUN --to LINK/below",
        "predict EXPORT --signature encode --to LINK.csv",
        "predict EXPORT --signature encode --to LINK.csv --force",
        "sample RUN --to LINK.png --count 4",
        "sample RUN --to LINK.png --count 4 --force",
        "table FAKE --to LINK.csv",
        "table FAKE --to LINK.csv --force",
        "table FAKE --to LINK/table.csv",
        "report FAKE --to LINK.html",
        "report FAKE --to LINK.html --force",
        "plot learning-curve FAKE --to LINK",
        "plot learning-curve FAKE --to LINK --force",
        "data show patterns --to LINK.png",
        "data show patterns --to LINK.png --force",
        "bench experiment=hnca/vae_tiny --to LINK --steps 1 --warmup 1 --repeats 1",
        "gradients experiment=hnca/vae_tiny --to LINK",
        "train experiment=hnca/vae_tiny trainer.max_steps=1 run.dir=LINK",
        "train experiment=hnca/vae_tiny trainer.max_steps=1 run.dir=LINK/below",
        "train experiment=hnca/vae_tiny trainer.max_steps=1 run.root=LINK",
        "study hnca/vae_digits --size quick --to LINK",
      })
  void aLinkToNothingIsTold(String command) throws IOException {
    Path nothing = temp.resolve("nothing");
    List<Path> links = new ArrayList<>();
    for (String ending : List.of("", ".png", ".csv", ".html")) {
      links.add(Files.createSymbolicLink(temp.resolve("link" + ending), nothing));
    }
    Cli.Result result = Cli.run(words(command, links.get(0)));
    assertNotEquals(0, result.code(), result.out());
    assertTrue(result.err().contains("is a link to " + nothing), result.err());
    assertEquals(1, result.err().lines().count(), result.err());
    assertTrue(links.stream().allMatch(Files::isSymbolicLink));
    try (Stream<Path> left = Files.list(temp)) {
      assertEquals(links.size(), left.count());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sample RUN --to LINK.png --count 4 --force",
        "table FAKE --to LINK.csv --force",
        "plot learning-curve FAKE --to LINK --force",
        "data show patterns --to LINK.png --force",
      })
  void whatALinkNamesIsReplacedAndTheLinkStays(String command) throws IOException {
    Path file = Files.createFile(Files.createDirectory(temp.resolve("elsewhere")).resolve("f"));
    String ending = command.contains("LINK.png") ? ".png" : command.contains(".csv") ? ".csv" : "";
    ending = command.startsWith("plot") ? ".svg" : ending;
    Path link = Files.createSymbolicLink(temp.resolve("link" + ending), file);
    Cli.Result result = Cli.run(words(command, temp.resolve("link")));
    assertEquals(0, result.code(), result.err());
    assertTrue(Files.isSymbolicLink(link));
    assertTrue(Files.size(file) > 0);
  }

  /** The run's own export is replaced when the new one is there; a link to it stays. */
  @Test
  void theExportOfARun() throws IOException {
    Path place = shared.resolve("exporting");
    Path export = place.resolve("export");
    assertEquals(0, Cli.run(experiment("exporting", "run.export=true")).code());
    Path mine = Files.createDirectories(temp.resolve("big/mine"));
    Files.move(export, mine.resolve("export"));
    Files.createSymbolicLink(export, mine.resolve("export"));
    String old = Files.readString(export.resolve("altgrad.yaml"));
    String[] more = {"train", "--resume", place.toString(), "trainer.max_steps=2"};
    Cli.Result result = Cli.run(more);
    assertEquals(0, result.code(), result.err());
    assertTrue(Files.isSymbolicLink(export));
    assertTrue(ExportedModel.describe(export).source().step() == 2, old);
    try (Stream<Path> left = Files.list(mine)) {
      assertEquals(1, left.count());
    }
    // What is no export is not deleted, and told before the run goes on.
    Durable.deleteTree(mine.resolve("export"));
    Files.writeString(Files.createDirectory(mine.resolve("export")).resolve("notes"), "mine");
    more[3] = "trainer.max_steps=3";
    result = Cli.run(more);
    assertEquals(Main.FAILURE, result.code());
    assertTrue(result.err().contains("export is there already and not empty"), result.err());
    assertTrue(Files.exists(mine.resolve("export/notes")));
    assertFalse(Files.readString(place.resolve("config.yaml")).contains("max_steps: 3"));
  }
}
