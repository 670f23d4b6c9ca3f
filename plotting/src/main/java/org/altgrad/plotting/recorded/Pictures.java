package org.altgrad.plotting.recorded;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.figure.Animation;
import org.altgrad.plotting.figure.Figure;
import org.altgrad.plotting.kind.Option;
import org.altgrad.plotting.panel.ImagePanel;
import org.altgrad.plotting.panel.Images;
import org.altgrad.plotting.panel.Panel;
import org.altgrad.plotting.runs.Recorded;
import org.altgrad.plotting.runs.RunSet;

/**
 * Pictures recorded pixel by pixel, in a grid with names of rows and columns: traversals, or a
 * picture beside what was made of it. As an animation the columns are shown one after another.
 */
final class Pictures {
  /** Which columns are drawn. */
  record Data(
      @Option(value = "column with the row of the picture", fallback = "row", data = true)
          String row,
      @Option(value = "column with the column of the picture", fallback = "column", data = true)
          String column,
      @Option(value = "column with the pixel's place from the left", fallback = "x", data = true)
          String x,
      @Option(value = "column with the pixel's place from the top", fallback = "y", data = true)
          String y,
      @Option(
              value = "columns with the pixel's value: one, or red, green and blue",
              fallback = "value",
              data = true)
          List<String> value) {}

  /** What can be said about it. */
  record Options(
      Source source,
      Data data,
      @Option(value = "the value shown black", fallback = "0") double low,
      @Option(value = "the value shown white", fallback = "1") double high,
      @Option(value = "whether there is a GIF that shows columns in turn", fallback = "false")
          boolean animate,
      @Option(value = "milliseconds of a picture of the GIF", fallback = "200", min = 20) int delay,
      @Option("a title above the figure") String title,
      @Option(
              value = "height of a picture in points of 1/72 inch",
              fallback = "48",
              min = 8,
              max = 1000)
          int height) {}

  private Pictures() {}

  static Figure draw(RunSet runs, Options options) {
    List<List<Panel>> rows = new ArrayList<>();
    List<List<ImagePanel>> frames = new ArrayList<>();
    Source source = options.source();
    Data data = options.data();
    int width = 0;
    int height = 0;
    for (RecordedRun run : source.runs(runs, data.x(), data.y())) {
      List<String> across = Source.values(run.table().texts(data.column()));
      List<String> down = Source.values(run.table().texts(data.row()));
      Map<String, List<BufferedImage>> columns = new LinkedHashMap<>();
      across.forEach(name -> columns.put(name, new ArrayList<>()));
      List<BufferedImage> images = new ArrayList<>();
      for (String row : down) {
        Recorded own = run.table().where(data.row(), row::equals);
        for (String column : across) {
          BufferedImage image = image(own.where(data.column(), column::equals), options);
          images.add(image);
          columns.get(column).add(image);
        }
      }
      if (images.isEmpty()) {
        throw new PlotException(
            run.run().name() + ": the recording " + source.recording() + " holds no picture");
      }
      List<String> rowNames = down.stream().map(name -> source.title(data.row(), name)).toList();
      List<String> names = across.stream().map(source::name).toList();
      ImagePanel panel = ImagePanel.named(run.caption(), images, rowNames, names);
      rows.add(List.of(panel));
      width = Math.max(width, panel.width(options.height()));
      height = Math.max(height, panel.height(options.height()));
      for (int k = 0; k < across.size(); k++) {
        if (frames.size() <= k) {
          frames.add(new ArrayList<>());
        }
        frames
            .get(k)
            .add(
                ImagePanel.named(
                    run.caption(), columns.get(across.get(k)), rowNames, List.of(names.get(k))));
      }
    }
    Figure figure = new Figure(options.title(), rows, List.of(), width, height);
    return options.animate() ? figure.with(animation(frames, options, height)) : figure;
  }

  private static Animation animation(List<List<ImagePanel>> frames, Options options, int height) {
    List<Figure> figures = new ArrayList<>();
    for (List<ImagePanel> panels : frames) {
      int width = panels.get(0).width(options.height());
      List<List<Panel>> rows = panels.stream().map(panel -> List.<Panel>of(panel)).toList();
      figures.add(new Figure(options.title(), rows, List.of(), width, height));
    }
    return new Animation(figures, options.delay());
  }

  /** The picture of some pixels; those that are missing are magenta. */
  private static BufferedImage image(Recorded pixels, Options options) {
    Data data = options.data();
    int c = data.value().size();
    if (c != 1 && c != 3) {
      throw new PlotException("option value: must be one or three columns but is " + data.value());
    }
    double[] x = pixels.numbers(data.x());
    double[] y = pixels.numbers(data.y());
    int w = 1 + (int) Arrays.stream(x).max().orElse(0);
    int h = 1 + (int) Arrays.stream(y).max().orElse(0);
    float[] values = new float[w * h * c];
    Arrays.fill(values, Float.NaN);
    for (int channel = 0; channel < c; channel++) {
      double[] own = pixels.numbers(data.value().get(channel));
      for (int i = 0; i < own.length; i++) {
        values[((int) y[i] * w + (int) x[i]) * c + channel] = (float) own[i];
      }
    }
    return new Images(values, 1, h, w, c, (float) options.low(), (float) options.high())
        .list()
        .get(0);
  }
}
