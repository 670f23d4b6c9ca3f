package org.altgrad.train.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.exceptions.TFResourceExhaustedException;

class VariableFilesTest {
  @TempDir private Path temp;

  private String refused(long bytes, Runnable writing) {
    return assertThrows(UncheckedIOException.class, () -> VariableFiles.write(temp, bytes, writing))
        .getCause()
        .getMessage();
  }

  @Test
  void nothingIsBegunWhereThereIsNoRoom() throws IOException {
    long all = Files.getFileStore(temp).getTotalSpace();
    boolean[] begun = {false};
    String said = refused(all + 1, () -> begun[0] = true);
    assertTrue(
        said.startsWith("No space left on device (" + (all + 1) + " bytes are needed, "), said);
    assertFalse(begun[0]);
    VariableFiles.write(temp, 1 << 20, () -> begun[0] = true);
    assertTrue(begun[0]);
    try (Stream<Path> files = Files.list(temp)) {
      assertEquals(List.of(), files.toList(), "nothing stays");
    }
  }

  /** Space may go while it writes, and quotas tell nobody. */
  @Test
  void whatTensorFlowSaysIsOneLine() {
    String message =
        "/a; b/.writing-100/variables.data-00000-of-00001.tempstate1; No space left on device\n"
            + "\t [[{{node Save}}]]\nHint: If you want to see a list of allocated tensors";
    assertEquals(
        "No space left on device",
        refused(
            1,
            () -> {
              throw new TFResourceExhaustedException(message);
            }));
    assertEquals("damaged", VariableFiles.reason(new TFResourceExhaustedException("damaged\nx")));
  }
}
