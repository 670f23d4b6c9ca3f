package org.altgrad.plotting.figure;

/** One thing drawn within the axes. Where a value is not finite, nothing is drawn. */
public sealed interface Layer
    permits Layer.Line,
        Layer.Band,
        Layer.Points,
        Layer.Marks,
        Layer.Bars,
        Layer.Whiskers,
        Layer.Rule,
        FieldLayer {

  /** The series that it belongs to; names it in the numbers beside the figure. */
  String name();

  /** How it is drawn. */
  Pen pen();

  /**
   * A line through points in order.
   *
   * @param name the series
   * @param pen how it is drawn
   * @param x abscissae
   * @param y ordinates, as many
   * @param endLabel text at the last point; empty for none
   */
  record Line(String name, Pen pen, double[] x, double[] y, String endLabel) implements Layer {}

  /**
   * The area between two curves, translucent.
   *
   * @param name the series
   * @param pen its colour
   * @param x abscissae
   * @param lower lower curve, as many
   * @param upper upper curve, as many
   */
  record Band(String name, Pen pen, double[] x, double[] lower, double[] upper) implements Layer {}

  /**
   * Dots.
   *
   * @param name the series
   * @param pen their colour
   * @param x abscissae
   * @param y ordinates, as many
   * @param marker the shape, from 0; shapes repeat after six
   */
  record Points(String name, Pen pen, double[] x, double[] y, int marker) implements Layer {}

  /**
   * Dots that carry their series' name beside them; names are placed so that they do not overlap.
   *
   * @param name the series
   * @param pen their colour
   * @param x abscissae
   * @param y ordinates, as many
   * @param marker the shape, from 0; shapes repeat after six
   * @param hollow whether they are outlined instead of filled
   */
  record Marks(String name, Pen pen, double[] x, double[] y, int marker, boolean hollow)
      implements Layer {}

  /**
   * Bars from the base of the axis (0, or its lower end if logarithmic).
   *
   * @param name the series
   * @param pen their colour
   * @param x centres
   * @param y heights, as many
   * @param lower lower ends of the error bars, as many; NaN for none
   * @param upper upper ends of the error bars, as many; NaN for none
   * @param width width in units of x
   * @param hollow whether they are outlined instead of filled
   */
  record Bars(
      String name,
      Pen pen,
      double[] x,
      double[] y,
      double[] lower,
      double[] upper,
      double width,
      boolean hollow)
      implements Layer {}

  /**
   * Error bars: upright lines with caps.
   *
   * @param name the series
   * @param pen how they are drawn
   * @param x abscissae
   * @param lower lower ends, as many; NaN for none
   * @param upper upper ends, as many
   */
  record Whiskers(String name, Pen pen, double[] x, double[] lower, double[] upper)
      implements Layer {}

  /**
   * A straight line across the whole panel.
   *
   * @param name the series
   * @param pen how it is drawn
   * @param value its place
   * @param vertical whether it stands at an x instead of lying at a y
   */
  record Rule(String name, Pen pen, double value, boolean vertical) implements Layer {}
}
