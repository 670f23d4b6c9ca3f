package org.altgrad.plotting.style;

import java.awt.Color;
import java.util.Arrays;
import java.util.function.DoubleFunction;
import java.util.stream.DoubleStream;
import org.altgrad.plotting.PlotException;

/**
 * Values as colours. Each band between two edges takes an equal share of the colour map, so that
 * uneven edges stretch the colours where they lie close.
 *
 * @param map the colour map
 * @param edges ascending ends of the bands; two for one smooth range
 * @param label what the values are; stands beside the colour bar
 */
public record ColorScale(Map map, double[] edges, String label) {

  /** Colour maps. */
  public enum Map {
    /** For what has a least value. */
    VIRIDIS(Style::viridis),
    /** For what has a sign: blue below, white at 0, red above. */
    DIVERGING(Style::diverging),
    /** For angles: both ends have one colour. */
    CYCLIC(Style::cyclic),
    /** The same without its darkest ends, for what lies below dark marks. */
    PALE(position -> Style.diverging(0.5 + 0.58 * (position - 0.5)));

    private final DoubleFunction<Color> color;

    Map(DoubleFunction<Color> color) {
      this.color = color;
    }
  }

  /** How contours are spaced. */
  public enum Spacing {
    /** Round, even edges. */
    LINEAR,
    /** Even ratios. */
    LOG,
    /** Bands of equal area. */
    EVEN
  }

  /** The same bands in other colours. */
  public ColorScale with(Map other) {
    return new ColorScale(other, edges, label);
  }

  /** A smooth scale over the values of a grid or other numbers; those not finite do not count. */
  public static ColorScale smooth(Map map, DoubleStream values, String label) {
    double[] known = values.filter(Double::isFinite).toArray();
    double min = Arrays.stream(known).min().orElse(0);
    double max = Arrays.stream(known).max().orElse(1);
    if (map == Map.DIVERGING || map == Map.PALE) {
      double size = Math.max(Math.abs(min), Math.abs(max));
      min = -size;
      max = size;
    }
    if (min == max) {
      double room = min == 0 ? 1 : Math.abs(min) / 10;
      return new ColorScale(map, new double[] {min - room, max + room}, label);
    }
    return new ColorScale(map, new double[] {min, max}, label);
  }

  /**
   * A scale of bands for contours.
   *
   * @param spacing how the edges are spaced
   * @param count bands wanted; round edges give a few more or less
   */
  public static ColorScale bands(double[] sorted, Spacing spacing, int count, String label) {
    if (sorted.length == 0) {
      throw new PlotException("no finite values of " + label + " to draw");
    }
    double min = sorted[0];
    double max = sorted[sorted.length - 1];
    if (min == max) {
      double room = min == 0 ? 1 : Math.abs(min) / 10;
      return new ColorScale(Map.VIRIDIS, new double[] {min - room, max + room}, label);
    }
    double[] edges =
        switch (spacing) {
          case LOG -> {
            if (min <= 0) {
              throw new PlotException(
                  label + " goes down to " + min + ": scale=log is for positive values only");
            }
            yield DoubleStream.iterate(0, k -> k <= count, k -> k + 1)
                .map(k -> min * Math.pow(max / min, k / count))
                .toArray();
          }
          case EVEN ->
              DoubleStream.iterate(0, k -> k <= count, k -> k + 1)
                  .map(k -> sorted[(int) Math.round(k / count * (sorted.length - 1))])
                  .distinct()
                  .toArray();
          case LINEAR -> round(min, max, count);
        };
    return new ColorScale(Map.VIRIDIS, edges, label);
  }

  /** Even edges at multiples of 1, 2, 2.5 or 5 times a power of ten that enclose the values. */
  public static double[] round(double min, double max, int count) {
    double rough = (max - min) / count;
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double step = 10 * power;
    for (double factor : new double[] {5, 2.5, 2, 1}) {
      step = factor * power >= rough * 0.999 ? factor * power : step;
    }
    double first = Math.floor(min / step + 1e-9);
    double last = Math.ceil(max / step - 1e-9);
    double[] edges = new double[(int) (last - first) + 1];
    for (int k = 0; k < edges.length; k++) {
      edges[k] = (first + k) * step;
    }
    return edges;
  }

  public int bands() {
    return edges.length - 1;
  }

  /** Whether the colours change without steps. */
  public boolean smooth() {
    return bands() == 1;
  }

  /** The colour of a band. */
  public Color band(int k) {
    return map.color.apply((k + 0.5) / bands());
  }

  /** The colour at a share of the scale from 0 to 1. */
  public Color share(double share) {
    return map.color.apply(share);
  }

  /** The colour of a value; what lies beyond the ends has their colour. */
  public Color color(double value) {
    int found = Arrays.binarySearch(edges, value);
    int k = Math.max(0, Math.min(bands() - 1, found >= 0 ? found : -found - 2));
    double within = (value - edges[k]) / (edges[k + 1] - edges[k]);
    return map.color.apply((k + Math.max(0, Math.min(1, within))) / bands());
  }
}
