package org.altgrad.plotting.style;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;

/**
 * A text that stays within a space: on as few lines as fit, all about equally long.
 *
 * @param lines none for an empty text
 * @param font of the text
 */
public record Label(List<String> lines, Font font) {
  private static final double LINE = 1.25;

  /**
   * Breaks a text between words; a word that is longer than the space is cut with an ellipsis.
   *
   * @param space along the lines, in points
   */
  public static Label of(String text, Font font, double space) {
    List<String> best = broken(text, font, space);
    for (double narrower = space - 4; best.size() > 1 && narrower > 0; narrower -= 4) {
      List<String> candidate = broken(text, font, narrower);
      if (candidate.size() > best.size() || candidate.stream().anyMatch(l -> l.endsWith("…"))) {
        break;
      }
      best = candidate;
    }
    return new Label(best, font);
  }

  private static List<String> broken(String text, Font font, double space) {
    List<String> lines = new ArrayList<>();
    for (String word : text.strip().split("\\s+")) {
      int last = lines.size() - 1;
      String longer = last < 0 ? word : lines.get(last) + " " + word;
      if (last >= 0 && Text.width(longer, font) <= space) {
        lines.set(last, longer);
      } else if (!word.isEmpty()) {
        lines.add(Text.fit(word, font, space));
      }
    }
    return List.copyOf(lines);
  }

  /** What of a space is below a title of some height: labels at its sides stay out of that. */
  public static Rectangle2D below(Rectangle2D space, double title) {
    return new Rectangle2D.Double(
        space.getX(), space.getY() + title, space.getWidth(), space.getHeight() - title);
  }

  /** How much more room its lines take than one would. */
  public double extra() {
    return Math.max(0, lines.size() - 1) * height();
  }

  private double height() {
    return LINE * font.getSize2D();
  }

  /** The place of its middle nearest to one at which it lies between two ends. */
  private double within(double middle, double from, double to) {
    double half = lines.stream().mapToDouble(line -> Text.width(line, font)).max().orElse(0) / 2;
    return Math.max(from + half, Math.min(to - half, middle));
  }

  /**
   * Draws it from left to right.
   *
   * @param middle of the lines, moved where they would not lie between the ends
   * @param baseline of the first line
   */
  public void draw(
      Graphics2D g, Color color, double middle, double from, double to, double baseline) {
    double x = within(middle, from, to);
    for (int i = 0; i < lines.size(); i++) {
      Text.draw(g, lines.get(i), font, color, x, baseline + i * height(), 0.5);
    }
  }

  /** Draws it from bottom to top; further lines stand to the right of the first. */
  public void drawUp(
      Graphics2D g, Color color, double middle, double from, double to, double baseline) {
    double y = within(middle, from, to);
    for (int i = 0; i < lines.size(); i++) {
      double x = baseline + i * height();
      Text.drawTurned(g, lines.get(i), font, color, x, y, 0.5, -Math.PI / 2);
    }
  }
}
