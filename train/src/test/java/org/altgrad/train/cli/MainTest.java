package org.altgrad.train.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.altgrad.train.loop.Stop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
  @TempDir Path dir;

  @Test
  void helpAndVersionAreOptionsThatOthersCallByAWord() {
    assertArrayEquals(new String[] {"--help"}, Main.meant(new String[] {"help"}));
    assertArrayEquals(new String[] {"train", "--help"}, Main.meant(new String[] {"help", "train"}));
    assertArrayEquals(new String[] {"--version"}, Main.meant(new String[] {"version"}));
    assertArrayEquals(new String[] {"ls", "help"}, Main.meant(new String[] {"ls", "help"}));
  }

  @Test
  void errorsOfTheMachineAreOneLine() {
    assertEquals(Main.FAILURE, reported(new OutOfMemoryError("Java heap space"), "out of memory"));
    assertEquals(
        Main.FAILURE, reported(new UnsatisfiedLinkError("no jnijavacpp"), "no jnijavacpp"));
    assertEquals(
        Main.FAILURE, reported(new NoClassDefFoundError("org/altgrad/X"), "build it again"));
    assertEquals(Main.DEFECT, reported(new StackOverflowError(), "internal error: StackOverflow"));
  }

  private static int reported(Error error, String expected) {
    StringWriter said = new StringWriter();
    int code = Main.report(error, new PrintWriter(said, true));
    assertTrue(said.toString().startsWith("altgrad: "), said.toString());
    assertTrue(said.toString().contains(expected), said.toString());
    assertEquals(1, said.toString().lines().count());
    return code;
  }

  /** Where other digits are written by hand, files are the same. */
  @Test
  void filesAreTheSameInEveryLocale() throws Exception {
    Path run = dir.resolve("run");
    List<String> command = new ArrayList<>(Cli.java());
    command.addAll(1, List.of("-Duser.language=ar", "-Duser.country=EG", "-Xss32m"));
    command.add(Main.class.getName());
    command.addAll(
        List.of(
            "train",
            "experiment=hnca/bandit_quick",
            "trainer.max_steps=2",
            "run.figure=false",
            "run.dir=" + run));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(dir.resolve("log").toFile())
            .start();
    assertEquals(0, Cli.end(process), Files.readString(dir.resolve("log")));
    assertTrue(
        Files.readString(run.resolve("metrics.csv"))
            .lines()
            .skip(1)
            .allMatch(row -> row.startsWith("2,")));
  }

  /** The help and the documents have the same codes, which are those of the program. */
  @Test
  void exitCodesAreInTheHelpAndInATable() throws IOException {
    Set<String> codes = new TreeSet<>();
    for (int code : new int[] {0, Main.FAILURE, Main.USAGE, Main.DEFECT, Stop.EXIT_CODE}) {
      codes.add(Integer.toString(code));
    }
    String help = Cli.run("--help").out();
    assertEquals(codes, found(help.substring(help.indexOf("Exit codes:")), " +(\\d+) +\\S.*"));
    String table = Files.readString(Path.of("../docs/configuration.md"));
    String section = table.substring(table.indexOf("## Exit codes"));
    assertEquals(codes, found(section, "\\| (\\d+) \\| .*"));
  }

  private static Set<String> found(String text, String row) {
    Pattern pattern = Pattern.compile(row);
    return text.lines()
        .map(pattern::matcher)
        .filter(Matcher::matches)
        .map(line -> line.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
