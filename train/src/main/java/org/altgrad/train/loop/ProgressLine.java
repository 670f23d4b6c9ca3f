package org.altgrad.train.loop;

import java.io.PrintStream;
import java.util.Locale;

/**
 * The lowest line of a terminal, which says how far a run is and is written over; all other lines
 * go above it. What does not fit the terminal's width is cut off at its edge, whatever that is by
 * now: a line that wrapped could not be erased.
 */
final class ProgressLine {
  private static final String ERASE = "\r\033[K";
  private static final String NO_WRAP = "\033[?7l";
  private static final String WRAP = "\033[?7h";
  private static final long INTERVAL_NANOS = 200_000_000L;
  private static final int CELLS = 20;

  private final PrintStream console;
  private final long first;
  private final long total;
  private final long start = System.nanoTime();
  private long drawn;
  private String text = "";

  ProgressLine(PrintStream console, long first, long total) {
    this.console = console;
    this.first = first;
    this.total = total;
    step(first);
  }

  /** So many steps are done. */
  void step(long step) {
    long now = System.nanoTime();
    if (text.isEmpty() || now - drawn > INTERVAL_NANOS) {
      drawn = now;
      text = text(step, (step - first) * 1e9 / (now - start));
      draw();
    }
  }

  /** A line that stays. */
  void above(String line) {
    console.print(ERASE + line + System.lineSeparator());
    draw();
  }

  /** What is wider than the terminal leaves its last character at the edge: a blank. */
  private void draw() {
    console.print(ERASE + NO_WRAP + text + " " + WRAP);
    console.flush();
  }

  void erase() {
    console.print(ERASE);
    console.flush();
  }

  private String text(long step, double rate) {
    int full = total > 0 ? (int) (CELLS * Math.min(step, total) / total) : CELLS;
    return String.format(
        Locale.ROOT,
        "%3d %% %s%s %d/%d steps, %s left, %.0f steps/s",
        total > 0 ? 100 * step / total : 100,
        "█".repeat(full),
        "░".repeat(CELLS - full),
        step,
        total,
        Reporter.time((total - step) / rate),
        rate);
  }
}
