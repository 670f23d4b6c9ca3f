package org.altgrad.graphs.identifiability;

import java.util.Arrays;

/** The one-to-one assignment with the largest sum, by the Hungarian algorithm. */
public final class Assignment {
  private Assignment() {}

  /**
   * Assigns as many pairs as there are rows or columns, whichever are fewer.
   *
   * @param gain [rows][columns], finite
   * @return the row of each column, or -1 for one that is left over
   */
  public static int[] best(double[][] gain) {
    int rows = gain.length;
    int columns = gain[0].length;
    if (columns <= rows) {
      int[] byColumn = new int[columns];
      int[] byRow = hungarian(rows, columns, (j, i) -> -gain[i][j]);
      for (int i = 0; i < rows; i++) {
        if (byRow[i] >= 0) {
          byColumn[byRow[i]] = i;
        }
      }
      return byColumn;
    }
    return hungarian(columns, rows, (i, j) -> -gain[i][j]);
  }

  private interface Cost {
    double of(int task, int worker);
  }

  /**
   * Shortest augmenting paths with potentials (Jonker and Volgenant 1987).
   *
   * @return the task of each worker or -1; there are no more tasks than workers
   */
  private static int[] hungarian(int workers, int tasks, Cost cost) {
    double[] ofTask = new double[tasks + 1];
    double[] ofWorker = new double[workers + 1];
    int[] task = new int[workers + 1]; // counted from 1: 0 is nobody's
    for (int t = 1; t <= tasks; t++) {
      double[] least = new double[workers + 1];
      Arrays.fill(least, Double.POSITIVE_INFINITY);
      boolean[] reached = new boolean[workers + 1];
      int[] before = new int[workers + 1];
      task[0] = t;
      int at = 0;
      while (task[at] != 0) {
        reached[at] = true;
        int next = 0;
        for (int w = 1; w <= workers; w++) {
          if (!reached[w]) {
            double reduced = cost.of(task[at] - 1, w - 1) - ofTask[task[at]] - ofWorker[w];
            if (reduced < least[w]) {
              least[w] = reduced;
              before[w] = at;
            }
            next = next == 0 || least[w] < least[next] ? w : next;
          }
        }
        double step = least[next];
        for (int w = 0; w <= workers; w++) {
          if (reached[w]) {
            ofTask[task[w]] += step;
            ofWorker[w] -= step;
          } else {
            least[w] -= step;
          }
        }
        at = next;
      }
      for (; at != 0; at = before[at]) {
        task[at] = task[before[at]];
      }
    }
    return Arrays.stream(task, 1, workers + 1).map(t -> t - 1).toArray();
  }
}
