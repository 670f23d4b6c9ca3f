package org.altgrad.plotting.summary;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * A sample described. With one value there is no spread: {@code sd}, {@code se}, {@code lower} and
 * {@code upper} are NaN, not 0; without values everything is, but {@code n}.
 *
 * @param n number of values
 * @param mean arithmetic mean
 * @param sd standard deviation with n - 1 in the denominator
 * @param se standard error of the mean
 * @param lower lower end of the 95 % interval of the mean (Student's t, cut off at the ends of the
 *     {@link MetricRange})
 * @param upper upper end of that interval
 * @param min smallest value
 * @param max largest value
 */
public record Statistics(
    int n, double mean, double sd, double se, double lower, double upper, double min, double max) {

  /**
   * How far values of one size may be apart that are the same: half a unit in the last place of a
   * float32. Means over batches of other sizes or in another order differ by less.
   */
  private static final double ROUNDING = 0x1p-24;

  /** By degrees of freedom: rows of a table have few, and each takes a search for a root. */
  private static final Map<Double, Double> QUANTILES = new ConcurrentHashMap<>();

  /** No values. */
  static final Statistics NONE =
      new Statistics(
          0, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);

  /**
   * Describes a sample of numbers that may be anything. A NaN among the values makes the
   * description NaN: a diverged run shows.
   *
   * @param values at least one value
   */
  public static Statistics of(double... values) {
    return of(MetricRange.REAL, values);
  }

  /**
   * Describes values of a metric, or of a column of a recording: all figures and tables do so.
   *
   * @param metric its name, which tells their range
   * @param values at least one value
   */
  public static Statistics of(String metric, double... values) {
    return of(MetricRange.of(metric, values), values);
  }

  /**
   * The same without spread and interval: of numbers that are no sample, such as unfinished ones.
   */
  Statistics withoutSpread() {
    double none = Double.NaN;
    return new Statistics(n, mean, none, none, none, none, min, max);
  }

  /**
   * Describes a sample.
   *
   * @param range of the numbers, which the interval does not leave
   * @param values at least one value
   */
  public static Statistics of(MetricRange range, double... values) {
    int n = values.length;
    if (n == 0) {
      throw new IllegalArgumentException("no values to describe");
    }
    double sum = 0;
    double min = values[0];
    double max = values[0];
    for (double value : values) {
      sum += value;
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
    double mean = Math.max(min, Math.min(max, sum / n));
    if (n == 1) {
      return new Statistics(1, mean, Double.NaN, Double.NaN, Double.NaN, Double.NaN, min, max);
    }
    if (equal(min, max)) {
      return new Statistics(n, mean, 0, 0, mean, mean, min, max);
    }
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    double sd = Math.sqrt(squares / (n - 1));
    double se = sd / Math.sqrt(n);
    double[] interval = range.interval(mean, quantile(n - 1) * se);
    return new Statistics(n, mean, sd, se, interval[0], interval[1], min, max);
  }

  /** Whether two values differ by no more than the rounding of what they were computed from. */
  static boolean equal(double a, double b) {
    return Math.abs(a - b) <= ROUNDING * Math.max(Math.abs(a), Math.abs(b));
  }

  /**
   * The 97.5 % quantile of Student's t.
   *
   * @param degrees degrees of freedom, above 0
   */
  public static double quantile(double degrees) {
    return QUANTILES.computeIfAbsent(
        degrees, of -> new TDistribution(null, of).inverseCumulativeProbability(0.975));
  }
}
