package org.altgrad.plotting.style;

import java.awt.BasicStroke;
import java.awt.Color;

/**
 * How a layer is drawn.
 *
 * @param color its colour
 * @param dash its line style
 * @param width line width in points
 */
public record Pen(Color color, Dash dash, float width) {

  /** Line styles. */
  public enum Dash {
    /** An unbroken line. */
    SOLID,
    /** Dots. */
    DOTTED,
    /** Dashes. */
    DASHED,
    /** Dashes and dots in turn. */
    DASH_DOT
  }

  /** A solid line of the usual width. */
  public static Pen of(Color color) {
    return new Pen(color, Dash.SOLID, 1.6f);
  }

  /** The same colour in another style. */
  public Pen with(Dash other) {
    return new Pen(color, other, other == Dash.DOTTED ? 1.4f : width);
  }

  /** The same style in another colour. */
  public Pen with(Color other) {
    return new Pen(other, dash, width);
  }

  /** The same pen thinner or thicker. */
  public Pen withWidth(float other) {
    return new Pen(color, dash, other);
  }

  public BasicStroke stroke() {
    float[] pattern =
        switch (dash) {
          case SOLID -> null;
          case DOTTED -> new float[] {0.1f, 3f};
          case DASHED -> new float[] {5f, 3f};
          case DASH_DOT -> new float[] {6f, 3f, 0.1f, 3f};
        };
    return new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND, 10f, pattern, 0f);
  }
}
