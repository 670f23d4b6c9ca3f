package org.altgrad.plotting.layer;

import java.awt.Graphics2D;
import java.util.ArrayList;
import java.util.List;
import org.altgrad.plotting.field.Grid;
import org.altgrad.plotting.field.MarchingSquares;
import org.altgrad.plotting.style.Numbers;
import org.altgrad.plotting.style.Pen;

/**
 * Contour lines.
 *
 * @param name the series
 * @param pen how they are drawn
 * @param grid the values
 * @param levels the values on the lines
 */
public record ContourLines(String name, Pen pen, Grid grid, double... levels) implements Layer {
  @Override
  public Extent extent() {
    return Extent.of(grid.x(), grid.y(), Extent.Room.FILLED);
  }

  @Override
  public void paint(Graphics2D g, Plot plot) {
    g.setColor(pen.color());
    g.setStroke(pen.stroke());
    for (double level : levels) {
      MarchingSquares.lines(grid, level).forEach(line -> g.draw(Track.polyline(plot, line)));
    }
  }

  /** The points of the lines, for the values themselves are not painted. */
  @Override
  public List<Datum> data(List<Layer> all) {
    List<Datum> data = new ArrayList<>();
    for (double level : levels) {
      for (double[][] line : MarchingSquares.lines(grid, level)) {
        for (double[] point : line) {
          String x = Numbers.exact(point[0]);
          data.add(new Datum(name, x, point[1], Double.NaN, Double.NaN, level));
        }
      }
    }
    return data;
  }
}
