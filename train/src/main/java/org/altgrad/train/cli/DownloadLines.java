package org.altgrad.train.cli;

import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;
import org.altgrad.data.Progress;

/** Tells about downloads: a line at the start, at each tenth, and at the end of each file. */
final class DownloadLines implements Progress {
  private final PrintStream out;
  private final Map<String, Long> tenths = new HashMap<>();

  DownloadLines(PrintStream out) {
    this.out = out;
  }

  @Override
  public void at(String file, long bytes, long total) {
    long tenth = total > 0 ? 10 * bytes / total : bytes / 10_000_000;
    Long before = tenths.put(file, tenth);
    if (before == null || before != tenth) {
      String size = total > 0 ? " of " + megabytes(total) : "";
      out.println("download " + file + "  " + megabytes(bytes) + size);
    }
  }

  private static String megabytes(long bytes) {
    return String.format(java.util.Locale.ROOT, "%.1f MB", bytes / 1e6);
  }
}
