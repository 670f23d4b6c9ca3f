package org.altgrad.data.sprite;

/**
 * A regular polygon of one colour in the unit square, y upwards.
 *
 * @param x its centre
 * @param y its centre
 * @param scale square root of its area
 * @param hue its colour, from 0 to 1, of full saturation and value
 * @param angle degrees by which it is turned against the clock
 * @param shape its corners
 */
public record Sprite(double x, double y, double scale, double hue, double angle, Shape shape) {

  /** Regular polygons. */
  public enum Shape {
    /** Three corners, one above. */
    TRIANGLE(3, Math.PI / 2),
    /** Four corners, with level sides. */
    SQUARE(4, Math.PI / 4),
    /** Five corners, one above. */
    PENTAGON(5, Math.PI / 2);

    private final int corners;
    private final double start;

    Shape(int corners, double start) {
      this.corners = corners;
      this.start = start;
    }
  }

  /** Its corners {@code [n][2]}, against the clock. */
  double[][] corners() {
    int n = shape.corners;
    double step = Math.PI / n;
    double radius = scale / Math.sqrt(n * StrictMath.sin(step) * StrictMath.cos(step));
    double[][] corners = new double[n][];
    for (int k = 0; k < n; k++) {
      double at = shape.start + 2 * step * k + StrictMath.toRadians(angle);
      corners[k] = new double[] {x + radius * StrictMath.cos(at), y + radius * StrictMath.sin(at)};
    }
    return corners;
  }

  /** Red, green and blue, 0 to 255. */
  int[] colour() {
    double six = 6 * hue;
    int sector = (int) six;
    double f = six - sector;
    double[] rgb =
        switch (Math.floorMod(sector, 6)) {
          case 0 -> new double[] {1, f, 0};
          case 1 -> new double[] {1 - f, 1, 0};
          case 2 -> new double[] {0, 1, f};
          case 3 -> new double[] {0, 1 - f, 1};
          case 4 -> new double[] {f, 0, 1};
          default -> new double[] {1, 0, 1 - f};
        };
    int[] colour = new int[3];
    for (int c = 0; c < 3; c++) {
      colour[c] = (int) (255 * rgb[c]);
    }
    return colour;
  }
}
