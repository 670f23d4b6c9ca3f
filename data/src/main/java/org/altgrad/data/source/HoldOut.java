package org.altgrad.data.source;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.altgrad.base.PartlyIdle;
import org.altgrad.base.Require;
import org.altgrad.data.Column;
import org.altgrad.data.DataException;
import org.altgrad.data.Split;
import org.altgrad.data.TooFewException;
import org.altgrad.data.random.RandomStream;

/**
 * Parts a training split into one to train on and others to choose or to test by.
 *
 * @param holdout share of the training examples that each split gets which is not there otherwise,
 *     in [0, 1)
 * @param seed seed of who goes where
 */
public record HoldOut(double holdout, long seed) {
  private static final String NOTHING = "nothing is held out (holdout is 0)";

  public HoldOut {
    Require.share("holdout", holdout);
  }

  /**
   * What has no effect with the splits that a user has.
   *
   * @param validation whether there is a validation split to read
   * @param test whether there is a test split to read
   * @return keys and why, as {@link PartlyIdle} has them
   */
  Map<String, String> idle(boolean validation, boolean test) {
    Map<String, String> idle = new TreeMap<>();
    if (validation && test) {
      idle.put("holdout", "validation and test examples are given");
      idle.put("seed", "validation and test examples are given");
    } else if (holdout == 0) {
      idle.put("seed", NOTHING);
      if (!test) {
        idle.put("test_limit", "there are no test examples (holdout is 0)");
      }
    }
    return idle;
  }

  /** The same of splits that are not known before they are read. */
  Map<String, String> idle() {
    return holdout == 0 ? Map.of("seed", NOTHING) : Map.of();
  }

  /**
   * The splits {@code train}, {@code validation} and {@code test}. One that is not given is a
   * random part of each class of the training examples; none are held out of share 0.
   *
   * @param train a split; of one with environments a part of each environment is held out, of one
   *     without labels a part of all
   * @throws DataException if there are too few for the share
   */
  List<Split> complete(Split train, Optional<Split> validation, Optional<Split> test) {
    String by =
        Stream.of("environment", "label")
            .filter(train.columns()::containsKey)
            .findFirst()
            .orElse("");
    List<Split> withTest =
        test.isPresent()
            ? List.of(train, test.get())
            : of(train, by, "test", holdout, RandomStream.of(seed, "held out test"));
    // Of what is left, so that both have the same size.
    double share = test.isPresent() ? holdout : Math.min(1, holdout / (1 - holdout));
    RandomStream random = RandomStream.of(seed, "held out validation");
    List<Split> all =
        validation.isPresent()
            ? new ArrayList<>(List.of(withTest.get(0), validation.get()))
            : of(withTest.get(0), by, "validation", share, random);
    all.addAll(withTest.subList(1, withTest.size()));
    if (holdout > 0 && all.size() < 3) {
      throw new TooFewException(
          "data.holdout: must leave examples for each split, but %s %s of %d examples is none"
              .formatted(holdout, parted(by, train), train.count()),
          enough(train, by, validation.isPresent(), test.isPresent())
              + ", and 0 holds nothing out, for methods that need no test split");
    }
    return all;
  }

  /** The smallest share, in hundredths, that leaves examples for each split. */
  private static String enough(Split train, String by, boolean validation, boolean test) {
    List<Integer> sizes = rowsOf(train, by).values().stream().map(List::size).toList();
    for (int hundredths = 1; hundredths <= 50; hundredths++) {
      double share = hundredths / 100.0;
      List<Integer> left = sizes.stream().map(n -> n - held(n, test ? 0 : share)).toList();
      double rest = test ? share : share / (1 - share);
      boolean tested = test || !left.equals(sizes);
      if (tested && (validation || left.stream().anyMatch(n -> held(n, rest) > 0))) {
        return share + " does";
      }
    }
    return "no share does";
  }

  /** Of what a share is held out, in words. */
  private static String parted(String by, Split train) {
    return switch (by) {
      case "environment" -> {
        long count = Arrays.stream(numbers(train.column(by), train.count())).distinct().count();
        yield "of each environment (data.environment has " + count + ")";
      }
      case "label" -> "of each class";
      default -> "in all";
    };
  }

  private static int[] numbers(Column column, int count) {
    return IntStream.range(0, count).map(column::label).toArray();
  }

  /**
   * The splits {@code train} and, if it is not empty, {@code validation}: of each environment a
   * random part.
   *
   * @param split a split with a column {@code environment}
   * @param share share of the validation split, in [0, 1); rounded for each environment so that an
   *     example is left to train on
   */
  static List<Split> of(Split split, double share, RandomStream random) {
    return of(split, "environment", "validation", share, random);
  }

  private static List<Split> of(
      Split split, String by, String name, double share, RandomStream random) {
    if (share == 0) {
      return new ArrayList<>(List.of(split));
    }
    boolean[] held = new boolean[split.count()];
    for (List<Integer> own : rowsOf(split, by).values()) {
      int[] rows = own.stream().mapToInt(i -> i).toArray();
      int[] order = random.permutation(rows.length);
      int wanted = held(rows.length, share);
      for (int k = 0; k < wanted; k++) {
        held[rows[order[k]]] = true;
      }
    }
    List<Split> parts = new ArrayList<>();
    parts.add(split.rows(rows(held.length, i -> !held[i])).named("train"));
    int[] other = rows(held.length, i -> held[i]);
    if (other.length > 0) {
      parts.add(split.rows(other).named(name));
    }
    return parts;
  }

  /** How many of some rows are held out. */
  private static int held(int count, double share) {
    return (int) Math.min(Math.round(share * count), count - 1L);
  }

  /** The rows of each class or environment, in order of their numbers, which may have gaps. */
  private static Map<Integer, List<Integer>> rowsOf(Split split, String by) {
    Column group = by.isEmpty() ? Column.labels(new int[split.count()]) : split.column(by);
    Map<Integer, List<Integer>> byNumber = new TreeMap<>();
    for (int i = 0; i < split.count(); i++) {
      byNumber.computeIfAbsent(group.label(i), key -> new ArrayList<>()).add(i);
    }
    return byNumber;
  }

  private static int[] rows(int count, IntPredicate wanted) {
    return IntStream.range(0, count).filter(wanted).toArray();
  }
}
