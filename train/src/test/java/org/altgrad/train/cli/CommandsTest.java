package org.altgrad.train.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandsTest {
  @TempDir Path dir;

  private String runs() throws IOException {
    Cli.fakeRun(dir.resolve("runs/a"), 1, 0, 0.5);
    Cli.fakeRun(dir.resolve("runs/b"), 2, 0, 0.25);
    return dir.resolve("runs").toString();
  }

  @Test
  void tableOfSingleRunsShowsTheirHeadlineValues() throws IOException {
    Cli.Result result = Cli.run("table", runs());
    assertEquals(
        """
        model.depth  split  metric      value
        -----------  -----  --------  -------
                  1  test   accuracy  0.50000
                  2  test   accuracy  0.25000
                  1  test   norm       1.0000
                  2  test   norm       1.0000
        """,
        result.out());
    assertEquals("", result.err());
    assertEquals(0, result.code());
  }

  @Test
  void tableTakesTheBestOfMetricsThatSayWhatIsBest() throws IOException {
    Cli.Result result = Cli.run("table", runs(), "--by", "depth", "--at", "best");
    assertEquals(
        """
        model.depth  split  metric      value
        -----------  -----  --------  -------
                  1  test   accuracy  0.75000
                  2  test   accuracy  0.50000
        """,
        result.out());
    assertTrue(result.err().contains("left out norm:"), result.err());
  }

  @Test
  void tableDescribesSeedsAndWritesFiles() throws IOException {
    Cli.fakeRun(dir.resolve("runs/c"), 1, 1, 1.0);
    Path csv = dir.resolve("t.csv");
    Path md = dir.resolve("t.md");
    String[] args = {"table", runs(), "--metric", "accuracy", "--to"};
    assertEquals(0, Cli.run(with(args, csv.toString())).code());
    assertEquals(0, Cli.run(with(args, md.toString())).code());
    List<String> lines = Files.readAllLines(csv);
    assertEquals("model.depth,split,metric,n,mean,sd,se,lower95,upper95,min,max", lines.get(0));
    assertTrue(lines.get(1).startsWith("1,test,accuracy,2,0.75,"), lines.get(1));
    assertTrue(lines.get(2).startsWith("2,test,accuracy,1,0.25,,,,,"), lines.get(2));
    assertTrue(Files.readString(md).startsWith("| model.depth | split | metric   |"));
    assertEquals(1, Cli.run(with(args, csv.toString())).code());
    assertEquals(0, Cli.run(with(with(args, csv.toString()), "--force")).code());
  }

  @Test
  void tableForPapersSaysWhatItsNumbersAre() throws IOException {
    Cli.fakeRun(dir.resolve("runs/c"), 1, 1, 1.0);
    Cli.fakeRun(dir.resolve("runs/d"), 2, 1, 0.5);
    Path tex = dir.resolve("t.tex");
    String[] args = {"table", runs(), "--metric", "accuracy", "--against", "depth=1"};
    Cli.Result written = Cli.run(with(with(args, "--to"), tex.toString()));
    assertEquals(0, written.code(), written.err());
    assertEquals(
        """
        % needs \\usepackage{booktabs}
        \\begin{table}
        \\centering
        \\caption{Mean $\\pm$ standard deviation over 2 seeds. $^{\\dagger}$: p \\textless{} 0.05 in a\
         paired t test against depth=1 over 2 common seeds, two sides, one comparison. Bold: the best mean of a column. Split: test.}
        \\smallskip
        \\begin{tabular}{rr}
        \\toprule
        depth & accuracy \\\\
        \\midrule
        1 & {\\bfseries\\boldmath 0.75 $\\pm$ 0.35} \\\\
        2 & 0.38 $\\pm$ 0.18 \\\\
        \\bottomrule
        \\end{tabular}
        \\end{table}
        """,
        Files.readString(tex));
    String pivot = Cli.run(with(with(args, "--pivot"), "depth")).out();
    assertTrue(pivot.contains("accuracy, depth=1  accuracy, depth=2"), pivot);
    String ranks = Cli.run(with(with(with(args, "--pivot"), "depth"), "--test=wilcoxon")).out();
    assertTrue(ranks.contains("†: p < 0.05 in Wilcoxon's signed-rank test against "), ranks);
    String text = Cli.run(args).out();
    assertTrue(
        text.endsWith(
            "\n"
                + "note: p_t of a paired t test, p_wilcoxon of Wilcoxon's signed-rank test, p_signs"
                + " of a sign test against model.depth=1 over 2 common seeds, two sides, one"
                + " comparison.\n"),
        text);
    // Values .5 and 1 of depth 1, .25 and .5 of depth 2: t = 3 with one degree of freedom.
    double p = 1 - 2 * Math.atan(3) / Math.PI;
    String json = Cli.run(with(args, "--json")).out();
    Matcher shown = Pattern.compile("\"p_t\": *([0-9.eE-]+)").matcher(json);
    assertTrue(shown.find(), json);
    assertEquals(p, Double.parseDouble(shown.group(1)), 1e-9);
    String csv = Cli.run(with(with(args, "--format"), "csv")).out();
    assertTrue(
        csv.startsWith("model.depth,split,metric,n,mean,sd,se,lower95,upper95,min,max,pairs,"));
    Cli.Result wrong = Cli.run("table", runs(), "--against", "depth=3");
    assertTrue(wrong.err().contains("model.depth: must be one of [1, 2] but is 3"), wrong.err());
  }

  /** What an option needs to be read, and that it is read then. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      value = {
        "--plain > --against depth=1",
        "--test signs > --against depth=1 --wide",
        "--test t > --against depth=1 --format latex",
        "--error se > --wide",
        "--error sd > --format markdown",
        "--error ci > --pivot depth",
        "--best min > --format markdown",
        "--best none > --format=latex",
        "--force > --to FILE.csv"
      })
  void tableRefusesWhatItDoesNotRead(String idle, String needs) throws IOException {
    List<String> words = new ArrayList<>(List.of("table", runs()));
    words.addAll(List.of(idle.split(" ")));
    Cli.Result refused = Cli.run(words.toArray(String[]::new));
    assertEquals(Main.USAGE, refused.code());
    assertEquals(1, refused.err().strip().lines().count(), refused.err());
    String option = idle.split(" ")[0];
    String said = "altgrad: " + option + ": must be left out, for it has an effect only ";
    assertTrue(refused.err().startsWith(said), refused.err());
    assertTrue(refused.err().contains(needs.split("[ =]")[0]), refused.err());
    words.addAll(List.of(needs.replace("FILE", dir.resolve("t").toString()).split(" ")));
    Cli.Result read = Cli.run(words.toArray(String[]::new));
    assertEquals(0, read.code(), read.err());
  }

  /** What is of effect by itself, but not beside these. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "--wide --format csv",
        "--wide --json",
        "--pivot depth --format csv",
        "--pivot depth --json",
        "--wide --error se --format csv",
        "--best max --wide",
        "--test signs --against depth=1",
        "--wide --test signs --against depth=1 --json",
        "--format markdown --json",
        "--by depth --each ima",
        "--metric accuracy --each ima",
        "--split test --each ima",
        "--at best --each ima",
        "--against depth=1 --each ima"
      })
  void tableRefusesWhatOthersOutdo(String options) throws IOException {
    List<String> words = new ArrayList<>(List.of("table", runs()));
    words.addAll(List.of(options.split(" ")));
    Cli.Result refused = Cli.run(words.toArray(String[]::new));
    String option = options.split(" ")[0];
    assertEquals(1, refused.err().strip().lines().count(), refused.err());
    assertTrue(refused.err().contains(option + ": must be left out"), refused.err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"--sort seed", "--sort accuracy@test"})
  void aListForProgramsHasAllInItsOrder(String option) throws IOException {
    List<String> words = new ArrayList<>(List.of("ls", runs()));
    words.addAll(List.of(option.split(" ")));
    assertEquals(0, Cli.run(words.toArray(String[]::new)).code());
    words.add("--json");
    Cli.Result refused = Cli.run(words.toArray(String[]::new));
    assertEquals(Main.USAGE, refused.code(), refused.out());
    assertTrue(refused.err().contains("has an effect only without --json"), refused.err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"--opt x=depth", "--to figure", "--force", "bars"})
  void aListOfFiguresTakesNothingElse(String beside) {
    List<String> words = new ArrayList<>(List.of("plot", "--list"));
    words.addAll(List.of(beside.split(" ")));
    Cli.Result refused = Cli.run(words.toArray(String[]::new));
    assertEquals(Main.USAGE, refused.code(), refused.out());
    assertTrue(refused.err().contains(": must be left out"), refused.err());
  }

  private static String[] with(String[] args, String last) {
    String[] all = java.util.Arrays.copyOf(args, args.length + 1);
    all[args.length] = last;
    return all;
  }

  @Test
  void plotNeverReplacesWhatItDrewBefore() throws IOException {
    String runs = runs();
    Path first = dir.resolve("runs/figures/bars.png");
    Cli.Result result = Cli.run("plot", "bars", runs, "--opt", "x=depth", "--opt", "by=depth");
    assertEquals(0, result.code(), result.err());
    assertEquals("figure   " + first, result.out().lines().findFirst().orElse(""));
    byte[] before = Files.readAllBytes(first);
    Cli.Result same = Cli.run("plot", "bars", runs, "--opt", "x=depth", "--opt", "by=depth");
    assertEquals(result.out(), same.out());
    assertTrue(Files.notExists(dir.resolve("runs/figures/bars-2.png")), "of the same figure");
    Cli.Result again = Cli.run("plot", "bars", runs, "--opt", "title=Again");
    assertTrue(again.out().contains("bars-2.png"), again.out());
    assertEquals(List.of(), unequal(before, first));
    Cli.Result idle = Cli.run("plot", "bars", runs, "--opt", "share-y=true", "--force");
    assertEquals(0, idle.code());
    String note =
        "note: --opt share-y=true changes nothing here: the figure is the same without it";
    assertTrue(idle.out().contains(note), idle.out());
    Cli.Result forced = Cli.run("plot", "bars", runs, "--opt", "title=Again", "--force");
    assertEquals(0, forced.code());
    assertTrue(!forced.out().contains("changes nothing"), forced.out());
    assertEquals(List.of(first), unequal(before, first));
    assertTrue(Files.exists(dir.resolve("runs/figures/bars-2.csv")));
  }

  /** A bar of those that are left looks like one of all. */
  @Test
  void plotSaysWhichRunsDiverged() throws IOException {
    String runs = runs();
    Cli.Result whole = Cli.run("plot", "bars", runs, "--opt", "by=none");
    assertEquals(0, whole.out().lines().filter(line -> line.contains("diverged")).count());
    List<Path> all;
    try (var found = Files.find(dir.resolve("runs"), 3, (p, a) -> p.endsWith("run.yaml"))) {
      all = found.toList();
    }
    Files.writeString(all.get(0), "state: DIVERGED\n");
    Cli.Result result = Cli.run("plot", "bars", runs, "--opt", "by=none");
    assertEquals(0, result.code(), result.err());
    int count = all.size();
    String note = "note: 1 of " + count + " diverged";
    assertTrue(result.out().lines().anyMatch(note::equals), result.out());
    for (String kind : List.of("violins", "histogram")) {
      String said = Cli.run("plot", kind, runs, "--opt", "by=none").out();
      assertTrue(said.lines().anyMatch(note::equals), said);
    }
    String scatter = "plot scatter RUNS --opt by=none --opt x=accuracy@test --opt y=norm@test";
    String said = Cli.run(scatter.replace("RUNS", runs).split(" ")).out();
    assertTrue(said.lines().anyMatch(note::equals), said);
    said = Cli.run("plot", "learning-curve", runs).out();
    String every = "note: 1 of " + count + " runs diverged";
    assertTrue(said.lines().anyMatch(every::equals), said);
  }

  private static List<Path> unequal(byte[] bytes, Path file) throws IOException {
    return java.util.Arrays.equals(bytes, Files.readAllBytes(file)) ? List.of() : List.of(file);
  }

  @Test
  void showDrawsTheExamplesAskedFor() throws IOException {
    Path file = dir.resolve("sheet.png");
    Cli.Result result =
        Cli.run("data", "show", "mnist10k", "data.train_limit=25", "--to", file.toString());
    assertEquals(
        "data     MNIST, 10,000 bundled digits (image 28x28x1, 10 classes): train 25, test 1,996\n"
            + ("samples  " + file + "\n"),
        result.out(),
        result.err());
    BufferedImage sheet = ImageIO.read(file.toFile());
    Path more = dir.resolve("more.png");
    Cli.run("data", "show", "mnist10k", "--to", more.toString());
    // 25 examples fill 3 rows of 10, 60 fill 6; a row is 48 points, its caption 14, the gap 4.
    assertEquals(
        2 * 3 * (48 + 14 + 4), ImageIO.read(more.toFile()).getHeight() - sheet.getHeight());
  }

  @Test
  void listNamesEveryDataSet() {
    Cli.Result result = Cli.run("data", "list", "--root", dir.toString());
    assertTrue(result.out().contains("\nmnist10k "), result.out());
    assertTrue(result.out().contains("altgrad data fetch cifar10\n"), result.out());
    assertTrue(result.out().contains("\nproto_bits "), result.out());
    assertTrue(result.out().lines().allMatch(line -> line.length() <= 140), result.out());
  }

  @Test
  void verifySaysTheStateOfEachFile() {
    Cli.Result result = Cli.run("data", "verify", "mnist10k", "mnist", "--root", dir.toString());
    assertEquals(0, result.code());
    assertEquals(4, result.out().lines().filter(line -> line.contains("  OK  ")).count());
    assertEquals(4, result.out().lines().filter(line -> line.contains("  MISSING  ")).count());
  }
}
