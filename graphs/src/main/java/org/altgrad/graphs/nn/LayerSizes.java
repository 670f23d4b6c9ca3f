package org.altgrad.graphs.nn;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.altgrad.base.PartlyIdle;
import org.altgrad.base.Require;

/**
 * Sizes of a network's dense layers: one for each, or, where all of them are equal, any of them
 * together in a short form. {@code features: [64]} with {@code depth: 3} is {@code [64, 64, 64]}.
 *
 * @param features units of each layer, from the input up
 * @param width in the short form the units of every layer, in place of those in features
 * @param depth in the short form the number of layers, in place of that of features
 */
public record LayerSizes(List<Integer> features, OptionalInt width, OptionalInt depth)
    implements PartlyIdle {
  /** More layers than any graph can have. */
  private static final int MOST = 10_000;

  public LayerSizes {
    features = List.copyOf(features);
    boolean plain = width.isEmpty() && depth.isEmpty();
    Require.that(features.stream().allMatch(f -> f >= 1), "features", "sizes above 0", features);
    Require.that(
        plain || features.stream().distinct().count() <= 1,
        "features",
        "sizes that are all equal where width or depth is given too",
        features);
    width.ifPresent(w -> Require.atLeast("width", w, 1));
    depth.ifPresent(
        d -> Require.that(d >= 0 && d <= MOST, "depth", "between 0 and " + MOST + " layers", d));
    Require.that(
        plain || !features.isEmpty() || width.isPresent() && depth.isPresent(),
        "features",
        "at least one size, unless both width and depth are given,",
        features);
  }

  @Override
  public Map<String, String> idle() {
    return width.isPresent() && depth.isPresent()
        ? Map.of("features", "width and depth say what all layers are")
        : Map.of();
  }

  /** One size for each layer. */
  public static LayerSizes of(Integer... features) {
    return new LayerSizes(List.of(features), OptionalInt.empty(), OptionalInt.empty());
  }

  /** The size of each layer, from the input up. */
  public List<Integer> all() {
    if (width.isEmpty() && depth.isEmpty()) {
      return features;
    }
    int size = width.orElseGet(() -> features.get(0));
    return Collections.nCopies(depth.orElse(features.size()), size);
  }

  /** The number of layers. */
  public int count() {
    return all().size();
  }

  /**
   * The same sizes.
   *
   * @throws IllegalArgumentException if there are none
   */
  public LayerSizes notEmpty() {
    Require.that(
        count() >= 1, depth.isPresent() ? "depth" : "features", "at least one layer", count());
    return this;
  }

  /**
   * The same sizes.
   *
   * @param groups that each size is to be divided into
   * @throws IllegalArgumentException if one of them cannot
   */
  public LayerSizes divisible(int groups) {
    for (int size : all()) {
      Require.that(
          groups >= 1 && size % groups == 0,
          "groups",
          "a divisor of the " + size + " units",
          groups);
    }
    return this;
  }
}
