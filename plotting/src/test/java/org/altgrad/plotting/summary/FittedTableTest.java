package org.altgrad.plotting.summary;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Tables that fit a terminal. */
class FittedTableTest {
  private static final TextTable TABLE =
      new TextTable(
          List.of("trial", "point", "accuracy@validation", "sd", "runs"),
          List.of(
              List.of("12", "optimizer.lr=0.0031 model.dropout=0.25", "0.91234", "0.0012", "5"),
              List.of("3", "optimizer.lr=0.0001", "0.9", "-", "5")));

  private static final List<String> LAST = List.of("trial", "point", "accuracy@validation");

  @Test
  void whatFitsIsTheSame() {
    int width = TABLE.toText().lines().mapToInt(String::length).max().orElseThrow();
    FittedTable fitted = FittedTable.of(TABLE, width, LAST);
    assertEquals(TABLE.toText(), fitted.text());
    assertTrue(fitted.whole());
    assertFalse(FittedTable.of(TABLE, width - 1, LAST).whole());
  }

  @Test
  void textsAreCutBeforeColumnsAreLeftOut() {
    FittedTable fitted = FittedTable.of(TABLE, 60, LAST);
    assertEquals(List.of(), fitted.leftOut());
    assertTrue(fitted.shortened());
    assertTrue(fitted.text().contains("  0.91234  "), fitted.text());
    assertTrue(fitted.text().contains("…"), fitted.text());
  }

  @Test
  void noLineIsWiderAndNumbersStayWhole() {
    for (int width = 12; width < 100; width++) {
      FittedTable fitted = FittedTable.of(TABLE, width, LAST);
      int most = width;
      assertTrue(fitted.text().lines().allMatch(line -> line.length() <= most), fitted.text());
      assertEquals(4, fitted.text().lines().count());
      boolean there = !fitted.leftOut().contains("accuracy@validation");
      assertEquals(there, fitted.text().contains("0.91234"), fitted.text());
    }
    assertEquals(List.of("sd", "runs"), FittedTable.of(TABLE, 29, LAST).leftOut());
  }

  @Test
  void theEndOfAKeySaysTheMost() {
    TextTable keys =
        new TextTable(List.of("model.encoder.features", "value"), List.of(List.of("64", "0.5")));
    FittedTable fitted = FittedTable.of(keys, 18, List.of("value"));
    assertEquals("…r.features  value", fitted.text().lines().findFirst().orElseThrow());
  }

  @Test
  void namesThatAreCutStayApart() {
    List<String> names =
        List.of("gradient_variance", "gradient_norm", "the_first_of_all", "the_other_of_all");
    TextTable table = new TextTable(names, List.of(List.of("1", "2", "3", "4")));
    FittedTable fitted = FittedTable.of(table, 46, List.of());
    assertEquals(
        List.of("…_variance", "…ient_norm", "the_first…", "the_other…"),
        List.of(fitted.text().lines().findFirst().orElseThrow().strip().split(" +")));
    TextTable inside =
        new TextTable(
            List.of("loss_of_all_a_rows_of_them", "loss_of_all_b_rows_of_them"),
            List.of(List.of("1", "2")));
    String line = FittedTable.of(inside, 22, List.of()).text().lines().findFirst().orElseThrow();
    assertTrue(line.matches("…\\S*_a(_\\S*)?…  …\\S*_b(_\\S*)?…"), line);
  }

  @Test
  void theEndsOfAnIntervalStayOrGoTogether() {
    TextTable table =
        new TextTable(
            List.of("method", "mean", "lower95", "upper95", "min"),
            List.of(List.of("backprop", "0.9123", "0.9011", "0.9235", "0.9")));
    boolean without = false;
    for (int width = 12; width < 60; width++) {
      FittedTable fitted = FittedTable.of(table, width, List.of("method", "mean"));
      boolean lower = fitted.leftOut().contains("lower95");
      assertEquals(lower, fitted.leftOut().contains("upper95"), fitted.text());
      without |= lower && !fitted.leftOut().contains("mean");
    }
    assertTrue(without, "some width has room for the mean and not for its interval");
  }

  @Test
  void rowsThatDifferAreShownApart() {
    TextTable runs =
        new TextTable(
            List.of("run", "state"),
            List.of(
                List.of("outputs/hnca/bandit/2026-11-29_23-12-43", "done"),
                List.of("outputs/hnca/bandit/2026-11-29_23-12-44", "done"),
                List.of("outputs/ima", "done")));
    List<String> lines = FittedTable.of(runs, 20, List.of("run")).text().lines().toList();
    assertEquals(
        List.of("…-29_23-12-43  done", "…-29_23-12-44  done", "outputs/ima    done"),
        lines.subList(2, 5));
    TextTable inside =
        new TextTable(
            List.of("point"),
            List.of(
                List.of("a long beginning, one, and a long end"),
                List.of("a long beginning, two, and a long end"),
                List.of("short")));
    lines = FittedTable.of(inside, 12, List.of()).text().lines().toList();
    assertEquals(List.of("…ginning, o…", "…ginning, t…"), lines.subList(2, 4));
    assertEquals("short", lines.get(4));
  }

  /** Others are left out, then what is named last is cut; a name alone is cut if it must be. */
  @Test
  void columnsThatAreTypedStayWhole() {
    String run = "outputs/hnca/bandit/2026-11-29_23-39-47/000-seed=1";
    TextTable runs =
        new TextTable(
            List.of("run", "state", "seconds", "data.name", "best"),
            List.of(List.of(run, "done", "12.3", "mnist10k", "0.2050 accuracy@validation")));
    List<String> last = List.of("run", "state", "best");
    List<String> uncut = List.of("run", "best");
    FittedTable both = FittedTable.of(runs, 86, last, uncut);
    assertEquals(List.of("seconds", "data.name"), both.leftOut());
    assertFalse(both.shortened(), both.text());
    FittedTable one = FittedTable.of(runs, 79, last, uncut);
    assertTrue(one.text().contains(run + "  done   0.2050 accuracy@val…"), one.text());
    assertEquals(List.of("seconds", "data.name"), one.leftOut());
    FittedTable name = FittedTable.of(runs, 52, last, uncut);
    assertEquals(List.of("state", "seconds", "data.name", "best"), name.leftOut());
    assertTrue(name.text().endsWith(run + "\n"), name.text());
    FittedTable cut = FittedTable.of(runs, 40, last, uncut);
    assertEquals(FittedTable.of(runs, 40, last), cut);
  }

  @Test
  void cellsSideBySideThatDifferAreShownApart() {
    TextTable diff =
        new TextTable(
            List.of("key", "left", "right"),
            List.of(List.of("commit", "the same beginning of a", "the same beginning of b")));
    String line = FittedTable.of(diff, 34, List.of()).text().lines().toList().get(2);
    assertTrue(line.endsWith(" of b") && line.contains(" of a  …"), line);
  }

  @Test
  void noNumberIsCutWhateverStandsBesideIt() {
    TextTable table =
        new TextTable(
            List.of("method", "accuracy", "loss"),
            List.of(
                List.of("backprop", "0.1180 ± 0.0014", "-1.23456e-05"),
                List.of("hnca", "0.1435 ± 0.0016", "-")));
    for (int width = 16; width < 60; width++) {
      FittedTable fitted = FittedTable.of(table, width, List.of("accuracy"));
      String text = fitted.text();
      assertTrue(text.contains("0.1180 ± 0.0014") && text.contains("0.1435 ± 0.0016"), text);
      assertEquals(fitted.leftOut().contains("loss"), !text.contains("-1.23456e-05"), text);
    }
  }

  @Test
  void columnsAreLeftOutInTheOrderAskedFor() {
    TextTable table =
        new TextTable(
            List.of("a", "b", "c", "d"), List.of(List.of("1234", "1234", "1234", "1234")));
    List<String> last = List.of("c", "a");
    assertEquals(List.of("d"), FittedTable.of(table, 16, last).leftOut());
    assertEquals(List.of("b", "d"), FittedTable.of(table, 10, last).leftOut());
    assertEquals(List.of("a", "b", "d"), FittedTable.of(table, 4, last).leftOut());
  }

  /** What is in several lines is one line of a table, and whole where programs read. */
  @Test
  void aCellIsOneLine() {
    TextTable table =
        new TextTable(
            List.of("run", "note"),
            List.of(List.of("a", "one\n\n two\tthree\u001b[2J"), List.of("b", "x")));
    List<String> lines = table.toText().lines().toList();
    assertEquals(4, lines.size());
    assertEquals("a    one two three [2J", lines.get(2));
    assertEquals(4, table.toMarkdown().lines().count());
    assertTrue(table.toMarkdown().contains("| one two three [2J |"), table.toMarkdown());
    assertTrue(table.toLatex().contains("one two three [2J"), table.toLatex());
    assertTrue(table.toCsv().contains("\"one\n\n two\tthree"), table.toCsv());
  }
}
