package org.altgrad.train.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.altgrad.base.Csv;
import org.altgrad.data.Column;
import org.altgrad.data.format.NpyArray;
import org.altgrad.data.format.NpzWriter;
import org.altgrad.train.export.ExportedModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Predictions of data that were written by the program, or by a user. */
class OwnPredictionsTest {
  @TempDir Path dir;

  private static Cli.Result done(String... words) {
    Cli.Result result = Cli.run(words);
    assertEquals(0, result.code(), result.err());
    return result;
  }

  private Path exported(String... overrides) {
    List<String> words = new ArrayList<>(List.of("train"));
    words.addAll(List.of(overrides));
    words.addAll(List.of("trainer.fast_dev_run=true", "run.figure=false", "run.dir=" + file("r")));
    done(words.toArray(String[]::new));
    done("export", file("r"), "--to", file("export"));
    return dir.resolve("export");
  }

  private String file(String name) {
    return dir.resolve(name).toString();
  }

  private String predicted(Path export, String... arguments) throws IOException {
    List<String> words = new ArrayList<>(List.of("predict", export.toString()));
    words.addAll(List.of("--force", "--to", file("predicted.csv")));
    words.addAll(List.of(arguments));
    done(words.toArray(String[]::new));
    return Files.readString(dir.resolve("predicted.csv"));
  }

  private static String described(Path export) throws IOException {
    return Files.readString(export.resolve("altgrad.yaml")).replaceAll("\\s+", " ");
  }

  @Test
  void exportedPicturesAreReadAgain() throws IOException {
    Path export = exported("experiment=hnca/bandit_quick", "data.n_train=60", "data.n_test=40");
    String wanted = predicted(export);
    String said = described(export);
    assertTrue(said.contains("images with intensities in [0, 1]"), said);
    Cli.Result taken = Cli.run("export", file("r"), "--to", file("predicted.csv"));
    assertTrue(taken.err().contains("predicted.csv is a file; name another"), taken.err());
    assertFalse(taken.err().contains("not empty"), taken.err());
    for (String name : List.of("bits.csv", "bits.npz")) {
      done("data", "export", "proto_bits", "data.n_train=60", "data.n_test=40", "--to", file(name));
    }
    String table = "data.train_file=" + file("bits.csv");
    Cli.Result flat =
        Cli.run(
            "predict",
            export.toString(),
            "--to",
            file("none.csv"),
            "--data",
            "csv",
            table,
            "data.split=split");
    assertEquals(1, flat.err().strip().lines().count(), flat.err());
    assertTrue(flat.err().contains("rows of a table are pictures with data.shape=[8,8,1]"));
    // The second column is the place in the table (60 to train, and a first line) or array.
    String again =
        predicted(export, "--data", "csv", table, "data.split=split", "data.shape=[8,8,1]");
    assertEquals(wanted, again.replaceAll("(?m)^(row|\\d+),(line|\\d+),", "$1,"));
    assertTrue(again.contains("\n39,101,"), again);
    String arrays =
        predicted(
            export,
            "--data",
            "npz",
            "data.file=" + file("bits.npz"),
            "data.input=image",
            "data.label=label");
    assertEquals(wanted, arrays.replaceAll("(?m)^(row|\\d+),(array_row|\\d+),", "$1,"));
    assertTrue(arrays.contains("\n39,39,"), arrays);
  }

  /** Pictures of a table are what is in it: bytes are 255ths, and other numbers may be any. */
  @Test
  void picturesOfOtherNumbersAreNotCalledIntensities() throws IOException {
    for (boolean unit : new boolean[] {false, true}) {
      Path own = Files.writeString(dir.resolve("own.csv"), pictures(unit ? 0.01 : -0.01));
      for (String experiment : List.of("hnca/own", "biohsic/own", "hnca/vae_tiny")) {
        List<String> words = new ArrayList<>(List.of("experiment=" + experiment));
        words.addAll(List.of("data=csv", "data.train_file=" + own, "data.label=label"));
        words.addAll(List.of("data.shape=[2,2,1]"));
        dir = Files.createDirectories(own.resolveSibling(unit + "/" + experiment));
        String said = described(exported(words.toArray(String[]::new)));
        dir = own.getParent();
        assertEquals(unit, said.contains("with intensities in [0, 1]"), experiment + said);
        assertEquals(!unit, said.contains("training data"), experiment + said);
      }
    }
  }

  private static String pictures(double scale) {
    StringBuilder rows = new StringBuilder("a,b,c,d,label\n");
    for (int i = 0; i < 100; i++) {
      String row = "%s,%s,%s,%s,%d%n";
      rows.append(row.formatted(scale * i, scale * (99 - i), scale * 50, scale * 25, i % 2));
    }
    return rows.toString();
  }

  @Test
  void aFileIsTheSameHoweverItIsNamed() throws IOException {
    Path own = Files.writeString(dir.resolve("own.csv"), numbered(2));
    Path export = exported("experiment=hnca/own", "data.train_file=" + own, "data.label=label");
    String said = described(export);
    assertTrue(said.contains("rows of numbers on the scale of the training data"), said);
    assertFalse(said.contains("intensities"), said);
    Path link = Files.createSymbolicLink(dir.resolve("link.csv"), own);
    Path relative = Path.of("").toAbsolutePath().relativize(own);
    for (Path named : List.of(own, relative, dir.resolve("export/../own.csv"), link)) {
      Cli.Result result =
          done(
              "predict",
              export.toString(),
              "--force",
              "--to",
              file("p.csv"),
              "--data",
              "csv",
              "data.train_file=" + named);
      assertFalse(result.out().contains("but for"), result.out());
      assertFalse(result.out().contains("not those of the training"), result.out());
    }
    Path other = Files.copy(own, dir.resolve("other.csv"));
    Cli.Result result =
        done(
            "predict",
            export.toString(),
            "--force",
            "--to",
            file("p.csv"),
            "data.train_file=" + other);
    assertTrue(result.out().contains("data.train_file=" + other + ", there "), result.out());
  }

  /** Examples of a split as it is made by a share held out, as lines without their split. */
  private List<String> split(String split, Path own, String holdout) throws IOException {
    done(
        "data",
        "export",
        "csv",
        "--force",
        "--to",
        file("split.csv"),
        "data.train_file=" + own,
        "data.label=label",
        "data.holdout=" + holdout);
    return Files.readAllLines(dir.resolve("split.csv")).stream()
        .filter(line -> line.startsWith(split + ","))
        .map(line -> line.substring(split.length()))
        .toList();
  }

  /** Rows that were held out otherwise were scored as a test without a word. */
  @Test
  void whatWasTrainedOnIsToldOfOtherSplits() throws IOException {
    Path own = Files.writeString(dir.resolve("own.csv"), numbered(2));
    Path export = exported("experiment=hnca/own", "data.train_file=" + own, "data.label=label");
    List<String> seen = split("train", own, "0.1");
    List<String> asked = split("test", own, "0.9");
    long both = asked.stream().filter(seen::contains).count();
    assertTrue(both > 0 && both < asked.size());
    List<String> words =
        List.of("predict", export.toString(), "--force", "--to", file("p.csv"), "data.holdout=0.9");
    String said = done(words.toArray(String[]::new)).out();
    String wanted =
        "%d of the %d examples of test are among those that the network was trained on"
            .formatted(both, asked.size());
    assertTrue(said.contains(wanted), said);
  }

  /** What is said of a table without labels can be typed as it stands, and tells as many rows. */
  @Test
  void rowsWithoutLabelsArePredicted() throws IOException {
    Path own = Files.writeString(dir.resolve("own.csv"), numbered(2));
    Path export = exported("experiment=hnca/own", "data.train_file=" + own, "data.label=label");
    Path bare =
        Files.writeString(dir.resolve("bare.csv"), numbered(2).replaceAll(",[^,\n]*\n", "\n"));
    List<String> words = new ArrayList<>(List.of("predict", export.toString(), "--force"));
    words.addAll(List.of("--to", file("p.csv")));
    for (String key : List.of("data.train_file=", "data.test_file=")) {
      List<String> first = new ArrayList<>(words);
      first.add(key + bare);
      Cli.Result refused = Cli.run(first.toArray(String[]::new));
      assertEquals(1, refused.code(), refused.out());
      String advice = refused.err().strip().replaceFirst("(?s).*are predicted with ", "");
      List<String> again = new ArrayList<>(words);
      again.addAll(List.of(advice.split(" ")));
      String said = done(again.toArray(String[]::new)).out();
      assertTrue(said.contains("200 examples of train" + System.lineSeparator()), said);
      assertEquals(201, Files.readAllLines(dir.resolve("p.csv")).size());
    }
  }

  /** A network needs no environments: rows without them are predicted, however they are named. */
  @Test
  void rowsWithoutEnvironmentsArePredicted() throws IOException {
    StringBuilder rows = new StringBuilder("a,b,f,kind,site\n");
    for (int i = 0; i < 240; i++) {
      String site = List.of("oslo", "bergen", "bodø").get(i / 2 % 3);
      rows.append("%d,%d,1,%s,%s%n".formatted(i * 7 % 240, i, i % 2 == 0 ? "ant" : "bee", site));
    }
    Path own = Files.writeString(dir.resolve("own.csv"), rows);
    String turned = rows.toString().replaceAll("(?m)^([^,]*),([^,]*),.*$", "$2,$1");
    Path bare = Files.writeString(dir.resolve("bare.csv"), turned);
    String labelled = rows.toString().replaceAll("(?m)^(.*),(.*),.*,(.*),.*$", "$2,$3,$1");
    Path other = Files.writeString(dir.resolve("other.csv"), labelled);
    Path export =
        exported(
            "experiment=ilc/own",
            "data.train_file=" + own,
            "data.label=kind",
            "data.environment=site",
            "data.factors=[f]",
            "data.test_environments=[oslo]");
    // Columns in another order are found by their names.
    List<String> wanted = scores(predicted(export, "data.test_file=" + other));
    assertEquals(240, wanted.size());
    List<String> oslo = scores(predicted(export));
    assertEquals(
        oslo, IntStream.range(0, 240).filter(i -> i / 2 % 3 == 0).mapToObj(wanted::get).toList());
    // The hint leads there.
    Cli.Result refused =
        Cli.run("predict", export.toString(), "--to", file("n.csv"), "data.test_file=" + bare);
    String advice = refused.err().strip().replaceFirst("(?s).*are predicted with ", "");
    assertEquals(
        "--split train data.train_file=" + bare + " data.label=null data.holdout=0", advice);
    Files.writeString(bare, rows.toString().replaceAll("(?m)^([^,]*,[^,]*),.*$", "$1"));
    List<String> words = new ArrayList<>(List.of(advice.split(" ")));
    assertEquals(wanted, scores(predicted(export, words.toArray(String[]::new))));
    words.addAll(0, List.of("predict", export.toString(), "--force", "--to", file("p.csv")));
    String said = done(words.toArray(String[]::new)).out();
    assertTrue(said.contains("environments are left out, for bare.csv has no site"), said);
    assertTrue(said.contains("factors are left out, for bare.csv has no f"), said);
    assertTrue(said.contains("data.environment=null, there site"), said);
  }

  /** Nor do other environments stand in its way, or those of its test alone. */
  @Test
  void rowsOfOtherEnvironmentsArePredicted() throws IOException {
    StringBuilder rows = new StringBuilder("a,b,kind,site\n");
    for (int i = 0; i < 240; i++) {
      String site = List.of("oslo", "bergen", "bodø").get(i / 2 % 3);
      rows.append("%d,%d,%s,%s%n".formatted(i * 7 % 240, i, i % 2 == 0 ? "ant" : "bee", site));
    }
    Path own = Files.writeString(dir.resolve("own.csv"), rows);
    Path export =
        exported(
            "experiment=ilc/own",
            "data.train_file=" + own,
            "data.label=kind",
            "data.environment=site",
            "data.test_environments=[oslo]");
    for (String kind : List.of("(oslo|bergen|bodø)", "(bergen|bodø)")) {
      boolean all = kind.contains("oslo");
      String others = rows.toString().replaceAll(kind, all ? "lima" : "oslo");
      String other = "data.train_file=" + Files.writeString(dir.resolve("other.csv"), others);
      List<String> words = new ArrayList<>(List.of("predict", export.toString(), "--force"));
      words.addAll(List.of("--to", file("p.csv"), other));
      String said = done(words.toArray(String[]::new)).out();
      assertTrue(
          said.contains(
              "environments are left out, for other.csv has no site "
                  + (all ? "oslo" : "but oslo")
                  + ", and a prediction needs none"),
          said);
      String advice =
          "test is but 24 of the 240 rows of other.csv; all of them are predicted with ";
      assertTrue(said.contains(advice), said);
      words.addAll(
          List.of(
              said.lines()
                  .filter(line -> line.contains(advice))
                  .findFirst()
                  .get()
                  .replaceFirst(".* with ", "")
                  .split(" ")));
      said = done(words.toArray(String[]::new)).out();
      assertTrue(said.contains("240 examples of train"), said);
      assertFalse(said.contains("is but"), said);
    }
  }

  /** Of rows that are too few to hold some out all are predicted, by the words that are told. */
  @Test
  void fewRowsArePredicted() throws IOException {
    Path own = Files.writeString(dir.resolve("own.csv"), numbered(2));
    Path export = exported("experiment=hnca/own", "data.train_file=" + own, "data.label=label");
    Path few = Files.writeString(dir.resolve("few.csv"), "a,b\n1,2\n3,4\n");
    List<String> words = new ArrayList<>(List.of("predict", export.toString(), "--force"));
    words.addAll(List.of("--to", file("p.csv"), "data.train_file=" + few, "data.label=null"));
    Cli.Result refused = Cli.run(words.toArray(String[]::new));
    assertEquals(
        "altgrad: data.holdout: must leave examples for each split, but 0.1 in all of 2 examples is"
            + " none; all of them are predicted with --split train data.holdout=0\n",
        refused.err());
    words.add("data.holdout=0");
    refused = Cli.run(words.toArray(String[]::new));
    assertTrue(
        refused.err().endsWith("has no split test; all of it is predicted with --split train\n"),
        refused.err());
    words.addAll(List.of("--split", "train"));
    assertTrue(done(words.toArray(String[]::new)).out().contains("2 examples of train"));
  }

  /** Where columns are wrong, classes do not matter yet. */
  @Test
  void columnsAreWrongBeforeClasses() throws IOException {
    Path own = Files.writeString(dir.resolve("own.csv"), numbered(2));
    Path export = exported("experiment=hnca/own", "data.train_file=" + own, "data.label=label");
    String words = numbered(2).replaceAll(",0\n", ",yes\n").replaceAll(",1\n", ",no\n");
    Path other = Files.writeString(dir.resolve("o.csv"), words.replaceFirst("a,b", "a,c"));
    Path arrays = dir.resolve("o.npz");
    try (NpzWriter out = new NpzWriter(Files.newOutputStream(arrays))) {
      out.add("x", Column.vectors("x", new float[][] {{1}, {2}}));
      out.add("y", List.of("yes", "no"));
    }
    for (String data : List.of("csv data.train_file=" + other, "npz data.file=" + arrays)) {
      List<String> typed = new ArrayList<>(List.of("predict", export.toString(), "--to"));
      typed.addAll(List.of(file("p.csv"), "--split", "train", "data.holdout=0", "--data"));
      typed.addAll(List.of(data.split(" ")));
      Cli.Result refused = Cli.run(typed.toArray(String[]::new));
      assertEquals(
          data.startsWith("csv")
              ? "altgrad: own table o.csv: must have the columns of the training but has no b; it"
                  + " has a, c\n"
              : "altgrad: the function 'predict' takes 2 numbers for an example, the data have 1"
                  + " [1]\n",
          refused.err());
    }
  }

  private static List<String> scores(String table) {
    return table.lines().skip(1).map(line -> line.replaceFirst(".*,(ant|bee),", "")).toList();
  }

  /** So are rows that do not say of which split they are, or for which a seed held nothing out. */
  @Test
  void rowsOfNoSplitArePredicted() throws IOException {
    StringBuilder rows = new StringBuilder("a,b,label,part\n");
    for (int i = 0; i < 200; i++) {
      String part = List.of("train", "train", "test", "validation").get(i % 4);
      rows.append("%d,%d,%d,%s%n".formatted(i * 7 % 200, i, i / 4 % 2, part));
    }
    Path own = Files.writeString(dir.resolve("own.csv"), rows);
    Path bare =
        Files.writeString(
            dir.resolve("bare.csv"), rows.toString().replaceAll("(?m)^([^,]*,[^,]*),.*$", "$1"));
    for (String split : List.of("data.split=part", "data.seed=7")) {
      dir = Files.createDirectories(own.resolveSibling(split.replace("=", "-")));
      Path export =
          exported("experiment=hnca/own", "data.train_file=" + own, split, "data.inputs=[a,b]");
      Cli.Result refused =
          Cli.run("predict", export.toString(), "--to", file("n.csv"), "data.train_file=" + bare);
      assertEquals(Main.FAILURE, refused.code(), refused.out());
      String advice = refused.err().strip().replaceFirst("(?s).*are predicted with ", "");
      assertEquals(201, predicted(export, advice.split(" ")).lines().count());
      // A file of its own says what is tested.
      Path other =
          Files.writeString(dir.resolve("other.csv"), rows.toString().replaceAll(",[^,]*\n", "\n"));
      assertEquals(201, predicted(export, "data.test_file=" + other).lines().count());
      dir = own.getParent();
    }
  }

  /** The export that a shorter run left was taken for that of the longer one. */
  @Test
  void anExportOfAnEarlierStepIsTold() throws IOException {
    Path own = Files.writeString(dir.resolve("own.csv"), numbered(2));
    done(
        "train",
        "experiment=hnca/own",
        "data.train_file=" + own,
        "data.label=label",
        "trainer.max_steps=2",
        "run.figure=false",
        "run.export=true",
        "run.dir=" + file("r"));
    String[] words = {"predict", file("r/export"), "--force", "--to", file("p.csv")};
    assertFalse(done(words).err().contains("gone on"));
    done("train", "--resume", file("r"), "trainer.max_steps=3", "run.export=false");
    String said = done(words).err();
    assertTrue(said.contains("is of step 2, and its run has gone on to step 3 since"), said);
    done("export", file("r"), "--to", file("new"));
    words[1] = file("new");
    assertFalse(done(words).err().contains("gone on"));
  }

  private Path table(String name, List<Integer> columns, List<String> classes) throws IOException {
    List<String> kinds = List.of("ant", "bee", "cow");
    StringBuilder rows = new StringBuilder();
    columns.forEach(c -> rows.append("f").append(c).append(','));
    rows.append("kind\n");
    for (int i = 0; i < 180; i++) {
      int kind = i % 3;
      if (classes.contains(kinds.get(kind))) {
        for (int c : columns) {
          rows.append(c == kind ? 1 : 0.01 * (i % 7)).append(',');
        }
        rows.append(kinds.get(kind)).append('\n');
      }
    }
    return Files.writeString(dir.resolve(name), rows);
  }

  /** Columns and classes are numbers to a network: those of another table may be others. */
  @Test
  void columnsAndClassesOfAnotherTable() throws IOException {
    List<String> all = List.of("ant", "bee", "cow");
    Path own = table("own.csv", List.of(0, 1, 2), all);
    done(
        "train",
        "experiment=hnca/own",
        "data.train_file=" + own,
        "data.label=kind",
        "trainer.max_epochs=40",
        "optimizer.lr=0.01",
        "model.depth=1",
        "run.figure=false",
        "run.dir=" + file("r"));
    done("export", file("r"), "--to", file("export"));
    Path turned = table("turned.csv", List.of(2, 0, 1), all);
    Path fewer = table("fewer.csv", List.of(0, 1, 2), List.of("bee", "cow"));
    for (Path other : List.of(turned, fewer)) {
      List<String> words =
          List.of("predict", file("export"), "--force", "--to", file("p.csv"), "--split");
      List<String> alone = new ArrayList<>(words);
      alone.addAll(List.of("train", "data.train_file=" + other, "data.holdout=0"));
      Cli.Result refused = Cli.run(alone.toArray(String[]::new));
      assertEquals(Main.USAGE, refused.code(), refused.out());
      assertTrue(refused.err().contains(other.equals(turned) ? "f2, f0, f1" : "bee, cow"));
      assertTrue(refused.err().contains("as data.test_file"), refused.err());
      List<String> beside = new ArrayList<>(words);
      beside.addAll(List.of("test", "data.test_file=" + other));
      assertTrue(
          done(beside.toArray(String[]::new)).out().contains("right (1.0000)"), other::toString);
      beside.set(beside.indexOf(file("p.csv")), file("p.npz"));
      assertTrue(done(beside.toArray(String[]::new)).out().contains("right (1.0000)"));
      byte[] before = Files.readAllBytes(own);
      Files.copy(other, own, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
      Cli.Result eval = Cli.run("eval", file("r"), "--other-data");
      assertEquals(Main.FAILURE, eval.code(), eval.out());
      assertTrue(eval.err().contains("are not those of the training"), eval.err());
      Files.write(own, before);
    }
  }

  /** Other data of another number of classes are at fault, and not the checkpoint. */
  @Test
  void dataOfOtherShapes() throws IOException {
    Path own = Files.writeString(dir.resolve("own.csv"), numbered(4));
    exported("experiment=hnca/own", "data.train_file=" + own, "data.label=label");
    Files.writeString(own, numbered(2));
    Cli.Result eval = Cli.run("eval", file("r"), "--other-data");
    assertEquals(Main.FAILURE, eval.code());
    String why = "other shapes than one for these data, of 2 classes";
    assertTrue(eval.err().contains(why) && !eval.err().contains("remove"), eval.err());
  }

  /** Words are numbered by themselves: they are no classes of what was trained on numbers. */
  @Test
  void wordsAreNoClassesOfNumbers() throws IOException {
    Path own = Files.writeString(dir.resolve("own.csv"), numbered(2));
    String words = numbered(2).replaceAll(",0\n", ",yes\n").replaceAll(",1\n", ",no\n");
    Path other = Files.writeString(dir.resolve("words.csv"), words);
    exported("experiment=hnca/own", "data.train_file=" + own, "data.label=label");
    Cli.Result refused =
        Cli.run("predict", file("export"), "--to", file("p.csv"), "data.train_file=" + other);
    assertEquals(Main.USAGE, refused.code(), refused.out());
    assertTrue(refused.err().contains("(no, yes) are not those of the training"), refused.err());
  }

  /** Nor are numbers classes of what was trained on words. */
  @Test
  void numbersAreNoClassesOfWords() throws IOException {
    String words = numbered(2).replaceAll(",0\n", ",yes\n").replaceAll(",1\n", ",no\n");
    Path own = Files.writeString(dir.resolve("own.csv"), words);
    Path other = Files.writeString(dir.resolve("numbers.csv"), numbered(2));
    exported("experiment=hnca/own", "data.train_file=" + own, "data.label=label");
    Cli.Result refused =
        Cli.run("predict", file("export"), "--to", file("p.csv"), "data.train_file=" + other);
    assertEquals(Main.USAGE, refused.code(), refused.out());
    assertTrue(refused.err().contains("are numbers, but those of the training"), refused.err());
    Files.writeString(own, numbered(2));
    Cli.Result eval = Cli.run("eval", file("r"), "--other-data");
    assertEquals(Main.FAILURE, eval.code(), eval.out());
    assertTrue(eval.err().contains("are numbers, but those of the training"), eval.err());
  }

  /** A label beyond the classes of the training is refused, in every kind of own data. */
  @Test
  void labelsBeyondTheTrainings() throws IOException {
    Path own = Files.writeString(dir.resolve("own.csv"), numbered(3));
    String seven = numbered(3).replaceAll(",2\n", ",7\n");
    Path other = Files.writeString(dir.resolve("other.csv"), seven);
    Path arrays = dir.resolve("other.npz");
    try (NpzWriter out = new NpzWriter(Files.newOutputStream(arrays))) {
      out.add("x", Column.vectors("x", new float[3][2]));
      out.add("y", Column.labels(new int[] {0, 1, 7}));
    }
    exported("experiment=hnca/own", "data.train_file=" + own, "data.label=label");
    String wanted = "must be whole numbers from 0 to 2, as in the training, but one is 7";
    for (String data :
        List.of("csv data.train_file=" + other, "npz data.holdout=0 data.file=" + arrays)) {
      List<String> words =
          new ArrayList<>(List.of("predict", file("export"), "--to", file("p.csv")));
      words.addAll(List.of("--split", "train", "--data"));
      words.addAll(List.of(data.split(" ")));
      Cli.Result refused = Cli.run(words.toArray(String[]::new));
      assertEquals(Main.USAGE, refused.code(), data + refused.out());
      assertTrue(refused.err().contains(wanted), data + refused.err());
    }
    Files.writeString(own, seven);
    Cli.Result eval = Cli.run("eval", file("r"), "--other-data");
    assertEquals(Main.FAILURE, eval.code(), eval.out());
    assertTrue(eval.err().contains(wanted), eval.err());
  }

  /** What was trained on columns without names reads them as the program numbers them. */
  @Test
  void numberedColumnsStandInTheirOrder() throws IOException {
    Path export = exported("experiment=hnca/bandit_quick", "data.n_train=60", "data.n_test=40");
    done(
        "data", "export", "proto_bits", "data.n_train=60", "data.n_test=40", "--to", file("b.csv"));
    String table = Files.readString(dir.resolve("b.csv"));
    String head = table.lines().findFirst().orElseThrow();
    List<String> names = new ArrayList<>(List.of(head.split(",")));
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      order.add(names.get(i).startsWith("image_") ? 0 : order.size(), i);
    }
    StringBuilder turned = new StringBuilder();
    for (String line : table.lines().toList()) {
      String[] cells = line.split(",", -1);
      turned.append(String.join(",", order.stream().map(i -> cells[i]).toList())).append('\n');
    }
    Path other = Files.writeString(dir.resolve("turned.csv"), turned);
    List<String> words = new ArrayList<>(List.of("predict", export.toString(), "--to"));
    words.addAll(List.of(file("p.csv"), "--data", "csv", "data.train_file=" + other));
    words.addAll(List.of("data.split=split", "data.shape=[8,8,1]"));
    Cli.Result refused = Cli.run(words.toArray(String[]::new));
    assertEquals(Main.USAGE, refused.code(), refused.out());
    assertTrue(refused.err().contains("(image_63, image_62"), refused.err());
  }

  /** A prediction leads to the line of the user's table, and says the user's word. */
  @Test
  void predictionsAreJoinedWithTheirRows() throws IOException {
    List<String> kinds = List.of("ant", "bee, wild", "cow");
    StringBuilder rows = new StringBuilder("kind,a,b,note\n");
    StringBuilder bare = new StringBuilder("a,b\n");
    for (int i = 0; i < 200; i++) {
      String kind = Csv.line(List.of(kinds.get(i % 3))).strip();
      // Notes of two lines, and empty lines, part the number of a line from that of a row.
      rows.append("%s,%d,%d,\"note\n%d\"\n%s".formatted(kind, i, i % 3, i, i % 5 == 0 ? "\n" : ""));
      bare.append("%d,%d%n".formatted(i, i % 3));
    }
    Path own = Files.writeString(dir.resolve("own.csv"), rows);
    Path export = exported("experiment=hnca/own", "data.train_file=" + own, "data.label=kind");
    assertEquals(List.of("a", "b"), ExportedModel.describe(export).inputNames());
    assertTrue(described(export).contains(" input_names: - a - b class_names: - ant"));
    List<String> lines = Files.readAllLines(own);
    var table = Csv.parse(predicted(export));
    assertEquals(
        List.of("row", "line", "label", "label_name", "prediction", "prediction_name", "p0"),
        table.get(0).fields().subList(0, 7));
    assertEquals(22, table.size());
    for (var row : table.subList(1, table.size())) {
      List<String> cells = row.fields();
      String line = lines.get(Integer.parseInt(cells.get(1)) - 1);
      assertTrue(line.replace("\"", "").startsWith(cells.get(3) + ","), line + cells);
      assertTrue(line.endsWith("," + cells.get(2) + ",\"note"), line + cells);
      assertEquals(kinds.get(Integer.parseInt(cells.get(4))), cells.get(5));
    }
    done("predict", export.toString(), "--to", file("p.npz"));
    var arrays = NpyArray.archive(dir.resolve("p.npz"));
    for (int i = 0; i < 21; i++) {
      String line = table.get(i + 1).fields().get(1);
      assertEquals(Double.parseDouble(line), arrays.get("line").number(i), 0);
    }
    assertEquals("bee, wild", arrays.get("class_names").word(1));
    // What has no labels is told in the words of the training.
    Path other = Files.writeString(dir.resolve("bare.csv"), bare);
    String told =
        predicted(
            export,
            "--split",
            "train",
            "data.train_file=" + other,
            "data.label=null",
            "data.holdout=0");
    var unlabelled = Csv.parse(told);
    List<String> head = List.of("row", "line", "prediction", "prediction_name", "p0");
    assertEquals(head, unlabelled.get(0).fields().subList(0, 5));
    for (int i = 1; i <= 200; i++) {
      List<String> cells = unlabelled.get(i).fields();
      assertEquals(Integer.toString(i + 1), cells.get(1));
      assertEquals(kinds.get(Integer.parseInt(cells.get(2))), cells.get(3));
    }
  }

  private static String numbered(int classes) {
    StringBuilder rows = new StringBuilder("a,b,label\n");
    for (int i = 0; i < 200; i++) {
      rows.append("%d,%d,%d\n".formatted(i * 7 % 200, i, i % classes));
    }
    return rows.toString();
  }
}
