package org.altgrad.train.cli;

import java.awt.Color;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.altgrad.data.Column;
import org.altgrad.data.Split;
import org.altgrad.plotting.figure.Figure;
import org.altgrad.plotting.layer.Axis;
import org.altgrad.plotting.layer.Layer;
import org.altgrad.plotting.layer.Line;
import org.altgrad.plotting.panel.Panel;
import org.altgrad.plotting.panel.XyPanel;
import org.altgrad.plotting.style.Pen;

/**
 * Sources above what a mixing makes of them: the first two pairs of each as points in the plane,
 * all coloured by the direction in which the first two sources lie from their middle.
 */
final class DataMixture {
  private static final int DEFAULT_COUNT = 3600;
  private static final int HUES = 24;
  private static final int SIZE = 320;
  private static final float DOT = 2.4f;

  private DataMixture() {}

  static Figure of(String title, Split split, OptionalInt count) {
    Split shown = split.prefix(count.orElse(DEFAULT_COUNT));
    List<int[]> groups = groups(shown.column("sources"));
    List<List<Panel>> rows = new ArrayList<>();
    for (String name : List.of("sources", "input")) {
      Column column = shown.column(name);
      int[] all = IntStream.range(0, column.count()).toArray();
      List<Panel> row = new ArrayList<>();
      for (int[] pair : pairs(column.exampleSize())) {
        Axis[] axes =
            DataPoints.axes(name.equals("input") ? name : "source", pair[0], pair[1], column, all);
        row.add(new XyPanel("", axes[0], axes[1], layers(column, pair, groups)));
      }
      rows.add(row);
    }
    return new Figure(title, rows, List.of(), SIZE, SIZE);
  }

  /** 1 and 2; of three 2 and 3 too, of more 3 and 4. */
  private static List<int[]> pairs(int width) {
    int[] first = {0, 1};
    return width == 2
        ? List.of(first)
        : List.of(first, width == 3 ? new int[] {1, 2} : new int[] {2, 3});
  }

  private static List<Layer> layers(Column column, int[] pair, List<int[]> groups) {
    List<Layer> layers = new ArrayList<>();
    for (int g = 0; g < groups.size(); g++) {
      int[] rows = groups.get(g);
      double[] x = Arrays.stream(rows).mapToDouble(i -> column.values(i)[pair[0]]).toArray();
      double[] y = Arrays.stream(rows).mapToDouble(i -> column.values(i)[pair[1]]).toArray();
      Pen pen = Pen.of(Color.getHSBColor((float) g / HUES, 0.9f, 0.85f)).withWidth(DOT);
      layers.add(new Line("hue " + g, pen, DataPoints.withGaps(x), DataPoints.withGaps(y), ""));
    }
    return layers;
  }

  /** The rows by their direction. */
  private static List<int[]> groups(Column sources) {
    double[] middle = new double[2];
    for (int i = 0; i < sources.count(); i++) {
      float[] s = sources.values(i);
      middle[0] += s[0] / sources.count();
      middle[1] += s[1] / sources.count();
    }
    int[] hues = new int[sources.count()];
    for (int i = 0; i < hues.length; i++) {
      float[] s = sources.values(i);
      double turn = Math.atan2(s[1] - middle[1], s[0] - middle[0]) / (2 * Math.PI) + 0.5;
      hues[i] = Math.min(HUES - 1, (int) (turn * HUES));
    }
    return IntStream.range(0, HUES)
        .mapToObj(g -> IntStream.range(0, hues.length).filter(i -> hues[i] == g).toArray())
        .filter(rows -> rows.length > 0)
        .toList();
  }
}
