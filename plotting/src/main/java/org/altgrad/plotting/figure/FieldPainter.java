package org.altgrad.plotting.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;

/** Paints layers over the plane within a frame. */
final class FieldPainter {
  private static final int MESH = 26;
  private static final int MOST_ARROWS = 22;
  private static final double HEAD = 4;

  /** Least pixels of a picture's side: readers of SVG blur small pictures that they enlarge. */
  private static final int SHARP = 480;

  private final Graphics2D g;
  private final Frame frame;

  FieldPainter(Graphics2D g, Frame frame) {
    this.g = g;
    this.frame = frame;
  }

  void paint(FieldLayer layer) {
    if (layer instanceof FieldLayer.Contours contours) {
      contours(contours);
    } else if (layer instanceof FieldLayer.Lines lines) {
      lines(lines.pen(), lines.grid(), lines.levels());
    } else if (layer instanceof FieldLayer.Cells cells) {
      cells(cells);
    } else if (layer instanceof FieldLayer.Flow flow) {
      flow(flow);
    } else if (layer instanceof FieldLayer.Strokes strokes) {
      new StrokePainter(g, frame).paint(strokes);
    } else if (layer instanceof FieldLayer.Path path) {
      path(path);
    } else if (layer instanceof FieldLayer.Events events) {
      events(events);
    } else if (layer instanceof FieldLayer.Dots dots) {
      dots(dots);
    } else if (layer instanceof FieldLayer.Steps steps) {
      steps(steps);
    } else if (layer instanceof FieldLayer.Violins violins) {
      new ViolinPainter(g, frame).paint(violins);
    }
  }

  /** From the lowest band up, each over the one below, so that no seams show between them. */
  private void contours(FieldLayer.Contours layer) {
    ColorScale bands = layer.scale();
    for (int k = 0; k < bands.bands(); k++) {
      double level = k == 0 ? Double.NEGATIVE_INFINITY : bands.edges()[k];
      g.setColor(bands.band(k));
      g.fill(placed(MarchingSquares.above(layer.grid(), level)));
    }
    lines(layer.pen(), layer.grid(), Arrays.copyOfRange(bands.edges(), 1, bands.bands()));
  }

  private void lines(Pen pen, Grid grid, double... levels) {
    g.setColor(pen.color());
    g.setStroke(pen.stroke());
    for (double level : levels) {
      MarchingSquares.lines(grid, level).forEach(line -> g.draw(polyline(line)));
    }
  }

  /** Both axes are linear where there are polygons, so that corners tell all. */
  private Shape placed(Path2D path) {
    double x0 = frame.px(0);
    double y0 = frame.py(0);
    return path.createTransformedShape(
        new AffineTransform(frame.px(1) - x0, 0, 0, frame.py(1) - y0, x0, y0));
  }

  private Path2D polyline(double[][] points) {
    Path2D path = new Path2D.Double();
    for (int i = 0; i < points.length; i++) {
      double x = frame.px(points[i][0]);
      double y = frame.py(points[i][1]);
      if (i == 0) {
        path.moveTo(x, y);
      } else {
        path.lineTo(x, y);
      }
    }
    return path;
  }

  private void cells(FieldLayer.Cells layer) {
    Grid grid = layer.grid();
    double[] xEdges = Grid.edges(grid.x());
    double[] yEdges = Grid.edges(grid.y());
    int w = size(grid.x().length);
    int h = size(grid.y().length);
    BufferedImage image = new BufferedImage(w, h, BufferedImage.TYPE_INT_ARGB);
    int[] columns = cellsOf(xEdges, w);
    int[] rows = cellsOf(yEdges, h);
    for (int py = 0; py < h; py++) {
      for (int px = 0; px < w; px++) {
        image.setRGB(px, h - 1 - py, argb(layer, grid.z()[rows[py]][columns[px]]));
      }
    }
    double left = frame.px(xEdges[0]);
    double top = frame.py(yEdges[yEdges.length - 1]);
    AffineTransform before = g.getTransform();
    g.translate(left, top);
    g.scale((frame.px(xEdges[xEdges.length - 1]) - left) / w, (frame.py(yEdges[0]) - top) / h);
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

  private static int argb(FieldLayer.Cells layer, double value) {
    if (Double.isNaN(value)) {
      return 0;
    }
    if (layer.scale() != null) {
      return layer.scale().color(value).getRGB();
    }
    return value == 0 ? 0 : layer.pen().color().getRGB();
  }

  private void flow(FieldLayer.Flow flow) {
    g.setColor(flow.pen().color());
    g.setStroke(flow.pen().stroke());
    if (flow.arrows()) {
      arrows(flow);
      return;
    }
    for (double[][] line : Streamlines.of(flow.u(), flow.v(), MESH)) {
      Path2D path = polyline(line);
      g.draw(path);
      int middle = line.length / 2;
      head(line[middle - 1], line[middle]);
    }
  }

  private void head(double[] from, double[] to) {
    double x = frame.px(to[0]);
    double y = frame.py(to[1]);
    head(x, y, Math.atan2(y - frame.py(from[1]), x - frame.px(from[0])));
  }

  /** A filled head around a point. */
  private void head(double x, double y, double angle) {
    Path2D head = new Path2D.Double();
    head.moveTo(HEAD * 0.8, 0);
    head.lineTo(-HEAD * 0.6, HEAD * 0.6);
    head.lineTo(-HEAD * 0.6, -HEAD * 0.6);
    head.closePath();
    AffineTransform place = AffineTransform.getTranslateInstance(x, y);
    place.rotate(angle);
    g.fill(place.createTransformedShape(head));
  }

  private void arrows(FieldLayer.Flow flow) {
    Grid u = flow.u();
    double strongest = 0;
    for (int i = 0; i < u.y().length; i++) {
      for (int j = 0; j < u.x().length; j++) {
        double strength = Math.hypot(u.z()[i][j], flow.v().z()[i][j]);
        strongest = Double.isFinite(strength) ? Math.max(strongest, strength) : strongest;
      }
    }
    int everyX = (u.x().length + MOST_ARROWS - 1) / MOST_ARROWS;
    int everyY = (u.y().length + MOST_ARROWS - 1) / MOST_ARROWS;
    double longest = 1.6 * Math.abs(frame.px(u.x()[everyX]) - frame.px(u.x()[0]));
    for (int i = everyY / 2; i < u.y().length; i += everyY) {
      for (int j = everyX / 2; j < u.x().length; j += everyX) {
        double dx = u.z()[i][j];
        double dy = -flow.v().z()[i][j];
        // Square roots of lengths: a strong field must not hide the direction of a weak one.
        double length = longest * Math.sqrt(Math.hypot(dx, dy) / strongest);
        if (length > 1) {
          double angle = Math.atan2(dy, dx);
          double x = frame.px(u.x()[j]);
          double y = frame.py(u.y()[i]);
          double ex = x + length * Math.cos(angle);
          double ey = y + length * Math.sin(angle);
          g.draw(new Line2D.Double(x, y, ex, ey));
          head(ex, ey, angle);
        }
      }
    }
  }

  private void path(FieldLayer.Path layer) {
    double[][] points = new double[layer.xs().length][];
    Arrays.setAll(points, i -> new double[] {layer.xs()[i], layer.ys()[i]});
    List<double[]> known =
        Arrays.stream(points)
            .filter(p -> Double.isFinite(frame.px(p[0])) && Double.isFinite(frame.py(p[1])))
            .toList();
    if (known.isEmpty()) {
      return;
    }
    Path2D line = polyline(known.toArray(double[][]::new));
    Pen pen = layer.pen();
    // A white edge sets the path off from any map below it.
    g.setColor(Style.translucent(Color.WHITE, 220));
    g.setStroke(pen.withWidth(pen.width() + 2).stroke());
    g.draw(line);
    g.setColor(pen.color());
    g.setStroke(pen.stroke());
    g.draw(line);
    mark(known.get(0), 0, Color.WHITE, pen.color());
    mark(known.get(known.size() - 1), 3, pen.color(), Color.WHITE);
  }

  private void mark(double[] at, int kind, Color fill, Color edge) {
    AffineTransform place = AffineTransform.getTranslateInstance(frame.px(at[0]), frame.py(at[1]));
    place.scale(1.4, 1.4);
    Shape shape = place.createTransformedShape(LayerPainter.marker(kind, 0, 0));
    g.setColor(fill);
    g.fill(shape);
    g.setColor(edge);
    g.setStroke(new BasicStroke(1.3f));
    g.draw(shape);
  }

  private void dots(FieldLayer.Dots dots) {
    g.setColor(dots.pen().color());
    g.setStroke(new BasicStroke(1.2f));
    for (int i = 0; i < dots.xs().length; i++) {
      double x = frame.px(dots.xs()[i]);
      double y = frame.py(dots.ys()[i]);
      if (!Double.isNaN(x) && !Double.isNaN(y)) {
        Shape shape = LayerPainter.marker(dots.marker(), x, y);
        g.fill(shape);
        g.draw(shape);
      }
    }
  }

  private void steps(FieldLayer.Steps layer) {
    double[] edges = layer.edges();
    double base = frame.pyBase();
    Path2D path = new Path2D.Double();
    path.moveTo(frame.px(edges[0]), base);
    for (int i = 0; i < layer.heights().length; i++) {
      double y = frame.py(layer.heights()[i]);
      double height = Double.isNaN(y) ? base : y;
      path.lineTo(frame.px(edges[i]), height);
      path.lineTo(frame.px(edges[i + 1]), height);
    }
    path.lineTo(frame.px(edges[edges.length - 1]), base);
    g.setColor(Style.translucent(layer.pen().color(), 40));
    g.fill(path);
    g.setColor(layer.pen().color());
    g.setStroke(layer.pen().stroke());
    g.draw(path);
  }

  /** Strokes as high as the units lie apart, but never so low that they vanish. */
  private void events(FieldLayer.Events events) {
    Rectangle2D plot = frame.plotArea();
    double unit = Math.abs(frame.py(1) - frame.py(0));
    double half = Math.max(0.6, Math.min(0.4 * unit, 6));
    Path2D path = new Path2D.Double();
    for (int i = 0; i < events.xs().length; i++) {
      double x = frame.px(events.xs()[i]);
      double y = frame.py(events.ys()[i]);
      if (plot.getX() <= x && x <= plot.getMaxX() && !Double.isNaN(y)) {
        path.moveTo(x, y - half);
        path.lineTo(x, y + half);
      }
    }
    g.setColor(events.pen().color());
    g.setStroke(
        new BasicStroke(events.pen().width(), BasicStroke.CAP_BUTT, BasicStroke.JOIN_BEVEL));
    g.draw(path);
  }
}
