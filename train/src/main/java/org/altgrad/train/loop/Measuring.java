package org.altgrad.train.loop;

import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.altgrad.train.gradients.GradientMeter;

/** Says from time to time how far a measurement of directions is. */
final class Measuring implements GradientMeter.Watch {
  private static final long NANOS_BETWEEN_LINES = 10_000_000_000L;

  private final BooleanSupplier stopped;
  private final Consumer<String> lines;
  private final LongSupplier nanos;

  /** When the first draws had been made, which wait for the graph to be prepared; 0 before. */
  private long began;

  private double first;
  private long said;

  /**
   * Begins now.
   *
   * @param nanos a clock
   */
  Measuring(BooleanSupplier stopped, Consumer<String> lines, LongSupplier nanos) {
    this.stopped = stopped;
    this.lines = lines;
    this.nanos = nanos;
    said = nanos.getAsLong();
  }

  @Override
  public boolean stopped() {
    return stopped.getAsBoolean();
  }

  @Override
  public void drawn(double share) {
    long now = nanos.getAsLong();
    if (began == 0) {
      began = now;
      first = share;
    } else if (now - said >= NANOS_BETWEEN_LINES) {
      said = now;
      double left = (now - began) / 1e9 * (1 - share) / (share - first);
      lines.accept(
          String.format(
              Locale.ROOT, "directions: %.0f %% drawn, %s left", 100 * share, Reporter.time(left)));
    }
  }
}
