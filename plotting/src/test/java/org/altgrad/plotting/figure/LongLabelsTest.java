package org.altgrad.plotting.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.altgrad.plotting.field.Grid;
import org.altgrad.plotting.layer.Axis;
import org.altgrad.plotting.layer.Cells;
import org.altgrad.plotting.layer.Layer;
import org.altgrad.plotting.layer.Line;
import org.altgrad.plotting.panel.HeatPanel;
import org.altgrad.plotting.panel.Panel;
import org.altgrad.plotting.panel.RightAxis;
import org.altgrad.plotting.panel.XyPanel;
import org.altgrad.plotting.style.ColorScale;
import org.altgrad.plotting.style.Pen;
import org.altgrad.plotting.style.Style;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Texts that are longer than what they stand beside are broken, and stay within the figure. */
class LongLabelsTest {
  private static final String LONG = " with the gradient of its own objective, of the first layer";
  private static final Path OUT = Path.of("target", "figures");

  private static Map<String, Panel> panels() {
    Axis x = Axis.linear("Abscissa" + LONG);
    Axis y = Axis.linear("Ordinate" + LONG);
    String title = "Panel" + LONG;
    double[] numbers = {0, 1};
    double[][] matrix = {{0, 1}, {2, 3}};
    List<Layer> line = List.of(new Line("a", Pen.of(Style.INK), numbers, numbers));
    RightAxis right = new RightAxis(Axis.linear("Other" + LONG), line);
    ColorScale scale =
        ColorScale.smooth(
            ColorScale.Map.VIRIDIS, java.util.stream.DoubleStream.of(0, 3), "Colour" + LONG);
    Layer cells =
        new Cells("c", Pen.of(Style.INK), new Grid(numbers, numbers, matrix), Optional.of(scale));
    List<String> names = List.of("a", "b");
    return Map.of(
        "one-axis", new XyPanel(title, x, y, line),
        "square", new XyPanel(title, x, y, line, true),
        "two-axes", new XyPanel(title, x, y, line, false, Optional.of(right)),
        "colours", new XyPanel(title, x, y, List.of(cells)),
        "heat",
            new HeatPanel(
                title, x.label(), y.label(), names, names, matrix, "Colour" + LONG, false));
  }

  static Stream<String> kinds() {
    return panels().keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void everyWordIsWithinTheFigure(String kind) throws Exception {
    Figure figure = Figure.of("Figure" + LONG + LONG, panels().get(kind), List.of(), 300, 210);
    figure.write(OUT.resolve("long-" + kind), true);
    String svg = Files.readString(OUT.resolve("long-" + kind + ".svg"));
    for (String word : (figure.title() + " " + panels().get(kind).shows()).split("[ ,]+")) {
      assertTrue(svg.contains(word), word);
    }
    assertTrue(!svg.contains("…"), "cut");
    // Beyond the figure's edge there is nothing, though there is room.
    int beyond = 60;
    int w = figure.width();
    int h = figure.height();
    BufferedImage image =
        new BufferedImage(w + 2 * beyond, h + 2 * beyond, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    g.translate(beyond, beyond);
    figure.paint(g);
    g.dispose();
    long ink = 0;
    for (int py = 0; py < image.getHeight(); py++) {
      for (int px = 0; px < image.getWidth(); px++) {
        boolean inside = px >= beyond && py >= beyond && px < beyond + w && py < beyond + h;
        ink += !inside && image.getRGB(px, py) != Color.BLACK.getRGB() ? 1 : 0;
      }
    }
    assertEquals(0, ink);
  }
}
