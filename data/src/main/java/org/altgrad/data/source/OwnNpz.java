package org.altgrad.data.source;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.altgrad.base.Inline;
import org.altgrad.base.PartlyIdle;
import org.altgrad.base.Require;
import org.altgrad.data.Column;
import org.altgrad.data.DataException;
import org.altgrad.data.DataSet;
import org.altgrad.data.ElementType;
import org.altgrad.data.Provenance;
import org.altgrad.data.Split;
import org.altgrad.data.format.NpyArray;

/**
 * A user's arrays in one file of NumPy's. An array {@code x_train} is {@code x} of the split train,
 * and so {@code x_validation} (or {@code x_val}) and {@code x_test}; {@code x} alone is to train
 * on. Bytes of shape [rows, height, width] or [rows, height, width, channels] are pictures: column
 * {@code image}, in 255ths unless all are 0 or 1; other numbers are flattened to {@code input}
 * float32 {@code [d]}. Beside it {@code label}, {@code environment}, and {@code sources} float32
 * {@code [factors]}.
 *
 * @param name {@code npz}
 * @param file the file
 * @param input name of what a network reads
 * @param label name of the classes, whole numbers from 0 on; empty for none
 * @param environment name of the environments, whole numbers from 0 on; empty for none
 * @param factors name of what is behind the examples; empty for none
 * @param limits how many examples to use, and how many classes there are
 * @param heldOut what is held out, of each environment, else of each class
 */
public record OwnNpz(
    String name,
    Path file,
    String input,
    Optional<String> label,
    Optional<String> environment,
    Optional<String> factors,
    @Inline OwnLimits limits,
    @Inline HoldOut heldOut)
    implements DataSource, PartlyIdle {
  private static final Map<String, String> SPLITS =
      Map.of("_train", "train", "_validation", "validation", "_val", "validation", "_test", "test");

  public OwnNpz {
    Require.that(name.equals("npz"), "name", "npz", name);
  }

  @Override
  public Map<String, String> idle() {
    return heldOut.idle();
  }

  @Override
  public DataSet load(DataContext context) {
    Map<String, NpyArray> arrays = NpyArray.archive(file);
    List<Provenance> files = new ArrayList<>();
    Map<String, Split> splits = new LinkedHashMap<>();
    List<String> endings = List.of("", "_train", "_validation", "_val", "_test");
    boolean bits = endings.stream().allMatch(ending -> isBits(arrays.get(input + ending)));
    for (String ending : endings) {
      String split = SPLITS.getOrDefault(ending, "train");
      if (arrays.containsKey(input + ending)) {
        if (splits.containsKey(split)) {
          throw new DataException(
              "%s: must have one array of each split but has two of %s for %s"
                  .formatted(file, input, split));
        }
        splits.put(split, split(split, ending, arrays, bits, files));
      }
    }
    if (!splits.containsKey("train")) {
      throw new DataException(
          "%s: must have an array %s or %s_train but has %s; see data.input"
              .formatted(file, input, input, arrays.keySet()));
    }
    splits.computeIfPresent(
        "train", (key, own) -> own.prefix(limits.trainLimit().orElse(Integer.MAX_VALUE)));
    int classes = label.isEmpty() ? 0 : limits.classes(splits.get("train"));
    return DataSet.of(
        "own arrays " + file.getFileName(), classes, files, limits.completed(heldOut, splits));
  }

  private Split split(
      String split,
      String ending,
      Map<String, NpyArray> arrays,
      boolean bits,
      List<Provenance> files) {
    NpyArray x = arrays.get(input + ending);
    if (x.shape().size() < 2 || x.shape().contains(0)) {
      throw new DataException(
          "%s: %s: must have shape [rows, ...] but has %s"
              .formatted(file, input + ending, x.shape()));
    }
    files.add(x.provenance());
    int count = x.shape().get(0);
    List<Column> columns = new ArrayList<>();
    columns.add(isPicture(x) ? picture(x, bits) : numbers("input", x));
    label
        .map(key -> beside(key + ending, count, arrays, files))
        .ifPresent(
            y ->
                columns.add(
                    Column.labels(whole(y, label.get() + ending, limits.classes().orElse(0)))));
    environment
        .filter(key -> split.equals("train") || arrays.containsKey(key + ending))
        .map(key -> beside(key + ending, count, arrays, files))
        .ifPresent(
            e ->
                columns.add(
                    Column.integers("environment", whole(e, environment.get() + ending, 0))));
    factors
        .map(key -> beside(key + ending, count, arrays, files))
        .ifPresent(f -> columns.add(numbers("sources", f)));
    return Split.of(split, columns.toArray(Column[]::new));
  }

  private NpyArray beside(
      String key, int count, Map<String, NpyArray> arrays, List<Provenance> files) {
    NpyArray array = arrays.get(key);
    if (array == null) {
      throw new DataException(
          "%s: must have an array %s but has %s".formatted(file, key, arrays.keySet()));
    }
    if (array.shape().isEmpty() || array.shape().get(0) != count) {
      throw new DataException(
          "%s: %s: must have %d rows, as the inputs, but has shape %s"
              .formatted(file, key, count, array.shape()));
    }
    files.add(array.provenance());
    return array;
  }

  private static boolean isPicture(NpyArray x) {
    int rank = x.shape().size();
    return x.type().equals("u1") && (rank == 3 || rank == 4);
  }

  /** Zeros and ones alone, which are what they say; true of what is not there. */
  private static boolean isBits(NpyArray x) {
    if (x != null && isPicture(x)) {
      ByteBuffer data = x.data().duplicate();
      while (data.hasRemaining()) {
        if ((data.get() & 0xff) > 1) {
          return false;
        }
      }
    }
    return true;
  }

  private static Column picture(NpyArray x, boolean bits) {
    List<Integer> axes = new ArrayList<>(x.shape().subList(1, x.shape().size()));
    if (axes.size() == 2) {
      axes.add(1);
    }
    int count = x.shape().get(0);
    ByteBuffer data = Column.allocate(ElementType.UINT8, axes, count);
    data.put(x.data().duplicate());
    float scale = bits ? 1 : Column.PIXEL;
    return new Column("image", ElementType.UINT8, axes, count, scale, data.flip());
  }

  private Column numbers(String name, NpyArray x) {
    int count = x.shape().get(0);
    int width = x.shape().stream().skip(1).reduce(1, Math::multiplyExact);
    float[][] rows = new float[count][width];
    for (int i = 0; i < count; i++) {
      for (int k = 0; k < width; k++) {
        rows[i][k] = (float) x.number(i * width + k);
        if (!Float.isFinite(rows[i][k])) {
          throw new DataException(
              "%s: row %d, number %d (from 0): must be finite but is %s"
                  .formatted(x.path(), i, k, x.number(i * width + k)));
        }
      }
    }
    return Column.vectors(name, rows);
  }

  private int[] whole(NpyArray array, String key, int most) {
    if (array.shape().stream().skip(1).reduce(1, Math::multiplyExact) != 1) {
      throw new DataException(
          "%s: %s: must be one number a row but has shape %s".formatted(file, key, array.shape()));
    }
    int[] all = new int[array.shape().get(0)];
    for (int i = 0; i < all.length; i++) {
      double number = array.number(i);
      if (number != Math.rint(number) || number < 0 || number >= (most > 0 ? most : 1 << 30)) {
        throw new DataException(
            "%s: %s: row %d (from 0): must be a whole number %s but is %s"
                .formatted(
                    file, key, i, most > 0 ? "from 0 to " + (most - 1) : "of at least 0", number));
      }
      all[i] = (int) number;
    }
    return all;
  }
}
