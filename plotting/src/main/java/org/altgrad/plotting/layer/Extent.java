package org.altgrad.plotting.layer;

/**
 * What of a layer the axes must show; numbers that are not finite do not count.
 *
 * @param x abscissae
 * @param y ordinates
 * @param soft ordinates of intervals, which the axis shows whole unless they dwarf the rest
 * @param room what room it needs
 */
public record Extent(double[] x, double[] y, double[] soft, Room room) {
  private static final double[] NONE = {};

  /** The room that a layer needs around what it shows. */
  public enum Room {
    /** A little above and below. */
    USUAL,
    /** As much as half a mark at each side. */
    MARKS,
    /** From 0 on, with room for a number above. */
    BARS,
    /** None: it reaches to the edges of the panel, where room would look like a frame. */
    FILLED
  }

  static Extent of(double[] x, double[] y) {
    return new Extent(x, y, NONE, Room.USUAL);
  }

  static Extent of(double[] x, double[] y, Room room) {
    return new Extent(x, y, NONE, room);
  }

  static Extent soft(double[] x, double[]... soft) {
    return new Extent(x, NONE, join(soft), Room.USUAL);
  }

  static double[] join(double[]... parts) {
    return java.util.Arrays.stream(parts).flatMapToDouble(java.util.Arrays::stream).toArray();
  }
}
