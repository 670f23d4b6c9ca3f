package org.altgrad.train.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Texts whose words are others than those of a network's training, and as many. */
class OtherWordsTest {
  private static final String REFUSED =
      "altgrad: data: must have the words of the network's training (SHA-256 ";

  private static final String OTHER = "data.train_file=DIR/other.csv";

  @TempDir private static Path folder;

  @BeforeAll
  static void train() throws IOException {
    texts("train", 60, "film dull bad great good plot");
    texts("test", 20, "film dull bad great good plot");
    texts("other", 60, "meal cold raw tasty warm soup");
    train("data.train_file=DIR/train.csv", "run.export=true", "run.dir=DIR/run");
  }

  private static void train(String... more) {
    List<String> all = new ArrayList<>();
    all.addAll(
        List.of(
            "train",
            "experiment=vub/text_backbone",
            "data=text_csv",
            "data.test_file=DIR/test.csv",
            "data.length=8",
            "trainer.max_epochs=1",
            "trainer.batch_size=16",
            "run.figure=false"));
    all.addAll(List.of(more));
    Cli.Result said = run(all.toArray(String[]::new));
    assertEquals(0, said.code(), said.err());
  }

  /** Reviews of the six words, by turns bad and good. */
  private static void texts(String name, int count, String words) throws IOException {
    String[] of = words.split(" ");
    Random random = new Random(count);
    StringBuilder lines = new StringBuilder("label,text\n");
    for (int i = 0; i < count; i++) {
      String about = of[random.nextBoolean() ? 0 : 5];
      lines.append("%d,%s %s\n".formatted(i % 2, about, of[1 + i % 2 * 2 + random.nextInt(2)]));
    }
    Files.writeString(folder.resolve(name + ".csv"), lines);
  }

  private static Cli.Result run(String... words) {
    List<String> all = new ArrayList<>();
    for (String word : words) {
      all.add(word.replace("DIR", folder.toString()));
    }
    return Cli.run(all.toArray(String[]::new));
  }

  private static void assertRefused(Cli.Result said) {
    assertTrue(said.code() > 0, said.err());
    List<String> found = said.err().lines().filter(line -> line.startsWith("altgrad: ")).toList();
    assertTrue(found.size() == 1 && found.get(0).startsWith(REFUSED), said.err());
  }

  private static Cli.Result attack(String... more) {
    List<String> all = new ArrayList<>(List.of("attack", "DIR/run"));
    all.addAll(
        List.of(
            "method.rows=4",
            "method.list=[{name: deep_word_bug, stopword_case: insensitive, unknown: null,"
                + " scoring: replace_1, edits: [swap], max_edits: 30}]"));
    all.addAll(List.of(more));
    return run(all.toArray(String[]::new));
  }

  @Test
  void areNotAttacked() {
    assertRefused(attack(OTHER, "--to=DIR/no"));
    assertRefused(attack("--data=text_csv", OTHER, "data.test_file=DIR/other.csv", "--to=DIR/no"));
    // Whatever texts are tested, the words are those of the training.
    Cli.Result said = attack("data.test_file=DIR/other.csv", "--to=DIR/attacked");
    assertEquals(0, said.code(), said.err());
  }

  @Test
  void areNotPredicted() {
    assertRefused(run("predict", "DIR/run/export", "--to=DIR/no.csv", OTHER));
    Cli.Result said =
        run("predict", "DIR/run/export", "--to=DIR/p.csv", "data.test_file=DIR/other.csv");
    assertEquals(0, said.code(), said.err());
  }

  @Test
  void areNotMeasured() throws IOException {
    Path file = folder.resolve("train.csv");
    Path own = Files.copy(file, folder.resolve("own.csv"));
    try {
      Files.copy(folder.resolve("other.csv"), file, StandardCopyOption.REPLACE_EXISTING);
      assertRefused(run("eval", "DIR/run", "--other-data"));
    } finally {
      Files.copy(own, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  @Test
  void areToldWhereTheyBeginAsThere() throws IOException {
    String note = "the words or pieces of these texts are not those of " + folder + "/run: ";
    train(OTHER, "trainer.init_from=DIR/run", "run.dir=DIR/begun");
    String said = Files.readString(folder.resolve("begun/run.log"));
    assertTrue(said.contains(note), said);
    train("data.train_file=DIR/train.csv", "trainer.init_from=DIR/run", "run.dir=DIR/same");
    said = Files.readString(folder.resolve("same/run.log"));
    assertTrue(!said.contains(note), said);
  }

  @Test
  void noHeadStandsOnTheNetwork() {
    assertRefused(
        run(
            "train",
            "experiment=vub/text_synth",
            "data=text_csv",
            OTHER,
            "data.test_file=DIR/test.csv",
            "data.length=8",
            "method.backbone=DIR/run",
            "method.cache=null",
            "trainer.max_epochs=1",
            "trainer.batch_size=16",
            "trainer.steps_per_call=1",
            "run.figure=false",
            "run.dir=DIR/no"));
  }
}
