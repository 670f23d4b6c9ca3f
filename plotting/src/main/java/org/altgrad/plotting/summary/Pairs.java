package org.altgrad.plotting.summary;

import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.stat.descriptive.moment.Variance;
import org.apache.commons.math3.stat.inference.MannWhitneyUTest;
import org.apache.commons.math3.stat.inference.TTest;
import org.apache.commons.math3.stat.ranking.NaturalRanking;
import org.apache.commons.math3.util.CombinatoricsUtils;

/**
 * Two samples of which values belong together, as those of two methods by seed.
 *
 * @param left values
 * @param right as many, in the same order
 */
public record Pairs(double[] left, double[] right) {
  private static final int RESAMPLES = 10_000;

  /** Most subsets that are looked at one by one. */
  private static final double MOST = 200_000;

  /** Most pairs whose signs are all looked at. */
  private static final int EXACT = 200;

  public Pairs {
    if (left.length != right.length || left.length == 0) {
      throw new IllegalArgumentException(left.length + " values for " + right.length);
    }
  }

  /**
   * The 95 % interval of the mean difference by 10,000 draws of so many pairs with repetition
   * (Efron's percentiles). The draws are always the same.
   *
   * @return its ends
   */
  public double[] interval() {
    double[] d = differences();
    SplittableRandom random = new SplittableRandom(1);
    double[] means = new double[RESAMPLES];
    Arrays.setAll(
        means,
        i ->
            IntStream.range(0, d.length)
                .mapToDouble(k -> d[random.nextInt(d.length)])
                .average()
                .orElseThrow());
    Arrays.sort(means);
    return new double[] {
      means[(int) Math.round(0.025 * (RESAMPLES - 1))],
      means[(int) Math.round(0.975 * (RESAMPLES - 1))]
    };
  }

  /** The mean of the differences. */
  public double difference() {
    return Arrays.stream(differences()).average().orElseThrow();
  }

  /**
   * Student's paired test, two sides.
   *
   * @return NaN with fewer than two pairs or where all differences are equal, which it cannot judge
   */
  public double student() {
    double[] d = differences();
    boolean judged = d.length > 1 && new Variance().evaluate(d) > 0;
    return judged ? new TTest().tTest(0, d) : Double.NaN;
  }

  /**
   * Wilcoxon's signed-rank test, two sides; equal values are left out, equal differences share
   * their ranks. Exact among all signs up to {@value #EXACT} pairs, beyond by the normal law.
   */
  public double signedRanks() {
    double[] d = Arrays.stream(differences()).filter(x -> x != 0).toArray();
    if (d.length == 0) {
      return 1;
    }
    // Twice the ranks are whole numbers.
    int[] ranks =
        Arrays.stream(new NaturalRanking().rank(Arrays.stream(d).map(Math::abs).toArray()))
            .mapToInt(rank -> (int) Math.round(2 * rank))
            .toArray();
    int total = Arrays.stream(ranks).sum();
    int up = IntStream.range(0, d.length).filter(i -> d[i] > 0).map(i -> ranks[i]).sum();
    int low = Math.min(up, total - up);
    if (d.length > EXACT) {
      double sd = Math.sqrt(Arrays.stream(ranks).mapToDouble(r -> (double) r * r).sum()) / 2;
      return Math.min(
          1, 2 * new NormalDistribution().cumulativeProbability((low - total / 2.0) / sd));
    }
    double[] chance = new double[total + 1];
    chance[0] = 1;
    for (int rank : ranks) {
      for (int sum = total; sum >= 0; sum--) {
        chance[sum] = (chance[sum] + (sum >= rank ? chance[sum - rank] : 0)) / 2;
      }
    }
    return Math.min(1, 2 * Arrays.stream(chance, 0, low + 1).sum());
  }

  /**
   * Holm's correction of several tests that are made together.
   *
   * @param p what each found; NaN for none
   * @return the same as one may compare them with the level of all together
   */
  public static double[] holm(double[] p) {
    int[] order =
        IntStream.range(0, p.length)
            .filter(i -> !Double.isNaN(p[i]))
            .boxed()
            .sorted(Comparator.comparingDouble(i -> p[i]))
            .mapToInt(i -> i)
            .toArray();
    double[] corrected = p.clone();
    double least = 0;
    for (int k = 0; k < order.length; k++) {
      least = Math.max(least, Math.min(1, (order.length - k) * p[order[k]]));
      corrected[order[k]] = least;
    }
    return corrected;
  }

  /** How probable signs of differences as uneven as these are; equal values are left out. */
  public double signs() {
    double[] d = Arrays.stream(differences()).filter(x -> x != 0).toArray();
    int up = (int) Arrays.stream(d).filter(x -> x > 0).count();
    double tail = 0;
    for (int k = 0; k <= Math.min(up, d.length - up); k++) {
      tail += CombinatoricsUtils.binomialCoefficientDouble(d.length, k);
    }
    return Math.min(1, 2 * tail / Math.pow(2, d.length));
  }

  /**
   * Wilcoxon's rank sum test, which knows of no pairs: how probable a sum of ranks as far from its
   * mean is, among all ways to call as many of the values left; of large samples by the normal law.
   */
  public double rankSum() {
    int n = left.length;
    if (CombinatoricsUtils.binomialCoefficientDouble(2 * n, n) > MOST) {
      return new MannWhitneyUTest().mannWhitneyUTest(left, right);
    }
    double[] all = Arrays.copyOf(left, 2 * n);
    System.arraycopy(right, 0, all, n, n);
    double[] ranks = new NaturalRanking().rank(all);
    double mean = n * (2 * n + 1) / 2.0;
    double far = Math.abs(Arrays.stream(ranks, 0, n).sum() - mean) - 1e-9;
    int[] counts = new int[2];
    CombinatoricsUtils.combinationsIterator(2 * n, n)
        .forEachRemaining(
            chosen -> {
              counts[0]++;
              double sum = Arrays.stream(chosen).mapToDouble(i -> ranks[i]).sum();
              counts[1] += Math.abs(sum - mean) >= far ? 1 : 0;
            });
    return (double) counts[1] / counts[0];
  }

  private double[] differences() {
    return IntStream.range(0, left.length)
        .mapToDouble(i -> Statistics.equal(left[i], right[i]) ? 0 : left[i] - right[i])
        .toArray();
  }
}
