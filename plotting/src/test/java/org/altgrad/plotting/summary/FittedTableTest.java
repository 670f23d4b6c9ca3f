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
}
