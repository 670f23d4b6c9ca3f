package org.altgrad.train.loop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  /** A process whose signal comes when its loop has done all. */
  public static final class Late {
    private Late() {}

    public static void main(String[] args) throws Exception {
      Stop stop = Stop.listen();
      new ProcessBuilder("kill", "-" + args[0], "" + ProcessHandle.current().pid()).start();
      while (!stop.requested()) {
        Thread.sleep(1);
      }
      boolean ending = stop.ended(0, () -> System.out.println("farewell"));
      System.out.println(ending ? "" : "not ending");
    }
  }

  /**
   * What is left out is said before the process ends, with the code of what was done. (SIGINT and
   * SIGHUP are ignored where the build runs in the background.)
   */
  @ParameterizedTest
  @ValueSource(strings = {"TERM", "USR1"})
  void aLateSignalLeavesTimeToSayWhatIsLeftOut(String signal) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Late.class.getName(),
                signal)
            .redirectErrorStream(true)
            .start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    assertEquals(0, process.exitValue());
    assertEquals("farewell", new String(process.getInputStream().readAllBytes(), UTF_8).strip());
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
