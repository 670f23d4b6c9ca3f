package org.altgrad.data;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Classes of which there is no example.
 *
 * @param runs of numbers, first and last of each, in ascending order
 */
record MissingClasses(List<int[]> runs) {
  private static final int SHOWN = 6;

  /**
   * Those below a number that no label of a split has, of which there may be many more than labels;
   * none of a split without labels.
   */
  static MissingClasses of(Split split, int below) {
    Column labels = split.columns().get("label");
    if (labels == null) {
      return new MissingClasses(List.of());
    }
    int[] there =
        IntStream.range(0, labels.count()).map(labels::label).sorted().distinct().toArray();
    List<int[]> runs = new ArrayList<>();
    int next = 0;
    for (int label : there) {
      if (label >= below) {
        break;
      }
      if (label > next) {
        runs.add(new int[] {next, label - 1});
      }
      next = label + 1;
    }
    if (next < below) {
      runs.add(new int[] {next, below - 1});
    }
    return new MissingClasses(runs);
  }

  /** Those of them that are below a label that there is, which leaves gaps between labels. */
  MissingClasses below(int label) {
    return new MissingClasses(runs.stream().filter(run -> run[1] < label).toList());
  }

  boolean none() {
    return runs.isEmpty();
  }

  /** In words: {@code class 0}, {@code classes 0, 2 to 4}; of many the first few. */
  String words() {
    int count = runs.stream().mapToInt(run -> run[1] - run[0] + 1).sum();
    List<String> all =
        runs.stream()
            .limit(SHOWN)
            .map(run -> run[0] + parted(run[1] - run[0]) + (run[0] == run[1] ? "" : run[1]))
            .toList();
    String shown = String.join(", ", all) + (runs.size() > SHOWN ? ", …" : "");
    return count == 1
        ? "class " + shown
        : runs.size() > SHOWN ? count + " classes (" + shown + ")" : "classes " + shown;
  }

  private static String parted(int further) {
    return further == 0 ? "" : further == 1 ? ", " : " to ";
  }
}
