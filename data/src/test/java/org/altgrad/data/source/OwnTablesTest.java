package org.altgrad.data.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.altgrad.data.Column;
import org.altgrad.data.DataException;
import org.altgrad.data.DataSet;
import org.altgrad.data.ElementType;
import org.altgrad.data.RowOrigin;
import org.altgrad.data.Split;
import org.altgrad.data.format.NpzWriter;
import org.altgrad.data.format.SetWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables, arrays and pictures of users. */
class OwnTablesTest {
  private static final DataContext CONTEXT = DataContext.standard(false, (name, done, all) -> {});

  @TempDir private Path dir;

  private Path file(String name, String text) throws IOException {
    return Files.writeString(dir.resolve(name), text);
  }

  private static OwnRoles roles(
      List<String> inputs, String label, String environment, List<Integer> shape) {
    return roles(inputs, label, environment, List.of(), shape);
  }

  private static OwnRoles roles(
      List<String> inputs,
      String label,
      String environment,
      List<String> tested,
      List<Integer> shape) {
    return new OwnRoles(
        Optional.ofNullable(inputs),
        Optional.ofNullable(label),
        Optional.ofNullable(environment),
        tested,
        List.of(),
        Optional.ofNullable(shape));
  }

  private static OwnLimits all() {
    return new OwnLimits(Optional.empty(), Optional.empty(), Optional.empty());
  }

  private DataSet csv(Path train, Path test, String split, OwnRoles roles, double holdout) {
    return new OwnCsv(
            "csv",
            train,
            Optional.empty(),
            Optional.ofNullable(test),
            Optional.ofNullable(split),
            roles,
            all(),
            new HoldOut(holdout, 1))
        .load(CONTEXT);
  }

  @Test
  void aTableOfWordsAndNumbers() throws IOException {
    Path train =
        file("a.csv", "id,x,label,y,site\nr1,1,dog,2,9\nr2,-1.5,cat,4,10\nr3,0,dog,1e3,9\n");
    Path test = file("b.csv", "y,x,label,site\n7,8,cat,10\n");
    DataSet data = csv(train, test, null, roles(null, "label", "site", null), 0);
    Split own = data.split("train");
    assertArrayEquals(new float[] {-1.5f, 4}, own.column("input").values(1));
    assertEquals(2, data.classes());
    assertEquals("cat\ndog", data.attachment("classes").text());
    assertEquals(List.of(1, 0, 1), integers(own.column("label")));
    assertEquals(List.of(0, 1, 0), integers(own.column("environment")), "by size, not by letter");
    assertArrayEquals(new float[] {8, 7}, data.split("test").column("input").values(0), "by name");
    assertEquals(List.of(0), integers(data.split("test").column("label")));
    assertEquals(
        "own table a.csv (input 2 [x, y], 2 environments [9, 10], in the test [10], 2 classes"
            + " [cat, dog]): train 3, test 1",
        data.described());
  }

  private static List<Integer> integers(Column column) {
    return java.util.stream.IntStream.range(0, column.count()).mapToObj(column::label).toList();
  }

  @Test
  void picturesAreBytesWhereTheyCanBe() throws IOException {
    Path train = file("a.csv", "label,p0,p1,p2,p3\n0,0,255,3,4\n1,5,6,7,8\n");
    DataSet bytes = csv(train, null, null, roles(null, "label", null, List.of(2, 2, 1)), 0);
    Column image = bytes.split("train").column("image");
    assertEquals(ElementType.UINT8, image.type());
    assertArrayEquals(new float[] {0, 1, 3 / 255f, 4 / 255f}, image.values(0), 1e-7f);
    Path real = file("r.csv", "label,p0,p1,p2,p3\n0,0,.5,3,4\n");
    DataSet floats = csv(real, null, null, roles(null, "label", null, List.of(2, 2, 1)), 0);
    assertEquals(ElementType.FLOAT32, floats.split("train").column("image").type());
  }

  /** Those that are tested are in no other split, and their own classes are known or refused. */
  @Test
  void anEnvironmentIsLeftOutForTheTest() throws IOException {
    StringBuilder text = new StringBuilder("x,label,env\n");
    for (int i = 0; i < 90; i++) {
      text.append(i).append(',').append(i % 2).append(',').append("abc".charAt(i % 3)).append('\n');
    }
    Path file = file("t.csv", text.toString());
    DataSet data = csv(file, null, null, roles(null, "label", "env", List.of("b"), null), .2);
    assertEquals(List.of("train", "validation", "test"), List.copyOf(data.splits().keySet()));
    Split test = data.split("test");
    assertEquals(30, test.count());
    for (int i = 0; i < 30; i++) {
      assertEquals(3 * i + 1, test.column("input").values(i)[0]);
    }
    assertFalse(test.columns().containsKey("environment"), "it is none of those to train on");
    assertEquals(48, data.split("train").count(), "of 60 a fifth is held out to choose by");
    assertEquals(1, data.split("train").column("environment").maxLabel());
    OwnRoles unknown = roles(null, "label", "env", List.of("d"), null);
    assertEquals(
        "data.test_environments: must be some of env in " + file + " but is d; available: a, b, c",
        assertThrows(DataException.class, () -> csv(file, null, null, unknown, .2)).getMessage());
    OwnRoles all = roles(null, "label", "env", List.of("c", "a", "b"), null);
    assertEquals(
        "data.test_environments: must leave an environment to train on but is all of them, a, b, c",
        assertThrows(DataException.class, () -> csv(file, null, null, all, .2)).getMessage());
    OwnRoles one = roles(null, "label", "env", List.of("a"), null);
    for (var refused :
        List.<org.junit.jupiter.api.function.Executable>of(
            () -> csv(file, file, null, one, .2),
            () -> csv(file, null, "env", one, .2),
            () -> roles(null, "label", null, List.of("a"), null))) {
      String why = assertThrows(IllegalArgumentException.class, refused).getMessage();
      assertTrue(why.startsWith("test_environments: must be [] where "), why);
    }
  }

  @Test
  void aPartOfEachEnvironmentIsHeldOut() throws IOException {
    StringBuilder text = new StringBuilder("x,label,env\n");
    for (int i = 0; i < 100; i++) {
      text.append(i).append(',').append(i % 2).append(',').append(i < 80 ? "a" : "b").append('\n');
    }
    Path train = file("a.csv", text.toString());
    DataSet data = csv(train, null, null, roles(List.of("x"), "label", "env", null), 0.1);
    assertEquals(80, data.split("train").count());
    for (String split : List.of("validation", "test")) {
      List<Integer> environments = integers(data.split(split).column("environment"));
      assertEquals(10, environments.size());
      assertEquals(2, environments.stream().filter(e -> e == 1).count());
    }
  }

  @Test
  void theLimitOfTheTestIsForExamplesHeldOutToo() throws IOException {
    StringBuilder text = new StringBuilder("x,label\n");
    for (int i = 0; i < 100; i++) {
      text.append(i).append(',').append(i % 2).append('\n');
    }
    Path train = file("a.csv", text.toString());
    List<Split> all = new ArrayList<>();
    for (int limit : new int[] {1000, 3}) {
      OwnCsv table =
          new OwnCsv(
              "csv",
              train,
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              roles(List.of("x"), "label", null, null),
              new OwnLimits(Optional.empty(), Optional.empty(), Optional.of(limit)),
              new HoldOut(0.1, 1));
      DataSet data = table.load(CONTEXT);
      assertEquals(80, data.split("train").count());
      assertEquals(10, data.split("validation").count());
      all.add(data.split("test"));
    }
    assertEquals(List.of(10, 3), all.stream().map(Split::count).toList());
    for (int i = 0; i < 3; i++) {
      assertArrayEquals(
          all.get(0).column("input").values(i), all.get(1).column("input").values(i), "the first");
    }
  }

  /** Of a class that is far away from the others as well, and without trying those between. */
  @Test
  void classesNeedNotFollowEachOther() {
    int[] labels = new int[40];
    for (int i = 0; i < 40; i += 2) {
      labels[i] = 2_000_000_000;
    }
    Split train = Split.of("train", Column.labels(labels));
    HoldOut tenth = new HoldOut(0.1, 1);
    List<Split> all =
        assertTimeoutPreemptively(
            Duration.ofSeconds(20),
            () -> tenth.complete(train, Optional.empty(), Optional.empty()));
    assertEquals(
        List.of(0, 0, 2_000_000_000, 2_000_000_000),
        integers(all.get(2).column("label")).stream().sorted().toList());
  }

  /** What is written is what is read. */
  @Test
  void generatedSetsComeBack() throws IOException {
    DataSet data =
        new Spirals("spirals", 2, 8, 5, 2, new Spirals.Shortcuts(2, 1, false), false, 3)
            .load(CONTEXT);
    List<Split> splits = List.copyOf(data.splits().values());
    StringWriter text = new StringWriter();
    SetWriter.csv(splits, WrittenNames.of(data, splits), text);
    Path table = file("s.csv", text.toString());
    DataSet again = csv(table, null, "split", roles(null, "label", "environment", null), 0);
    same(data, again);

    Path arrays = dir.resolve("s.npz");
    try (OutputStream out = new FileOutputStream(arrays.toFile())) {
      SetWriter.npz(splits, out);
    }
    same(data, npz(arrays, "input", "label", "environment"));
  }

  /** Names of inputs, classes and environments are those of the table that was read. */
  @Test
  void namesComeBack() throws IOException {
    StringBuilder rows = new StringBuilder("kind,b,site,a\n");
    for (int i = 0; i < 60; i++) {
      String kind = List.of("\"cat, wild\"", "dog", "ant").get(i % 3);
      rows.append(kind + "," + i / 7f + "," + List.of("9", "10", "oslo").get(i % 20 / 7) + ",1\n");
    }
    Path own = file("own.csv", rows.toString());
    OwnRoles left =
        new OwnRoles(
            Optional.empty(),
            Optional.of("kind"),
            Optional.of("site"),
            List.of("oslo"),
            List.of(),
            Optional.empty());
    DataSet data = csv(own, null, null, left, 0.2);
    assertEquals(
        "own table own.csv (input 2 [b, a], 2 environments [9, 10], in the test [oslo], 3 classes"
            + " [ant, cat, wild, dog]): train 34, validation 8, test 18",
        data.described());
    List<Split> splits = List.copyOf(data.splits().values());
    StringWriter text = new StringWriter();
    SetWriter.csv(splits, WrittenNames.of(data, splits), text);
    List<String> lines = text.toString().lines().toList();
    assertEquals("split,b,a,label,environment", lines.get(0));
    assertEquals("train,0.0,1.0,\"cat, wild\",9", lines.get(1));
    OwnRoles written = roles(null, "label", "environment", null);
    DataSet again = csv(file("w.csv", text.toString()), null, "split", written, 0);
    same(data, again);
    assertEquals(data.inputNames(), again.inputNames());
    assertEquals(data.classNames(), again.classNames());
    assertEquals(data.environmentNames(), again.environmentNames());
    // What is learned from is the same, whatever environments are called.
    String renamed = text.toString().replace(",9\n", ",1\n").replace(",10\n", ",5\n");
    assertEquals(again.sha256(), csv(file("r.csv", renamed), null, "split", written, 0).sha256());

    // Words of a part would be numbered otherwise, and names may be taken by other columns.
    DataSet dogs =
        csv(
            file("d.csv", "label,a\ndog,1\ncat,2\n"),
            null,
            null,
            roles(null, "label", null, null),
            0);
    Split first = dogs.split("train").prefix(1);
    assertEquals(List.of("input"), List.copyOf(WrittenNames.of(dogs, List.of(first)).keySet()));
    DataSet taken =
        csv(
            file("t.csv", "label,kind\n1,dog\n2,cat\n"),
            null,
            null,
            roles(null, "kind", null, null),
            0);
    splits = List.copyOf(taken.splits().values());
    assertEquals(List.of("label"), List.copyOf(WrittenNames.of(taken, splits).keySet()));
  }

  private static void same(DataSet wanted, DataSet found) {
    for (Split split : wanted.splits().values()) {
      for (Column column : split.columns().values()) {
        Column own = found.split(split.name()).column(column.name());
        assertEquals(column.data(), own.data(), split.name() + " " + column.name());
      }
    }
    assertEquals(wanted.classes(), found.classes());
  }

  private DataSet npz(Path file, String input, String label, String environment) {
    return new OwnNpz(
            "npz",
            file,
            input,
            Optional.ofNullable(label),
            Optional.ofNullable(environment),
            Optional.empty(),
            all(),
            new HoldOut(0, 1))
        .load(CONTEXT);
  }

  @Test
  void bytesOfThreeAxesArePictures() throws IOException {
    Path arrays = dir.resolve("p.npz");
    var pixels = Column.allocate(ElementType.UINT8, List.of(2, 3), 2);
    for (int i = 0; i < 12; i++) {
      pixels.put((byte) (20 * i));
    }
    Column image =
        new Column("x", ElementType.UINT8, List.of(2, 3), 2, Column.PIXEL, pixels.flip());
    try (NpzWriter out = new NpzWriter(new FileOutputStream(arrays.toFile()))) {
      out.add("x_train", image);
      out.add("y_train", Column.labels(new int[] {4, 0}));
      out.add("x_val", image);
      out.add("y_val", Column.labels(new int[] {0, 0}));
    }
    DataSet data = npz(arrays, "x", "y", null);
    Column found = data.split("train").column("image");
    assertEquals(List.of(2, 3, 1), found.shape());
    assertEquals(220, found.data().get(11) & 0xff);
    assertEquals(5, data.classes());
    assertTrue(data.splits().containsKey("validation"));
    assertFalse(data.splits().containsKey("test"));
    DataException missing =
        assertThrows(DataException.class, () -> npz(arrays, "images", "y", null));
    assertTrue(missing.getMessage().contains("must have an array images or images_train"));
  }

  /** Zeros and ones are what they say, unless another number of any split makes shades of all. */
  @Test
  void bitsAreNotShades() throws IOException {
    for (int brightest : new int[] {1, 2}) {
      Path arrays = dir.resolve("bits" + brightest + ".npz");
      try (NpzWriter out = new NpzWriter(new FileOutputStream(arrays.toFile()))) {
        for (String split : List.of("train", "test")) {
          var pixels = Column.allocate(ElementType.UINT8, List.of(2, 2), 1);
          pixels.put(new byte[] {0, 1, 1, (byte) (split.equals("test") ? brightest : 0)});
          out.add(
              "x_" + split,
              new Column("x", ElementType.UINT8, List.of(2, 2), 1, 1f, pixels.flip()));
        }
      }
      DataSet data = npz(arrays, "x", null, null);
      float one = brightest == 1 ? 1 : 1 / 255f;
      assertArrayEquals(
          new float[] {0, one, one, 0}, data.split("train").column("image").values(0), 1e-7f);
      assertArrayEquals(
          new float[] {0, one, one, brightest * one},
          data.split("test").column("image").values(0),
          1e-7f);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      value = {
        "x,label|1,0|a,1 > a.csv:3: x: must be a number but is 'a'",
        "x,label|1,0|2 > a.csv:3: must have 2 fields, as the first line, but has 1",
        "x,x,label|1,2,0 > a.csv:1: must name each column once but columns 1 and 2 are both 'x'",
        "x;label|1;0 > a.csv:1: must have commas between its columns but has one column 'x;label'",
        "x,label|1e300,0 > a.csv:2: x: must be a number of at most 3.4e38 but is '1e300'",
        "x,label|1,0|Infinite,0 > a.csv:3: x: must be a number but is 'Infinite'",
        "x,label|nan,0 > must have numbers for a network to read",
        "x,label|,0|1,1 > a.csv:2: x: must be a number but is ''; mend it, or name the inputs"
            + " without",
        "x,label|NA,0|1,1 > a.csv:2: x: must be a number but is 'NA'; mend it, or name the inputs",
        "x,label|0.5 cm,0|1,1 > a.csv:2: x: must be a number but is '0.5 cm'",
        "y,x,label|1,\"0,5\",0|2,1,1 > a.csv:2: x: must be a number but is '0,5'",
        ",label|1,0|x,1 > a.csv:3: without a name: must be a number but is 'x'",
        "x,y|1,0 > a.csv:1: must name a column label (data.label)",
        "x,label|1,a|2,b|3, > a.csv:4: label: must be a word or number but is empty",
        "label|0 > a.csv: must have numbers for a network to read",
        "x,label > has no line behind the first",
      })
  void saysWhatIsWrong(String text, String expected) throws IOException {
    Path train = file("a.csv", text.strip().replace('|', '\n') + "\n");
    DataException e =
        assertThrows(
            DataException.class, () -> csv(train, null, null, roles(null, "label", null, null), 0));
    assertTrue(e.getMessage().contains(expected), e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
  }

  /** A column of numbers that is taken for environments has too many. */
  @Test
  void environmentsOfWhichNothingCanBeHeldOutAreNamed() throws IOException {
    Path train = file("a.csv", "x,site,label\n1,0.5,0\n2,0.6,1\n3,0.7,0\n");
    DataException e =
        assertThrows(
            DataException.class,
            () -> csv(train, null, null, roles(null, "label", "site", null), 0.1));
    assertEquals(
        "data.holdout: must leave examples for each split, but 0.1 of each environment"
            + " (data.environment has 3) of 3 examples is none; no share does, and 0 holds nothing"
            + " out, for methods that need no test split",
        e.getMessage());
  }

  /** A row whose place or split is missing is of none. */
  @Test
  void whatIsMissingIsNoEnvironmentAndNoSplit() throws IOException {
    Path train = file("a.csv", "x,env,part\n1,a,train\n2,,train\n3,b,\n");
    for (String column : List.of("env", "part")) {
      String environment = column.equals("env") ? "env" : null;
      String split = column.equals("part") ? "part" : null;
      DataException e =
          assertThrows(
              DataException.class,
              () -> csv(train, null, split, roles(List.of("x"), null, environment, null), 0));
      String expected = column.equals("env") ? "a.csv:3: env: " : "a.csv:4: part: ";
      assertTrue(
          e.getMessage().endsWith(expected + "must be a word or number but is empty"),
          e.getMessage());
    }
  }

  @Test
  void classesOfTheTestMustBeThoseOfTheTraining() throws IOException {
    Path train = file("a.csv", "x,label\n1,dog\n2,cat\n");
    Path test = file("b.csv", "x,label\n1,dgo\n");
    DataException e =
        assertThrows(
            DataException.class, () -> csv(train, test, null, roles(null, "label", null, null), 0));
    assertTrue(
        e.getMessage().contains("b.csv:2: label: must be one of those to train on but is 'dgo'"),
        e.getMessage());
    assertTrue(e.getMessage().contains("did you mean dog?"), e.getMessage());
  }

  @Test
  void picturesInFilesOfMnistsFormat() throws IOException {
    Path images = dir.resolve("i");
    Files.write(images, new byte[] {0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 1, 2, 3, 4});
    Path labels = dir.resolve("l");
    Files.write(labels, new byte[] {0, 0, 8, 1, 0, 0, 0, 2, 1, 0});
    OwnIdx.IdxFiles own = new OwnIdx.IdxFiles(Optional.of(images), Optional.of(labels));
    OwnIdx.IdxFiles none = new OwnIdx.IdxFiles(Optional.empty(), Optional.empty());
    DataSet data = new OwnIdx("idx", own, none, own, all(), new HoldOut(0, 1)).load(CONTEXT);
    assertEquals(List.of(1, 2, 1), data.split("train").column("image").shape());
    assertEquals(List.of(1, 0), integers(data.split("test").column("label")));
    assertEquals(2, data.classes());
    Files.write(labels, new byte[] {0, 0, 8, 1, 0, 0, 0, 1, 1});
    OwnIdx wrong = new OwnIdx("idx", own, none, own, all(), new HoldOut(0, 1));
    assertTrue(
        assertThrows(DataException.class, () -> wrong.load(CONTEXT))
            .getMessage()
            .contains("must have 2 labels"));
  }

  /** What was forgotten is named, as null. */
  @Test
  void picturesAndLabelsGoTogether() {
    Optional<Path> file = Optional.of(Path.of("i"));
    assertEquals(
        "labels: must be given with the images but is null",
        assertThrows(
                IllegalArgumentException.class, () -> new OwnIdx.IdxFiles(file, Optional.empty()))
            .getMessage());
    assertEquals(
        "images: must be given with the labels but is null",
        assertThrows(
                IllegalArgumentException.class, () -> new OwnIdx.IdxFiles(Optional.empty(), file))
            .getMessage());
    OwnIdx.IdxFiles none = new OwnIdx.IdxFiles(Optional.empty(), Optional.empty());
    assertEquals(
        "train.images: must be given but is null",
        assertThrows(
                IllegalArgumentException.class,
                () -> new OwnIdx("idx", none, none, none, all(), new HoldOut(0, 1)))
            .getMessage());
  }

  /** Labels that were counted from 1 make a class that nothing teaches. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      value = {
        "1 2 3 > 4 classes but no example of class 0 > class 0",
        "0 2 2 > 3 classes but no example of class 1 > class 1",
        "8 2 4 > 9 classes but no example of classes 0, 1, 3, 5 to 7 > classes 0, 1, 3, 5 to 7",
        "2 4 6 8 10 12 14 > 15 classes but no example of 8 classes (0, 1, 3, 5, 7, 9, 11, …)"
            + " > 8 classes (0, 1, 3, 5, 7, 9, 11, …)",
        "999 0 1 > 1000 classes but no example of classes 2 to 998 > classes 2 to 998",
        "0 1 2 > 3 classes > ''",
        "0 0 0 > 1 class > ''",
      })
  void classesWithoutExamplesAreNamed(String labels, String about, String missing)
      throws IOException {
    int[] numbers = Stream.of(labels.split(" ")).mapToInt(Integer::parseInt).toArray();
    StringBuilder text = new StringBuilder("x,label\n");
    IntStream.of(numbers).forEach(label -> text.append("1,").append(label).append('\n'));
    List<DataSet> all = new ArrayList<>();
    Path table = file("a.csv", text.toString());
    all.add(csv(table, null, null, roles(null, "label", null, null), 0));
    Path arrays = dir.resolve("a.npz");
    try (NpzWriter out = new NpzWriter(new FileOutputStream(arrays.toFile()))) {
      out.add("x", Column.vectors("x", new float[numbers.length][1]));
      out.add("y", Column.labels(numbers));
    }
    all.add(npz(arrays, "x", "y", null));
    for (DataSet data : all) {
      String input = data.attachments().containsKey("inputs") ? "input 1 [x]" : "input 1";
      String its = "(" + input + ", " + about + "): train";
      assertTrue(data.described().contains(its), data.described());
      List<String> notes = data.notes();
      assertEquals(missing.isEmpty() ? 0 : 1, notes.size(), notes.toString());
      notes.forEach(
          note -> assertTrue(note.startsWith("no example of train has " + missing + ": "), note));
    }
  }

  @ParameterizedTest
  @CsvSource({"1000, 1001, 3", "1000000, 1000001, 3", "999999999, 1000000000, 3"})
  void aNumberFarAboveTheClassesIsRefused(int label, int classes, int there) throws IOException {
    String end =
        ": must be a class, which are numbered from 0 on, but is %d, which makes %d classes with"
                .formatted(label, classes)
            + " examples of %d; number them 0, 1, 2, …, or set data.classes=%d"
                .formatted(there, classes);
    int[] numbers = {0, label, 1};
    Path table = file("a.csv", "x,kind\n1,0\n1," + label + "\n1,1\n");
    OwnRoles roles = roles(null, "kind", null, null);
    assertEquals(
        table + ":3: kind" + end,
        assertThrows(DataException.class, () -> csv(table, null, null, roles, 0)).getMessage());
    Path arrays = dir.resolve("a.npz");
    try (NpzWriter out = new NpzWriter(new FileOutputStream(arrays.toFile()))) {
      out.add("x", Column.vectors("x", new float[numbers.length][1]));
      out.add("y", Column.labels(numbers));
    }
    assertEquals(
        arrays + ", x: row 1 (from 0): y" + end,
        assertThrows(DataException.class, () -> npz(arrays, "x", "y", null)).getMessage());
  }

  /** Of many classes that a set has examples of, one in ten is enough. */
  @Test
  void aHundredOfAThousandClassesAreTaken() throws IOException {
    StringBuilder text = new StringBuilder("x,label\n");
    IntStream.range(0, 130).forEach(i -> text.append("1,").append(10 * i + 9).append('\n'));
    Path table = file("a.csv", text.toString());
    assertEquals(1300, csv(table, null, null, roles(null, "label", null, null), 0).classes());
  }

  /** Too long for a number, but no words. */
  @Test
  void longNumbersAreNoWords() throws IOException {
    Path table = file("a.csv", "x,label\n1,0\n1,1099511627776\n1,1\n");
    assertEquals(
        table + ":3: label: must be a whole number from 0 to 2147483646 but is '1099511627776'",
        assertThrows(
                DataException.class,
                () -> csv(table, null, null, roles(null, "label", null, null), 0))
            .getMessage());
  }

  /** Whichever row they stand in, and named where there are none. */
  @Test
  void columnsWithoutNumbersAreTold() throws IOException {
    String rows = "NA,-1,x,a,,0\nnan,.5,y,b,,1\n,+2e1,z,c,,0\n";
    Path table = file("a.csv", "void,x,site,code,,label\n" + rows);
    DataSet data = csv(table, null, null, roles(null, "label", null, null), 0);
    assertArrayEquals(new float[] {20}, data.split("train").column("input").values(2));
    String left = "left out of the inputs, for a.csv has no numbers there: ";
    assertEquals(List.of(left + "void, site, code, without a name"), data.notes());
    OwnRoles named = roles(List.of("x"), "label", null, null);
    assertEquals(List.of(), csv(table, null, null, named, 0).notes());
    OwnRoles environment = roles(null, "label", "site", null);
    assertEquals(
        List.of(left + "void, code, without a name"),
        csv(table, null, null, environment, 0).notes());
    Path wide = file("b.csv", "x,a,b,c,d,e,f,g,h,label\n1,,,,,,,,,0\n2,,,,,,,,,1\n");
    assertEquals(
        List.of(
            "left out of the inputs, for b.csv has no numbers there: a, b, c, d, e, f and 2 more"),
        csv(wide, null, null, roles(null, "label", null, null), 0).notes());
  }

  /** An index of rows that were put together, or of another kind. */
  @ParameterizedTest
  @ValueSource(strings = {"0 1 0", "0.5 1 2"})
  void columnsWithoutANameAreTold(String numbers) throws IOException {
    String[] own = numbers.split(" ");
    String rows = own[0] + ",1,0\n" + own[1] + ",2,1\n" + own[2] + ",3,0\n";
    DataSet data =
        csv(file("a.csv", ",x,label\n" + rows), null, null, roles(null, "label", null, null), 0);
    assertEquals(
        List.of(
            "the column without a name of a.csv may number the rows, and is read as an input; leave"
                + " it out with data.inputs=[x]"),
        data.notes());
  }

  /** As arrays and folders are. */
  @ParameterizedTest
  @ValueSource(strings = {"val", "valid", "dev", "Validation"})
  void validationHasSeveralNames(String word) throws IOException {
    String rows = "1,0,Train\n2,1,Train\n3,1,WORD\n4,0,WORD\n5,1,test\n".replace("WORD", word);
    Path table = file("a.csv", "x,label,fold\n" + rows);
    DataSet data = csv(table, null, "fold", roles(null, "label", null, null), 0.4);
    assertEquals(Set.of("train", "validation", "test"), data.splits().keySet());
    assertArrayEquals(new float[] {4}, data.split("validation").column("input").values(1));
    assertEquals(2, data.split("train").count(), "nothing is held out besides");
    assertEquals(List.of(), data.notes());
    Path both = file("b.csv", "x,label,fold\n" + rows + "6,0,validation\n");
    String message =
        assertThrows(
                DataException.class,
                () -> csv(both, null, "fold", roles(null, "label", null, null), 0))
            .getMessage();
    String expected = "b.csv:7: fold: must be one word for validation but is validation, and ";
    assertTrue(message.endsWith(expected + word + " above"), message);
    if (!word.equals("Validation")) {
      Path arrays = dir.resolve("a.npz");
      try (NpzWriter out = new NpzWriter(new FileOutputStream(arrays.toFile()))) {
        for (String split : List.of("train", word, "other")) {
          float first = split.equals("train") ? 1 : 2;
          out.add("x_" + split, Column.vectors("x", new float[][] {{first}, {0}}));
          out.add("y_" + split, Column.labels(new int[] {0, 1}));
        }
      }
      DataSet read = npz(arrays, "x", "y", null);
      assertEquals(Set.of("train", "validation"), read.splits().keySet());
      assertEquals(
          List.of(
              "not read of a.npz: x_other; splits are train, validation, val, valid, dev, test"),
          read.notes());
    }
  }

  @Test
  void splitsThatNothingReadsAreTold() throws IOException {
    Path table = file("a.csv", "x,label,fold\n1,0,train\n2,1,train\n3,1,evl\n4,0,far\n");
    DataSet data = csv(table, null, "fold", roles(null, "label", null, null), 0);
    assertEquals(1, data.split("far").count());
    assertEquals(
        List.of(
            "nothing is trained on or chosen by rows of evl, far in a.csv: the words of fold for"
                + " that are train, validation, val, valid, dev, test"),
        data.notes());
  }

  /** What numbers the rows is told, and what is written then leaves it out. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      value = {
        "id,x,y     > id",
        "row_id,x,y > row_id",
        "patientID,x,y > patientID",
        "'Unnamed: 0,x,y' > Unnamed: 0",
        "',x,y'     > without a name",
        "width,x,y  > ''",
        "grid,x,y   > ''",
        "x,id,y     > ''", // of which two are the same
      })
  void columnsThatNumberTheRowsAreTold(String head, String told) throws IOException {
    String rows = "1000000001,2,3,cat\n1000000002,2,4,dog\n1000000003,1,3,cat\n";
    Path table = file("a.csv", head + ",label\n" + rows);
    DataSet data = csv(table, null, null, roles(null, "label", null, null), 0);
    assertEquals(3, data.split("train").column("input").exampleSize());
    List<String> wanted =
        told.isEmpty()
            ? List.of()
            : List.of(
                "the column "
                    + told
                    + " of a.csv numbers the rows (whole numbers, all different), and is read as an"
                    + " input; leave it out with data.inputs=[x,y]");
    assertEquals(wanted, data.notes());
    if (!told.isEmpty()) {
      DataSet followed = csv(table, null, null, roles(List.of("x", "y"), "label", null, null), 0);
      assertEquals(List.of(), followed.notes());
      assertTrue(followed.described().contains("(input 2 [x, y], "), followed.described());
      DataSet meant = csv(table, null, null, roles(List.of("x"), "label", null, null), 0);
      assertEquals(List.of(), meant.notes());
    }
  }

  /** Whoever asks for more classes than there are labels knows of them. */
  @Test
  void classesThatWereAskedForAreDescribedAlone() throws IOException {
    OwnLimits five = new OwnLimits(Optional.of(5), Optional.empty(), Optional.empty());
    DataSet data =
        new OwnCsv(
                "csv",
                file("a.csv", "x,label\n1,0\n1,1\n1,2\n"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                roles(null, "label", null, null),
                five,
                new HoldOut(0, 1))
            .load(CONTEXT);
    assertEquals(
        "own table a.csv (input 1 [x], 5 classes but no example of classes 3, 4): train 3",
        data.described());
    assertEquals(List.of(), data.notes());
  }

  /** An array as NumPy writes it, byte for byte: format 1.0, header padded to 64 bytes. */
  private static void array(
      ZipOutputStream out, String name, String type, String shape, byte[] data) throws IOException {
    String head = "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + shape + "), }";
    head = head + " ".repeat(117 - head.length()) + "\n";
    out.putNextEntry(new ZipEntry(name + ".npy"));
    out.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) head.length(), 0});
    out.write(head.getBytes(StandardCharsets.US_ASCII));
    out.write(data);
    out.closeEntry();
  }

  /** Words of at most {@code most} letters in UTF-32, padded with zeros. */
  private static byte[] letters(int most, ByteOrder order, String... words) {
    ByteBuffer data = ByteBuffer.allocate(4 * most * words.length).order(order);
    for (int i = 0; i < words.length; i++) {
      data.position(4 * most * i);
      words[i].codePoints().forEach(data::putInt);
    }
    return data.array();
  }

  /** They are numbered as those of a table are. */
  @Test
  void wordsOfArraysAreNumberedAsThoseOfTables() throws IOException {
    Path arrays = dir.resolve("w.npz");
    try (ZipOutputStream out = new ZipOutputStream(new FileOutputStream(arrays.toFile()))) {
      for (String split : List.of("train", "test")) {
        boolean train = split.equals("train");
        String[] words = train ? new String[] {"dög", "cat", "mouse"} : new String[] {"mouse"};
        ByteOrder order = train ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
        String shape = words.length + ", 2";
        array(out, "x_" + split, "<f4", shape, new byte[8 * words.length]);
        array(
            out,
            "y_" + split,
            (train ? "<" : ">") + "U5",
            words.length + ",",
            letters(5, order, words));
      }
      byte[] places = {'s', '9', 0, 's', '1', '0', 's', '9', 0};
      array(out, "e_train", "|S3", "3,", places);
    }
    DataSet data = npz(arrays, "x", "y", "e");
    assertEquals(List.of(1, 0, 2), integers(data.split("train").column("label")));
    assertEquals(List.of(2), integers(data.split("test").column("label")));
    assertEquals("cat\ndög\nmouse", data.attachment("classes").text());
    assertEquals(List.of("cat", "dög", "mouse"), data.classNames());
    RowOrigin test = data.split("test").origin().orElseThrow();
    assertEquals("array_row", test.name());
    assertEquals(arrays + ", x_test", test.given());
    assertEquals("0", test.place(0));
    assertEquals(List.of(1, 0, 1), integers(data.split("train").column("environment")));
    assertEquals(
        "own arrays w.npz (input 2, 2 environments [s10, s9], 3 classes [cat, dög, mouse]):"
            + " train 3, test 1",
        data.described());
    assertTrue(
        assertThrows(DataException.class, () -> npz(arrays, "y", null, null))
            .getMessage()
            .contains("but has"));
  }

  /** A word or number that the training has not is no class of its own. */
  @Test
  void labelsOfOtherSplitsAreThoseToTrainOn() throws IOException {
    Path arrays = dir.resolve("w.npz");
    for (boolean words : new boolean[] {true, false}) {
      try (ZipOutputStream out = new ZipOutputStream(new FileOutputStream(arrays.toFile()))) {
        array(out, "x_train", "<f4", "2, 1", new byte[8]);
        array(out, "x_test", "<f4", "1, 1", new byte[4]);
        ByteOrder order = ByteOrder.LITTLE_ENDIAN;
        array(
            out,
            "y_train",
            words ? "<U3" : "|b1",
            "2,",
            words ? letters(3, order, "dog", "cat") : new byte[] {0, 1});
        array(
            out,
            "y_test",
            words ? "<U3" : "|u1",
            "1,",
            words ? letters(3, order, "dgo") : new byte[] {2});
      }
      String expected =
          words
              ? "y_test: row 0 (from 0): must be one of those to train on but is 'dgo'"
              : "y: labels of test must be whole numbers from 0 to 1, as to train on, but one is 2";
      DataException e = assertThrows(DataException.class, () -> npz(arrays, "x", "y", null));
      assertTrue(e.getMessage().contains(expected), e.getMessage());
    }
  }

  /** What is measured is no class: of continuous numbers each would be one of its own. */
  @Test
  void measuredNumbersAreNoClasses() throws IOException {
    String right =
        "must be a class, a whole number from 0 on or a word, but is '%s'; name a column of"
            + " classes, or make classes of these numbers (low, high)";
    Path table = file("a.csv", "x,beak\n1,3\n2,39.1\n3,40.2\n");
    OwnRoles roles = roles(null, "beak", null, null);
    assertEquals(
        table + ":3: beak (data.label): " + right.formatted("39.1"),
        assertThrows(DataException.class, () -> csv(table, null, null, roles, .1)).getMessage());
    Path words = file("w.csv", "x,beak\n1,1.0\n2,v2.5\n3,2.\n");
    assertEquals(3, csv(words, null, null, roles, 0).classes(), "all of them are words or whole");
    Path arrays = dir.resolve("w.npz");
    try (ZipOutputStream out = new ZipOutputStream(new FileOutputStream(arrays.toFile()))) {
      array(out, "x", "<f4", "2, 1", new byte[8]);
      array(out, "y", "<U3", "2,", letters(3, ByteOrder.LITTLE_ENDIAN, "1", ".5"));
    }
    assertEquals(
        arrays + ": y: row 1 (from 0): " + right.formatted(".5"),
        assertThrows(DataException.class, () -> npz(arrays, "x", "y", null)).getMessage());
  }

  @Test
  void aChangedByteOfArraysIsFound() throws IOException {
    Path arrays = dir.resolve("a.npz");
    try (ZipOutputStream out = new ZipOutputStream(new FileOutputStream(arrays.toFile()))) {
      out.setLevel(0);
      array(out, "x", "<f4", "2, 1", "ABCD1234".getBytes(StandardCharsets.US_ASCII));
      array(out, "y", "|u1", "2,", new byte[] {0, 1});
    }
    assertEquals(2, npz(arrays, "x", "y", null).classes());
    byte[] whole = Files.readAllBytes(arrays);
    int at = new String(whole, StandardCharsets.ISO_8859_1).indexOf("ABCD1234");
    whole[at] ^= 1;
    Files.write(arrays, whole);
    String why = assertThrows(DataException.class, () -> npz(arrays, "x", "y", null)).getMessage();
    assertTrue(
        why.matches(
            "\\Q"
                + arrays
                + "\\E: x.npy is damaged: its CRC-32 must be [0-9a-f]{8} but is [0-9a-f]{8};"
                + " copy or write the file again"),
        why);
  }

  /** Whoever tests on what was trained on should know it. */
  @Test
  void splitsThatAreTrainedOnAreTold() throws IOException {
    StringBuilder rows = new StringBuilder("x,label\n");
    for (int i = 0; i < 60; i++) {
      rows.append(i).append(',').append(i % 2).append('\n');
    }
    Path own = file("own.csv", rows.toString());
    Path same = file("same.csv", rows.toString());
    Path other = file("other.csv", rows + "60,1\n");
    OwnRoles roles = roles(null, "label", null, null);
    String note =
        "all 60 examples of test are among those of train: what is measured on them says nothing"
            + " of new ones";
    for (Path test : List.of(own, same)) {
      assertEquals(List.of(note), csv(own, test, null, roles, .1).notes());
    }
    assertEquals(List.of(), csv(own, other, null, roles, .1).notes());
    Path arrays = dir.resolve("a.npz");
    try (NpzWriter out = new NpzWriter(new FileOutputStream(arrays.toFile()))) {
      for (String split : List.of("train", "val", "test")) {
        float last = split.equals("test") ? 3 : 1;
        out.add("x_" + split, Column.vectors("x", new float[][] {{1, 2}, {last, 4}}));
        out.add("y_" + split, Column.labels(new int[] {0, 1}));
      }
    }
    assertEquals(
        List.of(note.replace("60", "2").replace("test", "validation")),
        npz(arrays, "x", "y", null).notes());
  }

  @Test
  void columnsHaveOneRole() {
    for (List<String> inputs : List.of(List.of("a", "b", "a"), List.of("a", "kind"))) {
      String why =
          assertThrows(IllegalArgumentException.class, () -> roles(inputs, "kind", null, null))
              .getMessage();
      assertTrue(why.startsWith("inputs: must be ") && why.endsWith(" but is " + inputs), why);
    }
    List<String> twice = List.of("a", "a");
    assertThrows(IllegalArgumentException.class, () -> roles(null, "kind", "site", twice, null));
  }
}
