package org.altgrad.graphs.program;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.altgrad.base.Require;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.ByteDataBuffer;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TNumber;
import org.tensorflow.types.family.TType;

/**
 * One split of a data set inside the graph: a step feeds row numbers, not examples. The columns are
 * variables that checkpoints do not hold; {@link #preparation} fills them.
 */
public final class ResidentSplit {
  /** How far beyond its bounds a number is that was rounded. */
  private static final double ROUNDING = 1e-5;

  private static final int PIECE = 1 << 20;

  /**
   * A column on the host.
   *
   * @param type of the elements as they are stored
   * @param example shape of one example
   * @param bytes the elements of all examples in the machine's byte order
   * @param scale factor that turns stored numbers into those that the method sees
   */
  public record HostColumn(
      String name, Class<? extends TType> type, Shape example, ByteBuffer bytes, double scale) {}

  /**
   * What is in a computed column.
   *
   * @see #with
   */
  @FunctionalInterface
  public interface Computed {
    /** All its numbers, in the machine's byte order; the columns before it are filled. */
    ByteBuffer numbers(Calls calls);
  }

  private record Column<S extends TType>(
      Operand<S> values,
      Operand<S> load,
      Op assign,
      HostColumn host,
      Optional<Computed> computed) {}

  private final String name;
  private final int count;
  private final Map<String, Column<?>> columns = new LinkedHashMap<>();
  private final Map<String, List<String>> texts;

  /**
   * @param tf where to put the split
   * @param name of the split
   * @param count number of examples
   */
  public ResidentSplit(Ops tf, String name, int count, List<HostColumn> hostColumns) {
    this(tf, name, count, hostColumns, Map.of());
  }

  /**
   * @param tf where to put the split
   * @param name of the split
   * @param count number of examples
   * @param texts columns of text, which stay on the host
   */
  public ResidentSplit(
      Ops tf,
      String name,
      int count,
      List<HostColumn> hostColumns,
      Map<String, List<String>> texts) {
    this.name = name;
    this.count = count;
    this.texts = Map.copyOf(texts);
    Ops scoped = tf.withSubScope("data." + name);
    for (HostColumn host : hostColumns) {
      columns.put(host.name(), column(scoped, host, host.type(), count, Optional.empty()));
    }
  }

  private ResidentSplit(ResidentSplit other) {
    name = other.name;
    count = other.count;
    texts = other.texts;
    columns.putAll(other.columns);
  }

  /**
   * The same with a column of numbers that its {@link #preparation} computes. They are in the graph
   * alone: what reads columns on the host does not find them.
   *
   * @param example shape of an example in it
   */
  public ResidentSplit with(Ops tf, String column, Shape example, Computed content) {
    ResidentSplit more = new ResidentSplit(this);
    HostColumn host = new HostColumn(column, TFloat32.class, example, ByteBuffer.allocate(0), 1);
    Ops scoped = tf.withSubScope("data." + name);
    more.columns.put(column, column(scoped, host, TFloat32.class, count, Optional.of(content)));
    return more;
  }

  private static <S extends TType> Column<S> column(
      Ops tf, HostColumn host, Class<S> type, int count, Optional<Computed> computed) {
    Shape shape = Shape.of(count).append(host.example());
    var variable = tf.withName(host.name()).variable(shape, type);
    var load = tf.placeholder(type, org.tensorflow.op.core.Placeholder.shape(shape));
    return new Column<>(variable, load, tf.assign(variable, load), host, computed);
  }

  public String name() {
    return name;
  }

  /** Number of examples. */
  public int count() {
    return count;
  }

  /** Shape of one example of a column. */
  public Shape example(String column) {
    return find(column).host().example();
  }

  /** Whether there is a column of that name. */
  public boolean has(String column) {
    return columns.containsKey(column);
  }

  /**
   * A column of text, on the host.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public List<String> texts(String column) {
    List<String> found = texts.get(column);
    if (found == null) {
      throw new IllegalArgumentException(
          "the data set has no text column '" + column + "', only " + texts.keySet());
    }
    return found;
  }

  /** Adds a column's name, type, scale and all that is stored in it to a digest. */
  public void digest(String column, java.security.MessageDigest digest) {
    HostColumn host = find(column).host();
    String header = column + " " + host.type().getName() + " " + host.example();
    digest.update(
        (header + " " + host.scale() + " " + count)
            .getBytes(java.nio.charset.StandardCharsets.UTF_8));
    digest.update(host.bytes().duplicate());
  }

  /**
   * All values of a column with one integer for each example, on the host.
   *
   * @throws IllegalArgumentException if its elements are of another kind
   */
  public int[] integers(String column) {
    HostColumn host = find(column).host();
    if (host.type() != TInt32.class || host.example().size() != 1) {
      throw new IllegalArgumentException(
          "column '" + column + "' of split '" + name + "' is not one integer for each example");
    }
    int[] values = new int[count];
    host.bytes().duplicate().order(ByteOrder.nativeOrder()).asIntBuffer().get(values);
    return values;
  }

  /**
   * Mean and standard deviation of a column's numbers, scaled, over all examples, computed on the
   * host.
   *
   * @param perChannel of each entry of the last axis by itself, or of all numbers together
   */
  public Standard standard(String column, boolean perChannel) {
    HostColumn host = find(column).host();
    Shape example = host.example();
    int rank = example.numDimensions();
    int channels = perChannel && rank > 0 ? (int) example.get(rank - 1) : 1;
    double[] sums = new double[channels];
    double[] squares = new double[channels];
    long all = count * example.size();
    ByteBuffer bytes = host.bytes().duplicate().order(ByteOrder.nativeOrder());
    for (long i = 0; i < all; i++) {
      double value = host.scale() * next(bytes, host);
      sums[(int) (i % channels)] += value;
      squares[(int) (i % channels)] += value * value;
    }
    double each = (double) all / channels;
    double[] mean = new double[channels];
    double[] deviation = new double[channels];
    for (int c = 0; c < channels; c++) {
      mean[c] = sums[c] / each;
      double variance = squares[c] / each - mean[c] * mean[c];
      deviation[c] = variance > 0 ? Math.sqrt(variance) : 1;
    }
    return new Standard(mean, deviation);
  }

  /**
   * Whether all numbers of a column, scaled, are in [0, 1], as intensities are. Bytes with a scale
   * of 1/255 can be nothing else; other numbers are looked at on the host.
   */
  public boolean intensities(String column) {
    HostColumn host = find(column).host();
    if (host.type() == TUint8.class && host.scale() > 0 && host.scale() * 0xff <= 1 + 1e-6) {
      return true;
    }
    ByteBuffer bytes = host.bytes().duplicate().order(ByteOrder.nativeOrder());
    while (bytes.hasRemaining()) {
      double value = host.scale() * next(bytes, host);
      if (!(value >= 0 && value <= 1)) {
        return false;
      }
    }
    return true;
  }

  /**
   * The first number of a column, scaled, that is not in [0, 1] but for rounding; empty if all are.
   *
   * @param rows first so many of the examples that are looked at
   */
  public Optional<Outside> outside(String column, int rows) {
    HostColumn host = find(column).host();
    ByteBuffer bytes = host.bytes().duplicate().order(ByteOrder.nativeOrder());
    long each = host.example().size();
    long all = Math.min(rows, count) * each;
    for (long i = 0; i < all; i++) {
      double value = host.scale() * next(bytes, host);
      if (!(value > -ROUNDING && value < 1 + ROUNDING)) {
        return Optional.of(new Outside((int) (i / each), value));
      }
    }
    return Optional.empty();
  }

  /**
   * A number that is not where it should be.
   *
   * @param row of the example, from 0
   */
  public record Outside(int row, double value) {}

  private double next(ByteBuffer bytes, HostColumn host) {
    if (host.type() == TUint8.class) {
      return bytes.get() & 0xff;
    }
    if (host.type() == TInt32.class) {
      return bytes.getInt();
    }
    if (host.type() == TFloat32.class) {
      return bytes.getFloat();
    }
    throw new IllegalArgumentException(
        "column '" + host.name() + "' of split '" + name + "' does not hold numbers");
  }

  /**
   * Mean and standard deviation, one for each channel or one for all; a deviation of 0 is given as
   * 1.
   */
  public record Standard(double[] mean, double[] deviation) {
    /** (x - mean) / deviation. */
    public <T extends TNumber> Expr<T> apply(Expr<T> x) {
      Shape channels = Shape.of(mean.length);
      Nodes<T> nodes = x.nodes();
      return x.minus(nodes.constant(channels, mean)).over(nodes.constant(channels, deviation));
    }
  }

  /**
   * Some examples of a column as numbers, scaled.
   *
   * @param rows [n] indices
   * @return [n, ...example]
   */
  public <T extends TNumber> Expr<T> gather(Nodes<T> nodes, String column, Operand<TInt32> rows) {
    Column<?> found = find(column);
    return scaled(nodes.of(gathered(nodes, found.values().asOutput(), rows)), found.host());
  }

  /**
   * Some examples of a column as numbers, scaled, in another graph: a loop's body.
   *
   * @param stored as {@link #stored} gives it
   * @param rows [n] indices
   * @return [n, ...example]
   */
  <T extends TNumber> Expr<T> gather(
      Nodes<T> nodes, String column, Operand<?> stored, Operand<TInt32> rows) {
    HostColumn host = find(column).host();
    return scaled(nodes.of(gathered(nodes, stored.asOutput(), rows)), host);
  }

  /** All examples of a column as they are stored, [count, ...example]. */
  Expr<?> stored(Nodes<?> nodes, String column) {
    Column<?> found = find(column);
    return nodes.as(found.host().type().asSubclass(TNumber.class)).typed(found.values());
  }

  /** Some examples of a column of integers. */
  public Operand<TInt32> gatherInt(Nodes<?> nodes, String column, Operand<TInt32> rows) {
    Column<?> found = find(column);
    return gathered(nodes.as(TInt32.class), found.values().asOutput(), rows);
  }

  private static <T extends TNumber, S extends TType> Operand<T> gathered(
      Nodes<T> nodes, Output<S> stored, Operand<TInt32> rows) {
    Ops tf = nodes.tf();
    return tf.dtypes.cast(tf.gather(stored, rows, tf.constant(0)), nodes.type());
  }

  private static <T extends TNumber> Expr<T> scaled(Expr<T> values, HostColumn host) {
    return host.scale() == 1 ? values : values.times(host.scale());
  }

  private Column<?> find(String column) {
    Column<?> found = columns.get(column);
    if (found == null) {
      throw new IllegalArgumentException(
          "data: must have a column '" + column + "' but has " + columns.keySet());
    }
    return found;
  }

  /** Copies the columns into the graph: those of the host in one call, then what is computed. */
  public Program.Preparation preparation() {
    return calls -> {
      List<Column<?>> given =
          columns.values().stream().filter(column -> column.computed().isEmpty()).toList();
      if (!given.isEmpty()) {
        fill(calls, given);
      }
      columns.values().stream()
          .filter(column -> column.computed().isPresent())
          .forEach(column -> fill(calls, List.of(column)));
    };
  }

  private void fill(Calls calls, List<Column<?>> some) {
    Map<Operand<?>, Tensor> feeds = new LinkedHashMap<>();
    try {
      for (Column<?> column : some) {
        HostColumn host = column.host();
        ByteBuffer numbers = column.computed().map(c -> c.numbers(calls)).orElse(host.bytes());
        Tensor tensor = Tensor.of(host.type(), Shape.of(count).append(host.example()));
        feeds.put(column.load(), tensor);
        copy(host.name(), numbers.duplicate(), tensor);
      }
      calls.run(feeds, List.of(), some.stream().<Op>map(Column::assign).toList()).close();
    } finally {
      feeds.values().forEach(Tensor::close);
    }
  }

  /** By pieces: TensorFlow's buffers take an array at once, and other buffers byte by byte. */
  private static void copy(String column, ByteBuffer from, Tensor to) {
    ByteDataBuffer all = to.asRawTensor().data();
    Require.that(from.remaining() == all.size(), column, all.size() + " bytes", from.remaining());
    byte[] piece = new byte[Math.min(from.remaining(), PIECE)];
    for (long at = 0; from.hasRemaining(); at += piece.length) {
      int size = Math.min(piece.length, from.remaining());
      from.get(piece, 0, size);
      all.offset(at).write(piece, 0, size);
    }
  }
}
