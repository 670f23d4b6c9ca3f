package org.altgrad.plotting.layer;

import java.awt.Graphics2D;
import java.awt.geom.Path2D;
import java.util.List;
import org.altgrad.plotting.field.Grid;
import org.altgrad.plotting.style.Pen;
import org.altgrad.plotting.style.Style;

/**
 * A histogram as an outline in steps over a faint area.
 *
 * @param name the series
 * @param pen how it is drawn
 * @param centres ascending centres of the bins; the bins meet half-way
 * @param heights heights, as many
 */
public record Steps(String name, Pen pen, double[] centres, double[] heights) implements Layer {
  @Override
  public Extent extent() {
    return Extent.of(edges(), heights);
  }

  /** Ends of the bins. */
  private double[] edges() {
    return centres.length > 1
        ? Grid.edges(centres)
        : new double[] {centres[0] - 0.5, centres[0] + 0.5};
  }

  @Override
  public void paint(Graphics2D g, Plot plot) {
    double[] edges = edges();
    double base = plot.pyBase();
    Path2D path = new Path2D.Double();
    path.moveTo(plot.px(edges[0]), base);
    for (int i = 0; i < heights.length; i++) {
      double y = plot.py(heights[i]);
      double height = Double.isNaN(y) ? base : y;
      path.lineTo(plot.px(edges[i]), height);
      path.lineTo(plot.px(edges[i + 1]), height);
    }
    path.lineTo(plot.px(edges[edges.length - 1]), base);
    g.setColor(Style.translucent(pen.color(), 40));
    g.fill(path);
    g.setColor(pen.color());
    g.setStroke(pen.stroke());
    g.draw(path);
  }

  @Override
  public List<Datum> data(List<Layer> all) {
    return Datum.points(name, centres, heights);
  }
}
