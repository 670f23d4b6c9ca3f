package org.altgrad.plotting.figure;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.altgrad.plotting.FakeRuns;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.catalogue.Declared;
import org.altgrad.plotting.kind.Choices;
import org.altgrad.plotting.layer.Axis;
import org.altgrad.plotting.layer.Columns;
import org.altgrad.plotting.layer.Layer;
import org.altgrad.plotting.layer.Line;
import org.altgrad.plotting.panel.Images;
import org.altgrad.plotting.panel.XyPanel;
import org.altgrad.plotting.runs.Run;
import org.altgrad.plotting.runs.RunSet;
import org.altgrad.plotting.runs.Runs;
import org.altgrad.plotting.style.Pen;
import org.altgrad.plotting.style.Style;
import org.altgrad.plotting.style.Text;
import org.apache.commons.math3.stat.descriptive.DescriptiveStatistics;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** Draws every kind of figure from a sweep; the results stay in target/figures to be looked at. */
class FigureTest {
  private static final Comparator<MatchResult> BY_X =
      Comparator.comparingDouble(one -> Double.parseDouble(one.group(1)));

  private static final Path OUT = Path.of("target", "figures");
  @TempDir static Path dir;
  private static RunSet runs;

  @BeforeAll
  static void sweep() throws IOException {
    FakeRuns.sweep(dir);
    runs = Runs.read(List.of(dir));
  }

  private static Figure draw(String kind, String... options) {
    Map<String, String> given = new java.util.LinkedHashMap<>();
    for (String option : options) {
      given.put(
          option.substring(0, option.indexOf('=')), option.substring(option.indexOf('=') + 1));
    }
    return Declared.figures().named(kind).draw(runs, given);
  }

  private static BufferedImage png(Figure figure, String name) throws IOException {
    figure.write(OUT.resolve(name), true);
    return ImageIO.read(OUT.resolve(name + ".png").toFile());
  }

  private static long count(BufferedImage image, Color color) {
    int[] pixels =
        image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    return Arrays.stream(pixels).filter(p -> p == color.getRGB()).count();
  }

  /** The texts of an SVG, which must be well-formed. */
  private static List<String> texts(String name) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
    DocumentBuilder builder = factory.newDocumentBuilder();
    Document document = builder.parse(OUT.resolve(name + ".svg").toFile());
    assertEquals("svg", document.getDocumentElement().getTagName());
    NodeList nodes = document.getElementsByTagName("text");
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      texts.add(nodes.item(i).getTextContent());
    }
    return texts;
  }

  @Test
  void learningCurveShowsEveryGroupInItsColourInEveryPanel() throws Exception {
    Figure figure =
        draw(
            "learning-curve",
            "metric=accuracy,log(gradient_variance)",
            "rows=model.depth",
            "by=method.name",
            "title=Bandit by depth");
    BufferedImage image = png(figure, "learning-curve");
    assertEquals(2 * (2 * 360 + 16), image.getWidth());
    assertEquals(2 * figure.height(), image.getHeight());
    assertTrue(figure.height() > 3 * 260 && figure.height() < 3 * 260 + 100);
    for (int k = 0; k < 4; k++) {
      for (int row = 0; row < 3; row++) {
        for (int column = 0; column < 2; column++) {
          int top = image.getHeight() - 2 * 8 - (3 - row) * 520;
          BufferedImage panel = image.getSubimage(16 + column * 720, top, 720, 520);
          assertTrue(count(panel, Style.color(k)) > 90, k + " in " + row + "," + column);
        }
      }
    }
    List<String> texts = texts("learning-curve");
    assertTrue(
        texts.containsAll(
            List.of("hnca", "reinforce", "backprop", "train", "test", "depth=3", "epoch")),
        texts.toString());
  }

  /** In one column of a journal panels stand below each other, as high as suits their width. */
  @Test
  void narrowFiguresAreLowAndTheirPanelsWide() throws Exception {
    String[] both = {"metric=accuracy,log(gradient_variance)", "by=method.name", "width=3.3in"};
    Figure curves = draw("learning-curve", both);
    assertEquals(237, curves.width());
    assertEquals(List.of(1, 1), curves.rows().stream().map(List::size).toList());
    assertEquals(160, curves.panelHeight());
    Figure wide = draw("learning-curve", both[0], both[1], "width=6.5in");
    assertEquals(List.of(2), wide.rows().stream().map(List::size).toList());
    assertEquals(163, wide.panelHeight());
    assertEquals(260, draw("learning-curve", both[0], both[1]).panelHeight());
    assertEquals(150, draw("violins", "metric=accuracy", "by=none", "width=150").panelHeight());
    Figure named = draw("bars", "metric=accuracy", "width=150");
    double needed = named.rows().get(0).get(0).leastHeight(150);
    assertTrue(needed > 150, "" + needed);
    assertEquals(Math.ceil(needed), named.panelHeight());
    assertEquals(200, draw("bars", "metric=accuracy", "width=150", "height=200").panelHeight());
    Figure bars = draw("bars", "metric=accuracy", "by=method.name", "width=3.3in");
    assertEquals(160, bars.panelHeight());
    // What error bars are is told by an error bar, what bands are by an area.
    assertEquals(List.of("WHISKER"), intervals(bars));
    assertEquals(List.of("AREA"), intervals(curves));
    png(bars, "narrow-bars");
    png(curves, "narrow-curves");
  }

  /** The samples before what a legend says of intervals. */
  private static List<String> intervals(Figure figure) {
    return figure.legend().stream()
        .filter(entry -> entry.text().contains("interval"))
        .map(entry -> entry.sample().toString())
        .toList();
  }

  /** A long name in a narrow figure, a range for both rows, a dash for each split. */
  @Test
  void sizesAreTrueInPrint() throws Exception {
    Figure figure =
        draw(
            "learning-curve",
            "metric=accuracy,log(gradient_variance)",
            "rows=model.depth",
            "by=method.name",
            "width=17.5cm",
            "height=5in",
            "dpi=300");
    assertEquals((int) (17.5 / 2.54 * 72), figure.width());
    assertEquals(360, figure.height());
    figure.write(OUT.resolve("print"), true);
    String svg = Files.readString(OUT.resolve("print.svg"));
    Matcher size = Pattern.compile("height=\"360pt\"[^>]* width=\"([0-9.]+)pt\"").matcher(svg);
    assertTrue(size.find(), svg);
    double points = 17.5 / 2.54 * 72;
    assertEquals(points, Double.parseDouble(size.group(1)), 1e-3);
    String pdf = Files.readString(OUT.resolve("print.pdf"), StandardCharsets.ISO_8859_1);
    Matcher box = Pattern.compile("/MediaBox \\[0 0 ([0-9.]+) ([0-9.]+)\\]").matcher(pdf);
    assertTrue(box.find(), pdf.substring(0, 300));
    assertEquals(points, Double.parseDouble(box.group(1)), 1e-3);
    assertEquals(360, Double.parseDouble(box.group(2)), 1e-3);
    byte[] png = Files.readAllBytes(OUT.resolve("print.png"));
    // The chunk pHYs: pixels a metre across and down, 1 for metres.
    String text = new String(png, StandardCharsets.ISO_8859_1);
    ByteBuffer chunk = ByteBuffer.wrap(png, text.indexOf("pHYs") + 4, 9);
    assertEquals(Math.round(300 / 0.0254), chunk.getInt());
    assertEquals(Math.round(300 / 0.0254), chunk.getInt());
    assertEquals(1, chunk.get());
    BufferedImage image = ImageIO.read(OUT.resolve("print.png").toFile());
    assertEquals(1500, image.getHeight());
    assertEquals(Math.round(17.5 / 2.54 * 300), image.getWidth());
    assertEquals(0xffffff, image.getRGB(image.getWidth() - 1, 750) & 0xffffff, "no bare edge");
    PlotException wrong =
        assertThrows(PlotException.class, () -> draw("learning-curve", "width=3.3inch"));
    assertTrue(
        wrong.getMessage().contains("width: must be a whole number from 120 to 4000, or a length"),
        wrong.getMessage());
  }

  @Test
  void panelsOfAMetricShareTheirRange() throws Exception {
    Figure apart = draw("learning-curve", "metric=accuracy", "rows=model.depth");
    Figure shared = draw("learning-curve", "metric=accuracy", "rows=model.depth", "share-y=true");
    assertEquals(
        3,
        apart.rows().stream()
            .map(row -> ((XyPanel) row.get(0)).y())
            .filter(y -> Double.isNaN(y.min()))
            .count());
    assertEquals(
        1, shared.rows().stream().map(row -> ((XyPanel) row.get(0)).y()).distinct().count());
    XyPanel first = (XyPanel) shared.rows().get(0).get(0);
    double top =
        apart.data().rows().stream()
            .mapToDouble(r -> Double.parseDouble(r.get(3)))
            .max()
            .orElseThrow();
    assertTrue(first.y().min() < 0.1 && first.y().max() >= top, first.y().toString());
  }

  @Test
  void aSplitHasOneDashInAllFigures() {
    assertEquals(Pen.Dash.SOLID, Choices.dash("train", List.of("train")));
    for (List<String> all :
        List.of(List.of("train", "test"), List.of("train", "validation", "test", "other"))) {
      assertEquals(Pen.Dash.SOLID, Choices.dash("test", all));
      assertEquals(Pen.Dash.DOTTED, Choices.dash("train", all));
    }
    assertEquals(
        4,
        Stream.of("train", "validation", "test", "other")
            .map(s -> Choices.dash(s, List.of("train", "validation", "test", "other")))
            .distinct()
            .count());
  }

  @Test
  void learningCurveWritesTheMeanAndTheIntervalThatItDraws() throws IOException {
    Figure figure = draw("learning-curve", "metric=accuracy", "split=test");
    figure.write(OUT.resolve("numbers"), true);
    DescriptiveStatistics expected = new DescriptiveStatistics();
    for (Run run : runs.runs()) {
      if (run.value("method.name").equals("hnca") && run.value("model.depth").equals("2")) {
        expected.addValue(run.metrics().track("test", "accuracy").value()[40]);
      }
    }
    assertEquals(3, expected.getN());
    String line =
        Files.readAllLines(OUT.resolve("numbers.csv")).stream()
            .filter(l -> l.contains("hnca, depth=2, test\",40,"))
            .findFirst()
            .orElseThrow();
    String[] cells = line.substring(line.indexOf("\",40,") + 5).split(",");
    // t(2) at 97.5 % from a printed table.
    double mean = expected.getMean();
    double half = 4.302653 * expected.getStandardDeviation() / Math.sqrt(3);
    assertEquals(mean, Double.parseDouble(cells[0]), 1e-12);
    assertEquals(mean - half, Double.parseDouble(cells[1]), 1e-6);
    assertEquals(Math.min(1, mean + half), Double.parseDouble(cells[2]), 1e-6);
  }

  /** Splits that are asked for are drawn beside an x key too, and every figure names its band. */
  @Test
  void barsKeepTheirSplitsAndBandsAreNamed() throws Exception {
    draw("bars", "x=model.depth", "split=train,test", "metric=accuracy")
        .write(OUT.resolve("splits"), true);
    String numbers = Files.readString(OUT.resolve("splits.csv"));
    assertTrue(numbers.contains("hnca, train") && numbers.contains("hnca, test"), numbers);
    draw("bars", "metric=accuracy").write(OUT.resolve("band-bars"), true);
    draw("learning-curve", "metric=accuracy").write(OUT.resolve("band-curve"), true);
    draw("sweep-curve", "metric=accuracy", "x=model.depth", "error=ci95")
        .write(OUT.resolve("band-sweep"), true);
    for (String figure : List.of("band-bars", "band-curve", "band-sweep")) {
      assertTrue(texts(figure).contains("95 % interval of the mean (t)"), figure);
    }
  }

  /** Of neighbours that are about as high: two digits where three would be read as one number. */
  @Test
  void valuesAboveBarsStandApart() {
    Pattern value = Pattern.compile("<text[^>]*x=\"([-0-9.]+)\" y=\"[^>]*>(0[.]1[0-9]{1,2})<");
    double[] none = {Double.NaN, Double.NaN, Double.NaN, Double.NaN};
    double[] low = {0.166, 0.166, 0.166, 0.166};
    double[] high = {0.176, 0.176, 0.176, 0.176};
    double[] left = {-0.2, 0.8, 1.8, 2.8};
    double[] right = {0.2, 1.2, 2.2, 3.2};
    Pen pen = Pen.of(Style.INK);
    List<Layer> layers =
        List.of(
            new Columns("a", pen, left, low, none, none, 0.37, false),
            new Columns("b", pen, right, high, none, none, 0.37, false));
    Axis x = Axis.names("", List.of("a", "b", "c", "d"));
    XyPanel panel = new XyPanel("", x, Axis.linear("y").within(0, 10), layers);
    List<String> shown = new ArrayList<>();
    for (int width = 150; width < 500; width += 10) {
      String svg = FigureWriter.svg(Figure.of("", panel, List.of(), width, 200));
      List<String> texts = new ArrayList<>();
      double end = 0;
      for (MatchResult one : value.matcher(svg).results().sorted(BY_X).toList()) {
        double at = Double.parseDouble(one.group(1));
        assertTrue(at > end + 3, width + ": " + texts + " " + one.group(2));
        end = at + Text.width(one.group(2), Style.TICK);
        texts.add(one.group(2));
      }
      assertTrue(texts.isEmpty() || texts.size() == 8, texts.toString());
      String first = texts.isEmpty() ? "" : texts.get(0) + " " + texts.get(1);
      if (!shown.contains(first)) {
        shown.add(first);
      }
    }
    assertEquals(List.of("", "0.17 0.18", "0.166 0.176"), shown);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "learning-curve;metric=gradient_variance,loss;log-y=true;by=method.name;x=seconds;band=seeds",
        "bars;metric=accuracy;by=method.name;x=model.depth;reference=0.1",
        "bars;metric=gradient_variance;by=method.name;log-y=true;error=sd",
        "scatter;x=gradient_variance@train;y=accuracy@test;by=method.name;log-x=true",
        "scatter;x=model.depth;y=accuracy@test",
        "heat-map;metric=accuracy",
        "ratio;metric=gradient_variance;by=method.name;reference=reinforce;rows=model.depth",
        "histogram;metric=accuracy;by=method.name;bins=12",
        "bars",
        "learning-curve"
      })
  void everyKindIsDrawnAndNotBlank(String command) throws Exception {
    String[] words = command.split(";");
    String name = words[0] + "-" + Integer.toHexString(command.hashCode());
    Figure figure = draw(words[0], Arrays.copyOfRange(words, 1, words.length));
    BufferedImage image = png(figure, name);
    assertEquals(2 * figure.width(), image.getWidth());
    long white = count(image, Color.WHITE);
    long all = (long) image.getWidth() * image.getHeight();
    assertTrue(white < 0.97 * all && white > 0.05 * all, white + " of " + all);
    assertTrue(texts(name).size() > 2);
    assertTrue(Files.size(OUT.resolve(name + ".csv")) > 50);
  }

  /** A legend entry longer than the panels makes the figure wider and is not cut. */
  @Test
  void longLegendEntriesFit() throws IOException {
    Axis axis = Axis.linear("x");
    XyPanel panel = new XyPanel("", axis, axis, List.of());
    Pen pen = Pen.of(Color.RED);
    Figure narrow = Figure.of("", panel, List.of(Legend.Entry.area("short", pen)), 300, 200);
    assertEquals(Figure.of("", panel, List.of(), 300, 200).width(), narrow.width());
    String text = "a name that is much longer than the panel below it is wide ".repeat(2);
    Figure wide = Figure.of("", panel, List.of(Legend.Entry.area(text, pen)), 300, 200);
    assertTrue(wide.width() > Text.width(text, Style.LEGEND) + 20, "" + wide.width());
    BufferedImage image = png(wide, "long-legend");
    int right = image.getWidth() - 12;
    for (int y = 0; y < image.getHeight(); y++) {
      assertEquals(Color.WHITE.getRGB(), image.getRGB(right, y), "nothing is cut at the edge");
    }
  }

  @Test
  void aFigureIsTheSameEveryTime() throws IOException {
    Figure figure = draw("bars", "metric=accuracy", "by=method.name");
    assertArrayEquals(FigureWriter.png(figure), FigureWriter.png(figure));
    assertEquals(FigureWriter.svg(figure), FigureWriter.svg(figure));
  }

  @Test
  void aUsersFileIsNotReplacedUnasked() throws IOException {
    Path svg = dir.resolve("mine.svg");
    Files.writeString(svg, "mine");
    Figure figure = draw("heat-map");
    assertThrows(PlotException.class, () -> figure.write(dir.resolve("mine"), false));
    assertEquals("mine", Files.readString(svg));
    assertTrue(Files.notExists(dir.resolve("mine.png")), "nothing is written by half");
  }

  @Test
  void imagesKeepTheirPixels() throws IOException {
    float[] pixels = {0, 1, 0.5f, Float.NaN, 1, 0, 2, -1};
    List<BufferedImage> list = Images.of(pixels, 2, 2, 2, 1).list();
    assertEquals(0xFF000000, list.get(0).getRGB(0, 0));
    assertEquals(0xFFFFFFFF, list.get(0).getRGB(1, 0));
    assertEquals(0xFF808080, list.get(0).getRGB(0, 1));
    assertEquals(0xFFFF00FF, list.get(0).getRGB(1, 1));
    assertEquals(0xFFFFFFFF, list.get(1).getRGB(0, 1));
    assertEquals(0xFF000000, list.get(1).getRGB(1, 1));
    byte[] red = {(byte) 255, 0, 0};
    assertEquals(0xFFFF0000, Images.of(red, 1, 1, 1, 3).list().get(0).getRGB(0, 0));
    Figure figure = ImageGrid.of("Two", Images.of(pixels, 2, 2, 2, 1), List.of("a", "b"), 2, 40);
    BufferedImage image = png(figure, "images");
    // One of the first picture's four pixels is 20 points wide, so 40 by 40 in the file.
    assertEquals(1600, count(image, Color.MAGENTA));
    assertTrue(Files.notExists(OUT.resolve("images.csv")));
    assertThrows(IllegalArgumentException.class, () -> Images.of(pixels, 2, 2, 3, 1));
  }

  @Test
  void samplesOfRunsStandSideBySide() throws IOException {
    Path root = dir.resolveSibling(dir.getFileName() + "-samples");
    for (String method : List.of("a", "b")) {
      Path run =
          FakeRuns.run(
              root.resolve(method), "method: {name: " + method + "}\n", "state: DONE\n", null);
      BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
      image.setRGB(0, 0, method.equals("a") ? 0xFF0000 : 0x00FF00);
      Files.createDirectories(run.resolve("samples"));
      ImageIO.write(image, "png", run.resolve("samples/epoch-1.png").toFile());
    }
    Figure figure =
        Declared.figures().named("samples").draw(Runs.read(List.of(root)), Map.of("width", "160"));
    BufferedImage image = png(figure, "samples");
    assertTrue(count(image, Color.RED) > 500 && count(image, Color.GREEN) > 500);
  }

  @Test
  void smallAndStrangeDataIsDrawn() throws IOException {
    double[] x = {0, 1, 2};
    double[] y = {Double.NaN, 5, Double.POSITIVE_INFINITY};
    Pen pen = Pen.of(Style.color(0));
    List<Layer> layers = List.of(new Line("one", pen, x, y, "5"));
    for (Axis axis : List.of(Axis.linear("y"), Axis.log("y"))) {
      XyPanel panel = new XyPanel("", Axis.linear("x"), axis, layers);
      assertTrue(FigureWriter.png(Figure.of("", panel, List.of(), 200, 150)).length > 500);
    }
    XyPanel empty =
        new XyPanel(
            "",
            Axis.log("x"),
            Axis.linear("y"),
            List.of(new Line("none", pen, new double[0], new double[0], "")));
    BufferedImage image = new BufferedImage(200, 150, BufferedImage.TYPE_INT_RGB);
    empty.paint(image.createGraphics(), new Rectangle2D.Double(0, 0, 200, 150));
  }

  @Test
  void mistakesAreExplained() {
    assertMessage("reference group", "ratio", "metric=loss");
    assertMessage("'acc'", "bars", "metric=acc");
    assertMessage("METRIC@SPLIT", "scatter", "x=accuracy", "y=loss@test");
    assertMessage("one of ci95", "learning-curve", "band=wide");
    assertMessage("whole number from 1", "histogram", "bins=0");
    assertMessage("log and log10", "learning-curve", "metric=sqrt(loss)");
    assertMessage("not a number to plot", "scatter", "x=method.name", "y=loss@test");
  }

  private static void assertMessage(String part, String kind, String... options) {
    String message = assertThrows(PlotException.class, () -> draw(kind, options)).getMessage();
    assertTrue(message.contains(part), message);
  }

  /** What a search drew has 17 digits, of which a legend needs four. */
  @Test
  void legendsHaveFourDigitsOfLongNumbers() {
    Pen pen = Pen.of(Style.INK);
    List<Legend.Entry> legend =
        List.of(
            Legend.Entry.line("optimizer.lr=1.5240977062005418e-4", pen),
            Legend.Entry.line("optimizer.lr=0.0025", pen));
    XyPanel panel = new XyPanel("", Axis.linear("x"), Axis.linear("y"), List.of());
    Figure figure = Figure.of("", panel, legend, 100, 100);
    assertEquals(
        List.of("optimizer.lr=1.524e-4", "optimizer.lr=0.0025"),
        figure.legend().stream().map(Legend.Entry::text).toList());
  }
}
