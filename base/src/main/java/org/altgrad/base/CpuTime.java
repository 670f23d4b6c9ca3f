package org.altgrad.base;

import java.lang.management.ManagementFactory;

/** Processor time of this process. */
public final class CpuTime {
  private CpuTime() {}

  /** Seconds of all threads so far; NaN where the system does not tell. */
  public static double seconds() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getProcessCpuTime() / 1e9
        : Double.NaN;
  }
}
