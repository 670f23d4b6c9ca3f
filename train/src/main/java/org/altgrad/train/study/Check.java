package org.altgrad.train.study;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.altgrad.base.Inline;
import org.altgrad.plotting.runs.Metrics;
import org.altgrad.plotting.summary.At;

/**
 * A value that is expected of a study: the mean over seeds of a metric of some runs, or of the
 * difference or ratio of two groups of runs, seed by seed, or how two groups go together.
 *
 * @param claim in words
 * @param source who says so
 * @param size the size that it holds for; all if not given
 * @param published what the source says, as it says it
 */
public record Check(
    String claim,
    String source,
    Optional<Study.SizeName> size,
    @Inline Measure measure,
    @Inline Groups groups,
    @Inline Bounds bounds,
    Optional<String> published) {

  /**
   * What is read off a run.
   *
   * @param rightMetric metric of the right group, where it is not {@code metric}
   * @param rightSplit split of the right group, where it is not {@code split}
   * @param at moment of a run, as {@code altgrad table --at}; the last if not given
   * @param over what is taken over the seeds; the mean if not given
   */
  public record Measure(
      String metric,
      Optional<String> rightMetric,
      String split,
      Optional<String> rightSplit,
      Optional<String> at,
      Optional<Over> over) {
    public Measure {
      Study.component("at", () -> at.map(At::parse));
    }

    Metrics.Key key() {
      return Metrics.Key.of(split, metric);
    }

    /** Of the right group. */
    Metrics.Key rightKey() {
      return Metrics.Key.of(rightSplit.orElse(split), rightMetric.orElse(metric));
    }

    /** As users read it, such as {@code accuracy@test} or {@code bias to variance@hnca}. */
    String text() {
      String to = rightMetric.map(right -> " to " + right).orElse("");
      return metric + to + "@" + split + rightSplit.map(right -> " to @" + right).orElse("");
    }

    At moment() {
      return at.map(At::parse).orElse(new At.Last());
    }
  }

  /**
   * Whose values are taken.
   *
   * @param where the runs: configuration keys and {@code label} with their values, one run a seed
   * @param left in place of {@code where}: the runs that are compared
   * @param right those that they are compared with
   * @param compare left - right, left / right or their rank correlation; the difference if not
   *     given
   */
  public record Groups(
      Optional<Map<String, Object>> where,
      Optional<Map<String, Object>> left,
      Optional<Map<String, Object>> right,
      Optional<Compare> compare) {
    public Groups {
      if (left.isPresent() != right.isPresent() || where.isPresent() == left.isPresent()) {
        throw new IllegalArgumentException("must have either where, or left and right");
      }
      if (compare.isPresent() && left.isEmpty()) {
        throw new IllegalArgumentException("compare: needs left and right");
      }
    }

    /** Those that are given, in their order. */
    Stream<Map<String, Object>> all() {
      return Stream.of(where, left, right).flatMap(Optional::stream);
    }

    Compare comparison() {
      return compare.orElse(Compare.DIFFERENCE);
    }
  }

  /**
   * What meets the claim.
   *
   * @param min smallest value
   * @param max largest
   */
  public record Bounds(OptionalDouble min, OptionalDouble max) {
    public Bounds {
      if (min.isEmpty() && max.isEmpty()) {
        throw new IllegalArgumentException("must have min, max or both");
      }
      if (min.isPresent() && max.isPresent() && min.getAsDouble() > max.getAsDouble()) {
        throw new IllegalArgumentException("min: must not be above max");
      }
    }

    boolean hold(double value) {
      return !Double.isNaN(value)
          && (min.isEmpty() || value >= min.getAsDouble())
          && (max.isEmpty() || value <= max.getAsDouble());
    }

    @Override
    public String toString() {
      if (min.isPresent() && max.isPresent()) {
        return "in [" + number(min) + ", " + number(max) + "]";
      }
      return min.isPresent() ? ">= " + number(min) : "<= " + number(max);
    }

    private static String number(OptionalDouble value) {
      double number = value.getAsDouble();
      return number == Math.rint(number) && Math.abs(number) < 1e9
          ? Long.toString((long) number)
          : Double.toString(number);
    }
  }

  /** How two groups are compared. */
  public enum Compare {
    DIFFERENCE,
    RATIO,
    /** Spearman's rank correlation of the two over the seeds, one number for all. */
    SPEARMAN
  }

  /** What is taken over seeds, and over networks that were trained side by side. */
  public enum Over {
    MEAN,
    MEDIAN,
    MIN,
    MAX;

    double of(double[] values) {
      double[] sorted = values.clone();
      Arrays.sort(sorted);
      int n = sorted.length;
      return switch (this) {
        case MEAN -> Arrays.stream(values).average().orElse(Double.NaN);
        case MEDIAN -> n == 0 ? Double.NaN : (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
        case MIN -> n == 0 ? Double.NaN : sorted[0];
        case MAX -> n == 0 ? Double.NaN : sorted[n - 1];
      };
    }
  }

  public Check {
    if (groups.right().isEmpty()) {
      measure.rightMetric().ifPresent(metric -> needsGroups("right_metric"));
      measure.rightSplit().ifPresent(split -> needsGroups("right_split"));
    }
  }

  private static void needsGroups(String key) {
    throw new IllegalArgumentException(key + ": needs left and right");
  }

  /** What is asked, such as {@code >= 0.96} or {@code ratio >= 3}. */
  String condition() {
    String over =
        measure
            .over()
            .filter(o -> o != Over.MEAN)
            .map(o -> o.name().toLowerCase(Locale.ROOT) + " ")
            .orElse("");
    String compared = groups.comparison().name().toLowerCase(Locale.ROOT) + " ";
    return over + (groups.left().isEmpty() ? "" : compared) + bounds;
  }
}
