package org.altgrad.train.loop;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;

/** Pictures of runs that have ended, for TensorBoard beside their scalars. */
public final class BoardPictures {
  private BoardPictures() {}

  /**
   * Adds one.
   *
   * @param run its directory; nobody may train it
   * @param step that the picture shows the state after
   * @param tag under which TensorBoard has it; what is before a slash groups
   * @param png its file
   * @throws UncheckedIOException if it is no PNG file, or cannot be read or added
   */
  public static void add(Path run, long step, String tag, Path png) {
    TensorBoard.picture(run, Clock.systemUTC(), step, tag, png);
  }
}
