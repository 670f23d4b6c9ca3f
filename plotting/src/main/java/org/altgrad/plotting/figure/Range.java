package org.altgrad.plotting.figure;

import java.util.ArrayList;
import java.util.List;

/**
 * The extent of an axis, on the scale in which it is even.
 *
 * @param min lower end
 * @param max upper end, above it
 */
record Range(double min, double max) {

  /** How far bands may widen the axis beyond the lines, as a share of the lines' extent. */
  private static final double BAND_SHARE = 0.6;

  static Range ofX(Axis axis, List<Layer> layers) {
    List<double[]> values = new ArrayList<>();
    for (Layer layer : layers) {
      if (layer instanceof Layer.Line line) {
        values.add(line.x());
      } else if (layer instanceof Layer.Points points) {
        values.add(points.x());
      } else if (layer instanceof Layer.Marks marks) {
        values.add(marks.x());
      } else if (layer instanceof Layer.Band band) {
        values.add(band.x());
      } else if (layer instanceof Layer.Bars bars) {
        double[] edges = new double[2 * bars.x().length];
        for (int i = 0; i < bars.x().length; i++) {
          edges[2 * i] = bars.x()[i] - bars.width() / 2;
          edges[2 * i + 1] = bars.x()[i] + bars.width() / 2;
        }
        values.add(edges);
      } else if (layer instanceof Layer.Whiskers whiskers) {
        values.add(whiskers.x());
      } else if (layer instanceof Layer.Rule rule && rule.vertical()) {
        values.add(new double[] {rule.value()});
      } else if (layer instanceof FieldLayer field) {
        values.add(field.xs());
      }
    }
    boolean points =
        layers.stream().anyMatch(Range::hasMarks) && layers.stream().noneMatch(Range::fillsPlane);
    return fixed(axis, padded(extent(axis, values), points ? 0.06 : 0));
  }

  static Range ofY(Axis axis, List<Layer> layers) {
    List<double[]> firm = new ArrayList<>();
    List<double[]> soft = new ArrayList<>();
    boolean fromZero = false;
    for (Layer layer : layers) {
      if (layer instanceof Layer.Line line) {
        firm.add(line.y());
      } else if (layer instanceof Layer.Points points) {
        firm.add(points.y());
      } else if (layer instanceof Layer.Marks marks) {
        firm.add(marks.y());
      } else if (layer instanceof Layer.Band band) {
        soft.add(band.lower());
        soft.add(band.upper());
      } else if (layer instanceof Layer.Bars bars) {
        firm.add(bars.y());
        soft.add(bars.lower());
        soft.add(bars.upper());
        fromZero = !axis.log();
      } else if (layer instanceof Layer.Whiskers whiskers) {
        firm.add(whiskers.lower());
        firm.add(whiskers.upper());
      } else if (layer instanceof Layer.Rule rule && !rule.vertical()) {
        firm.add(new double[] {rule.value()});
      } else if (layer instanceof FieldLayer field) {
        firm.add(field.ys());
      }
    }
    if (fromZero) {
      firm.add(new double[] {0});
    }
    Range lines = extent(axis, firm);
    Range bands = extent(axis, soft);
    Range all = lines == null ? bands : lines;
    if (lines != null && bands != null) {
      double room = BAND_SHARE * Math.max(lines.max - lines.min, 1e-300);
      all =
          new Range(
              Math.min(lines.min, Math.max(bands.min, lines.min - room)),
              Math.max(lines.max, Math.min(bands.max, lines.max + room)));
    }
    Range range = padded(all, layers.stream().anyMatch(Range::fillsPlane) ? 0 : 0.05);
    if (axis.log() && !fromZero && layers.stream().anyMatch(Layer.Bars.class::isInstance)) {
      // Room for the printed values.
      range = new Range(range.min, range.max + 0.08 * (range.max - range.min));
    }
    if (fromZero && all != null) {
      // Bars stand on their axis; room above is for the printed values.
      double above = all.max > 0 ? all.max + 0.12 * (all.max - Math.min(0, all.min)) : 0;
      double below = all.min < 0 ? all.min - 0.12 * (Math.max(0, all.max) - all.min) : 0;
      range = above > below ? new Range(below, above) : new Range(0, 1);
    }
    return fixed(axis, range);
  }

  /** Whether a layer has marks, half of which an edge would cut off. */
  private static boolean hasMarks(Layer layer) {
    return layer instanceof Layer.Points
        || layer instanceof Layer.Marks
        || layer instanceof FieldLayer.Dots;
  }

  /** Whether a layer reaches to the edges of the panel, where room would look like a frame. */
  private static boolean fillsPlane(Layer layer) {
    return layer instanceof FieldLayer.Contours
        || layer instanceof FieldLayer.Lines
        || layer instanceof FieldLayer.Cells
        || layer instanceof FieldLayer.Flow;
  }

  private static Range extent(Axis axis, List<double[]> values) {
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    for (double[] array : values) {
      for (double value : array) {
        if (axis.shows(value)) {
          min = Math.min(min, axis.scaled(value));
          max = Math.max(max, axis.scaled(value));
        }
      }
    }
    return min <= max ? new Range(min, max) : null;
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
