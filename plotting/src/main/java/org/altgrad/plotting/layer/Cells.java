package org.altgrad.plotting.layer;

import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Optional;
import org.altgrad.plotting.field.Grid;
import org.altgrad.plotting.style.ColorScale;
import org.altgrad.plotting.style.Pen;

/**
 * Values as coloured cells, each centred at its place.
 *
 * @param name the series
 * @param pen the colour of cells that are not 0, where there is no scale
 * @param grid the values; cells of NaN stay empty
 * @param scale the colours; empty to tell 0 from all else
 */
public record Cells(String name, Pen pen, Grid grid, Optional<ColorScale> scale) implements Layer {
  /** Least pixels of a picture's side: readers of SVG blur small pictures that they enlarge. */
  private static final int SHARP = 480;

  @Override
  public Extent extent() {
    return Extent.of(Grid.edges(grid.x()), Grid.edges(grid.y()), Extent.Room.FILLED);
  }

  @Override
  public void paint(Graphics2D g, Plot plot) {
    double[] xEdges = Grid.edges(grid.x());
    double[] yEdges = Grid.edges(grid.y());
    int w = size(grid.x().length);
    int h = size(grid.y().length);
    BufferedImage image = new BufferedImage(w, h, BufferedImage.TYPE_INT_ARGB);
    int[] columns = cellsOf(xEdges, w);
    int[] rows = cellsOf(yEdges, h);
    for (int py = 0; py < h; py++) {
      for (int px = 0; px < w; px++) {
        image.setRGB(px, h - 1 - py, argb(grid.z()[rows[py]][columns[px]]));
      }
    }
    double left = plot.px(xEdges[0]);
    double top = plot.py(yEdges[yEdges.length - 1]);
    AffineTransform before = g.getTransform();
    g.translate(left, top);
    g.scale((plot.px(xEdges[xEdges.length - 1]) - left) / w, (plot.py(yEdges[0]) - top) / h);
    g.drawImage(image, 0, 0, w, h, null);
    g.setTransform(before);
  }

  private static int size(int cells) {
    return cells * Math.max(1, (SHARP + cells - 1) / cells);
  }

  /** The cell in which each pixel of a row or column lies. */
  private static int[] cellsOf(double[] edges, int pixels) {
    int[] cells = new int[pixels];
    double extent = edges[edges.length - 1] - edges[0];
    for (int k = 0, cell = 0; k < pixels; k++) {
      double at = edges[0] + (k + 0.5) / pixels * extent;
      while (cell < edges.length - 2 && at > edges[cell + 1]) {
        cell++;
      }
      cells[k] = cell;
    }
    return cells;
  }

  private int argb(double value) {
    if (Double.isNaN(value)) {
      return 0;
    }
    int plain = value == 0 ? 0 : pen.color().getRGB();
    return scale.map(colors -> colors.color(value).getRGB()).orElse(plain);
  }

  @Override
  public List<Datum> data(List<Layer> all) {
    return Datum.grid(name, grid);
  }
}
