package org.altgrad.train.search;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import org.altgrad.data.random.RandomStream;

/** Draws of points that are keyed by what they are for, never taken from a stream. */
final class Draws {
  /** Draws in a row that are nothing new before what is left of a small space is listed. */
  private static final int MOST_REPEATS = 1000;

  private Draws() {}

  /** Uniform on the open interval from 0 to 1. */
  static double open(RandomStream stream) {
    return ((stream.nextLong() >>> 12) + 0.5) * 0x1p-52;
  }

  /** A point at random: each parameter's draw has a key of its own. */
  static Point random(Space space, long seed, int trial, int attempt) {
    return space.point(
        p ->
            p.distribution()
                .at(open(RandomStream.of(seed, "trial " + trial + "." + attempt + " " + p.key()))));
  }

  /**
   * The first points of a sequence that are all different, fewer where a space has no more.
   *
   * @param sequence draws a point by its number
   */
  static List<Point> distinct(Space space, int count, IntFunction<Point> sequence) {
    if (space.hasContinuum()) {
      List<Point> points = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        points.add(sequence.apply(i));
      }
      return points;
    }
    Optional<List<Point>> all = space.all();
    int most = Math.min(count, all.map(List::size).orElse(Integer.MAX_VALUE));
    Set<Point> points = new LinkedHashSet<>();
    int repeats = 0;
    for (int i = 0; points.size() < most && repeats < MOST_REPEATS; i++) {
      repeats = points.add(sequence.apply(i)) ? 0 : repeats + 1;
    }
    for (Point point : all.orElse(List.of())) {
      if (points.size() < most) {
        points.add(point);
      }
    }
    return List.copyOf(points);
  }
}
