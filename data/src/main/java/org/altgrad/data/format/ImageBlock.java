package org.altgrad.data.format;

import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.List;
import org.altgrad.data.Column;
import org.altgrad.data.DataException;
import org.altgrad.data.ElementType;
import org.altgrad.data.Split;

/**
 * Labelled images {@code [count, height, width, channels]} while they are being read, one by one
 * and in any order.
 */
public final class ImageBlock {
  private final List<Integer> shape;
  private final ByteBuffer images;
  private final int[] labels;
  private final BitSet filled = new BitSet();

  /**
   * @param count number of images
   * @param shape height, width and channels
   */
  public ImageBlock(int count, List<Integer> shape) {
    this.shape = List.copyOf(shape);
    this.images = Column.allocate(ElementType.UINT8, shape, count);
    this.labels = new int[count];
  }

  /** Number of images it has room for. */
  public int count() {
    return labels.length;
  }

  /**
   * Sets image {@code i}.
   *
   * @param pixels its pixels, {@code [height, width, channels]}
   * @throws DataException if the image was set before
   */
  public void put(int i, byte[] pixels, int label, String file) {
    if (filled.get(i)) {
      throw new DataException("%s has image %d twice".formatted(file, i));
    }
    images.put(i * pixels.length, pixels);
    labels[i] = label;
    filled.set(i);
  }

  /**
   * The finished split with columns {@code image} and {@code label}.
   *
   * @throws DataException if an image is missing
   */
  public Split split(String name, String file) {
    int missing = filled.nextClearBit(0);
    if (missing < labels.length) {
      throw new DataException("%s lacks image %d of split %s".formatted(file, missing, name));
    }
    return Split.of(
        name,
        new Column("image", ElementType.UINT8, shape, labels.length, Column.PIXEL, images),
        Column.labels(labels));
  }
}
