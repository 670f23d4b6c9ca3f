package org.altgrad.train.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands of which not all that they say arrives. */
class StandardOutputTest {
  private static final File FULL = new File("/dev/full");

  @TempDir Path dir;

  private Process start(ProcessBuilder.Redirect out, List<String> words) throws IOException {
    List<String> command = new ArrayList<>(Cli.java());
    command.add(Main.class.getName());
    command.addAll(words);
    return new ProcessBuilder(command)
        .redirectOutput(out)
        .redirectError(dir.resolve("err").toFile())
        .start();
  }

  /** Printed by picocli, by a command's writer, and without an end of the last line. */
  @ParameterizedTest
  @ValueSource(strings = {"--help", "table RUNS", "ls RUNS --json"})
  void whatCannotBeWrittenIsTold(String words) throws Exception {
    assumeTrue(FULL.exists(), "there is no /dev/full");
    Cli.fakeRun(dir.resolve("runs/a"), 2, 0, 0.5);
    List<String> command =
        Arrays.stream(words.split(" "))
            .map(word -> word.replace("RUNS", dir.resolve("runs").toString()))
            .toList();
    Process process = start(ProcessBuilder.Redirect.to(FULL), command);
    assertEquals(Main.FAILURE, Cli.end(process));
    List<String> said = Files.readAllLines(dir.resolve("err"));
    assertEquals(1, said.size(), said::toString);
    assertTrue(
        said.get(0).startsWith("altgrad: standard output could not be written: No space left"),
        said::toString);
  }

  /** The reader is gone before the first word is written. */
  @Test
  void whoReadsNoMoreHasEnough() throws Exception {
    Process process = start(ProcessBuilder.Redirect.PIPE, List.of("--help"));
    process.getInputStream().close();
    assertEquals(0, Cli.end(process));
    assertEquals("", Files.readString(dir.resolve("err")));
  }

  /** A command that failed keeps its own exit code; the first reason is the one that is told. */
  @Test
  void aFailureKeepsItsCode() {
    AtomicInteger writes = new AtomicInteger();
    StandardOutput output =
        new StandardOutput(
            new OutputStream() {
              @Override
              public void write(int b) throws IOException {
                throw new IOException("reason " + writes.incrementAndGet());
              }
            });
    StringWriter said = new StringWriter();
    assertEquals(0, Main.written(output, 0, new PrintWriter(said, true)));
    assertEquals("", said.toString());
    assertThrows(IOException.class, () -> output.write('a'));
    assertThrows(IOException.class, () -> output.write('b'));
    assertEquals(Main.USAGE, Main.written(output, Main.USAGE, new PrintWriter(said, true)));
    assertEquals(
        "altgrad: standard output could not be written: reason 1; mend that, then try again\n",
        said.toString());
    assertEquals(Main.FAILURE, Main.written(output, 0, new PrintWriter(said, true)));
  }
}
