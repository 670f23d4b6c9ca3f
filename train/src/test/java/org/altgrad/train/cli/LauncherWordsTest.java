package org.altgrad.train.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where no worker lasts, the reason that the last one gave comes first. */
class LauncherWordsTest {
  @TempDir Path dir;

  @Test
  void theReasonComesFirst() throws IOException {
    Path log = Files.writeString(dir.resolve("console.log"), "");
    assertEquals(
        log
            + ": workers end before they have begun (exit 1); see what they say there, mend it, then"
            + " try again",
        Launcher.given(log, 1, false));
    Files.writeString(log, "altgrad: s: its journal cannot be locked: No space left on device\n");
    assertEquals(
        "s: its journal cannot be locked: No space left on device (workers end before they take"
            + " another run, exit 1); mend that, then try again; all they say is in "
            + log,
        Launcher.given(log, 1, true));
  }
}
