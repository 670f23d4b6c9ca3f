package org.altgrad.train.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The directory of one run. It is created atomically and never shared: runs that start in the same
 * second get different ones.
 */
public record RunDirectory(Path path) {
  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyy-MM-dd_HH-mm-ss");

  /** The resolved configuration of the run. */
  public Path config() {
    return path.resolve("config.yaml");
  }

  public Path overrides() {
    return path.resolve("overrides.yaml");
  }

  /** Provenance and state. */
  public Path info() {
    return path.resolve("run.yaml");
  }

  public Path metrics() {
    return path.resolve("metrics.csv");
  }

  public Path result() {
    return path.resolve("result.yaml");
  }

  public Path log() {
    return path.resolve("run.log");
  }

  public Path checkpoints() {
    return path.resolve("checkpoints");
  }

  public Path figures() {
    return path.resolve("figures");
  }

  /** Tables beside the metrics: {@code <recording>/step-000000012.csv}. */
  public Path recordings() {
    return path.resolve("recordings");
  }

  public Path samples() {
    return path.resolve("samples");
  }

  /** A new directory below a root, named after the time. */
  public static RunDirectory create(Path root, String experiment, LocalDateTime now) {
    Path parent = root.resolve(experiment);
    String stamp = now.format(STAMP);
    try {
      Files.createDirectories(parent);
      for (int n = 1; ; n++) {
        Path path = parent.resolve(n == 1 ? stamp : stamp + "-" + n);
        try {
          return new RunDirectory(Files.createDirectory(path));
        } catch (FileAlreadyExistsException e) {
          // another run started in this second: try the next number
        }
      }
    } catch (IOException e) {
      throw new RunException(
          "no run directory can be made in " + parent + ": " + reason(e) + "; see run.root", e);
    }
  }

  /** Exactly this directory, which must not exist or be empty. */
  public static RunDirectory createExactly(Path path) {
    try {
      if (Files.exists(path)) {
        boolean free = Files.isDirectory(path);
        if (free) {
          try (Stream<Path> entries = Files.list(path)) {
            free = entries.findAny().isEmpty();
          }
        }
        if (!free) {
          throw new RunException(
              "run.dir="
                  + path
                  + " is there already and not empty; name another, or resume it with"
                  + " train --resume "
                  + path);
        }
      }
      Files.createDirectories(path);
      // Of two runs that find it empty at once, one makes this file.
      Files.createFile(path.resolve("config.yaml"));
      return new RunDirectory(path);
    } catch (FileAlreadyExistsException e) {
      throw new RunException("run.dir=" + path + " has just been taken by another run", e);
    } catch (IOException e) {
      throw new RunException("run.dir=" + path + " cannot be made: " + reason(e), e);
    }
  }

  /** The directory of a run that was prepared or started before. */
  public static RunDirectory open(Path path) {
    RunDirectory run = new RunDirectory(path);
    if (!Files.isDirectory(path)) {
      throw new RunException(path + " is no directory; name a run directory");
    }
    if (!Files.exists(run.config())) {
      throw new RunException(path + " is no run directory: it has no config.yaml" + nearby(path));
    }
    return run;
  }

  private static String nearby(Path path) {
    try (Stream<Path> entries = Files.walk(path, 4)) {
      return entries
          .filter(p -> p.getFileName().toString().equals("run.yaml"))
          .findFirst()
          .map(p -> "; did you mean " + p.getParent() + "?")
          .orElse("");
    } catch (IOException e) {
      return "";
    }
  }

  /** Files the configuration. */
  public void writeConfig(String yaml, List<String> overridesTyped) {
    Durable.write(config(), yaml);
    StringBuilder list = new StringBuilder();
    for (String override : overridesTyped) {
      list.append("- '").append(override.replace("'", "''")).append("'\n");
    }
    Durable.write(overrides(), list.isEmpty() ? "[]\n" : list.toString());
  }

  /** What {@code run.yaml} says; empty before the first start. */
  public Map<String, Object> readInfo() {
    return Files.exists(info()) ? Yamls.read(info()) : new LinkedHashMap<>();
  }

  public void writeInfo(Map<String, ?> content) {
    Yamls.write(info(), content);
  }

  public void writeResult(Map<String, ?> content) {
    Yamls.write(result(), content);
  }

  /** The state in {@code run.yaml}; empty before the first start. */
  public Optional<State> state() {
    Object state = readInfo().get("state");
    try {
      return state == null ? Optional.empty() : Optional.of(State.valueOf(state.toString()));
    } catch (IllegalArgumentException e) {
      throw new RunException(info() + ": state: there is no state " + state, e);
    }
  }

  /**
   * Keeps other processes from working on this run until the result is closed.
   *
   * @throws RunException if another process does so now
   */
  public FileChannel lock() {
    Path file = path.resolve(".lock");
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FileLock lock = null;
      try {
        lock = channel.tryLock();
      } catch (OverlappingFileLockException e) {
        // held by this process
      }
      if (lock == null) {
        channel.close();
        throw new RunException(path + " is being worked on by another process");
      }
      return channel;
    } catch (IOException e) {
      throw new RunException(file + " cannot be locked: " + reason(e), e);
    }
  }

  static String reason(IOException e) {
    return e.getClass().getSimpleName() + ": " + e.getMessage();
  }
}
