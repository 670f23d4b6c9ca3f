package org.altgrad.plotting.layer;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * The extent of an axis, on the scale in which it is even.
 *
 * @param min lower end
 * @param max upper end, above it
 */
public record Range(double min, double max) {

  /** How many times as long as the lines' extent an axis may be to show the bands whole. */
  private static final double WHOLE_BANDS = 3;

  /** How far longer bands widen the axis beyond the lines, as a share of the lines' extent. */
  private static final double BAND_SHARE = 0.6;

  /** The share of the way from one end to the other. */
  double share(double scaled) {
    return (scaled - min) / (max - min);
  }

  /** What a horizontal axis shows. */
  public static Range ofX(Axis axis, List<Layer> layers) {
    List<Extent> extents = layers.stream().map(Layer::extent).toList();
    boolean marks = has(extents, Extent.Room.MARKS) && !has(extents, Extent.Room.FILLED);
    Range found = extent(axis, extents, Extent::x);
    if (found != null && found.min == found.max && !axis.log() && wholeX(layers)) {
      return fixed(axis, new Range(found.min - 1, found.max + 1)); // with the numbers beside it
    }
    return fixed(axis, padded(found, marks ? 0.06 : 0));
  }

  /**
   * Whether layers stand at whole numbers alone, as of epochs; in a plane that is filled and at
   * least a unit wide, whether marks do.
   */
  public static boolean wholeX(List<Layer> layers) {
    List<Extent> extents = layers.stream().map(Layer::extent).toList();
    boolean filled = has(extents, Extent.Room.FILLED);
    double[] all =
        extents.stream()
            .flatMapToDouble(extent -> Arrays.stream(extent.x()))
            .filter(Double::isFinite)
            .sorted()
            .toArray();
    boolean wide = all.length > 0 && all[all.length - 1] - all[0] >= 1;
    double[] places =
        extents.stream()
            .filter(extent -> !filled || extent.room() == Extent.Room.MARKS)
            .flatMapToDouble(extent -> Arrays.stream(extent.x()))
            .filter(Double::isFinite)
            .toArray();
    return (!filled || wide && places.length > 0)
        && Arrays.stream(places).allMatch(x -> x == Math.rint(x));
  }

  /** What a vertical axis shows. */
  public static Range ofY(Axis axis, List<Layer> layers) {
    List<Extent> extents = layers.stream().map(Layer::extent).toList();
    boolean bars = has(extents, Extent.Room.BARS);
    boolean fromZero = bars && !axis.log();
    Range lines = extent(axis, extents, Extent::y);
    if (fromZero) {
      lines =
          lines == null
              ? new Range(0, 0)
              : new Range(Math.min(0, lines.min), Math.max(0, lines.max));
    }
    Range bands = extent(axis, extents, Extent::soft);
    Range all = lines == null ? bands : lines;
    if (lines != null && bands != null) {
      all = withBands(lines, bands);
    }
    Range range = padded(all, has(extents, Extent.Room.FILLED) ? 0 : 0.05);
    if (axis.log() && bars) {
      // Room for the printed values.
      range = new Range(range.min, range.max + 0.08 * (range.max - range.min));
    }
    if (fromZero) {
      // Bars stand on their axis; room above is for the printed values.
      double above = all.max > 0 ? all.max + 0.12 * (all.max - Math.min(0, all.min)) : 0;
      double below = all.min < 0 ? all.min - 0.12 * (Math.max(0, all.max) - all.min) : 0;
      range = above > below ? new Range(below, above) : new Range(0, 1);
    }
    return fixed(axis, range);
  }

  private static Range withBands(Range lines, Range bands) {
    double extent = lines.max - lines.min;
    Range both = new Range(Math.min(lines.min, bands.min), Math.max(lines.max, bands.max));
    if (both.max - both.min <= WHOLE_BANDS * extent) {
      return both;
    }
    double room = BAND_SHARE * Math.max(extent, 1e-300);
    return new Range(Math.max(both.min, lines.min - room), Math.min(both.max, lines.max + room));
  }

  private static boolean has(List<Extent> extents, Extent.Room room) {
    return extents.stream().anyMatch(extent -> extent.room() == room);
  }

  private static Range extent(Axis axis, List<Extent> extents, Function<Extent, double[]> part) {
    double[] scaled =
        extents.stream()
            .flatMapToDouble(extent -> Arrays.stream(part.apply(extent)))
            .filter(axis::shows)
            .map(axis::scaled)
            .sorted()
            .toArray();
    return scaled.length == 0 ? null : new Range(scaled[0], scaled[scaled.length - 1]);
  }

  private static Range padded(Range range, double share) {
    if (range == null) {
      return new Range(0, 1);
    }
    double extent = range.max - range.min;
    if (extent <= 1e-12 * Math.max(Math.abs(range.min), Math.abs(range.max)) || extent == 0) {
      double room = range.min == 0 ? 1 : 0.1 * Math.abs(range.min);
      return new Range(range.min - room, range.max + room);
    }
    return new Range(range.min - share * extent, range.max + share * extent);
  }

  private static Range fixed(Axis axis, Range range) {
    if (axis.log() && Math.floor(range.max) - Math.ceil(range.min) < 1) {
      // A logarithmic axis is labelled at powers of ten, so it has to show two of them.
      range = new Range(Math.floor(range.min), Math.ceil(range.max));
    }
    double min = axis.shows(axis.min()) ? axis.scaled(axis.min()) : range.min;
    double max = axis.shows(axis.max()) ? axis.scaled(axis.max()) : range.max;
    return min < max ? new Range(min, max) : new Range(min, min + 1);
  }
}
