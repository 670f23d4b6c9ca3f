package org.altgrad.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.MalformedInputException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written is what is read, and what cannot be read says where. */
class FilesTest {
  @TempDir Path folder;

  private String refused(String text) throws Exception {
    Path file = Files.writeString(folder.resolve("f.yaml"), text);
    return assertThrows(
            IllegalStateException.class, () -> YamlFile.read(file, IllegalStateException::new))
        .getMessage()
        .replace(file.toString(), "FILE");
  }

  @Test
  void csvComesBackAsItWent() {
    List<List<String>> rows =
        List.of(
            List.of("a", "b", "c"),
            List.of("1,5", "say \"so\"", "two\nlines"),
            List.of("", " kept ", "cr\rhere"));
    StringBuilder text = new StringBuilder();
    rows.forEach(row -> text.append(Csv.line(row)));
    List<List<String>> read = new ArrayList<>();
    Csv.parse(text.toString()).forEach(row -> read.add(row.fields()));
    assertEquals(rows, read);
    assertEquals("plain,2.5\n", Csv.line(List.of("plain", 2.5)));
    assertEquals(List.of(1, 2, 4), Csv.parse(text.toString()).stream().map(Csv.Row::line).toList());
  }

  @Test
  void yamlComesBackAsItWent() {
    Map<String, Object> content = new LinkedHashMap<>();
    content.put("text", List.of("no", "010", "1:30", "2026-01-01", "1e-3", "true", "", "a: b"));
    content.put("numbers", List.of(3, -2147483649L, 1e-4, 1e10, 1.0e-300));
    content.put("ends", List.of(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NaN));
    content.put("yes", true);
    content.put("section", Map.of("key", "value"));
    Path file = folder.resolve("f.yaml");
    YamlFile.write(file, content);
    Map<String, Object> read = YamlFile.read(file, IllegalStateException::new);
    assertEquals(content, read);
    assertEquals(List.copyOf(content.keySet()), List.copyOf(read.keySet()));
    assertEquals("value", YamlFile.flatten(read).get("section.key"));
  }

  @Test
  void unreadableYamlNamesFileAndLine() throws Exception {
    assertTrue(refused("a: 1\nb: [\n").startsWith("FILE:3: not valid YAML: "));
    assertTrue(refused("a: 1\na: 2\n").startsWith("FILE:2: not valid YAML: found duplicate key"));
    assertEquals("FILE:1: expected a mapping of keys to values", refused("- 1\n"));
    Path binary = Files.write(folder.resolve("b.yaml"), new byte[] {(byte) 0xff, 0});
    String message =
        assertThrows(
                IllegalStateException.class,
                () -> YamlFile.read(binary, IllegalStateException::new))
            .getMessage();
    assertEquals(binary + ": not UTF-8 text", message);
  }

  @Test
  void aFileIsReplacedWholeAndNothingIsLeftBeside() throws Exception {
    Path file = folder.resolve("f.txt");
    Durable.write(file, "a longer text");
    Durable.write(file, "new");
    assertEquals("new", Files.readString(file));
    try (Stream<Path> all = Files.list(folder)) {
      assertEquals(List.of(file), all.toList());
    }
    assertThrows(
        UncheckedIOException.class, () -> Durable.write(folder.resolve("no/such/f.txt"), "x"));
  }

  private List<String> there() throws Exception {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.map(file -> folder.relativize(file).toString()).sorted().toList();
    }
  }

  /** Neither a temporary file nor a directory that was made for what did not come. */
  @Test
  void nothingIsLeftOfWhatCannotBeWritten() throws Exception {
    Files.createDirectories(folder.resolve("taken/f.txt/full"));
    List<String> before = there();
    for (String file : List.of("taken/f.txt", "taken/new/deep/" + "x".repeat(300))) {
      Path path = folder.resolve(file);
      assertThrows(UncheckedIOException.class, () -> Durable.write(path, "x"), file);
      assertThrows(
          UncheckedIOException.class, () -> Durable.writeBelow(path, new byte[] {1}), file);
      assertEquals(before, there());
    }
    assertThrows(
        IllegalStateException.class,
        () ->
            Durable.born(
                folder.resolve("taken/a/b/c"),
                false,
                unborn -> {
                  Durable.write(unborn.resolve("half.txt"), "x");
                  throw new IllegalStateException();
                }));
    assertEquals(before, there());
    Durable.writeBelow(folder.resolve("taken/a/b/f.txt"), new byte[] {65});
    assertEquals("A", Files.readString(folder.resolve("taken/a/b/f.txt")));
    // What others have put there meanwhile stays.
    MadeDirectories made = new MadeDirectories(folder.resolve("mine/deep"));
    Files.writeString(folder.resolve("mine/theirs.txt"), "");
    made.close();
    assertEquals(List.of("mine", "mine/theirs.txt"), there().subList(1, 3));
  }

  /** What could not be written of a directory that is born whole is named by its place. */
  @Test
  void nobodyHearsOfPlacesOfBirth() {
    UncheckedIOException e =
        assertThrows(
            UncheckedIOException.class,
            () ->
                Durable.born(
                    folder.resolve("run"),
                    false,
                    unborn -> {
                      Durable.write(unborn.resolve("no/such/place.txt"), "x");
                      return unborn;
                    }));
    String file = folder.resolve("run/no/such/place.txt").toString();
    assertTrue(e.getMessage().startsWith(file + " "), e.getMessage());
  }

  @Test
  void slipsFindTheirName() {
    List<String> known = List.of("optimizer.lr", "model.width", "width");
    assertEquals("; did you mean width?", Nearest.hint("widht", known));
    assertEquals("", Nearest.hint("zzzzzz", known));
    assertEquals(
        Optional.of("accuracy"), Nearest.to("acc", List.of("loss", "accuracy_of", "accuracy")));
    assertEquals(
        Optional.of("combiner.name"),
        Nearest.key("combinr", List.of("optimizer.name", "combiner.name", "combiner.tau")));
    assertEquals("; available: a, b", Nearest.hintAndList("q1", List.of("a", "b")));
    assertEquals("", Nearest.hintAndList("q", List.of()));
    assertEquals("optimizer.lr", Nearest.key("lr", known).orElseThrow());
    List<String> many = List.of("method.name", "model.depth");
    assertEquals("model.depth", Nearest.key("dpth", many).orElseThrow());
    assertEquals(
        "; did you mean model.depth? available: method.name, model.depth",
        Nearest.keyHintAndList("dpth", many));
  }

  /** The path is the one that users know, and not of a file that is there for a moment only. */
  @Test
  void whatCannotBeWrittenIsNamedAsUsersKnowIt() throws Exception {
    UncheckedIOException file =
        assertThrows(
            UncheckedIOException.class, () -> Durable.write(Path.of("/proc/x.yaml"), "a: 1\n"));
    assertEquals(
        "/proc/x.yaml cannot be written: nothing can be made in /proc", Durable.reason(file));
    IOException born =
        assertThrows(
            IOException.class, () -> Durable.born(Path.of("/proc/x"), false, place -> place));
    assertEquals("nothing can be made in /proc", Durable.reason(born));
    Path run = folder.resolve("run");
    UncheckedIOException within =
        assertThrows(
            UncheckedIOException.class,
            () ->
                Durable.born(
                    run,
                    false,
                    place -> {
                      throw new UncheckedIOException(
                          new FileSystemException(place + "/a", null, "No space left on device"));
                    }));
    assertEquals(run + "/a: No space left on device", Durable.reason(within));
  }

  @Test
  void noReasonHasTheNameOfAnException() {
    Map<IOException, String> reasons = new LinkedHashMap<>();
    reasons.put(new IOException("No space left on device"), "No space left on device");
    reasons.put(new ZipException("invalid block type"), "invalid block type");
    reasons.put(new EOFException("Unexpected end"), "Unexpected end");
    reasons.put(new EOFException(), "it ends too early");
    reasons.put(new ClosedChannelException(), "closed channel");
    reasons.put(new MalformedInputException(1), "it is no text in UTF-8");
    reasons.put(new NotDirectoryException("a"), "a is no directory");
    reasons.put(new DirectoryNotEmptyException("a"), "a is not empty");
    reasons.put(new FileSystemLoopException("a"), "a: file system loop");
    reasons.put(
        new FileSystemException("a", null, "Read-only file system"), "a: Read-only file system");
    reasons.put(new UnknownHostException("nowhere"), "no host is known by the name nowhere");
    reasons.forEach((e, reason) -> assertEquals(reason, Durable.reason(e)));
    assertEquals(
        "Read-only file system",
        Durable.reason(
            Durable.named(
                new FileSystemException("/a/.b.tmp", null, "Read-only file system"),
                Path.of("/a/.b.tmp"),
                Path.of("/a/b"))));
  }
}
