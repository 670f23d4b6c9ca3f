package org.altgrad.data.fetch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.altgrad.data.DataException;
import org.altgrad.data.Progress;
import org.altgrad.data.catalogue.Catalogue;
import org.altgrad.data.catalogue.CatalogueEntry;
import org.altgrad.data.catalogue.Checksum;
import org.altgrad.data.catalogue.DataFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class DataRepositoryTest {
  /** Long enough for a busy machine. */
  private static final Duration PATIENT = Duration.ofSeconds(10);

  private static final Duration IMPATIENT = Duration.ofMillis(500);
  private static final int ROUNDS = 2;
  private static final byte[] CONTENT = content(300_000);
  private static final byte[] DOWNLOAD = gzip(CONTENT, Deflater.DEFAULT_COMPRESSION);

  @TempDir private Path root;
  private Path folder;
  private TestServer server;
  private Duration stall = PATIENT;

  @BeforeEach
  void start() throws IOException {
    folder = root.resolve("things");
    server = new TestServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void downloadsVerifiesAndReportsProgress() throws IOException {
    server.on("/a/", TestServer.ranged(DOWNLOAD));
    List<Long> steps = new ArrayList<>();
    List<Located> files =
        repository("/a/")
            .fetch(
                "things",
                (file, bytes, total) -> {
                  assertEquals("data.gz", file);
                  assertEquals(DOWNLOAD.length, total);
                  steps.add(bytes);
                });

    assertArrayEquals(DOWNLOAD, Files.readAllBytes(folder.resolve("data.gz")));
    assertEquals(folder.resolve("data.gz"), files.get(0).path().orElseThrow());
    assertEquals(0, steps.get(0));
    assertEquals(DOWNLOAD.length, steps.get(steps.size() - 1));
    assertEquals(steps.stream().sorted().toList(), steps);
    assertEquals(Set.of("data.gz", ".fetch.lock"), left());
    assertEquals(FileState.Status.OK, state().status());
  }

  @Test
  void whatIsThereIsNotFetchedAgain() {
    server.on("/a/", TestServer.ranged(DOWNLOAD));
    repository("/a/").fetch("things", Progress.NONE);
    repository("/a/").fetch("things", Progress.NONE);
    assertEquals(List.of("/a/data.gz"), server.requests());
  }

  @Test
  void resumesACutConnection() throws IOException {
    server.on("/a/", TestServer.cut(DOWNLOAD, 100_000), TestServer.ranged(DOWNLOAD));
    repository("/a/").fetch("things", Progress.NONE);
    assertFetched();
    assertEquals(2, server.requests().size());
    String second = server.requests().get(1);
    assertTrue(second.matches("/a/data.gz bytes=[1-9][0-9]*- if \"v1\""), second);
  }

  @Test
  void resumesTheDownloadOfAnEarlierProcess() throws IOException {
    server.on("/a/", TestServer.ranged(DOWNLOAD));
    part(Arrays.copyOf(DOWNLOAD, 1234));
    assertEquals(FileState.Status.PARTIAL, state().status());
    repository("/a/").fetch("things", Progress.NONE);
    assertFetched();
    assertEquals(List.of("/a/data.gz bytes=1234-"), server.requests());
  }

  @Test
  void aWrongPartIsDroppedAndTheFileFetchedWhole() throws IOException {
    server.on("/a/", TestServer.ranged(DOWNLOAD));
    part(new byte[1234]);
    repository("/a/").fetch("things", Progress.NONE);
    assertFetched();
    assertEquals(List.of("/a/data.gz bytes=1234-", "/a/data.gz"), server.requests());
  }

  @Test
  void aPartThatIsLongerThanTheFileIsDropped() throws IOException {
    server.on("/a/", TestServer.ranged(DOWNLOAD));
    part(new byte[DOWNLOAD.length + 1]);
    repository("/a/").fetch("things", Progress.NONE);
    assertFetched();
  }

  @Test
  void aCompletePartIsOnlyRenamed() throws IOException {
    server.on("/a/", TestServer.ranged(DOWNLOAD));
    part(DOWNLOAD);
    repository("/a/").fetch("things", Progress.NONE);
    assertFetched();
    assertEquals(1, server.requests().size());
  }

  @Test
  void aServerThatIgnoresRangesSendsTheFileAnew() throws IOException {
    server.on("/a/", TestServer.cut(DOWNLOAD, 100_000), TestServer.whole(DOWNLOAD));
    repository("/a/").fetch("things", Progress.NONE);
    assertFetched();
  }

  @Test
  void aConnectionCutAgainAndAgainGetsThere() throws IOException {
    TestServer.Answer tenth =
        exchange -> {
          String range = exchange.getRequestHeaders().getFirst("Range");
          int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
          exchange
              .getResponseHeaders()
              .set(
                  "Content-Range",
                  "bytes %d-%d/%d".formatted(from, DOWNLOAD.length - 1, DOWNLOAD.length));
          int rest = DOWNLOAD.length - from;
          exchange.sendResponseHeaders(from == 0 ? 200 : 206, rest);
          exchange.getResponseBody().write(DOWNLOAD, from, Math.min(rest, 40_000));
          exchange.getResponseBody().flush();
        };
    server.on("/a/", tenth);
    repository("/a/").fetch("things", Progress.NONE);
    assertFetched();
    assertTrue(server.requests().size() > ROUNDS + 2);
  }

  @Test
  void aWrongChecksumIsRefusedWithBothChecksums() throws IOException {
    byte[] other = content(300_001);
    server.on("/a/", TestServer.ranged(gzip(Arrays.copyOf(other, 300_000), 6)));
    String message = fetchError("/a/");
    assertTrue(message.contains("sha256 " + sha256(CONTENT)), message);
    assertTrue(message.contains("sha256 " + sha256(Arrays.copyOf(other, 300_000))), message);
    assertEquals(Set.of(".fetch.lock"), left());
  }

  @Test
  void aCorruptDownloadIsRefused() throws IOException {
    byte[] corrupt = DOWNLOAD.clone();
    corrupt[DOWNLOAD.length / 2] ^= 1;
    server.on("/a/", TestServer.ranged(corrupt));
    fetchError("/a/");
    assertEquals(Set.of(".fetch.lock"), left());
  }

  @Test
  void contentIsWhatCountsNotItsCompression() throws IOException {
    byte[] stored = gzip(CONTENT, Deflater.BEST_SPEED);
    assertFalse(Arrays.equals(stored, DOWNLOAD));
    server.on("/a/", TestServer.ranged(stored));
    repository("/a/").fetch("things", Progress.NONE);
    assertEquals(FileState.Status.OK, state().status());
  }

  @Test
  void fallsBackToTheNextMirror() throws IOException {
    server
        .on("/gone/", TestServer.status(404))
        .on("/wrong/", TestServer.ranged(gzip(content(10), 6)))
        .on("/good/", TestServer.ranged(DOWNLOAD));
    repository("/gone/", "/wrong/", "/good/").fetch("things", Progress.NONE);
    assertFetched();
    assertEquals(List.of("/gone/data.gz", "/wrong/data.gz", "/good/data.gz"), server.requests());
  }

  @Test
  void aMissingFileIsNotAskedForTwice() {
    server.on("/a/", TestServer.status(404));
    String message = fetchError("/a/");
    assertTrue(message.contains("/a/data.gz: the server answered with status 404"), message);
    assertEquals(1, server.requests().size());
  }

  @Test
  void aBusyServerIsAskedAgain() throws IOException {
    server.on("/a/", TestServer.status(503), TestServer.ranged(DOWNLOAD));
    repository("/a/").fetch("things", Progress.NONE);
    assertFetched();
  }

  @Test
  void aStalledServerIsLeftForTheNextMirrorWhichGoesOn() throws IOException {
    stall = IMPATIENT;
    server.on("/slow/", server.stalled(DOWNLOAD, 50_000)).on("/good/", TestServer.ranged(DOWNLOAD));
    repository("/slow/", "/good/").fetch("things", Progress.NONE);
    assertFetched();
    assertEquals(2, server.requests().size());
    String second = server.requests().get(1);
    assertTrue(second.matches("/good/data.gz bytes=[1-9][0-9]*-"), second);
  }

  @Test
  void aServerThatOnlyStallsIsGivenUpAndItsPartKept() throws IOException {
    stall = IMPATIENT;
    server.on("/slow/", server.stalled(DOWNLOAD, 50_000));
    String message = fetchError("/slow/");
    assertTrue(message.contains("the server sent nothing for 0.5 s"), message);
    assertEquals(Set.of("data.gz.part", ".fetch.lock"), left());
    assertEquals(List.of(), repository("/slow/").locate("things"));
    assertEquals(FileState.Status.PARTIAL, state().status());
  }

  @Test
  void anHtmlPageIsNotTakenForTheFile() throws IOException {
    byte[] page = "\n<!DOCTYPE html><html>Please log in</html>".getBytes();
    server
        .on("/typed/", TestServer.typed("text/html; charset=utf-8", DOWNLOAD))
        .on("/untyped/", TestServer.typed("application/octet-stream", page));
    String message = fetchError("/typed/", "/untyped/");
    assertTrue(message.contains("/typed/data.gz: the server sent an HTML page"), message);
    assertTrue(message.contains("/untyped/data.gz: the server sent an HTML page"), message);
    assertEquals(Set.of(".fetch.lock"), left());
  }

  @Test
  void aServerThatSendsTooMuchIsStopped() throws IOException {
    server
        .on("/promised/", TestServer.whole(new byte[2_000_000]))
        .on(
            "/endless/",
            exchange -> {
              exchange.sendResponseHeaders(200, 0); // chunked, of unknown length
              for (int i = 0; i < 1000; i++) {
                exchange.getResponseBody().write(new byte[10_000]);
              }
            });
    String message = fetchError("/promised/", "/endless/");
    assertTrue(message.contains("the server offers 2000000 bytes"), message);
    assertTrue(message.contains("the server sends more than"), message);
    assertEquals(Set.of(".fetch.lock"), left());
  }

  @Test
  void twoFetchesAtOnceDownloadOnce() throws Exception {
    TestServer.Answer slow =
        exchange -> {
          exchange.sendResponseHeaders(200, DOWNLOAD.length);
          for (int i = 0; i < DOWNLOAD.length; i += 20_000) {
            exchange.getResponseBody().write(DOWNLOAD, i, Math.min(20_000, DOWNLOAD.length - i));
            exchange.getResponseBody().flush();
            try {
              Thread.sleep(20);
            } catch (InterruptedException e) {
              return;
            }
          }
        };
    server.on("/a/", slow);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Callable<List<Located>> fetch = () -> repository("/a/").fetch("things", Progress.NONE);
      for (Future<List<Located>> done : threads.invokeAll(List.of(fetch, fetch))) {
        assertEquals(folder.resolve("data.gz"), done.get().get(0).path().orElseThrow());
      }
    } finally {
      threads.shutdownNow();
    }
    assertFetched();
    assertEquals(1, server.requests().size());
  }

  @Test
  void withoutANetworkTheMessageSaysWhatToDo() throws IOException {
    int closed;
    try (ServerSocket socket = new ServerSocket(0)) {
      closed = socket.getLocalPort();
    }
    DataRepository offline =
        repository(List.of(URI.create("http://127.0.0.1:" + closed + "/a/")), List.of());
    String message =
        assertThrows(DataException.class, () -> offline.fetch("things", Progress.NONE))
            .getMessage();
    assertTrue(message.contains("/a/data.gz: no connection"), message);
    assertTrue(
        message.endsWith(
            "no network? put the file, packed or not, at "
                + folder.resolve("data.gz")
                + " or name the directory whose folder "
                + folder.getFileName()
                + " has it with data.root=… or ALTGRAD_DATA"),
        message);
  }

  @Test
  void downloadsCanBeOff() {
    DataRepository repository = repository("/a/");
    CatalogueEntry entry = repository.entry("things");
    String message =
        assertThrows(
                DataException.class,
                () -> repository.obtain(entry, entry.files().get(0), false, Progress.NONE))
            .getMessage();
    assertTrue(message.startsWith("data of Things is not there, and downloads are off"), message);
    assertEquals(List.of(), server.requests());
    assertFalse(Files.exists(folder));
  }

  @Test
  void aUsersWrongFileIsNamedAndLeftAlone() throws IOException {
    server.on("/a/", TestServer.ranged(DOWNLOAD));
    Files.createDirectories(folder);
    byte[] wrong = content(77);
    Files.write(folder.resolve("data"), wrong);
    String message = fetchError("/a/");
    assertEquals(
        "%s is not the data of the catalogue: expected 300000 bytes with sha256 %s, found 77 bytes with sha256 %s; replace or delete it"
            .formatted(folder.resolve("data"), sha256(CONTENT), sha256(wrong)),
        message);
    assertArrayEquals(wrong, Files.readAllBytes(folder.resolve("data")));
    assertEquals(FileState.Status.DAMAGED, state().status());
    assertEquals(message, state().detail());
    assertEquals(List.of(), server.requests());
  }

  @Test
  void rawAndCompressedFilesAndSystemFoldersAreFound() throws IOException {
    Path system = Files.createDirectories(root.resolve("system"));
    DataRepository repository = repository(List.of(), List.of(system));
    assertEquals(FileState.Status.MISSING, repository.verify("things").get(0).status());

    Files.write(system.resolve("data.gz"), DOWNLOAD);
    assertEquals(system.resolve("data.gz"), path(repository));
    Files.createDirectories(folder);
    Files.write(folder.resolve("data.gz"), DOWNLOAD);
    assertEquals(folder.resolve("data.gz"), path(repository));
    Files.write(folder.resolve("data"), CONTENT);
    assertEquals(folder.resolve("data"), path(repository));
    assertEquals(FileState.Status.OK, repository.verify("things").get(0).status());
  }

  @Test
  void bundledFilesAreThere() {
    DataRepository repository = new DataRepository(Catalogue.bundled(), root, downloader());
    assertEquals(4, repository.fetch("mnist10k", Progress.NONE).size());
    for (FileState file : repository.verify("mnist10k")) {
      assertEquals(FileState.Status.OK, file.status(), file.detail());
    }
  }

  @Test
  void aFolderThatCannotBeWrittenIsNamed() throws IOException {
    Files.write(folder, new byte[0]); // a file where the folder should be
    String message = fetchError("/a/");
    assertTrue(message.startsWith("cannot create " + folder), message);
    assertTrue(
        message.endsWith("name another directory with data.root=… or ALTGRAD_DATA"), message);
  }

  private String fetchError(String... mirrors) {
    DataRepository repository = repository(mirrors);
    return assertThrows(DataException.class, () -> repository.fetch("things", Progress.NONE))
        .getMessage();
  }

  private DataRepository repository(String... mirrors) {
    return repository(Stream.of(mirrors).map(server::address).toList(), List.of());
  }

  private DataRepository repository(List<URI> addresses, List<Path> directories) {
    DataFile file =
        new DataFile(
            "data",
            CONTENT.length,
            new Checksum(Checksum.HashKind.SHA256, sha256(CONTENT)),
            "data.gz",
            OptionalLong.empty());
    CatalogueEntry entry =
        new CatalogueEntry(
            "things",
            new CatalogueEntry.About(
                "Things", "Random bytes.", "http://localhost/", "none", "none"),
            2,
            Map.of("train", 1),
            List.of(1, 1, 1),
            new CatalogueEntry.Whereabouts(false, "things", directories, addresses),
            List.of(file));
    return new DataRepository(new Catalogue(Map.of("things", entry)), root, downloader());
  }

  private Downloader downloader() {
    return new Downloader(
        new Downloader.DownloadSettings(PATIENT, stall, ROUNDS, Duration.ofMillis(10)));
  }

  private FileState state() {
    return repository("/a/").verify("things").get(0);
  }

  private static Path path(DataRepository repository) {
    return repository.locate("things").get(0).path().orElseThrow();
  }

  private void part(byte[] bytes) throws IOException {
    Files.createDirectories(folder);
    Files.write(folder.resolve("data.gz.part"), bytes);
  }

  private void assertFetched() throws IOException {
    assertArrayEquals(DOWNLOAD, Files.readAllBytes(folder.resolve("data.gz")));
    assertEquals(Set.of("data.gz", ".fetch.lock"), left());
  }

  private Set<String> left() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
    }
  }

  private static byte[] content(int size) {
    byte[] content = new byte[size];
    new Random(size).nextBytes(content);
    return content;
  }

  private static byte[] gzip(byte[] content, int level) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out =
        new GZIPOutputStream(bytes) {
          {
            def.setLevel(level);
          }
        }) {
      out.write(content);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return bytes.toByteArray();
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
