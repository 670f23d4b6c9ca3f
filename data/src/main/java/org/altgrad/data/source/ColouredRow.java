package org.altgrad.data.source;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.ToIntFunction;
import org.altgrad.data.Column;
import org.altgrad.data.ElementType;
import org.altgrad.data.Split;

/**
 * One example of a set of coloured pictures: a grey picture in one of several channels, the others
 * of which are black.
 *
 * @param picture its row among the grey pictures
 * @param label its label, 0 or 1
 * @param colour its colour, 0 or 1, as the recipe counts
 * @param channel the channel that stands for that colour
 * @param environment its environment
 */
record ColouredRow(int picture, int label, int colour, int channel, int environment) {

  /**
   * A split with columns {@code image}, {@code label}, {@code original} (the grey picture's own
   * label) and {@code colour}.
   *
   * @param grey the grey pictures, bytes, with their labels
   * @param rows the examples
   * @param channels number of channels
   * @param binary whether every pixel above 0 becomes 1, with scale 1
   */
  static Split split(
      String name, Split grey, List<ColouredRow> rows, int channels, boolean binary) {
    return Split.of(
        name,
        image(grey.column("image"), rows, channels, binary),
        column("label", rows, ColouredRow::label),
        column("original", rows, row -> grey.column("label").label(row.picture)),
        column("colour", rows, ColouredRow::colour));
  }

  /** The column {@code environment}. */
  static Column environments(List<ColouredRow> rows) {
    return column("environment", rows, ColouredRow::environment);
  }

  private static Column column(
      String name, List<ColouredRow> rows, ToIntFunction<ColouredRow> value) {
    return Column.integers(name, rows.stream().mapToInt(value).toArray());
  }

  private static Column image(Column grey, List<ColouredRow> rows, int channels, boolean binary) {
    List<Integer> shape = List.of(grey.shape().get(0), grey.shape().get(1), channels);
    ByteBuffer pixels = Column.allocate(ElementType.UINT8, shape, rows.size());
    byte[] picture = new byte[grey.exampleBytes()];
    for (int i = 0; i < rows.size(); i++) {
      ColouredRow row = rows.get(i);
      grey.example(row.picture).get(picture);
      int at = i * picture.length * channels + row.channel;
      for (byte pixel : picture) {
        pixels.put(at, binary && pixel != 0 ? 1 : pixel);
        at += channels;
      }
    }
    float scale = binary ? 1f : grey.scale();
    return new Column("image", ElementType.UINT8, shape, rows.size(), scale, pixels);
  }
}
