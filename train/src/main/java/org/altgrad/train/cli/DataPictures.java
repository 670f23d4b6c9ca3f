package org.altgrad.train.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.altgrad.data.Column;
import org.altgrad.data.DataException;
import org.altgrad.data.Split;
import org.altgrad.plotting.figure.Figure;
import org.altgrad.plotting.figure.ImageGrid;
import org.altgrad.plotting.panel.ImagePanel;
import org.altgrad.plotting.panel.Images;
import org.altgrad.plotting.panel.Panel;

/**
 * Sheets of pictures with their labels, one for each environment. A picture of two channels is red
 * and green. The caption {@code 4→9} is a 4 that is labelled 9.
 */
final class DataPictures {
  private static final int DEFAULT_COUNT = 60;
  private static final int COLUMNS = 10;
  private static final int POINTS = 48;
  private static final int TITLE = 20;
  private static final int MOST_PARTS = 8;

  private DataPictures() {}

  static Figure of(String title, Split split, OptionalInt count) {
    List<DataFigure.Part> all = DataFigure.parts(split);
    List<DataFigure.Part> parts = all.subList(0, Math.min(MOST_PARTS, all.size()));
    int wanted = count.orElse(DEFAULT_COUNT);
    if (parts.get(0).name().isEmpty()) {
      return sheet(title, split.prefix(wanted));
    }
    List<ImagePanel> panels = new ArrayList<>();
    int width = 0;
    int height = 0;
    for (DataFigure.Part part : parts) {
      int share = Math.min(part.rows().length, Math.max(1, wanted / parts.size()));
      Figure sheet = sheet("", split.rows(Arrays.copyOf(part.rows(), share)));
      ImagePanel grid = (ImagePanel) sheet.rows().get(0).get(0);
      panels.add(new ImagePanel(part.name(), grid.images(), grid.captions(), grid.columns()));
      width = Math.max(width, sheet.panelWidth());
      height = Math.max(height, sheet.panelHeight() + TITLE);
    }
    List<List<Panel>> rows = panels.stream().map(panel -> List.<Panel>of(panel)).toList();
    return new Figure(title + DataFigure.share(parts, all), rows, List.of(), width, height);
  }

  private static Figure sheet(String title, Split shown) {
    Column image = shown.column("image");
    return ImageGrid.of(
        title, pictures(image), captions(shown), Math.min(COLUMNS, shown.count()), POINTS);
  }

  private static List<String> captions(Split shown) {
    // Factors are told by the picture, and labels of all alike tell nothing.
    if (!shown.columns().containsKey("label") || shown.columns().containsKey("sources")) {
      return List.of();
    }
    // Of coloured pictures the original class is something else than the label.
    boolean corrected =
        shown.columns().containsKey("original") && !shown.columns().containsKey("colour");
    List<String> captions = new ArrayList<>();
    for (int i = 0; i < shown.count(); i++) {
      int label = shown.column("label").label(i);
      int original = corrected ? shown.column("original").label(i) : label;
      captions.add(original == label ? "" + label : original + "→" + label);
    }
    return captions;
  }

  /**
   * With red, green and blue if they are not grey; standardised channels within their own range.
   */
  private static Images pictures(Column image) {
    int height = image.shape().get(0);
    int width = image.shape().get(1);
    int channels = image.shape().get(2);
    if (channels > 3) {
      throw new DataException(
          "images of " + channels + " channels cannot be shown, only of 1 to 3");
    }
    float[] low = new float[channels];
    float[] high = new float[channels];
    Arrays.fill(high, 1);
    if (image.scale() == 1f) {
      range(image, low, high);
    }
    int shownChannels = channels == 1 ? 1 : 3;
    float[] pixels = new float[image.count() * height * width * shownChannels];
    for (int i = 0; i < image.count(); i++) {
      float[] values = image.values(i);
      int start = i * height * width * shownChannels;
      for (int k = 0; k < values.length; k++) {
        int c = k % channels;
        float share = high[c] > low[c] ? (values[k] - low[c]) / (high[c] - low[c]) : 0;
        pixels[start + k / channels * shownChannels + c] = share;
      }
    }
    return Images.of(pixels, image.count(), height, width, shownChannels);
  }

  private static void range(Column image, float[] low, float[] high) {
    Arrays.fill(low, Float.POSITIVE_INFINITY);
    Arrays.fill(high, Float.NEGATIVE_INFINITY);
    for (int i = 0; i < image.count(); i++) {
      float[] values = image.values(i);
      for (int k = 0; k < values.length; k++) {
        int c = k % low.length;
        low[c] = Math.min(low[c], values[k]);
        high[c] = Math.max(high[c], values[k]);
      }
    }
  }
}
