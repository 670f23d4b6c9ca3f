package org.altgrad.base;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShellCommandTest {
  /** A shell gives back the words that a command was made of. */
  @Test
  void aShellReadsTheWords() throws Exception {
    List<String> words =
        List.of("/tmp/my runs/it's", "a=[1,2]", "$HOME", "*", "", "~x", "--to=a;b", "μ/\"q\"");
    Process shell =
        new ProcessBuilder("bash", "-c", "printf '%s\\n' " + ShellCommand.joined(words)).start();
    String read = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(words, List.of(read.split("\n", -1)).subList(0, words.size()));
  }

  @Test
  void wordsThatNeedNoQuotesHaveNone() {
    assertEquals(
        "altgrad sweep retry outputs/a-1 001-lr=0.1",
        ShellCommand.of("sweep", "retry", Path.of("outputs/a-1"), "001-lr=0.1"));
  }
}
