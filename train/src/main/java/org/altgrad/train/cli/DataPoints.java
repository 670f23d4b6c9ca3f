package org.altgrad.train.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.altgrad.data.Column;
import org.altgrad.data.Split;
import org.altgrad.plotting.figure.Figure;
import org.altgrad.plotting.figure.Legend;
import org.altgrad.plotting.layer.Axis;
import org.altgrad.plotting.layer.Layer;
import org.altgrad.plotting.layer.Line;
import org.altgrad.plotting.layer.Points;
import org.altgrad.plotting.panel.Panel;
import org.altgrad.plotting.panel.XyPanel;
import org.altgrad.plotting.style.Pen;
import org.altgrad.plotting.style.Style;

/**
 * The first two columns of the inputs as points in the plane, coloured by label, and below them the
 * next two, if there are any; side by side the first few environments.
 */
final class DataPoints {
  private static final int DEFAULT_COUNT = 3600;
  private static final int MOST_PARTS = 4;
  private static final int ONE = 420;
  private static final int ONE_OF_TWO = 320;
  private static final int ONE_OF_MANY = 230;
  private static final float DOT = 3.2f;
  private static final float SMALL_DOT = 2.4f;
  private static final int FEW = 20;
  private static final double ROOM = 1.06;
  private static final double MOST_UNLIKE = 5;

  private DataPoints() {}

  static Figure of(String title, Split split, OptionalInt count) {
    List<DataFigure.Part> all = DataFigure.parts(split);
    List<DataFigure.Part> parts = all.subList(0, Math.min(MOST_PARTS, all.size()));
    int each = Math.max(1, count.orElse(DEFAULT_COUNT) / parts.size());
    int classes = classes(split);
    int width = split.column("input").exampleSize();
    List<List<Panel>> rows = new ArrayList<>();
    for (int first = 0; first + 1 < Math.min(4, width); first += 2) {
      List<Panel> row = new ArrayList<>();
      Axis[] axes = axes(split, first, parts, each);
      for (DataFigure.Part part : parts) {
        Split shown = split.rows(Arrays.copyOf(part.rows(), Math.min(each, part.rows().length)));
        boolean small = parts.size() > 1 || width > 2;
        row.add(
            new XyPanel(
                first == 0 ? part.name() : "",
                axes[0],
                axes[1],
                layers(shown, first, classes, small ? SMALL_DOT : DOT)));
      }
      rows.add(row);
    }
    int size = parts.size() == 1 ? (rows.size() == 1 ? ONE : ONE_OF_TWO) : ONE_OF_MANY;
    return new Figure(title + DataFigure.share(parts, all), rows, legend(classes), size, size);
  }

  private static List<Layer> layers(Split shown, int first, int classes, float dot) {
    Column input = shown.column("input");
    List<Layer> layers = new ArrayList<>();
    for (int c = 0; c < Math.max(1, classes); c++) {
      int label = c;
      int[] rows =
          IntStream.range(0, shown.count())
              .filter(i -> classes == 0 || shown.column("label").label(i) == label)
              .toArray();
      double[] x = Arrays.stream(rows).mapToDouble(i -> input.values(i)[first]).toArray();
      double[] y = Arrays.stream(rows).mapToDouble(i -> input.values(i)[first + 1]).toArray();
      boolean few = Arrays.stream(x).distinct().limit(FEW).count() < FEW;
      Pen pen = Pen.of(Style.color(c));
      layers.add(
          few
              ? new Points("label " + c, pen, x, y, 0)
              : new Line("label " + c, pen.withWidth(dot), withGaps(x), withGaps(y), ""));
    }
    return layers;
  }

  /** So that a line becomes dots, which are smaller than markers. */
  static double[] withGaps(double[] values) {
    double[] gaps = new double[2 * values.length];
    Arrays.fill(gaps, Double.NaN);
    for (int i = 0; i < values.length; i++) {
      gaps[2 * i] = values[i];
    }
    return gaps;
  }

  /** Axes of the same length, for all panels alike. */
  private static Axis[] axes(Split split, int first, List<DataFigure.Part> parts, int each) {
    int[] rows =
        parts.stream().flatMapToInt(part -> Arrays.stream(part.rows()).limit(each)).toArray();
    Column input = split.column("input");
    return axes("input", first, first + 1, input, rows);
  }

  /**
   * Axes for two numbers of a column, counted from 0; of the same length, unless one number varies
   * far more than the other.
   */
  static Axis[] axes(String name, int across, int up, Column column, int[] rows) {
    double[] x = Arrays.stream(rows).mapToDouble(i -> column.values(i)[across]).toArray();
    double[] y = Arrays.stream(rows).mapToDouble(i -> column.values(i)[up]).toArray();
    DoubleSummaryStatistics[] both = {
      Arrays.stream(x).summaryStatistics(), Arrays.stream(y).summaryStatistics()
    };
    double widths = (both[0].getMax() - both[0].getMin()) / (both[1].getMax() - both[1].getMin());
    double reach =
        ROOM
            * Math.max(both[0].getMax() - both[0].getMin(), both[1].getMax() - both[1].getMin())
            / 2;
    Axis[] axes = new Axis[2];
    for (int k = 0; k < 2; k++) {
      double middle = (both[k].getMin() + both[k].getMax()) / 2;
      Axis axis = Axis.linear(name + " " + ((k == 0 ? across : up) + 1));
      boolean equal = reach > 0 && widths < MOST_UNLIKE && widths > 1 / MOST_UNLIKE;
      axes[k] = equal ? axis.within(middle - reach, middle + reach) : axis;
    }
    return axes;
  }

  private static int classes(Split split) {
    if (!split.columns().containsKey("label")) {
      return 0;
    }
    Column label = split.column("label");
    return 1 + IntStream.range(0, label.count()).map(label::label).max().orElse(0);
  }

  private static List<Legend.Entry> legend(int classes) {
    return IntStream.range(0, classes)
        .mapToObj(c -> Legend.Entry.area("label " + c, Pen.of(Style.color(c))))
        .toList();
  }
}
