package org.altgrad.plotting.panel;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import org.altgrad.plotting.layer.Axis;
import org.altgrad.plotting.layer.Plot;
import org.altgrad.plotting.layer.Range;
import org.altgrad.plotting.style.Numbers;
import org.altgrad.plotting.style.Style;
import org.altgrad.plotting.style.Text;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.AxesChartStyler.TextAlignment;
import org.knowm.xchart.style.Styler.ChartTheme;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Axes, ticks and grid, drawn by XChart, and the place of every value within them. The data is
 * painted by its layers: XChart draws lines segment by segment, which loses their dashes, and has
 * no band between two curves.
 */
final class Frame extends XYChart {
  private static final long serialVersionUID = 1L;

  /** Room for the labels of a vertical axis, so that those of a column's panels agree. */
  private static final int Y_LABELS = 44;

  /** The same in a panel of a journal's column. */
  private static final int FEW_Y_LABELS = 30;

  private static final int NARROW = 240;

  /** The least room from one number of a logarithmic axis to the next. */
  private static final double LOG_X_TICKS = 36;

  private static final double LOG_Y_TICKS = 16;

  /** The least room from one tick of the horizontal axis to the next. */
  private static final int X_TICKS = 58;

  /** Room around the chart, where nothing is painted: XChart drops labels that touch the edge. */
  static final int PADDING = 16;

  private static final Color CLEAR = new Color(255, 255, 255, 0);

  private final transient Axis xAxis;
  private final transient Axis yAxis;
  private final transient Range xRange;
  private final transient Range yRange;
  private transient Rectangle2D plotArea;
  private transient double left;
  private transient double top;
  private transient double labels;

  /**
   * A frame whose plot area begins at the same place whatever its labels: XChart makes room for its
   * labels, so that it has to be asked once how much it takes.
   *
   * @param space from the start of the labels to the end of the plot area, and from its top to the
   *     end of the labels
   * @param whole whether the horizontal axis counts, so that it has no ticks between whole numbers
   */
  static Frame aligned(
      Axis xAxis, Axis yAxis, Range xRange, Range yRange, Rectangle2D space, boolean whole) {
    int labels = space.getWidth() < NARROW ? FEW_Y_LABELS : Y_LABELS;
    return of(xAxis, yAxis, xRange, yRange, space, labels, whole);
  }

  /** A frame whose labels take at least some room. */
  static Frame of(
      Axis xAxis,
      Axis yAxis,
      Range xRange,
      Range yRange,
      Rectangle2D space,
      int labels,
      boolean whole) {
    int width = (int) Math.round(space.getWidth());
    int height = (int) Math.round(space.getHeight());
    Frame trial = new Frame(xAxis, yAxis, xRange, yRange, width, height);
    trial.learn();
    int missing = (int) Math.max(0, Math.round(labels - trial.plotArea.getX()));
    int ticks = whole ? trial.wholeTicks(trial.plotArea.getWidth() - missing) : X_TICKS;
    Frame frame = new Frame(xAxis, yAxis, xRange, yRange, width - missing, height);
    frame.getStyler().setXAxisTickMarkSpacingHint(ticks);
    frame.left = space.getX() + missing;
    frame.top = space.getY();
    frame.labels = trial.plotArea.getX();
    frame.learn();
    return frame;
  }

  /** Room between ticks that keeps them a unit apart, or more. */
  private int wholeTicks(double width) {
    // XChart takes a step that is at least as long as this: a little less than one unit.
    double unit = 0.99 * Plot.CONTENT * width / (xRange.max() - xRange.min());
    double least = Math.min(X_TICKS, width / 4); // one tick alone says nothing
    return xAxis.log() ? X_TICKS : (int) Math.max(least, Math.min(unit, width));
  }

  /**
   * XChart spells numbers of a logarithmic axis as {@code 1E-4}, and one with a formatter of one's
   * own would be linear: they are painted here.
   */
  private void logLabels(Graphics2D g) {
    if (xAxis.log() && xAxis.categories().isEmpty()) {
      for (double value : logTicks(xRange, plotArea.getWidth(), LOG_X_TICKS)) {
        double y = plotArea.getMaxY() + 16;
        Text.draw(g, Numbers.logTick(value), Style.TICK, Style.INK, plot().px(value), y, 0.5);
      }
    }
    if (yAxis.log()) {
      for (double value : logTicks(yRange, plotArea.getHeight(), LOG_Y_TICKS)) {
        double x = plotArea.getX() - 7;
        Text.draw(g, Numbers.logTick(value), Style.TICK, Style.INK, x, plot().py(value) + 4, 1);
      }
    }
  }

  /**
   * Numbers that a logarithmic axis names: powers of ten, fewer where they would touch; within one
   * decade multiples of them, or the axis' ends.
   *
   * @param range in powers of ten
   * @param length of the axis in points
   * @param least points from one to the next
   */
  static double[] logTicks(Range range, double length, double least) {
    double extent = range.max() - range.min();
    int step = (int) Math.max(1, Math.ceil(least * extent / length));
    int[][] multiples = {{1}, {1, 2, 5}, {1, 2, 3, 4, 5, 6, 7, 8, 9}};
    for (int[] some : multiples) {
      List<Double> ticks = new ArrayList<>();
      double free = Double.NEGATIVE_INFINITY;
      for (int k = (int) Math.floor(range.min()); k <= range.max(); k++) {
        for (int multiple : some) {
          // Read, not computed: the number nearest to what is written.
          double value = Double.parseDouble(multiple + "e" + k);
          double place = Math.log10(value);
          boolean within = place >= range.min() - 1e-9 && place <= range.max() + 1e-9;
          if (within && Math.floorMod(k, step) == 0 && place >= free) {
            ticks.add(value);
            free = place + least * extent / length - 1e-9;
          }
        }
      }
      if (ticks.size() > 1) {
        return ticks.stream().mapToDouble(Double::doubleValue).toArray();
      }
    }
    MathContext digits = new MathContext(3);
    return DoubleStream.of(range.min(), range.max())
        .map(end -> new BigDecimal(Math.pow(10, end)).round(digits).doubleValue())
        .toArray();
  }

  private void learn() {
    Graphics2D scratch = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
    paint(scratch);
    scratch.dispose();
  }

  private Frame(Axis xAxis, Axis yAxis, Range xRange, Range yRange, int width, int height) {
    super(width + 2 * PADDING, height + 2 * PADDING, ChartTheme.XChart);
    this.xAxis = xAxis;
    this.yAxis = yAxis;
    this.xRange = xRange;
    this.yRange = yRange;
    style();
    double[] xs = probes(xAxis, xRange);
    double[] ys = probes(yAxis, yRange);
    getStyler().setXAxisMin(xs[0]).setXAxisMax(xs[xs.length - 1]);
    getStyler().setYAxisMin(ys[0]).setYAxisMax(ys[ys.length - 1]);
    XYSeries probes = addSeries("probes", xs, ys);
    probes.setMarker(SeriesMarkers.NONE);
    probes.setLineColor(CLEAR);
    // A formatter of one's own makes XChart forget that an axis is logarithmic.
    if (!xAxis.log()) {
      setCustomXAxisTickLabelsFormatter(Numbers::tick);
    }
    if (!yAxis.log()) {
      setCustomYAxisTickLabelsFormatter(Numbers::tick);
    }
  }

  /**
   * Points that give XChart the range. They are not evenly spaced, for XChart takes even points for
   * its ticks, whatever their numbers look like.
   */
  private static double[] probes(Axis axis, Range range) {
    double extent = range.max() - range.min();
    double[] shares = {0, 0.137, 0.291, 0.522, 0.83, 1};
    double[] probes = new double[shares.length];
    for (int i = 0; i < shares.length; i++) {
      probes[i] = axis.unscaled(range.min() + shares[i] * extent);
    }
    return probes;
  }

  private void style() {
    getStyler().setLegendVisible(false);
    getStyler().setChartTitleVisible(false);
    getStyler().setAxisTitlesVisible(false);
    getStyler().setChartPadding(PADDING);
    getStyler().setChartBackgroundColor(CLEAR);
    getStyler().setPlotBackgroundColor(CLEAR);
    getStyler().setPlotBorderVisible(false);
    getStyler().setPlotContentSize(Plot.CONTENT);
    getStyler().setPlotMargin(0);
    getStyler().setPlotGridLinesColor(Style.GRID);
    getStyler().setPlotGridLinesStroke(new BasicStroke(0.6f));
    getStyler().setAxisTickLabelsFont(Style.TICK);
    getStyler().setAxisTickLabelsColor(Style.INK);
    getStyler().setAxisTickMarksColor(Style.AXIS);
    getStyler().setAxisTickMarksStroke(new BasicStroke(0.8f));
    getStyler().setAxisTicksLineVisible(false);
    getStyler().setAxisTickMarkLength(4);
    getStyler().setAxisTickPadding(3);
    getStyler().setXAxisTickMarkSpacingHint(X_TICKS);
    getStyler().setYAxisTickMarkSpacingHint(34);
    getStyler().setYAxisLabelAlignment(TextAlignment.Right);
    getStyler().setXAxisLogarithmic(xAxis.log());
    getStyler().setYAxisLogarithmic(yAxis.log());
    if (xAxis.log()) {
      getStyler().setXAxisTickLabelsColor(CLEAR);
    }
    if (yAxis.log()) {
      getStyler().setYAxisTickLabelsColor(CLEAR);
      getStyler().setYAxisGroupTickLabelsColorMap(0, CLEAR);
    }
    getStyler().setXAxisTicksVisible(xAxis.categories().isEmpty());
    getStyler().setPlotGridVerticalLinesVisible(xAxis.categories().isEmpty() && !xAxis.log());
    getStyler().setPlotGridHorizontalLinesVisible(!yAxis.log());
  }

  /** Paints the frame, and learns where the plot area is. */
  void paint(Graphics2D g) {
    double x = left - PADDING;
    double y = top - PADDING;
    AffineTransform before = g.getTransform();
    g.translate(x, y);
    paint(g, getWidth(), getHeight());
    g.setTransform(before);
    Rectangle2D inner = super.plot.getBounds();
    plotArea =
        new Rectangle2D.Double(
            x + inner.getX(), y + inner.getY(), inner.getWidth(), inner.getHeight());
    decades(g);
    logLabels(g);
  }

  /** Grid lines at powers of ten; XChart would draw nine to the decade. */
  private void decades(Graphics2D g) {
    g.setColor(Style.GRID);
    g.setStroke(new BasicStroke(0.6f));
    if (xAxis.log() && xAxis.categories().isEmpty()) {
      for (double k = Math.ceil(xRange.min()); k <= xRange.max(); k++) {
        double x = plot().px(Math.pow(10, k));
        g.draw(new Line2D.Double(x, plotArea.getY(), x, plotArea.getMaxY()));
      }
    }
    if (yAxis.log()) {
      for (double k = Math.ceil(yRange.min()); k <= yRange.max(); k++) {
        double y = plot().py(Math.pow(10, k));
        g.draw(new Line2D.Double(plotArea.getX(), y, plotArea.getMaxX(), y));
      }
    }
  }

  /** The abscissa left of which the vertical axis has no labels. */
  double labelsX() {
    return plotArea.getX() - labels;
  }

  /** Labels of the horizontal axis as they were painted, and perhaps some beyond its ends. */
  List<String> xTicks() {
    return axisPair.getXAxis().getAxisTickCalculator().getTickLabels();
  }

  /** The area within the axes. */
  Plot plot() {
    return new Plot(plotArea, xAxis, yAxis, xRange, yRange);
  }
}
