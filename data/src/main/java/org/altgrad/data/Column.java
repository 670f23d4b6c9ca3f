package org.altgrad.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
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

  /** An {@code int32} column {@code label} with one label per example. */
  public static Column labels(int[] labels) {
    return integers("label", labels);
  }

  /** An {@code int32} column with one number per example. */
  public static Column integers(String name, int[] values) {
    ByteBuffer data = allocate(ElementType.INT32, List.of(), values.length);
    data.asIntBuffer().put(values);
    return new Column(name, ElementType.INT32, List.of(), values.length, 1f, data);
  }

  /** A {@code float32} column of scale 1 with one number per example. */
  public static Column floats(String name, float[] values) {
    ByteBuffer data = allocate(ElementType.FLOAT32, List.of(), values.length);
    data.asFloatBuffer().put(values);
    return new Column(name, ElementType.FLOAT32, List.of(), values.length, 1f, data);
  }

  /** A {@code float32} column of scale 1 with one vector per example; they have one length. */
  public static Column vectors(String name, float[][] values) {
    List<Integer> shape = List.of(values[0].length);
    ByteBuffer data = allocate(ElementType.FLOAT32, shape, values.length);
    FloatBuffer floats = data.asFloatBuffer();
    for (float[] vector : values) {
      floats.put(vector);
    }
    return new Column(name, ElementType.FLOAT32, shape, values.length, 1f, data);
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

  /** The largest {@link #label} of all; 0 if there is none. */
  public int maxLabel() {
    int max = 0;
    for (int i = 0; i < count; i++) {
      max = Math.max(max, label(i));
    }
    return max;
  }

  /** The first {@code n} examples, a view; all of them if there are fewer. */
  public Column prefix(int n) {
    int kept = Math.min(n, count);
    return kept == count
        ? this
        : new Column(name, type, shape, kept, scale, data.slice(0, kept * exampleBytes()));
  }

  /** The examples from {@code first} on, a view. */
  public Column from(int first) {
    if (first < 0 || first > count) {
      throw new IndexOutOfBoundsException(
          "example %d of column %s, which has %d".formatted(first, name, count));
    }
    int at = first * exampleBytes();
    ByteBuffer rest = data.slice(at, data.limit() - at);
    return new Column(name, type, shape, count - first, scale, rest);
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
