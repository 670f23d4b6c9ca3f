package org.altgrad.plotting.layer;

import java.awt.Graphics2D;
import java.util.List;
import java.util.Optional;
import org.altgrad.plotting.style.ColorScale;
import org.altgrad.plotting.style.Pen;

/** One thing drawn within the axes. Where a value is not finite, nothing is drawn. */
public sealed interface Layer
    permits Line,
        Band,
        Points,
        ColouredPoints,
        Marks,
        Columns,
        Whiskers,
        Rule,
        Contours,
        ContourLines,
        Cells,
        Flow,
        Strokes,
        Track,
        Events,
        Dots,
        Steps,
        ViolinShapes {

  /** The series that it belongs to; names it in the numbers beside the figure. */
  String name();

  /** How it is drawn. */
  Pen pen();

  /** What the axes must show of it. */
  Extent extent();

  /** Paints it. */
  void paint(Graphics2D g, Plot plot);

  /**
   * The numbers that it paints; none where another layer paints the same.
   *
   * @param all the layers of the panel, of which some are intervals around others
   */
  default List<Datum> data(List<Layer> all) {
    return List.of();
  }

  /** The scale of its colours, which a colour bar explains. */
  default Optional<ColorScale> scale() {
    return Optional.empty();
  }

  /** The text at its right end; empty for none. */
  default String endLabel() {
    return "";
  }

  /** Where its right end is; NaN without one. */
  default double endY(Plot plot) {
    return Double.NaN;
  }

  /** The ends {@code {lower, upper}} of the intervals that it draws around a line. */
  default Optional<double[][]> around(Line line) {
    return Optional.empty();
  }

  /** Places that carry its name beside them. */
  default List<double[]> named() {
    return List.of();
  }
}
