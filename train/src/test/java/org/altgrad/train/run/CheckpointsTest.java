package org.altgrad.train.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {
  @TempDir Path temp;
  private final List<String> messages = new ArrayList<>();

  private static Checkpoints.Saver content(String text) {
    return prefix -> {
      try {
        Files.writeString(Path.of(prefix + ".data"), text);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
  }

  private void write(Checkpoints checkpoints, long step, boolean best) {
    checkpoints.write(step, Map.of("step", step), best, content("step " + step));
  }

  private boolean there(long step) {
    return Files.exists(temp.resolve("step-" + step));
  }

  @Test
  void theNewestAndTheBestStay() {
    Checkpoints checkpoints = new Checkpoints(temp, 2);
    write(checkpoints, 10, false);
    write(checkpoints, 20, true);
    write(checkpoints, 30, false);
    write(checkpoints, 40, false);
    write(checkpoints, 50, false);
    assertFalse(there(10));
    assertTrue(there(20), "the best");
    assertFalse(there(30));
    assertTrue(there(40));
    assertEquals(50, checkpoints.newest(messages::add).orElseThrow().step());
    assertEquals(20, checkpoints.best(messages::add).orElseThrow().step());
    assertEquals(List.of(), messages);
  }

  /** A kill after a checkpoint was written, before it was told of and older ones were deleted. */
  @Test
  void whoGoesOnDoesWhatAKillHasCutOff() throws IOException {
    Checkpoints all = new Checkpoints(temp, 5);
    for (long step : List.of(10, 20, 30, 40)) {
      write(all, step, step < 30);
    }
    Files.createDirectory(temp.resolve(".writing-37"));
    Files.writeString(temp.resolve("index.yaml"), "last: step-30\nbest: step-20\n");
    Checkpoints resumed = new Checkpoints(temp, 1);
    resumed.resumeFrom(OptionalLong.of(20));
    resumed.settle(40, OptionalLong.of(10));
    assertEquals("last: step-40\nbest: step-20\n", Files.readString(temp.resolve("index.yaml")));
    assertTrue(there(10), "the best before the end");
    assertTrue(there(20), "the best");
    assertFalse(there(30));
    assertTrue(there(40));
    assertFalse(Files.exists(temp.resolve(".writing-37")));
  }

  @Test
  void whatIsReadStaysUntilItIsRead() {
    Checkpoints checkpoints = new Checkpoints(temp, 1);
    write(checkpoints, 1, false);
    new Checkpoints(temp, 1)
        .reading(
            () -> {
              write(checkpoints, 2, false);
              assertTrue(there(1), "deleted under its reader");
              return null;
            });
    write(checkpoints, 3, false);
    assertFalse(there(1));
    assertFalse(there(2));
  }

  @Test
  void aRemovedRunIsNotMadeAgain() {
    Path run = temp.resolve("removed");
    Checkpoints checkpoints = new Checkpoints(run.resolve("checkpoints"), 1);
    assertThrows(RunException.class, () -> write(checkpoints, 1, false));
    assertFalse(Files.exists(run));
  }

  @Test
  void damagedOnesArePassedOver() throws IOException {
    Checkpoints checkpoints = new Checkpoints(temp, 5);
    for (long step = 1; step <= 5; step++) {
      write(checkpoints, step, false);
    }
    Files.writeString(temp.resolve("step-5/variables.data"), "other content");
    Files.delete(temp.resolve("step-4/state.yaml"));
    Files.writeString(temp.resolve("step-3/manifest.yaml"), "half a manif");
    Files.createDirectory(temp.resolve(".writing-6"));
    assertEquals(2, checkpoints.newest(messages::add).orElseThrow().step());
    assertEquals(3, messages.size());
    assertTrue(messages.get(0).contains("variables.data is not what its checksum says"));
    assertTrue(messages.get(1).contains("state.yaml is missing"));
    assertTrue(messages.get(2).contains("step-3 is damaged"));
  }

  @Test
  void aHostileManifestCannotNameOtherFiles() throws IOException {
    Checkpoints checkpoints = new Checkpoints(temp, 5);
    write(checkpoints, 1, false);
    Files.writeString(temp.resolve("step-1/manifest.yaml"), "../../secret: 00\n");
    assertTrue(checkpoints.newest(messages::add).isEmpty());
    assertTrue(messages.get(0).contains("its manifest names ../../secret"), messages.get(0));
  }

  @Test
  void aFailedWriteLeavesTheOldOne() {
    Checkpoints checkpoints = new Checkpoints(temp, 1);
    write(checkpoints, 1, false);
    RunException failed =
        assertThrows(
            RunException.class,
            () ->
                checkpoints.write(
                    2,
                    Map.of(),
                    false,
                    prefix -> {
                      throw new UncheckedIOException(new IOException("disk full"));
                    }));
    assertTrue(failed.getMessage().contains("step-2 cannot be written"), failed.getMessage());
    assertTrue(failed.getMessage().contains("disk full"), failed.getMessage());
    assertEquals(1, checkpoints.newest(messages::add).orElseThrow().step());
    assertFalse(there(2));
  }
}
