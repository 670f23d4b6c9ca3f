package org.altgrad.train.sweep;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A process on some machine, told from every other one, earlier ones of the same number included.
 *
 * @param host name of its machine
 * @param boot of that machine; empty where the system does not tell
 * @param space in which the number counts, for a container has its own; empty likewise
 * @param pid its number there
 * @param start when it was started, in the system's own unit
 */
public record Owner(String host, String boot, String space, long pid, long start) {
  private static final Path PROC = Path.of("/proc");

  /** Place of the start in {@code /proc/PID/stat} behind the name, which may hold blanks. */
  private static final int START = 19;

  /** This process. */
  public static Owner self() {
    long pid = ProcessHandle.current().pid();
    return new Owner(
        text(PROC.resolve("sys/kernel/hostname"))
            .orElseGet(() -> Optional.ofNullable(System.getenv("HOSTNAME")).orElse("localhost")),
        text(PROC.resolve("sys/kernel/random/boot_id")).orElse(""),
        ownSpace(),
        pid,
        start(pid).orElse(0L));
  }

  /** Whether it runs; empty where only its own machine could tell. */
  Optional<Boolean> alive(Owner self) {
    if (!host.equals(self.host) || !boot.equals(self.boot) || !space.equals(self.space)) {
      return Optional.empty();
    }
    return Optional.of(start(pid).filter(now -> now == start).isPresent());
  }

  /** A name for people and for files. */
  String name() {
    return withPid(pid) + Long.toString(start, 36);
  }

  /** How the names begin of processes of this machine with a number. */
  String withPid(long number) {
    return machine() + number + "-";
  }

  /** Whether the process of a name is of this machine. */
  boolean sameHost(String name) {
    return name.startsWith(machine());
  }

  private String machine() {
    return host.replaceAll("[^A-Za-z0-9.]+", "_") + "-";
  }

  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("host", host);
    map.put("boot", boot);
    map.put("space", space);
    map.put("pid", pid);
    map.put("start", start);
    return map;
  }

  /** What {@link #toMap} made; empty if it is something else. */
  static Optional<Owner> of(Object value) {
    return value instanceof Map<?, ?> map
            && map.get("pid") instanceof Long pid
            && map.get("start") instanceof Long start
        ? Optional.of(
            new Owner(
                String.valueOf(map.get("host")),
                String.valueOf(map.get("boot")),
                String.valueOf(map.get("space")),
                pid,
                start))
        : Optional.empty();
  }

  private static Optional<String> text(Path file) {
    try {
      return Optional.of(Files.readString(file).strip()).filter(text -> !text.isEmpty());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static String ownSpace() {
    try {
      return Files.readSymbolicLink(PROC.resolve("self/ns/pid")).toString();
    } catch (IOException | UnsupportedOperationException e) {
      return "";
    }
  }

  /** When a process was started; empty if there is none, or it has ended and nobody asked how. */
  private static Optional<Long> start(long pid) {
    if (!Files.isDirectory(PROC.resolve("self"))) {
      return ProcessHandle.of(pid)
          .filter(ProcessHandle::isAlive)
          .map(p -> p.info().startInstant().map(t -> t.getEpochSecond()).orElse(0L));
    }
    return text(PROC.resolve(Long.toString(pid)).resolve("stat"))
        .map(line -> line.substring(line.lastIndexOf(')') + 2).split(" "))
        .filter(fields -> !fields[0].equals("Z") && !fields[0].equals("X"))
        .map(fields -> Long.parseLong(fields[START]));
  }
}
