package org.altgrad.plotting.figure;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.altgrad.plotting.layer.Datum;
import org.altgrad.plotting.panel.Panel;
import org.altgrad.plotting.panel.XyPanel;
import org.altgrad.plotting.style.Label;
import org.altgrad.plotting.style.Style;
import org.altgrad.plotting.style.Text;
import org.altgrad.plotting.summary.TextTable;

/**
 * Panels in a grid under one legend.
 *
 * @param title text above; empty for none
 * @param rows panels by row; rows may differ in length
 * @param legend entries of the legend; none for no legend
 * @param panelWidth width of a panel in points
 * @param panelHeight height of a panel in points
 * @param animation figures shown in turn, beside this one
 * @param print how large it is in print, and how fine
 * @param notes lines about its runs for whoever has it drawn, which the figure says too
 */
public record Figure(
    String title,
    List<List<Panel>> rows,
    List<Legend.Entry> legend,
    int panelWidth,
    int panelHeight,
    Optional<Animation> animation,
    Print print,
    List<String> notes) {
  private static final int MARGIN = 8;
  private static final int TITLE = 24;

  /** The least width in points that a panel is given beside others. */
  private static final int LEAST_PANEL = 160;

  /**
   * A figure in print.
   *
   * @param dpi pixels an inch of the PNG
   * @param width points of the whole figure, 0 to follow its panels and legend
   * @param height likewise
   */
  public record Print(int dpi, double width, double height) {
    private static final Print USUAL = new Print(144, 0, 0);
  }

  /** Copies the lists. */
  public Figure {
    rows = rows.stream().map(List::copyOf).toList();
    legend = Legend.shortened(legend);
    notes = List.copyOf(notes);
    if (rows.isEmpty() || rows.stream().anyMatch(List::isEmpty)) {
      throw new IllegalArgumentException("a figure needs panels");
    }
  }

  /** A figure that does not move. */
  public Figure(
      String title, List<List<Panel>> rows, List<Legend.Entry> legend, int width, int height) {
    this(title, rows, legend, width, height, Optional.empty(), Print.USUAL, List.of());
  }

  /** The same figure with an animation, which is written beside it as GIF. */
  public Figure with(Animation moving) {
    Optional<Animation> other = Optional.of(moving);
    return new Figure(title, rows, legend, panelWidth, panelHeight, other, print, notes);
  }

  /** The same figure with lines for whoever has it drawn. */
  public Figure withNotes(List<String> lines) {
    return new Figure(title, rows, legend, panelWidth, panelHeight, animation, print, lines);
  }

  /** The same figure with another number of pixels an inch of its PNG. */
  public Figure withDpi(int dpi) {
    Print other = new Print(dpi, print.width, print.height);
    return new Figure(title, rows, legend, panelWidth, panelHeight, animation, other, notes);
  }

  /**
   * The same figure, as a whole just as wide and high; its texts keep their size.
   *
   * @param width points, 0 to leave it
   * @param height points, 0 to leave it
   */
  public Figure fitted(double width, double height) {
    Print other = new Print(print.dpi, width, height);
    int w = other.width == 0 ? panelWidth : ((int) other.width - 2 * MARGIN) / columns();
    Figure wide = new Figure(title, rows, legend, w, panelHeight, animation, other, notes);
    int above = 2 * MARGIN + wide.titleHeight() + wide.legendHeight();
    int h =
        other.height == 0 ? panelHeight : Math.max(1, ((int) other.height - above) / rows.size());
    return new Figure(title, rows, legend, w, h, animation, other, notes);
  }

  /**
   * The same figure, whose rows of panels with axes are broken where a panel would be too narrow
   * for its labels beside the data.
   *
   * @param width points of the whole figure
   */
  public Figure broken(double width) {
    int most = Math.max(1, ((int) width - 2 * MARGIN) / LEAST_PANEL);
    List<List<Panel>> broken = new ArrayList<>();
    for (List<Panel> row : rows) {
      boolean axes = row.stream().allMatch(XyPanel.class::isInstance);
      int parts = axes ? (row.size() + most - 1) / most : 1;
      int each = (row.size() + parts - 1) / parts;
      for (int from = 0; from < row.size(); from += each) {
        broken.add(row.subList(from, Math.min(row.size(), from + each)));
      }
    }
    return new Figure(title, broken, legend, panelWidth, panelHeight, animation, print, notes);
  }

  /** The same figure with panels of another height. */
  public Figure ofHeight(int points) {
    return new Figure(title, rows, legend, panelWidth, points, animation, print, notes);
  }

  /** A figure of one panel. */
  public static Figure of(String title, Panel panel, List<Legend.Entry> legend, int w, int h) {
    return new Figure(title, List.of(List.of(panel)), legend, w, h);
  }

  private int columns() {
    return rows.stream().mapToInt(List::size).max().orElse(1);
  }

  private int panelsWidth() {
    return columns() * panelWidth;
  }

  /** Width in points, of the panels or a longer legend, if it is not fixed. */
  public int width() {
    return print.width > 0
        ? (int) print.width
        : Math.max(panelsWidth(), Legend.widest(legend)) + 2 * MARGIN;
  }

  /** Height in points. */
  public int height() {
    return print.height > 0
        ? (int) print.height
        : rows.size() * panelHeight + 2 * MARGIN + titleHeight() + legendHeight();
  }

  /** Width of the page in points, a part of one more than what is painted where that is asked. */
  double pageWidth() {
    return Math.max(width(), print.width);
  }

  /** Height of the page in points. */
  double pageHeight() {
    return Math.max(height(), print.height);
  }

  private int titleHeight() {
    return title.isEmpty() ? 0 : (int) Math.ceil(TITLE + label().extra());
  }

  private Label label() {
    return Label.of(title, Style.TITLE, width() - 2 * MARGIN);
  }

  private int legendHeight() {
    return Legend.height(legend, width() - 2 * MARGIN);
  }

  /**
   * Paints the figure with its corner at the origin.
   *
   * @param g where to paint
   */
  public void paint(Graphics2D g) {
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    g.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    g.setRenderingHint(
        RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    g.setColor(Color.WHITE);
    g.fill(new Rectangle2D.Double(0, 0, width(), height()));
    if (!title.isEmpty()) {
      label().draw(g, Style.INK, width() / 2.0, 0, width(), MARGIN + 14);
    }
    Legend.paint(g, legend, MARGIN, MARGIN + titleHeight(), width() - 2 * MARGIN);
    double top = MARGIN + titleHeight() + legendHeight();
    double left = (width() - panelsWidth()) / 2.0;
    for (int i = 0; i < rows.size(); i++) {
      for (int j = 0; j < rows.get(i).size(); j++) {
        rows.get(i)
            .get(j)
            .paint(
                g,
                new Rectangle2D.Double(
                    left + j * panelWidth, top + i * panelHeight, panelWidth, panelHeight));
      }
    }
  }

  /**
   * Writes the figure as PNG, SVG and PDF, its numbers as CSV, and an animation as GIF, beside each
   * other under one name. Pictures have no CSV.
   *
   * @param base the path without an ending; an ending .png, .svg or .pdf is dropped
   * @param replace whether existing files may be replaced
   * @return the files written
   * @throws org.altgrad.plotting.PlotException if a file exists and must not be replaced, or cannot
   *     be written
   */
  public List<Path> write(Path base, boolean replace) {
    return FigureWriter.write(this, base, replace);
  }

  /** What {@link #write} writes, by the endings of the files' names. */
  public Map<String, byte[]> contents() {
    return FigureWriter.contents(this);
  }

  /** The figure as SVG, to be put into a page. */
  public String svg() {
    return FigureWriter.svg(this);
  }

  /** The figure as PNG. */
  public byte[] png() {
    return Text.withFonts(() -> FigureWriter.png(this));
  }

  /**
   * Writes the figure as one PNG.
   *
   * @param file the path
   * @param replace whether an existing file may be replaced
   * @throws org.altgrad.plotting.PlotException if the file exists and must not be replaced, or
   *     cannot be written
   */
  public void writePng(Path file, boolean replace) {
    FigureWriter.writePng(this, file, replace);
  }

  /**
   * The numbers painted: panel (number and what it shows), series, x, y, lower, upper, and value if
   * there is a map.
   */
  public TextTable data() {
    boolean map =
        rows.stream()
            .flatMap(List::stream)
            .flatMap(panel -> panel.data().stream())
            .anyMatch(d -> !Double.isNaN(d.value()));
    List<List<String>> lines = new ArrayList<>();
    int number = 0;
    for (List<Panel> row : rows) {
      for (Panel panel : row) {
        number++;
        String name = number + (panel.shows().isEmpty() ? "" : ": " + panel.shows());
        for (Datum d : panel.data()) {
          List<String> line = new ArrayList<>(List.of(name, d.series(), d.x()));
          line.addAll(List.of(Double.toString(d.y()), interval(d.lower()), interval(d.upper())));
          if (map) {
            line.add(interval(d.value()));
          }
          lines.add(line);
        }
      }
    }
    List<String> header = new ArrayList<>(List.of("panel", "series", "x", "y", "lower", "upper"));
    if (map) {
      header.add("value");
    }
    return new TextTable(header, lines);
  }

  private static String interval(double end) {
    return Double.isNaN(end) ? "" : Double.toString(end);
  }
}
