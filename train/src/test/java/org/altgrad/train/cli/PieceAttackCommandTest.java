package org.altgrad.train.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.altgrad.base.JsonText;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Attacks on the texts of heads that stand on a sentence encoder, in their own run and on their
 * export. The encoder is small: y = tanh of the sum of a text's pieces.
 */
class PieceAttackCommandTest {
  private static final int SIZE = 4;
  private static final int LENGTH = 14;

  /** Rows of the encoder's table that no piece has, as the Universal Sentence Encoder has two. */
  private static final int SPARE = 2;

  private static final String ATTACKS =
      "[{name: deep_word_bug, stopword_case: insensitive, unknown: null, scoring: replace_1,"
          + " edits: [swap, delete], max_edits: 30}, {name: pwws, stopword_case: insensitive,"
          + " unknown: null, variant: paper}, {name: gradient_words,"
          + " stopword_case: insensitive, unknown: null, candidates: nearest, neighbours: 8,"
          + " tries: 4}]";

  @TempDir private static Path folder;

  private static Path run;

  @BeforeAll
  static void train() throws IOException {
    run = folder.resolve("run");
    write(pieces());
    texts("train", 60);
    texts("test", 12);
    Cli.Result said = train(run);
    assertEquals(0, said.code(), said.err());
  }

  private static Cli.Result train(Path to, String... more) {
    List<String> all = new ArrayList<>();
    all.addAll(
        List.of(
            "train",
            "experiment=vub/imdb",
            "method/objective=vub",
            "data.train_file=" + folder.resolve("train.csv"),
            "data.test_file=" + folder.resolve("test.csv"),
            "data.tokens=pieces",
            "data.pieces=" + folder.resolve("vocab.json"),
            "data.length=" + LENGTH,
            "method.backbone={kind: graph_model, path: %s, feature: y, input: null, logits: null}"
                .formatted(folder.resolve("encoder")),
            "method.cache=" + folder.resolve("cache"),
            "model.features=[8]",
            "optimizer.lr=0.02",
            "trainer.max_epochs=30",
            "trainer.evaluate_every=30",
            "method.texts={list: %s, rows: 8, batch: 16, together: 4, draws: 2, entities: {},"
                    .formatted(ATTACKS)
                + " due: last}",
            "run.export=true",
            "run.figure=false",
            "run.dir=" + to));
    all.addAll(List.of(more));
    return Cli.run(all.toArray(String[]::new));
  }

  private static List<String> pieces() {
    List<String> pieces =
        new ArrayList<>(List.of("<unk>", "<1>", "<2>", "<3>", "<4>", "<5>", "\u2581", "ful", "."));
    for (String word :
        "the film movie great good fine wonder dull bad awful plot was actor and".split(" ")) {
      pieces.add("\u2581" + word);
    }
    "abcdefghijklmnopqrstuvwxyz".chars().forEach(c -> pieces.add(Character.toString(c)));
    return pieces;
  }

  private static void write(List<String> pieces) throws IOException {
    List<List<Object>> entries = new ArrayList<>();
    for (String piece : pieces) {
      entries.add(List.of(piece, piece.length() > 1 ? -3.0 : -9.0));
    }
    Files.writeString(folder.resolve("vocab.json"), JsonText.line(entries));
    Path encoder = Files.createDirectories(folder.resolve("encoder"));
    Files.writeString(
        encoder.resolve("model.json"),
        """
        {"modelTopology": {"node": [
          {"name": "indices", "op": "Placeholder", "attr": {"dtype": {"type": 9},
            "shape": {"shape": {"dim": [{"size": "-1"}, {"size": "2"}]}}}},
          {"name": "values", "op": "Placeholder", "attr": {"dtype": {"type": 9},
            "shape": {"shape": {"dim": [{"size": "-1"}]}}}},
          {"name": "table", "op": "Const", "attr": {"dtype": {"type": 1}}},
          {"name": "axis", "op": "Const", "attr": {"dtype": {"type": 3}}},
          {"name": "begin", "op": "Const", "attr": {"dtype": {"type": 3}}},
          {"name": "size", "op": "Const", "attr": {"dtype": {"type": 3}}},
          {"name": "flat", "op": "Const", "attr": {"dtype": {"type": 3}}},
          {"name": "lookup", "op": "GatherV2", "input": ["table", "values", "axis"],
            "attr": {"Tparams": {"type": 1}, "Tindices": {"type": 9}, "Taxis": {"type": 3}}},
          {"name": "rows", "op": "Slice", "input": ["indices", "begin", "size"],
            "attr": {"T": {"type": 9}, "Index": {"type": 3}}},
          {"name": "texts", "op": "Reshape", "input": ["rows", "flat"],
            "attr": {"T": {"type": 9}, "Tshape": {"type": 3}}},
          {"name": "sums", "op": "SegmentSum", "input": ["lookup", "texts"],
            "attr": {"T": {"type": 1}, "Tindices": {"type": 9}}},
          {"name": "y", "op": "Tanh", "input": ["sums"], "attr": {"T": {"type": 1}}}
        ]}, "weightsManifest": [{"paths": ["weights"], "weights": [
          {"name": "table", "shape": [%d, %d], "dtype": "float32"},
          {"name": "axis", "shape": [], "dtype": "int32"},
          {"name": "begin", "shape": [2], "dtype": "int32"},
          {"name": "size", "shape": [2], "dtype": "int32"},
          {"name": "flat", "shape": [1], "dtype": "int32"}]}]}
        """
            .formatted(pieces.size() + SPARE, SIZE));
    int numbers = (pieces.size() + SPARE) * SIZE;
    ByteBuffer bytes = ByteBuffer.allocate(4 * (numbers + 6)).order(ByteOrder.LITTLE_ENDIAN);
    new Random(3).doubles(numbers, -.6, .6).forEach(x -> bytes.putFloat((float) x));
    bytes.putInt(0).putInt(0).putInt(0).putInt(-1).putInt(1).putInt(-1);
    Files.write(encoder.resolve("weights"), bytes.array());
  }

  /** Reviews by turns bad and good. The last words of some are beyond what is read. */
  private static Path texts(String name, int count) throws IOException {
    Random random = new Random(count);
    String[][] words = {{"dull", "bad", "awful"}, {"great", "good", "wonderful"}};
    StringBuilder lines = new StringBuilder("label,text\n");
    for (int i = 0; i < count; i++) {
      String[] own = words[i % 2];
      lines.append(
          "%d,The %s was %s and the actor %s.%s\n"
              .formatted(
                  i % 2,
                  random.nextBoolean() ? "film" : "plot",
                  own[random.nextInt(3)],
                  own[random.nextInt(3)],
                  i % 3 == 0 ? " the".repeat(9) + " fine movie" : ""));
    }
    return Files.writeString(folder.resolve(name + ".csv"), lines);
  }

  private static Cli.Result attack(Path of, Path to, String... more) {
    List<String> all = new ArrayList<>(List.of("attack", of.toString(), "--to=" + to));
    all.addAll(List.of("method.rows=8", "method.list=" + ATTACKS));
    all.addAll(List.of(more));
    return Cli.run(all.toArray(String[]::new));
  }

  /** Numbers of attacks without sampling, in the order in which they are printed. */
  private static List<String> numbers(String out) {
    Matcher found =
        Pattern.compile("(robust|words|queries|gradients)_\\w+(?<!_sampled) [\\d.]+")
            .matcher(out.substring(out.lastIndexOf("test  accuracy")));
    return found.results().map(m -> m.group()).toList();
  }

  /** The same graph, pieces and draws: the export's numbers are those of the run's own end. */
  @Test
  void theExportFallsAsInItsOwnRun() throws IOException {
    String log = Files.readString(run.resolve("run.log"));
    assertTrue(log.contains("robust_gradient_words_sampled"), log);
    List<String> own = numbers(log);
    assertEquals(13, own.size(), own.toString());
    Path to = folder.resolve("attacked");
    Cli.Result said = attack(run, to);
    assertEquals(0, said.code(), said.err());
    assertEquals(own, numbers(Files.readString(to.resolve("run.log"))));
    assertTrue(own.stream().anyMatch(n -> n.matches("gradients_gradient_words [1-9].*")));
    String texts = Files.readString(to.resolve("samples/texts.md"));
    assertTrue(texts.contains("**"), texts);
    try (Stream<String> lines = texts.lines()) {
      assertTrue(lines.noneMatch(line -> line.contains("**fine**") || line.contains("**movie**")));
    }
    said = attack(run.resolve("export"), folder.resolve("sampled"), "method.draws=2");
    assertEquals(0, said.code(), said.err());
  }

  @Test
  void otherPiecesAreRefused() throws IOException {
    List<List<Object>> entries = new ArrayList<>();
    pieces().forEach(piece -> entries.add(List.of(piece, -3)));
    for (int i = 0; i <= SPARE; i++) {
      entries.add(List.of("\u2581x" + i, -1));
    }
    Path file = Files.writeString(folder.resolve("many.json"), JsonText.line(entries));
    Cli.Result said = train(folder.resolve("refused"), "data.pieces=" + file);
    String many =
        ("data: must have at most the %d words or pieces that the network has vectors of, those"
                + " of its training (data.tokens, data.pieces), but has %d")
            .formatted(pieces().size() + SPARE, entries.size());
    assertTrue(said.err().contains(many), said.err());
    Collections.swap(entries, 10, 11);
    entries.subList(pieces().size(), entries.size()).clear();
    Path others = Files.writeString(folder.resolve("others.json"), JsonText.line(entries));
    String foreign = ": must be the file of the network's training (SHA-256 ";
    said = attack(run, folder.resolve("refused"), "data.pieces=" + others);
    assertTrue(said.err().contains(foreign), said.err());
    Path table = folder.resolve("refused.csv");
    said = Cli.run("predict", run + "/export", "--to=" + table, "data.pieces=" + others);
    assertTrue(said.err().contains(foreign), said.err());
    said = attack(run, folder.resolve("refused"), "data.pieces=" + folder.resolve("none.json"));
    assertTrue(said.err().contains("none.json is not there"), said.err());
  }
}
