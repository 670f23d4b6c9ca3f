package org.altgrad.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * A named dense array {@code [count, shape...]} in one direct buffer of native byte order, so that
 * it can be copied into a tensor as it is.
 *
 * @param name {@code image}, {@code label}, ...
 * @param type type of its numbers
 * @param shape shape of one example, for instance {@code [28, 28, 1]} (height, width, channels);
 *     empty for one number per example
 * @param count number of examples
 * @param scale factor that maps stored values to the unit interval: 1/255 for images, 1 for bits
 *     and for everything that is not a picture
 * @param data exactly {@code count * exampleBytes()} bytes; each call of the accessor gives a
 *     read-only view with a position of its own
 */
public record Column(
    String name, ElementType type, List<Integer> shape, int count, float scale, ByteBuffer data) {

  /** Scale of a column of pixels 0..255. */
  public static final float PIXEL = 1f / 255f;

  public Column {
    shape = List.copyOf(shape);
    long expected = (long) count * numbers(shape) * type.bytes();
    if (count < 0 || data.remaining() != expected) {
      throw new IllegalArgumentException(
          "column %s: %d examples of %s %s need %d bytes, not %d"
              .formatted(name, count, type, shape, expected, data.remaining()));
    }
    if (!data.isDirect()) {
      throw new IllegalArgumentException("column " + name + ": not a direct buffer");
    }
    data = data.slice().asReadOnlyBuffer();
  }

  /** A zeroed direct buffer of native byte order for {@code count} examples. */
  public static ByteBuffer allocate(ElementType type, List<Integer> shape, int count) {
    long bytes = (long) count * numbers(shape) * type.bytes();
    if (bytes > Integer.MAX_VALUE) {
      throw new DataException(
          "%d examples of %s %s are %d bytes, more than the 2 GiB one column can hold"
              .formatted(count, type, shape, bytes));
    }
    return ByteBuffer.allocateDirect((int) bytes).order(ByteOrder.nativeOrder());
  }

  /** An {@code int32} column with one label per example. */
  public static Column labels(int[] labels) {
    ByteBuffer data = allocate(ElementType.INT32, List.of(), labels.length);
    data.asIntBuffer().put(labels);
    return new Column("label", ElementType.INT32, List.of(), labels.length, 1f, data);
  }

  @Override
  public ByteBuffer data() {
    return data.duplicate().order(ByteOrder.nativeOrder());
  }

  /** Numbers in one example. */
  public int exampleSize() {
    return numbers(shape);
  }

  /** Bytes of one example. */
  public int exampleBytes() {
    return exampleSize() * type.bytes();
  }

  /** The bytes of example {@code i}, a view. */
  public ByteBuffer example(int i) {
    int bytes = exampleBytes();
    return data.slice(checked(i) * bytes, bytes).order(ByteOrder.nativeOrder());
  }

  /** The numbers of example {@code i} times {@link #scale}. */
  public float[] values(int i) {
    ByteBuffer example = example(i);
    float[] values = new float[exampleSize()];
    for (int k = 0; k < values.length; k++) {
      values[k] =
          scale
              * switch (type) {
                case UINT8 -> example.get(k) & 0xff;
                case INT32 -> example.getInt(4 * k);
                case FLOAT32 -> example.getFloat(4 * k);
              };
    }
    return values;
  }

  /** The one integer of example {@code i}; for {@code int32} columns of shape {@code []}. */
  public int label(int i) {
    if (type != ElementType.INT32 || exampleSize() != 1) {
      throw new IllegalArgumentException("column %s is %s %s".formatted(name, type, shape));
    }
    return data().getInt(4 * checked(i));
  }

  /** The first {@code n} examples, a view; all of them if there are fewer. */
  public Column prefix(int n) {
    int kept = Math.min(n, count);
    return kept == count
        ? this
        : new Column(name, type, shape, kept, scale, data.slice(0, kept * exampleBytes()));
  }

  /** A copy of the examples {@code rows}, in that order; an example may occur more than once. */
  public Column rows(int[] rows) {
    ByteBuffer copy = allocate(type, shape, rows.length);
    for (int row : rows) {
      copy.put(example(row));
    }
    return new Column(name, type, shape, rows.length, scale, copy.flip());
  }

  private int checked(int i) {
    if (i < 0 || i >= count) {
      throw new IndexOutOfBoundsException(
          "example %d of column %s, which has %d".formatted(i, name, count));
    }
    return i;
  }

  private static int numbers(List<Integer> shape) {
    int numbers = 1;
    for (int size : shape) {
      numbers = Math.multiplyExact(numbers, size);
    }
    return numbers;
  }
}
