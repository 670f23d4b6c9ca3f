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
}
