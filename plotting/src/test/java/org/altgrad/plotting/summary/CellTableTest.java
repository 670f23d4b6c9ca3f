package org.altgrad.plotting.summary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.altgrad.plotting.FakeRuns;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.runs.Runs;
import org.apache.commons.math3.stat.inference.TTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two combiners at two depths with values chosen by hand; seeds 0, 1, 2, and one that one lacks.
 */
class CellTableTest {
  private static final double[][] ACCURACY = {
    {0.50, 0.52, 0.54}, {0.60, 0.64, 0.62, 0.99}, {0.40, 0.41, 0.45}, {0.30, 0.33, 0.39}
  };

  @TempDir private Path dir;

  @BeforeEach
  void runs() throws IOException {
    String[] names = {"mean", "and_mask"};
    for (int depth = 1; depth <= 2; depth++) {
      for (int c = 0; c < 2; c++) {
        double[] values = ACCURACY[2 * (depth - 1) + c];
        for (int seed = 0; seed < values.length; seed++) {
          String tau = c == 1 ? ", tau: 0.5" : "";
          FakeRuns.run(
              dir.resolve("run-" + depth + c + seed),
              "combiner: {name: %s%s}\nmodel: {depth: %d}\nseed: %d\n"
                  .formatted(names[c], tau, depth, seed),
              "state: DONE\n",
              "step,epoch,split,metric,value\n10,1,test,accuracy,%s\n10,1,test,loss,%s\n"
                  .formatted(values[seed], 1 - values[seed]));
        }
      }
    }
  }

  private Summary summary(String... metrics) {
    return Summary.of(
        Runs.read(List.of(dir)),
        new Summary.Query(null, List.of(metrics), List.of("test"), new At.Last()));
  }

  private static CellTable.Layout layout(CellTable.Spread spread, String pivot) {
    return new CellTable.Layout(
        spread, Optional.ofNullable(pivot), CellTable.Best.AUTO, PairedTests.Test.T);
  }

  /** What no finished run stands behind is marked, and is not the best. */
  @Test
  void meansOfUnfinishedRunsAreMarked() throws IOException {
    FakeRuns.run(
        dir.resolve("more"),
        "combiner: {name: median}\nmodel: {depth: 1}\nseed: 0\n",
        "state: INTERRUPTED\n",
        "step,epoch,split,metric,value\n10,1,test,accuracy,0.97\n");
    CellTable cells =
        CellTable.of(summary("accuracy"), layout(CellTable.Spread.SE, null), Optional.empty());
    List<List<String>> rows = cells.table().rows();
    int last = rows.get(0).size() - 1;
    List<String> means = rows.stream().map(row -> row.get(last)).toList();
    assertEquals(1, means.stream().filter(mean -> mean.contains("‡")).count(), means.toString());
    int own = means.indexOf("0.9700‡");
    assertTrue(own >= 0, means.toString());
    assertFalse(cells.best().contains(List.of(own, last)));
    assertEquals(1, cells.best().size());
    assertTrue(cells.toText().contains("‡: of unfinished runs"), cells.toText());
    assertTrue(cells.toLatex().contains("0.9700$^{\\ddagger}$"), cells.toLatex());
  }

  @Test
  void cellsHaveTwoDigitsOfTheErrorAndTheBestOfAColumnIsBold() {
    CellTable cells =
        CellTable.of(
            summary("accuracy", "loss"), layout(CellTable.Spread.SE, null), Optional.empty());
    assertEquals(
        List.of("combiner.name", "model.depth", "split", "n", "accuracy", "loss"),
        cells.table().header());
    // 0.02 / √3.
    assertEquals(List.of("3", "0.520 ± 0.012"), cells.table().rows().get(2).subList(3, 5));
    String text = cells.toMarkdown();
    assertTrue(text.contains("|   4 | **0.712 ± 0.093** | **0.288 ± 0.093** |"), text);
    assertTrue(
        text.contains("Mean ± standard error over n seeds. Bold: the best mean of a column."),
        text);
  }

  /** What a batch of another size rounds is no spread, and no difference. */
  @Test
  void roundingIsNoSpread() throws IOException {
    String[] same = {"0.861111111", "0.86111112", "0.861111105"};
    String[] near = {"4e-9", "5e-9", "9e-9"};
    for (int seed = 0; seed < 3; seed++) {
      FakeRuns.run(
          dir.resolve("same-" + seed),
          "combiner: {name: median}\nmodel: {depth: 1}\nseed: %d\n".formatted(seed),
          "state: DONE\n",
          "step,epoch,split,metric,value\n10,1,test,accuracy,%s\n10,1,test,loss,%s\n"
              .formatted(same[seed], near[seed]));
    }
    CellTable cells =
        CellTable.of(
            summary("accuracy", "loss"), layout(CellTable.Spread.SE, null), Optional.empty());
    List<String> row =
        cells.table().rows().stream()
            .filter(line -> line.contains("median"))
            .findFirst()
            .orElseThrow();
    assertEquals(List.of("0.8611 ± 0", "6.000e-9 ± 1.5e-9"), row.subList(4, 6));
    String latex = cells.toLatex();
    assertTrue(latex.contains("0.8611 $\\pm$ 0"), latex);
    assertTrue(latex.contains("$6.000\\times 10^{-9}$ $\\pm$ $1.5\\times 10^{-9}$"), latex);
    String text = summary("accuracy", "loss").rounded().toMarkdown();
    assertTrue(text.contains("6.0000e-9") && !text.contains("e-0"), text);
    double[] values = {0.861111111, 0.86111112, 0.861111105};
    double[] others = {0.861111112, 0.86111111, 0.861111106};
    assertEquals(1, new Pairs(values, others).signedRanks());
    assertTrue(Double.isNaN(new Pairs(values, others).student()));
  }

  @Test
  void aKeyBecomesColumns() {
    CellTable cells =
        CellTable.of(
            summary("accuracy"), layout(CellTable.Spread.SD, "model.depth"), Optional.empty());
    assertEquals(
        List.of("combiner.name", "split", "accuracy, depth=1", "accuracy, depth=2"),
        cells.table().header());
    assertEquals(
        List.of("mean", "test", "0.520 ± 0.020", "0.420 ± 0.026"), cells.table().rows().get(1));
    String latex = cells.toLatex();
    assertTrue(latex.contains("\\begin{tabular}{@{}lrr@{}}"), latex);
    assertTrue(latex.contains("combiner & accuracy, depth=1 & accuracy, depth=2 \\\\\n"), latex);
    assertTrue(
        latex.contains(
            "\\caption{Mean $\\pm$ standard deviation over 3 seeds, or the n of a cell. Bold: the"
                + " best mean of a column. Split: test.}"),
        latex);
    assertTrue(
        latex.contains(
            "and\\_mask & {\\bfseries\\boldmath 0.71 $\\pm$ 0.19 (n=4)} & 0.340 $\\pm$ 0.046"
                + " \\\\\n"),
        latex);
  }

  @Test
  void groupsAreHeldAgainstTheReferenceOfTheirOwnDepthOverCommonSeeds() {
    Summary summary = summary("accuracy");
    PairedTests tests = PairedTests.of(summary, Map.of("combiner.name", "mean"), false);
    assertEquals(2, tests.found().size());
    tests
        .found()
        .forEach(
            (row, found) -> {
              int depth = Integer.parseInt(row.group().values().get(1));
              double[] own = java.util.Arrays.copyOf(ACCURACY[2 * depth - 1], 3);
              double[] mean = ACCURACY[2 * depth - 2];
              assertEquals(3, found.pairs());
              assertEquals(new TTest().pairedTTest(own, mean), found.p().get(0), 1e-12);
              // All of three signs alike: 2 of 8, by ranks and by signs.
              assertEquals(0.25, found.p().get(1), 1e-12);
              assertEquals(0.25, found.p().get(2), 1e-12);
            });
    String marked =
        CellTable.of(summary, layout(CellTable.Spread.SD, null), Optional.of(tests)).toText();
    assertTrue(marked.contains("4  0.71 ± 0.19†"), marked);
    assertTrue(
        marked.contains(
            "†: p < 0.05 in a paired t test against combiner.name=mean over 3 common seeds, two"
                + " sides, without correction for 2 comparisons."),
        marked);
    // Holm: the smaller one twice, the larger one at least that.
    PairedTests holm = PairedTests.of(summary, Map.of("combiner.name", "mean"), true);
    double[] plain = tests.found().values().stream().mapToDouble(f -> f.p().get(0)).toArray();
    double[] corrected = holm.found().values().stream().mapToDouble(f -> f.p().get(0)).toArray();
    double small = 2 * Math.min(plain[0], plain[1]);
    assertEquals(small, Math.min(corrected[0], corrected[1]), 1e-15);
    assertEquals(
        Math.max(small, Math.max(plain[0], plain[1])), Math.max(corrected[0], corrected[1]), 1e-15);
    TextTable exact = summary.exact(tests);
    assertEquals("p_signs", exact.header().get(exact.header().size() - 1));
  }

  @Test
  void whatCannotBePairedIsSaid() {
    PlotException none =
        assertThrows(
            PlotException.class,
            () -> PairedTests.of(summary("loss"), Map.of("combiner.name", "max"), true));
    assertTrue(none.getMessage().contains("must be one of [and_mask, mean] but is max"));
  }

  private void run(String name, String combiner, int seed, double accuracy) throws IOException {
    FakeRuns.run(
        dir.resolve("unequal/" + name),
        "combiner: {name: %s}\nseed: %d\n".formatted(combiner, seed),
        "state: DONE\n",
        "step,epoch,split,metric,value\n10,1,test,accuracy,%s\n".formatted(accuracy));
  }

  private CellTable unequal(Optional<String> against) {
    Summary summary =
        Summary.of(
            Runs.read(List.of(dir.resolve("unequal"))),
            new Summary.Query(null, List.of("accuracy"), List.of("test"), new At.Last()));
    Optional<PairedTests> tests =
        against.map(name -> PairedTests.of(summary, Map.of("combiner.name", name), true));
    return CellTable.of(summary, layout(CellTable.Spread.SD, null), tests);
  }

  /** Of three groups one has a seed, which is the best value of all, and one two of three. */
  @Test
  void groupsOfFewerSeedsSayHowManyAndASingleSeedIsNotTheBest() throws IOException {
    run("a", "mean", 0, 0.99);
    double[] three = {0.5, 0.6, 0.7};
    for (int seed = 0; seed < 3; seed++) {
      run("b" + seed, "and_mask", seed, three[seed]);
      run("d" + seed, "median", seed, three[seed] - (seed == 1 ? 0.08 : 0.1));
    }
    run("c0", "geom_mean", 0, 0.75);
    run("c1", "geom_mean", 1, 0.85);
    String print = unequal(Optional.of("mean")).toMarkdown();
    assertTrue(print.contains("|   3 | 0.60 ± 0.10 "), print);
    assertTrue(print.contains("|   2 | **0.800 ± 0.071** |"), print);
    assertTrue(print.contains("|   1 | 0.9900 "), print);
    assertTrue(
        print.endsWith(
            "\n"
                + "Mean ± standard deviation over n seeds. No test against combiner.name=mean:"
                + " and_mask; geom_mean; median (one common seed, and a test takes two). Bold: the"
                + " best mean of a column, values of single seeds aside.\n"),
        print);
    String latex = unequal(Optional.of("and_mask")).toLatex();
    assertTrue(
        latex.contains(
            "in a paired t test against combiner=and\\_mask over 3 common seeds, two sides, one"
                + " comparison; no test of geom\\_mean (all differences are equal, which a t test"
                + " cannot judge), mean (one common seed, and a test takes two). Bold"),
        latex);
    // Differences -.1, -.08, -.1: t = -14 with two degrees of freedom, p = .005.
    assertTrue(latex.contains("0.51 $\\pm$ 0.10$^{\\dagger}$ \\\\"), latex);
    assertTrue(latex.contains("\\begin{tabular}{lrr}"), latex);
  }

  /** Where every group has one seed, the best of them is marked as before. */
  @Test
  void singleSeedsAreComparedAmongThemselves() throws IOException {
    run("a", "mean", 0, 0.99);
    run("b", "and_mask", 1, 0.5);
    String print = unequal(Optional.of("mean")).toMarkdown();
    assertTrue(print.contains("| **0.9900** |"), print);
    assertTrue(
        print.endsWith(
            "\nOne seed each. No test against combiner.name=mean: and_mask (no common seed). Bold:"
                + " the best mean of a column.\n"),
        print);
  }

  @Test
  void seedsAreNotHeldAgainstEachOther() throws IOException {
    run("a", "mean", 0, 0.99);
    PlotException refused =
        assertThrows(
            PlotException.class, () -> PairedTests.of(summary("loss"), Map.of("seed", "0"), true));
    assertEquals(
        "against: must be a value of a setting but is seed=0: tests pair runs of one seed, and"
            + " groups of different seeds have none in common",
        refused.getMessage());
  }

  /** What only some groups have a like of is tested there, and the others are named. */
  @Test
  void groupsWithoutTheirReferenceAreNamed() throws IOException {
    for (int seed = 0; seed < 2; seed++) {
      FakeRuns.run(
          dir.resolve("deep" + seed),
          "combiner: {name: and_mask, tau: 0.5}\nmodel: {depth: 3}\nseed: %d\n".formatted(seed),
          "state: DONE\n",
          "step,epoch,split,metric,value\n10,1,test,accuracy,0.%d\n".formatted(3 + seed));
    }
    PairedTests tests = PairedTests.of(summary("accuracy"), Map.of("combiner.name", "mean"), true);
    assertTrue(
        tests
            .below()
            .endsWith(
                "over 3 common seeds, two sides, with Holm's correction for 2 comparisons; no test"
                    + " of and_mask, depth=3 (no one group to compare with).\n"),
        tests.below());
  }

  /** Two keys, two splits, two metrics: the splits stand above their rows, in one column. */
  @Test
  void splitsOfPrintAreLinesAboveTheirRows() throws IOException {
    FakeRuns.sweep(dir.resolve("more"));
    Summary summary =
        Summary.of(
            Runs.read(List.of(dir.resolve("more"))),
            new Summary.Query(
                null, List.of("accuracy", "loss"), List.of("train", "test"), new At.Epoch(2)));
    CellTable cells = CellTable.of(summary, layout(CellTable.Spread.SD, null), Optional.empty());
    String latex = cells.toLatex();
    assertTrue(latex.contains("\\multicolumn{4}{l}{\\itshape split: test} \\\\\n"), latex);
    assertTrue(latex.indexOf("split: train") < latex.indexOf("split: test"), latex);
    assertEquals(
        List.of(0, 12, 12),
        java.util.Arrays.stream(latex.split("split: "))
            .map(
                part ->
                    (int)
                        part.lines()
                            .filter(line -> line.contains(" & ") && line.contains("$\\pm$"))
                            .count())
            .toList(),
        latex);
    assertTrue(latex.contains("\\begin{table}") && latex.contains("\\footnotesize"), latex);
  }

  @Test
  void whatNoColumnHoldsSaysItsWidth() {
    String metric = "a_metric_of_a_name_that_is_long";
    List<String> header = List.of("estimator", metric, "other_" + metric);
    TextTable table = new TextTable(header, List.of(List.of("hnca", "0.1", "0.2")));
    String latex = table.toLatex();
    assertTrue(latex.contains("\n% some 408 pt wide, more than a column of 3.3 in"), latex);
    assertTrue(latex.contains("\\begin{table*}") && latex.contains("\\end{table*}"), latex);
    header = List.of("estimator", metric, "b" + metric, "c" + metric, "d" + metric);
    table = new TextTable(header, List.of(List.of("hnca", "0.1", "0.2", "0.3", "0.4")));
    assertTrue(table.toLatex().contains("leave columns out (--metric, --by)"), table.toLatex());
  }

  @Test
  void latexPrintsAnyTextAsItIs() {
    assertEquals(
        "50\\% \\& \\#1 \\$ a\\_b \\{c\\} \\textasciitilde{} \\textasciicircum{} \\textbackslash{}"
            + " \\textless{}\\textgreater{} $\\tau$ $\\gamma$$^2$",
        LatexTable.text("50% & #1 $ a_b {c} ~ ^ \\ <> τ γ²"));
    assertEquals("$-$34.9, and-mask, a1e-4", LatexTable.text("-34.9, and-mask, a1e-4"));
    assertEquals(
        "lr=$10^{-4}$: $-3.3\\times 10^{-9}$ $\\pm$ $1.5\\times 10^{7}$.",
        LatexTable.text("lr=1e-4: -3.3e-09 ± 1.5e+07."));
    TextTable lists = new TextTable(List.of("features", "n"), List.of(List.of("[64, 32]", "3")));
    assertEquals(
        """
        % needs \\usepackage{booktabs}
        \\begin{table}
        \\centering
        \\begin{tabular}{lr}
        \\toprule
        features & n \\\\
        \\midrule
        {}[64, 32] & 3 \\\\
        \\bottomrule
        \\end{tabular}
        \\end{table}
        """,
        lists.toLatex());
  }
}
