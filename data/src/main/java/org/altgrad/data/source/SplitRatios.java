package org.altgrad.data.source;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.altgrad.base.Require;
import org.altgrad.data.Split;
import org.altgrad.data.random.RandomStream;

/**
 * How rows are shared out among {@code train}, {@code validation} and {@code test}, at random.
 *
 * @param trainRatio share to train on, above 0
 * @param valRatio share to choose by; the rest is to test
 * @param seed seed of the data set, and of who goes where
 */
public record SplitRatios(double trainRatio, double valRatio, long seed) {
  private static final double ROUNDING = 1e-9;

  public SplitRatios {
    Require.that(trainRatio > 0 && trainRatio <= 1, "trainRatio", "in (0, 1]", trainRatio);
    boolean share = valRatio >= 0 && trainRatio + valRatio <= 1 + ROUNDING;
    Require.that(share, "valRatio", "at least 0 and at most 1 - train_ratio", valRatio);
  }

  /** A stream of random numbers of the data set for a purpose. */
  RandomStream random(String purpose) {
    return RandomStream.of(seed, purpose);
  }

  /** The rows of each split that is not empty, {@code train} among them, in random order. */
  Map<String, int[]> rows(int count) {
    int[] order = random("splits").permutation(count);
    int train = Math.max(1, (int) Math.round(trainRatio * count));
    int validation = Math.min(count - train, (int) Math.round(valRatio * count));
    Map<String, int[]> rows = new LinkedHashMap<>();
    rows.put("train", Arrays.copyOf(order, train));
    rows.put("validation", Arrays.copyOfRange(order, train, train + validation));
    rows.put("test", Arrays.copyOfRange(order, train + validation, count));
    rows.values().removeIf(own -> own.length == 0);
    return rows;
  }

  /** The splits of all rows. */
  List<Split> of(Split all) {
    return rows(all.count()).entrySet().stream()
        .map(entry -> all.rows(entry.getValue()).named(entry.getKey()))
        .toList();
  }
}
