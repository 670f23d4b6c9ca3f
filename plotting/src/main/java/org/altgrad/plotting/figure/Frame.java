package org.altgrad.plotting.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.ChartTheme;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Axes, ticks and grid, drawn by XChart, and the place of every value within them. The data is
 * painted by {@link LayerPainter}: XChart draws lines segment by segment, which loses their dashes,
 * and has no band between two curves.
 */
final class Frame extends XYChart {
  private static final long serialVersionUID = 1L;
  private static final int Y_LABELS = 40;

  private final transient Axis xAxis;
  private final transient Axis yAxis;
  private final transient Range xRange;
  private final transient Range yRange;
  private transient Rectangle2D plotArea;

  Frame(Axis xAxis, Axis yAxis, Range xRange, Range yRange, int width, int height) {
    super(width, height, ChartTheme.XChart);
    this.xAxis = xAxis;
    this.yAxis = yAxis;
    this.xRange = xRange;
    this.yRange = yRange;
    style();
    double[] xEnds = {xAxis.unscaled(xRange.min()), xAxis.unscaled(xRange.max())};
    double[] yEnds = {yAxis.unscaled(yRange.min()), yAxis.unscaled(yRange.max())};
    getStyler().setXAxisMin(xEnds[0]).setXAxisMax(xEnds[1]);
    getStyler().setYAxisMin(yEnds[0]).setYAxisMax(yEnds[1]);
    XYSeries ends = addSeries("ends", xEnds, yEnds);
    ends.setMarker(SeriesMarkers.NONE);
    ends.setLineColor(new Color(0, true));
    setCustomXAxisTickLabelsFormatter(Numbers::tick);
    setCustomYAxisTickLabelsFormatter(Numbers::tick);
  }

  private void style() {
    getStyler().setLegendVisible(false);
    getStyler().setChartTitleVisible(false);
    getStyler().setAxisTitlesVisible(false);
    getStyler().setChartPadding(2);
    getStyler().setChartBackgroundColor(Color.WHITE);
    getStyler().setPlotBackgroundColor(Color.WHITE);
    getStyler().setPlotBorderVisible(false);
    getStyler().setPlotContentSize(1);
    getStyler().setPlotMargin(0);
    getStyler().setPlotGridLinesColor(Style.GRID);
    getStyler().setPlotGridLinesStroke(new BasicStroke(0.6f));
    getStyler().setAxisTickLabelsFont(Style.TICK);
    getStyler().setAxisTickLabelsColor(Style.INK);
    getStyler().setAxisTickMarksColor(Style.AXIS);
    getStyler().setAxisTickMarksStroke(new BasicStroke(0.8f));
    getStyler().setAxisTickMarkLength(4);
    getStyler().setAxisTickPadding(3);
    getStyler().setXAxisTickMarkSpacingHint(58);
    getStyler().setYAxisTickMarkSpacingHint(34);
    getStyler().setYAxisLeftWidthHint(Y_LABELS);
    getStyler().setXAxisLogarithmic(xAxis.log());
    getStyler().setYAxisLogarithmic(yAxis.log());
    getStyler().setXAxisTicksVisible(xAxis.categories().isEmpty());
    getStyler().setPlotGridVerticalLinesVisible(xAxis.categories().isEmpty());
  }

  /** Paints the frame with its corner at a point, and learns where the plot area is. */
  void paintAt(Graphics2D g, double x, double y) {
    AffineTransform before = g.getTransform();
    g.translate(x, y);
    paint(g, getWidth(), getHeight());
    g.setTransform(before);
    Rectangle2D inner = plot.getBounds();
    plotArea =
        new Rectangle2D.Double(
            x + inner.getX(), y + inner.getY(), inner.getWidth(), inner.getHeight());
  }

  /** The area within the axes, in the coordinates of {@link #paintAt}. */
  Rectangle2D plotArea() {
    return plotArea;
  }

  /** Place of an abscissa, NaN if it cannot be shown. */
  double px(double x) {
    if (!xAxis.shows(x)) {
      return Double.NaN;
    }
    double share = (xAxis.scaled(x) - xRange.min()) / (xRange.max() - xRange.min());
    return plotArea.getX() + share * plotArea.getWidth();
  }

  /** Place of an ordinate, NaN if it cannot be shown. */
  double py(double y) {
    if (!yAxis.shows(y)) {
      return Double.NaN;
    }
    double share = (yAxis.scaled(y) - yRange.min()) / (yRange.max() - yRange.min());
    return plotArea.getMaxY() - share * plotArea.getHeight();
  }

  /** Place of the level from which bars rise. */
  double pyBase() {
    return yAxis.log() ? plotArea.getMaxY() : Math.min(plotArea.getMaxY(), py(0));
  }
}
