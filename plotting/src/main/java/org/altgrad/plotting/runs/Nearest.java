package org.altgrad.plotting.runs;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Suggests what a user may have meant. */
public final class Nearest {
  private static final int SUGGESTIONS = 6;

  private Nearest() {}

  /**
   * The names nearest to a wrong one, ready to follow a message; all of them if they are few.
   *
   * @param wrong what the user wrote
   * @param known what there is
   */
  public static String hint(String wrong, Collection<String> known) {
    if (known.isEmpty()) {
      return "";
    }
    boolean all = known.size() <= SUGGESTIONS;
    List<String> names =
        known.stream()
            .sorted(Comparator.comparingInt((String name) -> distance(wrong, name)))
            .limit(SUGGESTIONS)
            .toList();
    return (all ? "; there are: " : "; the nearest are: ")
        + names.stream().collect(Collectors.joining(", "));
  }

  /** Edit distance; a name that contains the wrong one, or a part of it, counts as near. */
  private static int distance(String wrong, String name) {
    int[] previous = new int[name.length() + 1];
    for (int j = 0; j <= name.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= wrong.length(); i++) {
      int[] current = new int[name.length() + 1];
      current[0] = i;
      for (int j = 1; j <= name.length(); j++) {
        int change = previous[j - 1] + (wrong.charAt(i - 1) == name.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(change, 1 + Math.min(previous[j], current[j - 1]));
      }
      previous = current;
    }
    return name.contains(wrong) ? 1 : previous[name.length()];
  }
}
