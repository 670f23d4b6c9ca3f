package org.altgrad.plotting.layer;

import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.altgrad.plotting.field.Grid;
import org.altgrad.plotting.field.MarchingSquares;
import org.altgrad.plotting.style.ColorScale;
import org.altgrad.plotting.style.Pen;

/**
 * Bands of colour with lines between them.
 *
 * @param name the series
 * @param pen the lines
 * @param grid the values
 * @param colors the bands
 */
public record Contours(String name, Pen pen, Grid grid, ColorScale colors) implements Layer {
  @Override
  public Extent extent() {
    return Extent.of(grid.x(), grid.y(), Extent.Room.FILLED);
  }

  /** From the lowest band up, each over the one below, so that no seams show between them. */
  @Override
  public void paint(Graphics2D g, Plot plot) {
    // Both axes are linear where there are polygons, so that corners tell all.
    double x0 = plot.px(0);
    double y0 = plot.py(0);
    AffineTransform place = new AffineTransform(plot.px(1) - x0, 0, 0, plot.py(1) - y0, x0, y0);
    for (int k = 0; k < colors.bands(); k++) {
      double level = k == 0 ? Double.NEGATIVE_INFINITY : colors.edges()[k];
      g.setColor(colors.band(k));
      Path2D area = MarchingSquares.above(grid, level);
      g.fill(area.createTransformedShape(place));
    }
    double[] between = Arrays.copyOfRange(colors.edges(), 1, colors.bands());
    new ContourLines(name, pen, grid, between).paint(g, plot);
  }

  @Override
  public List<Datum> data(List<Layer> all) {
    return Datum.grid(name, grid);
  }

  @Override
  public Optional<ColorScale> scale() {
    return Optional.of(colors);
  }
}
