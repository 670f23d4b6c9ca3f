package org.altgrad.data.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.altgrad.data.DataException;
import org.altgrad.data.DataSet;
import org.altgrad.data.Split;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Texts from files: CSV, and the folders of IMDB. */
class TextFilesTest {
  private static final HoldOut NOTHING = new HoldOut(0, 1);
  private static final TextEncoding WORDS = new TextEncoding(TextTokens.words(5), 4, 1);

  @TempDir private Path dir;

  private DataSet csv(HoldOut heldOut, Optional<Integer> classes, String... files) {
    List<Optional<Path>> paths = new ArrayList<>();
    for (String file : files) {
      paths.add(Optional.of(file).filter(f -> !f.isEmpty()).map(dir::resolve));
    }
    return new TextCsv(
            "text_csv",
            paths.get(0).orElseThrow(),
            paths.get(1),
            paths.get(2),
            classes,
            Optional.empty(),
            Optional.empty(),
            heldOut,
            WORDS)
        .load(Samples.OFFLINE);
  }

  private void write(String file, String text) throws IOException {
    Files.createDirectories(dir.resolve(file).getParent());
    try (OutputStream out = Files.newOutputStream(dir.resolve(file));
        OutputStream stream = file.endsWith(".gz") ? new GZIPOutputStream(out) : out) {
      stream.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static int[] tokens(Split split, int i) {
    int[] tokens = new int[5];
    split.column("tokens").example(i).asIntBuffer().get(tokens);
    return tokens;
  }

  @Test
  void wordsAreNumberedByTheTextsToTrainOn() throws IOException {
    write(
        "train.csv.gz",
        "label,text\n"
            + "1,\"A \"\"good\"\", good film<br /><br />indeed\"\n"
            + "0,\"a bad, bad film\"\r\n\r\n"
            + "1,good\n");
    write("test.csv", "text,who,label\nno good film at all,me,0\n\"bad\nGOOD\",you,1\n");
    DataSet data = csv(NOTHING, Optional.empty(), "train.csv.gz", "", "test.csv");
    assertEquals(List.of("train", "test"), List.copyOf(data.splits().keySet()));
    // good 3, a 2, bad 2, film 2, indeed 1, of which the first four are kept.
    assertEquals("good\na\nbad\nfilm\n", data.attachment("vocabulary").text());
    Split train = data.split("train");
    assertArrayEquals(new int[] {3, 2, 2, 5, 1}, tokens(train, 0));
    assertArrayEquals(new int[] {3, 4, 4, 5, 0}, tokens(train, 1));
    assertArrayEquals(new int[] {2, 0, 0, 0, 0}, tokens(train, 2));
    assertEquals("A \"good\", good film indeed", train.text("text").values().get(0));
    assertArrayEquals(new int[] {1, 0, 1}, Samples.integers(train, "label"));
    Split test = data.split("test");
    assertArrayEquals(new int[] {1, 2, 5, 1, 1}, tokens(test, 0));
    assertArrayEquals(new int[] {4, 2, 0, 0, 0}, tokens(test, 1));
    assertArrayEquals(new int[] {0, 1}, Samples.integers(test, "label"));
    assertEquals(2, data.classes());
    assertEquals(5, csv(NOTHING, Optional.of(5), "train.csv.gz", "", "").classes());
  }

  @Test
  void whatHasNoFileIsHeldOutOfEachClass() throws IOException {
    StringBuilder text = new StringBuilder("text,label\n");
    for (int i = 0; i < 60; i++) {
      text.append("text ").append((char) ('a' + i % 26)).append(",").append(i % 3).append('\n');
    }
    write("all.csv", text.toString());
    DataSet data = csv(new HoldOut(0.1, 1), Optional.empty(), "all.csv", "", "");
    assertEquals(List.of("train", "validation", "test"), List.copyOf(data.splits().keySet()));
    assertEquals(48, data.split("train").count());
    for (String held : List.of("validation", "test")) {
      assertArrayEquals(
          new int[] {2, 2, 2, 0, 0, 0, 0, 0, 0, 0}, Facts.labelCounts(data.split(held)));
    }
    List<String> texts = new ArrayList<>();
    data.splits().values().forEach(split -> texts.addAll(split.text("text").values()));
    assertEquals(60, texts.size());
    write("v.csv", "text,label\nword,1\n");
    DataSet given = csv(new HoldOut(0.1, 1), Optional.empty(), "all.csv", "v.csv", "");
    assertEquals(54, given.split("train").count());
    assertEquals(1, given.split("validation").count());
    assertEquals(6, given.split("test").count());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "text,label;a,0;12 34,1 | t.csv:3: text: must have a word of letters from a to z but is"
            + " '12 34'",
        "text,label;a,0;b,2 | t.csv:3: label: must be a whole number from 0 to 1 but is '2'",
        "text,label;a,0;b,pos | t.csv:3: label: must be a whole number from 0 to 1 but is 'pos'",
        "text,label;a,-1 | t.csv:2: label: must be a whole number from 0 to 1 but is '-1'",
        "text,label;a,0;b,c,1 | t.csv:3: must have 2 fields, as the first line, but has 3",
        "text,label;a,0;\"b,1 | t.csv:3: a quoted field does not end",
        "text,label;a,0;\"b\" c,1 | t.csv:3: text follows a field's closing quote",
        "review,label;a,0 | t.csv:1: must name a column text; available: review, label",
        "text,labl;a,0 | t.csv:1: must name a column label; did you mean labl? available: text,"
            + " labl",
        "text,label | t.csv: must be a CSV file with a first line text,label but has no line behind"
            + " the first",
      })
  void whatIsWrongIsSaidWithItsLine(String text, String message) throws IOException {
    write("t.csv", text.strip().replace(';', '\n') + "\n");
    Optional<Integer> two = Optional.of(2);
    String found =
        assertThrows(DataException.class, () -> csv(NOTHING, two, "t.csv", "", "")).getMessage();
    assertEquals(message.strip(), found.replace(dir + File.separator, ""));
  }

  @Test
  void filesThatAreNoTextAreSaid() throws IOException {
    Path file = dir.resolve("t.csv");
    Files.write(file, new byte[] {'a', ',', 'b', '\n', (byte) 0xff, ',', '1', '\n'});
    assertEquals(
        file + ": must be UTF-8 but is not",
        assertThrows(DataException.class, () -> csv(NOTHING, Optional.empty(), "t.csv", "", ""))
            .getMessage());
    write("u.csv.gz", "text,label\n" + "some words to pack,1\n".repeat(50));
    byte[] whole = Files.readAllBytes(dir.resolve("u.csv.gz"));
    Files.write(dir.resolve("u.csv.gz"), java.util.Arrays.copyOf(whole, whole.length / 2));
    assertEquals(
        dir.resolve("u.csv.gz")
            + " is cut off or damaged (Unexpected end of ZLIB"
            + " input stream)",
        assertThrows(DataException.class, () -> csv(NOTHING, Optional.empty(), "u.csv.gz", "", ""))
            .getMessage());
    assertEquals(
        dir.resolve("no.csv")
            + ": must be a CSV file with a first line text,label but is not there",
        assertThrows(DataException.class, () -> csv(NOTHING, Optional.empty(), "no.csv", "", ""))
            .getMessage());
  }

  /** Pieces of a vocabulary by hand: "▁go" is likelier than "▁g" and "o". */
  @Test
  void piecesAreThoseOfTheEncodersFile() throws IOException {
    StringBuilder json = new StringBuilder("[");
    for (int special = 0; special < 6; special++) {
      json.append("[\"<s").append(special).append(">\",0],");
    }
    json.append("[\"\u2581go\",-2],[\"o\",-1.5],[\"\u2581g\",-1],[\"\u2581\",-3],[\"d\",-4]]");
    write("vocab.json", json.toString());
    write("t.csv", "text,label\n\"good  go go go go\",0\n日本,1\ngo,1\n");
    TextTokens pieces =
        new TextTokens(TextTokens.TokenKind.PIECES, Optional.of(dir.resolve("vocab.json")), 5);
    TextCsv source =
        new TextCsv(
            "text_csv",
            dir.resolve("t.csv"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            NOTHING,
            new TextEncoding(pieces, 1, 1));
    DataSet data = source.load(Samples.OFFLINE);
    // "▁go", "o", "d", "▁go", "▁go", and no more than five.
    assertArrayEquals(new int[] {6, 7, 10, 6, 6}, tokens(data.split("train"), 0));
    assertArrayEquals(new int[] {9, 0, -1, -1, -1}, tokens(data.split("train"), 1));
    assertArrayEquals(new int[] {6, -1, -1, -1, -1}, tokens(data.split("train"), 2));
    assertArrayEquals(
        Files.readAllBytes(dir.resolve("vocab.json")), data.attachment("pieces").content());
    write("t.csv", "text,label\ngo,0\n\"  \",1\n");
    assertEquals(
        dir.resolve("t.csv") + ":3: text: must have a letter but is '  '",
        assertThrows(DataException.class, () -> source.load(Samples.OFFLINE)).getMessage());
    write("t.csv", "text,label\ngo,0\n日本,1\n");
    write("vocab.json", "{}");
    assertEquals(
        dir.resolve("vocab.json")
            + ": must be a list of pieces and log-probabilities but is something else",
        assertThrows(DataException.class, () -> source.load(Samples.OFFLINE)).getMessage());
    Samples.assertRefused(
        "pieces: must be the encoder's file of pieces, with tokens=pieces, but is null",
        () -> new TextTokens(TextTokens.TokenKind.PIECES, Optional.empty(), 5));
  }

  private AclImdb imdb(Optional<Integer> limit) {
    return new AclImdb("acl_imdb", dir, limit, Optional.empty(), NOTHING, WORDS);
  }

  @Test
  void reviewsOfFoldersAlternate() throws IOException {
    for (String split : List.of("train", "test")) {
      for (String file : List.of("neg/2_1", "neg/10_3", "pos/0_9", "pos/11_7", "pos/3_10")) {
        write(split + "/" + file + ".txt", "<br />See " + file.replaceAll("\\d+_\\d+", "") + split);
      }
      write(split + "/neg/notes.md", "");
    }
    DataSet data = imdb(Optional.of(4)).load(Samples.OFFLINE);
    assertArrayEquals(new int[] {0, 1, 0, 1}, Samples.integers(data.split("train"), "label"));
    assertArrayEquals(new int[] {0, 1, 0, 1, 1}, Samples.integers(data.split("test"), "label"));
    assertEquals(
        List.of("See neg/train", "See pos/train", "See neg/train", "See pos/train"),
        data.split("train").text("text").values());
    write("train/neg/2_1.txt", "two one");
    write("train/neg/10_3.txt", "ten three");
    List<String> texts =
        imdb(Optional.empty()).load(Samples.OFFLINE).split("train").text("text").values();
    assertEquals(List.of("two one", "ten three"), List.of(texts.get(0), texts.get(2)));
    write("test/pos/3_10.txt", " ... ");
    assertEquals(
        dir.resolve("test/pos/3_10.txt")
            + ": text: must have a word of letters from a to z but is ' ... '",
        assertThrows(DataException.class, () -> imdb(Optional.empty()).load(Samples.OFFLINE))
            .getMessage());
    Files.delete(dir.resolve("test/neg/2_1.txt"));
    Files.delete(dir.resolve("test/neg/10_3.txt"));
    assertEquals(
        dir.resolve("test/neg") + ": must be a folder of reviews, .txt files, but has none",
        assertThrows(DataException.class, () -> imdb(Optional.empty()).load(Samples.OFFLINE))
            .getMessage());
  }
}
