package org.altgrad.plotting.style;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.font.FontRenderContext;
import java.awt.geom.AffineTransform;
import java.util.function.Supplier;
import org.altgrad.plotting.PlotException;

/** Text that stays text in an SVG. */
public final class Text {
  private static final FontRenderContext CONTEXT = new FontRenderContext(null, true, true);

  private Text() {}

  /** Width of a text in points, the same for every output. */
  public static double width(String text, Font font) {
    return withFonts(() -> font.getStringBounds(text, CONTEXT).getWidth());
  }

  /**
   * What a drawing that needs fonts makes.
   *
   * @throws PlotException if the machine has none
   */
  public static <T> T withFonts(Supplier<T> drawing) {
    try {
      return drawing.get();
    } catch (InternalError | UnsatisfiedLinkError | NoClassDefFoundError e) {
      // What Java throws then: the last one from the second time on.
      throw new PlotException("cannot draw text: install a font, such as DejaVu (" + e + ")", e);
    }
  }

  /**
   * Draws text.
   *
   * @param anchor which part of the text is at x: 0 its start, 0.5 its middle, 1 its end
   */
  public static void draw(
      Graphics2D g, String text, Font font, Color color, double x, double baseline, double anchor) {
    g.setFont(font);
    g.setColor(color);
    g.drawString(text, (float) (x - anchor * width(text, font)), (float) baseline);
  }

  /** Draws text turned by an angle (radians, clockwise) about the point where it is anchored. */
  public static void drawTurned(
      Graphics2D g,
      String text,
      Font font,
      Color color,
      double x,
      double baseline,
      double anchor,
      double angle) {
    AffineTransform before = g.getTransform();
    g.translate(x, baseline);
    g.rotate(angle);
    draw(g, text, font, color, 0, 0, anchor);
    g.setTransform(before);
  }

  /** The same, cut at its beginning. */
  public static String fitEnd(String text, Font font, double space) {
    if (width(text, font) <= space) {
      return text;
    }
    int from = 0;
    while (from < text.length() - 1 && width("…" + text.substring(from), font) > space) {
      from++;
    }
    return "…" + text.substring(from);
  }

  /** The text, cut with an ellipsis where it is wider than the space. */
  public static String fit(String text, Font font, double space) {
    if (width(text, font) <= space) {
      return text;
    }
    int keep = text.length();
    while (keep > 1 && width(text.substring(0, keep) + "…", font) > space) {
      keep--;
    }
    return text.substring(0, keep) + "…";
  }
}
