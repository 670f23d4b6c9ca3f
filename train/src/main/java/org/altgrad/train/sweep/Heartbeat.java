package org.altgrad.train.sweep;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.altgrad.base.Durable;
import org.altgrad.base.JsonText;
import org.altgrad.train.run.RunException;

/**
 * The sign of life of a worker: a file in {@code workers/} that says whose it is and is written
 * again and again. Ages are differences of times that the same file server gave, so that clocks of
 * machines need not agree.
 */
public final class Heartbeat implements AutoCloseable {
  static final String FOLDER = "workers";

  private static final String ENDING = ".json";

  /** A cluster's number of the job array that a worker belongs to. */
  private static final String ARRAY = "SLURM_ARRAY_JOB_ID";

  private static final String TASK = "task";

  /** Between two signs. */
  private static final Duration EVERY = Duration.ofSeconds(2);

  /** After this time a worker that is gone is known to be silent. */
  public static final Duration DOUBT = EVERY.multipliedBy(4);

  /** A worker whose last sign is older, on another machine, is gone. */
  private static final Duration GRACE = Duration.ofSeconds(30);

  private final Path folder;
  private final Owner self;
  private final Consumer<String> whenLost;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread thread = new Thread(this::beat, "heartbeat");
  private long beats;

  /** How a worker does, as others see it. */
  enum Life {
    ALIVE,
    /** Nothing was heard for some time; whether it is gone turns out within the grace. */
    SILENT,
    GONE
  }

  private Heartbeat(Path directory, Owner self, Consumer<String> whenLost) {
    this.folder = directory.resolve(FOLDER);
    this.self = self;
    this.whenLost = whenLost;
  }

  /**
   * Begins to give signs.
   *
   * @param whenLost is told why others take this process for gone: it stood still for so long, or
   *     cannot give signs any more
   */
  public static Heartbeat begin(Path directory, Owner self, Consumer<String> whenLost) {
    Heartbeat heartbeat = new Heartbeat(directory, self, whenLost);
    try {
      Files.createDirectories(heartbeat.folder);
    } catch (IOException e) {
      throw new RunException(heartbeat.folder + " cannot be made: " + Durable.reason(e), e);
    }
    heartbeat.write();
    heartbeat.thread.setDaemon(true);
    heartbeat.thread.start();
    return heartbeat;
  }

  /** The name under which the worker writes to the journal. */
  public String worker() {
    return self.name();
  }

  private void beat() {
    try {
      long last = System.nanoTime();
      while (!ended.await(EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
        long silent = System.nanoTime() - last;
        if (silent > GRACE.toNanos()) {
          whenLost.accept("it stood still for " + Duration.ofNanos(silent).toSeconds() + " s");
        }
        write();
        last = System.nanoTime();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      whenLost.accept(e.getMessage()); // nobody hears from us any more
    }
  }

  private void write() {
    Map<String, Object> map = new LinkedHashMap<>(self.toMap());
    map.put("beats", beats++);
    if (System.getenv(ARRAY) != null) {
      map.put(TASK, System.getenv(ARRAY) + "_" + System.getenv("SLURM_ARRAY_TASK_ID"));
    }
    String line = JsonText.line(map) + "\n";
    Path file = file(folder, self.name());
    if (beats == 1) {
      Durable.write(file, line);
      return;
    }
    try {
      Files.writeString(file, line); // its time is what counts
    } catch (IOException e) {
      throw new RunException(file + " cannot be written: " + Durable.reason(e), e);
    }
  }

  private static Path file(Path folder, String worker) {
    return folder.resolve(worker + ENDING);
  }

  /** The workers of this machine that are alive, whether they have a run or not. */
  static List<String> here(Path directory, Owner self) {
    Path folder = directory.resolve(FOLDER);
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(ENDING))
          .map(name -> name.substring(0, name.length() - ENDING.length()))
          .filter(self::sameHost)
          .filter(name -> of(directory, name, self) == Life.ALIVE)
          .toList();
    } catch (IOException e) {
      throw new RunException(folder + " cannot be listed: " + Durable.reason(e), e);
    }
  }

  /** How another worker does. */
  static Life of(Path directory, String worker, Owner self) {
    Path folder = directory.resolve(FOLDER);
    Path file = file(folder, worker);
    try {
      FileTime last = Files.getLastModifiedTime(file);
      Optional<Boolean> known = owner(file).flatMap(other -> other.alive(self));
      if (known.isPresent()) {
        return known.get() ? Life.ALIVE : Life.GONE;
      }
      long age = now(folder, self).toMillis() - last.toMillis();
      return age > GRACE.toMillis()
          ? Life.GONE
          : age > 3 * EVERY.toMillis() ? Life.SILENT : Life.ALIVE;
    } catch (NoSuchFileException e) {
      return Life.GONE;
    } catch (IOException e) {
      throw new RunException(file + " cannot be read: " + Durable.reason(e), e);
    }
  }

  /** The cluster's name of a worker at work; empty if it is of no cluster, or not at work. */
  static Optional<String> task(Path directory, String worker) {
    try {
      Path file = file(directory.resolve(FOLDER), worker);
      return JsonText.parse(Files.readString(file)) instanceof Map<?, ?> map
          ? Optional.ofNullable(map.get(TASK)).map(Object::toString)
          : Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Takes the file of a worker away that is gone. */
  static void forget(Path directory, String worker) {
    Path file = file(directory.resolve(FOLDER), worker);
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new RunException(file + " cannot be removed: " + Durable.reason(e), e);
    }
  }

  private static Optional<Owner> owner(Path file) throws IOException {
    try {
      return Owner.of(JsonText.parse(Files.readString(file)));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // it is being written
    }
  }

  /** The file server's time. */
  private static FileTime now(Path folder, Owner self) throws IOException {
    Path clock = folder.resolve(".clock-" + self.name());
    Files.writeString(clock, "");
    FileTime now = Files.getLastModifiedTime(clock);
    Files.deleteIfExists(clock);
    return now;
  }

  @Override
  public void close() {
    ended.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    forget(folder.getParent(), self.name());
  }
}
