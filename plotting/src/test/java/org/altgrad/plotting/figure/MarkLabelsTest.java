package org.altgrad.plotting.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.altgrad.plotting.layer.Axis;
import org.altgrad.plotting.layer.Layer;
import org.altgrad.plotting.layer.Marks;
import org.altgrad.plotting.panel.XyPanel;
import org.altgrad.plotting.style.Pen;
import org.altgrad.plotting.style.Style;
import org.altgrad.plotting.style.Text;
import org.junit.jupiter.api.Test;

class MarkLabelsTest {
  private static final Pattern TEXT =
      Pattern.compile("<text[^>]*x=\"([-0-9.]+)\" y=\"([-0-9.]+)\"[^>]*>(estimator [0-9]+)<");

  /** Marks in two heaps: every name is there once, and none lies on another. */
  @Test
  void namesDoNotOverlap() {
    List<Layer> layers = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      double x = (i % 2 == 0 ? 100 : 1000) * (1 + 0.05 * i);
      layers.add(
          new Marks(
              "estimator " + i,
              Pen.of(Color.BLUE),
              new double[] {x},
              new double[] {5 + 0.1 * i},
              0,
              false));
    }
    XyPanel panel = new XyPanel("", Axis.log("x"), Axis.log("y").within(1, 100), layers);
    assertEquals(12, panel.data().size());
    String svg = FigureWriter.svg(Figure.of("", panel, List.of(), 500, 360));
    List<Rectangle2D> boxes = new ArrayList<>();
    for (MatchResult found : TEXT.matcher(svg).results().toList()) {
      double width = Text.width(found.group(3), Style.TICK);
      boxes.add(
          new Rectangle2D.Double(
              Double.parseDouble(found.group(1)),
              Double.parseDouble(found.group(2)) - 8,
              width,
              9));
    }
    assertEquals(12, boxes.size());
    for (int i = 0; i < boxes.size(); i++) {
      for (int j = 0; j < i; j++) {
        assertFalse(boxes.get(i).intersects(boxes.get(j)), i + " on " + j);
      }
    }
  }
}
