package org.altgrad.data.source;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.altgrad.data.Attachment;
import org.altgrad.data.Column;
import org.altgrad.data.Constant;
import org.altgrad.data.DataSet;
import org.altgrad.data.ElementType;
import org.altgrad.data.Provenance;
import org.altgrad.data.Split;

/**
 * Pictures and the factors behind them.
 *
 * @param images the pixels of all pictures, one after the other
 * @param shape height, width and channels
 * @param sources the factors of each, {@code [n][k]}
 * @param names the factors' names
 */
record FactorRows(ByteBuffer images, List<Integer> shape, Column sources, List<String> names) {

  /** The constant that says of each factor whether it only has a few values, 1, or not, 0. */
  static Constant discrete(List<String> names, List<String> discrete) {
    return Constant.vector(
        "sources.discrete",
        names.stream().mapToDouble(n -> discrete.contains(n) ? 1 : 0).toArray());
  }

  /**
   * The data set. Pictures are copied once, into their splits.
   *
   * @param files where the pictures come from
   * @param source how the rest was made
   */
  DataSet dataSet(
      String name,
      SplitRatios ratios,
      List<Provenance> files,
      List<Constant> constants,
      String source) {
    List<Split> splits = new ArrayList<>();
    ratios
        .rows(sources.count())
        .forEach(
            (split, rows) ->
                splits.add(
                    Split.of(
                        split,
                        pictures(rows),
                        sources.rows(rows),
                        MixedRows.labels(rows.length, 1))));
    byte[] text = (String.join("\n", names) + "\n").getBytes(StandardCharsets.UTF_8);
    return Generated.of(name, 1, files, ratios.seed(), splits)
        .withConstants(source, constants)
        .with(Attachment.of("factors", text, source));
  }

  private Column pictures(int[] rows) {
    int size = shape.stream().reduce(1, Math::multiplyExact);
    ByteBuffer copy = Column.allocate(ElementType.UINT8, shape, rows.length);
    for (int row : rows) {
      copy.put(images.slice(row * size, size));
    }
    return new Column("image", ElementType.UINT8, shape, rows.length, Column.PIXEL, copy.flip());
  }
}
