package org.altgrad.graphs.attack.text;

import java.util.Arrays;

/** The number of characters that must be inserted, deleted or replaced to make a text another. */
final class Levenshtein {
  private Levenshtein() {}

  /**
   * The distance, or {@code limit + 1} if it is above the limit. Of the table of distances between
   * beginnings, only the band is computed in which they can be within the limit.
   */
  static int distance(String a, String b, int limit) {
    int start = 0;
    while (start < Math.min(a.length(), b.length()) && a.charAt(start) == b.charAt(start)) {
      start++;
    }
    int m = a.length() - start;
    int n = b.length() - start;
    while (m > 0 && n > 0 && a.charAt(start + m - 1) == b.charAt(start + n - 1)) {
      m--;
      n--;
    }
    if (Math.abs(m - n) > limit) {
      return limit + 1;
    }
    int[] above = new int[n + 1];
    Arrays.setAll(above, j -> j <= limit ? j : limit + 1);
    for (int i = 1; i <= m; i++) {
      int[] row = new int[n + 1];
      Arrays.fill(row, limit + 1);
      row[0] = Math.min(i, limit + 1);
      for (int j = Math.max(1, i - limit); j <= Math.min(n, i + limit); j++) {
        int replaced = above[j - 1] + (a.charAt(start + i - 1) == b.charAt(start + j - 1) ? 0 : 1);
        row[j] = Math.min(Math.min(replaced, Math.min(above[j], row[j - 1]) + 1), limit + 1);
      }
      above = row;
    }
    return above[n];
  }
}
