package org.altgrad.train.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;
import org.altgrad.base.CpuTime;

/**
 * What this process has used so far.
 *
 * @param cpuSeconds processor time of all threads, user and system; it advances in steps of 10 ms
 * @param wallSeconds time since the process began
 */
record Meter(double cpuSeconds, double wallSeconds) {
  /** In which processor time advances. */
  static final double TICK_SECONDS = 0.01;

  private static final Path STATUS = Path.of("/proc/self/status");

  static Meter read() {
    Instant start = ProcessHandle.current().info().startInstant().orElse(Instant.now());
    return new Meter(CpuTime.seconds(), Duration.between(start, Instant.now()).toNanos() / 1e9);
  }

  /** Memory that the process occupies now, in MB; nothing where there is no /proc. */
  static OptionalDouble residentMb() {
    return status("VmRSS:");
  }

  /** The most memory that the process has occupied, in MB; nothing where there is no /proc. */
  static OptionalDouble peakResidentMb() {
    return status("VmHWM:");
  }

  private static OptionalDouble status(String field) {
    try {
      return Files.readAllLines(STATUS).stream()
          .filter(line -> line.startsWith(field))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024)
          .findFirst();
    } catch (IOException e) {
      return OptionalDouble.empty();
    }
  }
}
