package org.altgrad.train.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.altgrad.base.ShellCommand;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that list and compare, on terminals that {@code script} makes and through a pipe. */
class FittedCommandsTest {
  private static final List<Integer> WIDTHS = List.of(60, 80);

  @TempDir static Path dir;

  private static final List<String> COMMANDS =
      List.of(
          "ls DIR",
          "table DIR",
          "table DIR --wide",
          "table DIR --each ima",
          "show DIR/000-a_run_whose_name_is_long_depth=1_seed=0",
          "diff DIR/000-a_run_whose_name_is_long_depth=1_seed=0"
              + " DIR/001-a_run_whose_name_is_long_depth=1_seed=1",
          "data list",
          "data verify mnist10k");

  /** Runs all commands in one process, at each width, with a line between them. */
  static final class All {
    private All() {}

    public static void main(String[] args) throws Exception {
      for (int width : WIDTHS) {
        ProcessBuilder stty = new ProcessBuilder("stty", "cols", "" + width);
        assertEquals(0, stty.redirectInput(new File("/dev/tty")).start().waitFor());
        for (String command : args) {
          Main.commandLine().execute(command.split(" "));
          System.out.println("=====");
        }
      }
    }
  }

  @BeforeAll
  static void runs() throws IOException {
    for (int i = 0; i < 4; i++) {
      Path run =
          dir.resolve("00" + i + "-a_run_whose_name_is_long_depth=" + (i / 2 + 1) + "_seed=" + i);
      Cli.fakeRun(run, i / 2 + 1, i, 0.5 + i / 8.0);
      Files.writeString(
          run.resolve("run.yaml"),
          """
          state: DONE
          start: 2026-11-29T23:12:4%d+01:00
          seconds: 12.3
          environment: {TF_ENABLE_ONEDNN_OPTS: '0'}
          data: {name: 'Spirals of %d', sha256: {'spirals, train': %s}}
          """
              .formatted(i, i, "0123456789abcdef".repeat(4)));
    }
    Path first = dir.resolve("000-a_run_whose_name_is_long_depth=1_seed=0");
    Cli.said("note", first.toString(), "the first line\nand the second one,\n\nand a last one");
  }

  private static String words(String command) {
    return command.replace("DIR", dir.toString());
  }

  /** What each command prints on a terminal of each width. */
  private static List<String> printed() throws Exception {
    List<String> command = new ArrayList<>(Cli.java());
    command.add(All.class.getName());
    COMMANDS.forEach(one -> command.add(words(one)));
    String line = "exec " + ShellCommand.joined(command);
    ProcessBuilder builder = new ProcessBuilder("script", "-qec", line, "/dev/null");
    builder.environment().put("ALTGRAD_TERMINAL", "1");
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().put("SHELL", "/bin/sh");
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      assumeTrue(false, "there is no script");
      throw e;
    }
    String all = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, Cli.end(process), all);
    List<String> parts = List.of(all.replace("\r", "").split("=====\n"));
    assertEquals(WIDTHS.size() * COMMANDS.size(), parts.size(), all);
    return parts;
  }

  @Test
  void noLineOfATableIsWiderThanTheTerminal() throws Exception {
    List<String> parts = printed();
    int cut = 0;
    for (int i = 0; i < parts.size(); i++) {
      int width = WIDTHS.get(i / COMMANDS.size());
      String command = words(COMMANDS.get(i % COMMANDS.size()));
      String text = parts.get(i);
      String piped = Cli.said(command.split(" "));
      assertFalse(piped.contains("…"), piped);
      boolean fits = piped.lines().allMatch(line -> line.length() < width);
      cut += fits ? 0 : 1;
      String note = "for the terminal is narrow; all is in: altgrad " + command + " | cat";
      List<String> lines =
          text.lines().filter(line -> !line.matches("(altgrad: )?note: .*")).toList();
      List<String> wide = lines.stream().filter(line -> line.length() >= width).toList();
      assertEquals(List.of(), wide, text);
      assertEquals(fits ? 0 : 1, text.lines().filter(line -> line.endsWith(note)).count(), text);
    }
    assertTrue(cut >= 10, cut + " of " + parts.size());
    String ls = parts.get(0);
    for (int i = 0; i < 4; i++) {
      assertTrue(ls.contains("h=" + (i / 2 + 1) + "_seed=" + i + " "), ls);
    }
    String wider = parts.get(COMMANDS.size());
    List<Path> runs;
    try (Stream<Path> all = Files.list(dir)) {
      runs = all.sorted().toList();
    }
    for (Path run : runs) {
      assumeTrue(run.toString().length() < 80, "no room for a name: " + run);
      assertTrue(wider.contains("\n" + run), wider);
    }
  }

  @Test
  void valuesOfARunStandInOneColumn() {
    String run = dir.resolve("000-a_run_whose_name_is_long_depth=1_seed=0").toString();
    String shown = Cli.said("show", run);
    String hash = "0123456789abcdef".repeat(4);
    assertTrue(shown.contains("environment  TF_ENABLE_ONEDNN_OPTS  0\n"), shown);
    assertTrue(
        shown.contains(
            "data         name    Spirals of 0\n             sha256  spirals, train  "
                + hash
                + "\n"),
        shown);
    assertTrue(
        shown.contains(
            "note         the first line\n"
                + "             and the second one,\n\n"
                + "             and a last one\n"),
        shown);
  }

  @Test
  void aNoteOfSeveralLinesIsOneCell() {
    List<String> lines = Cli.said("ls", dir.toString()).lines().toList();
    assertEquals(6, lines.size(), lines.toString());
    String rows = lines.stream().skip(2).collect(Collectors.joining("\n"));
    assertTrue(rows.contains("the first line and the second one, and a last one"), rows);
    String run = dir.resolve("000-a_run_whose_name_is_long_depth=1_seed=0").toString();
    assertEquals(
        "note     the first line\n         and the second one,\n\n         and a last one\n",
        Cli.said("note", run));
  }
}
