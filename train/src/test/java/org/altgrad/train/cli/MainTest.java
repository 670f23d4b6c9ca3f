package org.altgrad.train.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.exceptions.TFResourceExhaustedException;
import picocli.CommandLine;

class MainTest {
  @TempDir Path dir;

  @Test
  void helpAndVersionAreOptionsThatOthersCallByAWord() {
    assertArrayEquals(new String[] {"--help"}, Main.meant(new String[] {"help"}));
    assertArrayEquals(new String[] {"train", "--help"}, Main.meant(new String[] {"help", "train"}));
    assertArrayEquals(new String[] {"--version"}, Main.meant(new String[] {"version"}));
    assertArrayEquals(new String[] {"ls", "help"}, Main.meant(new String[] {"ls", "help"}));
  }

  /** Whichever command is called, help, suggestions and completion know all. */
  @Test
  void commandsThatAreNotCalledAreThereByTheirNames() {
    CommandLine whole = Main.commandLine();
    CommandLine one = Main.commandLine("table", "--best");
    assertEquals(whole.getUsageMessage(), one.getUsageMessage());
    assertEquals(
        List.copyOf(whole.getSubcommands().keySet()), List.copyOf(one.getSubcommands().keySet()));
    for (String name : whole.getSubcommands().keySet()) {
      assertEquals(
          whole.getSubcommands().get(name).getUsageMessage(),
          Main.commandLine(name).getSubcommands().get(name).getUsageMessage());
    }
    assertTrue(one.getSubcommands().get("plot").getCommandSpec().options().isEmpty());
    assertEquals("--best\n", Cli.said("complete-word", "--", "table", "--bes"));
    assertTrue(Cli.run("tabel").err().contains("did you mean table?"), "no suggestion");
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

  /** What TensorFlow could not get is one line, and no defect. */
  @Test
  void whatTheMachineDoesNotHaveIsNoDefect() {
    String shape =
        "dtype: DT_FLOAT\ntensor_shape {\n  dim {\n    size: 300\n  }\n  dim {\n size: 7\n";
    assertEquals(
        "out of memory: there is none for a tensor of 300 x 7; use a smaller batch or network",
        said(new TFInvalidArgumentException("Cannot parse tensor from proto: " + shape)));
    assertEquals(
        "out of memory: OOM when allocating tensor with shape[9]; use a smaller batch or network",
        said(new TFResourceExhaustedException("OOM when allocating tensor with shape[9]\nHint")));
    assertEquals(
        "out of memory: std::bad_alloc; use a smaller batch or network",
        said(new RuntimeException("std::bad_alloc")));
    assertEquals(
        "too large: TensorFlow counts the numbers of a tensor to 2147483647 but one would have"
            + " 5000000000; use a smaller batch or network",
        said(new TFInvalidArgumentException("Value is out of int32 range: 5000000000")));
    assertEquals(
        "no space left: x/data; No space left on device; make room, then try again",
        said(new TFResourceExhaustedException("x/data; No space left on device\n [[node]]")));
    assertEquals(
        "x cannot be written: No space left on device; mend that, then try again",
        said(
            new UncheckedIOException(
                "x cannot be written", new IOException("No space left on device"))));
  }

  private static String said(Exception error) {
    StringWriter said = new StringWriter();
    assertEquals(Main.FAILURE, Main.report(error, new PrintWriter(said, true)));
    assertEquals(1, said.toString().lines().count());
    return said.toString().replaceFirst("^altgrad: ", "").strip();
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
  @ParameterizedTest
  @CsvSource({"ar, EG", "fa, IR"})
  void filesAreTheSameInEveryLocale(String language, String country) throws Exception {
    Path run = dir.resolve("run");
    List<String> command = new ArrayList<>(Cli.java());
    command.addAll(
        1, List.of("-Duser.language=" + language, "-Duser.country=" + country, "-Xss32m"));
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
