package org.altgrad.train.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.altgrad.plotting.runs.RunSet;
import org.altgrad.plotting.runs.Runs;
import org.altgrad.train.loop.Screen;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The program on a terminal that {@code script} makes, whose width may change on the way. */
@Tag("slow")
class TerminalTest {
  /** The end of what was read that may be the beginning of a code. */
  private static final Pattern OPEN = Pattern.compile("\033(\\[[?\\d]*)?$");

  @TempDir Path temp;

  /** What was written after the last change of width. */
  private StringBuilder later;

  private static String quoted(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }

  /**
   * Runs a command to its end.
   *
   * @param change at the first line with this, the terminal becomes {@code to} columns wide
   */
  private Screen run(int from, int to, String change, String... words) throws Exception {
    List<String> command = new ArrayList<>(Cli.java());
    command.add(Main.class.getName());
    command.addAll(List.of(words));
    Path tty = temp.resolve("tty");
    String line =
        "tty > %s; stty cols %d rows 24; exec %s 2> %s"
            .formatted(
                quoted(tty.toString()),
                from,
                command.stream().map(TerminalTest::quoted).collect(Collectors.joining(" ")),
                quoted(temp.resolve("err").toString()));
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
    Screen screen = new Screen(from);
    StringBuilder all = new StringBuilder();
    later = new StringBuilder();
    boolean changed = false;
    String open = "";
    char[] buffer = new char[4096];
    try (Reader reader = new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)) {
      for (int n = reader.read(buffer); n >= 0; n = reader.read(buffer)) {
        String text = open + new String(buffer, 0, n);
        Matcher end = OPEN.matcher(text);
        open = end.find() ? end.group() : "";
        text = text.substring(0, text.length() - open.length());
        screen.write(text.getBytes(StandardCharsets.UTF_8));
        all.append(text);
        later.append(text);
        if (!changed && all.indexOf(change) >= 0) {
          changed = true;
          screen.resize(to);
          later.setLength(0);
          String[] stty = {"stty", "-F", Files.readString(tty).strip(), "cols", "" + to};
          assertEquals(0, new ProcessBuilder(stty).start().waitFor());
        }
      }
    }
    assertEquals(0, Cli.end(process), () -> all + errors());
    assertTrue(changed, all::toString);
    assertTrue(all.indexOf("█") >= 0 || all.indexOf("░") >= 0, () -> "no bar in " + all);
    String text = screen.text();
    assertFalse(text.contains("█") || text.contains("░"), text);
    return screen;
  }

  private String errors() {
    try {
      return Files.readString(temp.resolve("err"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Every line stands whole, if it was written since the width changed; at least one was. */
  private void assertShown(Screen screen, boolean sameWidth, Stream<String> lines) {
    String text = screen.text();
    String after = Screen.unbroken(later.toString().replace("\r", ""));
    List<String> all =
        lines.filter(line -> sameWidth || after.contains(Screen.unbroken(line))).toList();
    assertFalse(all.isEmpty(), text);
    String unbroken = Screen.unbroken(text);
    all.forEach(
        line -> assertTrue(unbroken.contains(Screen.unbroken(line)), () -> line + " in " + text));
  }

  @ParameterizedTest
  @CsvSource({"60,60", "80,80", "200,200", "200,60", "60,200"})
  void noEpochOfARunIsLost(int from, int to) throws Exception {
    Path run = temp.resolve("run");
    Screen screen =
        run(
            from,
            to,
            "epoch 2/",
            "train",
            "experiment=hnca/bandit_quick",
            "trainer.max_epochs=6",
            "trainer.threads=1",
            "run.figure=false",
            "run.dir=" + run);
    List<String> logged =
        Files.readAllLines(run.resolve("run.log")).stream()
            .map(line -> line.replaceFirst("^\\S+ ", ""))
            .toList();
    List<String> epochs = logged.stream().filter(line -> line.startsWith("epoch ")).toList();
    assertEquals(6, epochs.size());
    assertTrue(epochs.stream().allMatch(line -> line.contains("accuracy ")), epochs.toString());
    assertShown(screen, from == to, epochs.stream());
    if (from == to) {
      Set<String> words =
          logged.stream().flatMap(line -> Stream.of(line.split(" +"))).collect(Collectors.toSet());
      List<String> shown =
          screen.lines().stream().filter(line -> line.matches("(epoch |  \\S).*")).toList();
      assertTrue(shown.size() >= epochs.size(), screen.text());
      shown.forEach(line -> assertTrue(words.containsAll(List.of(line.strip().split(" +"))), line));
      String begin = logged.stream().filter(line -> line.contains(" parameters; ")).toList().get(0);
      String about = Screen.unbroken(screen.text()).replace('\n', ' ');
      assertTrue(about.contains(begin), screen.text());
      assertTrue(
          screen.lines().stream().anyMatch(line -> line.matches("(?!run ).*" + run)),
          screen.text());
    }
    assertTrue(screen.text().contains("run      "), screen.text());
  }

  @ParameterizedTest
  @CsvSource({"60,60", "80,80", "200,200", "200,60", "60,200"})
  void noRunOfASweepIsLost(int from, int to) throws Exception {
    Path root = temp.resolve("root");
    Screen screen =
        run(
            from,
            to,
            "1/2  seed=0  done",
            "train",
            "-m",
            "experiment=hnca/bandit_quick",
            "seed=0,1",
            "trainer.max_epochs=3",
            "trainer.threads=1",
            "run.figure=false",
            "run.root=" + root);
    assertShown(screen, from == to, Stream.of("1/2  seed=0  done in ", "2/2  seed=1  done in "));
    Cli.Result table = Cli.run("table", root.toString());
    assertTrue(table.out().contains("accuracy"), table.err());
    int wide = table.out().lines().mapToInt(String::length).max().orElseThrow();
    if (wide < to) {
      assertShown(screen, from == to, table.out().lines());
    } else {
      assertFits(screen, root, to);
    }
  }

  /** Each row of the table stands in a line of its own, and it is said where all of it is. */
  private static void assertFits(Screen screen, Path root, int width) {
    RunSet runs = Runs.read(List.of(root));
    List<String> lines = Summaries.table(runs, root, OptionalInt.of(width)).lines().toList();
    List<String> rows = lines.subList(0, lines.size() - 1);
    assertTrue(rows.size() > 2 && rows.stream().allMatch(row -> row.length() < width), "" + rows);
    rows.forEach(row -> assertTrue(screen.lines().contains(row), () -> row + screen.text()));
    assertTrue(screen.text().contains("all is in: altgrad table " + root), screen.text());
  }

  @ParameterizedTest
  @CsvSource({"60,60", "80,80", "200,200", "200,60", "60,200"})
  void noRunOfAStudyIsLost(int from, int to) throws Exception {
    Path conf = Files.createDirectories(temp.resolve("conf/study"));
    Files.writeString(
        conf.resolve("tiny.yaml"),
        "title: T\n"
            + "claim: C\n"
            + "source: S\n"
            + "arms: [{label: h, overrides: []}]\n"
            + "sizes: {quick: {overrides: [experiment=hnca/bandit_quick, trainer.max_epochs=3,"
            + " run.figure=false], seeds: [3, 4]}}\n"
            + "table: {by: [label], metrics: [accuracy], splits: [test]}\n"
            + "figures: []\n"
            + "expected: []\n");
    Path study = temp.resolve("study");
    Screen screen =
        run(
            from,
            to,
            "1/2  h seed=3  done",
            "study",
            "tiny",
            "--size",
            "quick",
            "--config-dir",
            conf.getParent().toString(),
            "--to",
            study.toString());
    assertShown(
        screen, from == to, Stream.of("1/2  h seed=3  done in ", "2/2  h seed=4  done in "));
  }
}
