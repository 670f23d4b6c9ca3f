package org.altgrad.train.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunDirectoryTest {
  private static final LocalDateTime NOW = LocalDateTime.of(2026, 1, 2, 3, 4, 5);

  @TempDir Path temp;

  @Test
  void manyRunsOfOneSecondGetDirectoriesOfTheirOwn() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(12);
    List<Callable<Path>> starts = new ArrayList<>();
    for (int i = 0; i < 48; i++) {
      starts.add(() -> RunDirectory.create(temp, "hnca/bandit", NOW).path());
    }
    Set<Path> paths = new HashSet<>();
    for (Future<Path> future : threads.invokeAll(starts)) {
      paths.add(future.get());
    }
    threads.shutdown();
    assertEquals(48, paths.size());
    assertTrue(paths.contains(temp.resolve("hnca/bandit/2026-01-02_03-04-05")));
    assertTrue(paths.contains(temp.resolve("hnca/bandit/2026-01-02_03-04-05-48")));
  }

  @Test
  void aNamedDirectoryMustBeFree() throws Exception {
    Path place = temp.resolve("mine");
    RunDirectory.createExactly(place);
    String message =
        assertThrows(RunException.class, () -> RunDirectory.createExactly(place)).getMessage();
    assertTrue(message.contains("is there already and not empty"), message);
    Path empty = Files.createDirectory(temp.resolve("empty"));
    RunDirectory.createExactly(empty);
    Path file = Files.writeString(temp.resolve("file"), "mine");
    String taken =
        assertThrows(RunException.class, () -> RunDirectory.createExactly(file)).getMessage();
    assertTrue(taken.contains("file is a file; name another"), taken);
  }

  /** Whoever is killed while a run is made leaves nothing that looks like one. */
  @Test
  void aRunIsBornWholeOrNotAtAll() throws Exception {
    Path place = temp.resolve("born");
    Path empty = Files.createDirectory(temp.resolve("empty"));
    Path link = Files.createSymbolicLink(temp.resolve("link"), empty);
    for (Path path : List.of(place, empty, link)) {
      assertThrows(
          IllegalStateException.class,
          () ->
              RunDirectory.createExactly(
                  path,
                  run -> {
                    throw new IllegalStateException("killed");
                  }));
      assertThrows(RunException.class, () -> RunDirectory.open(path));
    }
    RunDirectory.createExactly(place, run -> run.writeConfig("seed: 1\n", List.of("seed=1")));
    RunDirectory.createExactly(link, run -> run.writeConfig("seed: 1\n", List.of("seed=1")));
    assertTrue(Files.isSymbolicLink(link));
    assertEquals("seed: 1\n", Files.readString(empty.resolve("config.yaml")));
    assertEquals("- 'seed=1'\n", Files.readString(place.resolve("overrides.yaml")));
    try (var entries = Files.list(temp)) {
      assertEquals(3, entries.count());
    }
  }

  @Test
  void aLockedRunIsRefused() throws Exception {
    RunDirectory run = RunDirectory.createExactly(temp.resolve("run"));
    try (FileChannel lock = run.lock()) {
      assertTrue(lock.isOpen());
      String message = assertThrows(RunException.class, run::lock).getMessage();
      assertTrue(message.contains("being worked on by another process"), message);
    }
    run.lock().close();
  }

  @Test
  void openingSomethingElseSaysWhatIsThere() throws Exception {
    Path run = temp.resolve("outputs/a/b");
    Files.createDirectories(run);
    Files.writeString(run.resolve("run.yaml"), "state: DONE\n");
    String message =
        assertThrows(RunException.class, () -> RunDirectory.open(temp.resolve("outputs")))
            .getMessage();
    assertTrue(message.contains("did you mean " + run), message);
    assertThrows(RunException.class, () -> RunDirectory.open(temp.resolve("nowhere")));
  }

  @Test
  void damagedInfoIsAClearError() throws Exception {
    RunDirectory run = RunDirectory.createExactly(temp.resolve("run"));
    Files.writeString(run.info(), "state: [broken\n");
    String message = assertThrows(RunException.class, run::state).getMessage();
    assertTrue(message.contains("run.yaml:2: not valid YAML"), message);
    run.writeInfo(Map.of("state", "DONE"));
    assertEquals(State.DONE, run.state().orElseThrow());
  }

  /** Without room for another file: in place, and nothing else changes. */
  @Test
  void aRunIsMarkedAsFailedInPlace() throws IOException {
    RunDirectory run = new RunDirectory(temp.resolve("full"));
    Files.createDirectories(run.path());
    for (String before : List.of("", "note: 'é, state: RUNNING'\n")) {
      String text = before + "state: RUNNING\nsteps: 7\n";
      Files.writeString(run.info(), text);
      run.markFailed();
      assertEquals(Optional.of(State.FAILED), run.state());
      assertEquals(
          text.replace("\nstate: RUNNING", "\nstate: FAILED ")
              .replaceFirst("^state: RUNNING", "state: FAILED "),
          Files.readString(run.info()));
    }
    String done = "state: DONE\nsteps: 7\n";
    Files.writeString(run.info(), done);
    run.markFailed();
    assertEquals(done, Files.readString(run.info()));
  }

  /** Asking does not take the lock, and needs no right to write. */
  @Test
  void whoeverWorksOnARunIsSeen() throws IOException {
    RunDirectory run = new RunDirectory(temp.resolve("asked"));
    Files.createDirectories(run.path());
    assertFalse(run.busy());
    try (FileChannel held = run.lock()) {
      assertTrue(run.busy());
      assertTrue(held.isOpen());
    }
    assertFalse(run.busy());
    Files.setPosixFilePermissions(
        run.path().resolve(".lock"), PosixFilePermissions.fromString("r--r--r--"));
    assertFalse(run.busy());
  }
}
