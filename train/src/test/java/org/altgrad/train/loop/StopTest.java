package org.altgrad.train.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a process ends with whose loop was asked to end. */
class StopTest {
  /** A process that is asked to end by itself, and has more to do afterwards. */
  public static final class Asked {
    private Asked() {}

    public static void main(String[] args) {
      Stop stop = Stop.listen();
      stop.request();
      stop.ended();
    }
  }

  /** It ended with {@link Stop#EXIT_CODE} whatever it did later, and so did a process of tests. */
  @Test
  void whoWasAskedEndsByItself() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Asked.class.getName())
            .redirectErrorStream(true)
            .start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    assertEquals(0, process.exitValue());
  }
}
