package org.altgrad.train.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.altgrad.base.JsonText;
import org.altgrad.train.run.RunException;
import org.altgrad.train.sweep.Event.Kind;
import org.altgrad.train.sweep.Standing.Phase;
import org.altgrad.train.sweep.SweepDirectory.Turn;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Journal, lock, workers, and what follows for runs that nobody really makes. */
class SweepDirectoryTest {
  private static final Plan.Filer NONE =
      (number, point, seed) -> {
        throw new IllegalStateException("no search");
      };

  @TempDir Path temp;
  private Path journal;

  @BeforeEach
  void begin() throws IOException {
    journal = temp.resolve("journal.jsonl");
    jobs(job("a", null, false), job("b", "a", false), job("c", null, true));
  }

  private void jobs(Job... jobs) throws IOException {
    for (Job job : jobs) {
      Files.createDirectories(temp.resolve(job.run()));
    }
    SweepDirectory.begin(temp, List.of(jobs), List.of());
  }

  private static Job job(String name, String needs, boolean alone) {
    return new Job(name, name, Optional.ofNullable(needs), alone, Optional.empty());
  }

  private static String taken(Turn turn) {
    return turn instanceof Turn.Work work
        ? work.jobs().get(0).run()
        : turn.getClass().getSimpleName();
  }

  /** One that needs another waits for it, one that must be alone for all, and so do its workers. */
  @Test
  void runsAreTakenInOrderAndOnceEach() {
    SweepDirectory directory = new SweepDirectory(temp);
    try (Heartbeat one = Heartbeat.begin(temp, directory.self(), why -> {})) {
      String worker = one.worker();
      assertEquals("a", taken(directory.next(worker, NONE)));
      assertEquals("Wait", taken(directory.next(worker, NONE)), "b needs a, c must be alone");
      directory.tellOwn(Kind.DONE, "a", worker, Map.of());
      assertEquals("b", taken(directory.next(worker, NONE)));
      directory.tellOwn(Kind.FAILED, "b", worker, Map.of("code", 3, "reason", "so"));
      assertEquals("c", taken(directory.next(worker, NONE)));
      assertEquals("End", taken(directory.next(worker, NONE)), "nothing can come of others");
      directory.tellOwn(Kind.INTERRUPTED, "c", worker, Map.of());
      assertEquals("c", taken(directory.next(worker, NONE)));
      directory.tellOwn(Kind.DONE, "c", worker, Map.of());
      assertEquals(new Standing(Phase.FAILED, worker, "", 0, 3, "so"), plain(directory, "b"));
      assertTrue(directory.over());
      directory.retry(directory.state().jobs());
      assertEquals(Phase.WAITING, directory.state().of("b").phase());
    }
  }

  private static Standing plain(SweepDirectory directory, String run) {
    Standing s = directory.state().of(run);
    return new Standing(s.phase(), s.worker(), "", s.losses(), s.code(), s.reason());
  }

  /** Whoever asks how each run stands reads on in the journal. */
  @Test
  void jobsMayComeWhileOthersAreLookedAt() {
    SweepDirectory directory = new SweepDirectory(temp);
    SweepDirectory other = new SweepDirectory(temp);
    List<String> seen = new ArrayList<>();
    for (Job job : directory.state().jobs()) {
      Map<String, ?> more = Map.of("jobs", List.of(job("d" + job.run(), null, false).toMap()));
      other.tell(Kind.PROPOSED, "", "", more);
      directory.phase(job);
      seen.add(job.run());
    }
    assertEquals(List.of("a", "b", "c"), seen);
    assertEquals(6, directory.state().jobs().size());
  }

  @Test
  void whatNeedsAFailedRunIsHopeless() {
    SweepDirectory directory = new SweepDirectory(temp);
    directory.tell(Kind.FAILED, "a", "w", Map.of("code", 1, "reason", "x"));
    directory.tell(Kind.DONE, "c", "w", Map.of());
    assertTrue(directory.state().hopeless(directory.state().job("b")));
    assertEquals("End", taken(directory.next("w", NONE)));
    assertTrue(directory.over());
  }

  /** A worker whose process is gone has lost its run; ten lost in a row are the run's fault. */
  @Test
  void aRunWhoseWorkerIsGoneIsTakenAgain() {
    SweepDirectory directory = new SweepDirectory(temp);
    for (int i = 1; i < 10; i++) {
      assertEquals("a", taken(directory.next("nobody-" + i, NONE)));
    }
    assertEquals("nobody-9", directory.state().of("a").worker());
    assertEquals(8, directory.state().of("a").losses());
    assertEquals("a", taken(directory.next("nobody-10", NONE)));
    assertEquals("c", taken(directory.next("nobody-11", NONE)));
    assertEquals(Phase.FAILED, directory.state().of("a").phase());
    assertTrue(directory.state().of("a").reason().contains("10 workers"));
  }

  /** Whoever makes steps before it is lost is no fault of the run's, however often. */
  @Test
  void aRunThatMovesOnIsNeverGivenUp() throws IOException {
    SweepDirectory directory = new SweepDirectory(temp);
    for (int i = 1; i <= 25; i++) {
      assertEquals("a", taken(directory.next("nobody-" + i, NONE)));
      Files.createDirectories(temp.resolve("a/checkpoints/step-" + 20 * (i / 2)));
    }
    assertTrue(directory.state().of("a").losses() <= 2);
    for (int i = 26; i < 34; i++) { // of ten at that step the first two were lost before
      assertEquals("a", taken(directory.next("nobody-" + i, NONE)), "lost " + i);
    }
    assertEquals("c", taken(directory.next("nobody-34", NONE)));
    assertTrue(directory.state().of("a").reason().contains("at step 240 of its last checkpoint"));
  }

  /** What is taken from a worker that stood still is not its own to tell of. */
  @Test
  void nobodyTellsOfAnothersRun() {
    SweepDirectory directory = new SweepDirectory(temp);
    directory.next("first", NONE);
    directory.next("second", NONE);
    directory.tellOwn(Kind.DONE, "a", "first", Map.of());
    assertEquals(Phase.CLAIMED, directory.state().of("a").phase());
  }

  @Test
  void nobodyTakesARunOfASweepThatIsStopped() {
    SweepDirectory directory = new SweepDirectory(temp);
    directory.tell(Kind.STOP, "", "", Map.of());
    assertEquals("End", taken(directory.next("w", NONE)));
    directory.retry(List.of());
    assertEquals("a", taken(directory.next("w", NONE)));
  }

  /** A line of which a kill has left a part does not count, and is gone with the next one. */
  @Test
  void aTornLineIsNotTrusted() throws IOException {
    String before = Files.readString(journal);
    String torn = "{\"event\":\"done\",\"run\":\"a\"}";
    for (String part : List.of("{", torn, "\0\0\0\0")) {
      Files.writeString(journal, before + part);
      SweepDirectory directory = new SweepDirectory(temp);
      assertEquals(Phase.WAITING, directory.state().of("a").phase(), part);
      directory.tell(Kind.STOP, "", "", Map.of());
      List<String> lines = Files.readAllLines(journal);
      assertEquals(2, lines.size());
      assertTrue(lines.get(1).startsWith("{\"event\":\"stop\""), lines.get(1));
    }
  }

  @Test
  void aLineThatIsNoEventIsNamed() throws IOException {
    Files.writeString(journal, "{\"event\":\"dnoe\"}\n", StandardOpenOption.APPEND);
    String message =
        assertThrows(RunException.class, () -> new SweepDirectory(temp).state()).getMessage();
    assertEquals(
        journal + ":2: must be an event but is damaged; put the sweep's own back", message);
  }

  /** Many threads, as many processes would: no event is lost, and none is cut. */
  @Test
  void eventsOfManyAreAllThere() throws Exception {
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      int own = t;
      threads.add(
          new Thread(
              () ->
                  IntStream.range(0, 10)
                      .forEach(
                          i ->
                              new SweepDirectory(temp)
                                  .tell(Kind.RETRY, "a", own + "-" + i, Map.of()))));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(41, new SweepDirectory(temp).state().events());
    assertEquals(41, Files.readAllLines(journal).stream().distinct().count());
  }

  /** A lock of a process that is gone, on this machine, is no hindrance. */
  @Test
  void aLockWithoutAnOwnerIsTakenAway() throws IOException {
    Owner self = Owner.self();
    Owner gone = new Owner(self.host(), self.boot(), self.space(), self.pid(), self.start() + 1);
    Files.writeString(
        temp.resolve(".journal.lock"), JsonText.line(Map.of("id", "x", "owner", gone.toMap())));
    long start = System.nanoTime();
    new SweepDirectory(temp).tell(Kind.STOP, "", "", Map.of());
    assertTrue(System.nanoTime() - start < SharedLock.GRACE.toNanos() / 2);
    assertFalse(Files.exists(temp.resolve(".journal.lock")));
  }

  /** Of a worker on another machine only its sign of life tells. */
  @Test
  void aWorkerElsewhereIsKnownByItsHeartbeat() throws IOException {
    Owner self = Owner.self();
    Owner other = new Owner("elsewhere", "b", self.space(), self.pid(), self.start());
    Path file = Files.createDirectories(temp.resolve("workers")).resolve(other.name() + ".json");
    Files.writeString(file, JsonText.line(other.toMap()));
    assertEquals(Heartbeat.Life.ALIVE, Heartbeat.of(temp, other.name(), self));
    age(file, 15);
    assertEquals(Heartbeat.Life.SILENT, Heartbeat.of(temp, other.name(), self));
    SweepDirectory directory = new SweepDirectory(temp);
    directory.tell(Kind.CLAIMED, "a", other.name(), Map.of());
    assertEquals("c", taken(directory.next(self.name(), NONE)), "alone on this machine");
    directory.tell(Kind.DONE, "c", "", Map.of());
    assertEquals("Wait", taken(directory.next(self.name(), NONE)));
    age(file, 31);
    assertEquals(Heartbeat.Life.GONE, Heartbeat.of(temp, other.name(), self));
    assertEquals("a", taken(directory.next(self.name(), NONE)));
  }

  private static void age(Path file, int seconds) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(seconds)));
  }

  /** The configuration of a run that a machine's fall has emptied before it was begun. */
  @Test
  void frozenPointsMakeUpForWhatWasLost() throws IOException {
    FrozenPoints.write(temp, Map.of("a", new FrozenPoints.Kept("x: 1\n", List.of("x=1"))));
    Path config = temp.resolve("a/config.yaml");
    Files.writeString(config, "");
    SweepDirectory directory = new SweepDirectory(temp);
    directory.heal(job("a", null, false), NONE);
    assertEquals("x: 1\n", Files.readString(config));
    Files.writeString(config, "");
    Files.writeString(temp.resolve("a/run.yaml"), "state: RUNNING\n");
    directory.heal(job("a", null, false), NONE);
    assertEquals("", Files.readString(config), "what has begun is not made anew");
  }

  /** A run that has been worked on, and is taken away, is not made again without a word. */
  @Test
  void whatWasBegunIsNotMadeAgain() throws IOException {
    FrozenPoints.Kept first = new FrozenPoints.Kept("x: 1\n", List.of());
    FrozenPoints.Kept second = new FrozenPoints.Kept("x: 2\n", List.of());
    FrozenPoints.write(temp, Map.of("a", first, "c", second));
    SweepDirectory directory = new SweepDirectory(temp);
    directory.tell(Kind.DONE, "a", "", Map.of());
    Files.delete(temp.resolve("a"));
    Files.delete(temp.resolve("c"));
    directory.heal(job("a", null, false), NONE);
    directory.heal(job("c", null, true), NONE);
    assertFalse(Files.exists(temp.resolve("a")));
    assertEquals("x: 2\n", Files.readString(temp.resolve("c/config.yaml")));
  }
}
