package org.altgrad.plotting.figure;

import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.altgrad.plotting.layer.Whiskers;
import org.altgrad.plotting.style.Markers;
import org.altgrad.plotting.style.Numbers;
import org.altgrad.plotting.style.Pen;
import org.altgrad.plotting.style.Style;
import org.altgrad.plotting.style.Text;

/** The legend of a figure: lines of entries above the panels. */
public final class Legend {
  private static final int LINE = 18;
  private static final double SAMPLE = 22;
  private static final double GAP = 18;

  private Legend() {}

  /** What stands before the text. */
  public enum Sample {
    /** A stroke of the pen. */
    LINE,
    /** A filled square. */
    AREA,
    /** A marker. */
    POINT,
    /** An outlined marker. */
    HOLLOW,
    /** An error bar. */
    WHISKER
  }

  /**
   * One entry.
   *
   * @param text its text
   * @param pen its colour and line style
   * @param sample what stands before it
   * @param marker the marker's shape
   */
  public record Entry(String text, Pen pen, Sample sample, int marker) {
    /** An entry with a line. */
    public static Entry line(String text, Pen pen) {
      return new Entry(text, pen, Sample.LINE, 0);
    }

    /** An entry with a filled square. */
    public static Entry area(String text, Pen pen) {
      return new Entry(text, pen, Sample.AREA, 0);
    }

    /** An entry with a marker. */
    public static Entry point(String text, Pen pen, int marker) {
      return new Entry(text, pen, Sample.POINT, marker);
    }

    /** An entry with an outlined marker. */
    public static Entry hollow(String text, Pen pen, int marker) {
      return new Entry(text, pen, Sample.HOLLOW, marker);
    }

    /** An entry with an error bar. */
    public static Entry whisker(String text, Pen pen) {
      return new Entry(text, pen, Sample.WHISKER, 0);
    }

    /** The entry, its text cut where it is longer than the space. */
    private Entry within(double space) {
      String fitting = Text.fit(text, Style.LEGEND, space - SAMPLE - 6);
      return fitting.equals(text) ? this : new Entry(fitting, pen, sample, marker);
    }

    private double width() {
      return SAMPLE + 6 + Text.width(text, Style.LEGEND) + GAP;
    }
  }

  /** The same, numbers of many digits with fewer, as below an axis. */
  static List<Entry> shortened(List<Entry> all) {
    List<String> names = Numbers.shortened(all.stream().map(Entry::text).toList());
    return IntStream.range(0, all.size())
        .mapToObj(
            i -> new Entry(names.get(i), all.get(i).pen, all.get(i).sample, all.get(i).marker))
        .toList();
  }

  /** Width that the longest entry needs, in whole points. */
  static int widest(List<Entry> entries) {
    return (int) Math.ceil(entries.stream().mapToDouble(Entry::width).max().orElse(GAP) - GAP);
  }

  /** Height of a legend in a space of some width. */
  static int height(List<Entry> entries, double width) {
    return entries.isEmpty() ? 0 : LINE * lines(entries, width).size() + 6;
  }

  /** As few lines as possible, and those as even as possible. */
  private static List<List<Entry>> lines(List<Entry> entries, double width) {
    List<List<Entry>> best = broken(entries, width);
    for (double narrower = width - 8; narrower > 0; narrower -= 8) {
      List<List<Entry>> candidate = broken(entries, narrower);
      if (candidate.size() > best.size()) {
        break;
      }
      best = candidate;
    }
    return best;
  }

  private static List<List<Entry>> broken(List<Entry> entries, double width) {
    List<List<Entry>> lines = new ArrayList<>();
    double used = Double.POSITIVE_INFINITY;
    for (Entry entry : entries) {
      if (used + entry.width() > width + GAP) {
        lines.add(new ArrayList<>());
        used = 0;
      }
      lines.get(lines.size() - 1).add(entry);
      used += entry.width();
    }
    return lines;
  }

  static void paint(Graphics2D g, List<Entry> all, double x, double y, double width) {
    if (all.isEmpty()) {
      return;
    }
    List<Entry> fitting = all.stream().map(entry -> entry.within(width)).toList();
    double middle = y + LINE / 2.0;
    for (List<Entry> line : lines(fitting, width)) {
      double total = line.stream().mapToDouble(Entry::width).sum() - GAP;
      double at = x + Math.max(0, (width - total) / 2);
      for (Entry entry : line) {
        sample(g, entry, at, middle);
        double text = at + SAMPLE + 6;
        Text.draw(g, entry.text(), Style.LEGEND, Style.INK, text, middle + 4, 0);
        at += entry.width();
      }
      middle += LINE;
    }
  }

  private static void sample(Graphics2D g, Entry entry, double x, double middle) {
    g.setColor(entry.pen().color());
    switch (entry.sample()) {
      case LINE -> {
        g.setStroke(entry.pen().stroke());
        g.draw(new Line2D.Double(x, middle, x + SAMPLE, middle));
      }
      case AREA -> g.fill(new Rectangle2D.Double(x + SAMPLE - 12, middle - 6, 12, 12));
      case WHISKER -> Whiskers.paint(g, x + SAMPLE - 6, middle + 6, middle - 6, 4);
      case POINT, HOLLOW -> {
        var shape = Markers.shape(entry.marker(), x + SAMPLE - 5, middle);
        if (entry.sample() == Sample.POINT) {
          g.fill(shape);
        }
        g.setStroke(new java.awt.BasicStroke(1f));
        g.draw(shape);
      }
    }
  }
}
