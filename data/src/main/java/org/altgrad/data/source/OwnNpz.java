package org.altgrad.data.source;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.altgrad.base.Inline;
import org.altgrad.base.PartlyIdle;
import org.altgrad.base.Require;
import org.altgrad.data.Attachment;
import org.altgrad.data.Column;
import org.altgrad.data.DataException;
import org.altgrad.data.DataSet;
import org.altgrad.data.ElementType;
import org.altgrad.data.MissingColumnException;
import org.altgrad.data.Provenance;
import org.altgrad.data.RowOrigin;
import org.altgrad.data.SharedExamples;
import org.altgrad.data.Split;
import org.altgrad.data.format.NpyArray;

/**
 * A user's arrays in one file of NumPy's. An array {@code x_train} is {@code x} of the split train,
 * and so {@code x_validation} (or {@code x_val}, {@code x_valid}, {@code x_dev}) and {@code
 * x_test}; {@code x} alone is to train on. Bytes of shape [rows, height, width] or [rows, height,
 * width, channels] are pictures: column {@code image}, in 255ths unless all are 0 or 1; other
 * numbers are flattened to {@code input} float32 {@code [d]}. Beside it {@code label}, {@code
 * environment}, and {@code sources} float32 {@code [factors]}.
 *
 * @param name {@code npz}
 * @param file the file
 * @param input name of what a network reads
 * @param label name of the classes, whole numbers from 0 on, or words, which are numbered as in a
 *     table; empty for none
 * @param environment name of the environments, the same; empty for none
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
  private static final List<String> ENDINGS =
      Stream.concat(Stream.of(""), SplitNames.ALL.stream().map(own -> "_" + own)).toList();

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
    Named named = named(arrays);
    boolean bits = ENDINGS.stream().allMatch(ending -> isBits(arrays.get(input + ending)));
    for (String ending : ENDINGS) {
      String split = ending.isEmpty() ? "train" : SplitNames.meant(ending.substring(1));
      if (arrays.containsKey(input + ending)) {
        if (splits.containsKey(split)) {
          throw new DataException(
              "%s: must have one array of each split but has two of %s for %s"
                  .formatted(file, input, split));
        }
        splits.put(split, split(split, ending, new Content(arrays, bits, named, files)));
      }
    }
    if (!splits.containsKey("train")) {
      throw new DataException(
          "%s: must have an array %s or %s_train but has %s; see data.input"
              .formatted(file, input, input, arrays.keySet()));
    }
    splits.computeIfPresent(
        "train", (key, own) -> own.prefix(limits.trainLimit().orElse(Integer.MAX_VALUE)));
    int classes =
        named
            .classes()
            .map(codes -> codes.count(splits.get("train"), label.get(), limits))
            .orElseGet(
                () -> label.isEmpty() ? 0 : limits.classes(splits.get("train"), label.get()));
    Split[] whole = limits.completed(heldOut, splits);
    for (Split split : label.isEmpty() ? new Split[0] : whole) {
      if (split.column("label").maxLabel() >= classes) {
        throw new DataException(
            "%s: %s: labels of %s must be whole numbers from 0 to %d, as to train on, but one is %d"
                .formatted(
                    file,
                    label.get(),
                    split.name(),
                    classes - 1,
                    split.column("label").maxLabel()));
      }
    }
    DataSet data =
        DataSet.of("own arrays " + file.getFileName(), classes, files, whole)
            .withHints(others(arrays.keySet()))
            .withHints(SharedExamples.notes(splits));
    List<String> names = named.classes().map(Codes::names).orElse(List.of());
    DataSet all =
        names.isEmpty() ? data : data.with(Attachment.lines("classes", names, file.toString()));
    List<String> tested = words(environment, "_test", arrays).orElse(List.of());
    return named
        .environments()
        .map(
            codes ->
                all.withEnvironmentNames(
                    codes.names(), Codes.ofValues(tested).names(), file.toString()))
        .orElse(all);
  }

  /** Arrays that are called as those of splits are. */
  private List<String> others(Set<String> arrays) {
    List<String> others =
        arrays.stream()
            .filter(own -> own.startsWith(input + "_"))
            .filter(own -> !ENDINGS.contains(own.substring(input.length())))
            .filter(
                own ->
                    Stream.of(label, environment, factors)
                        .flatMap(Optional::stream)
                        .noneMatch(own::startsWith))
            .sorted()
            .toList();
    return others.isEmpty()
        ? List.of()
        : List.of(
            "not read of %s: %s; splits are %s"
                .formatted(
                    file.getFileName(),
                    String.join(", ", others),
                    String.join(", ", SplitNames.ALL)));
  }

  /** Numbers for what has words in the split to train on. */
  private record Named(Optional<Codes> classes, Optional<Codes> environments) {}

  /** What is read, and how. */
  private record Content(
      Map<String, NpyArray> arrays, boolean bits, Named named, List<Provenance> files) {}

  private Named named(Map<String, NpyArray> arrays) {
    String ending = arrays.containsKey(input) ? "" : "_train";
    return new Named(
        words(label, ending, arrays)
            .map(
                all ->
                    Codes.ofClasses(
                        all,
                        limits.asInt(),
                        row ->
                            "%s: %s: row %d (from 0)".formatted(file, label.get() + ending, row))),
        words(environment, ending, arrays).map(Codes::ofValues));
  }

  private Optional<List<String>> words(
      Optional<String> role, String ending, Map<String, NpyArray> arrays) {
    return role.map(key -> arrays.get(key + ending))
        .filter(array -> array.words() && array.shape().size() == 1)
        .map(array -> words(array, role.get() + ending));
  }

  private List<String> words(NpyArray array, String key) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < array.shape().get(0); i++) {
      String word = array.words() ? array.word(i).strip() : written(array.number(i));
      if (word.isEmpty()) {
        throw new DataException(
            "%s: %s: row %d (from 0): must be a word or number but is empty"
                .formatted(file, key, i));
      }
      all.add(word);
    }
    return all;
  }

  private static String written(double number) {
    return number == Math.rint(number) ? String.format(Locale.ROOT, "%.0f", number) : "" + number;
  }

  private Split split(String split, String ending, Content content) {
    Map<String, NpyArray> arrays = content.arrays();
    List<Provenance> files = content.files();
    NpyArray x = arrays.get(input + ending);
    if (x.shape().size() < 2 || x.shape().contains(0)) {
      throw new DataException(
          "%s: %s: must have shape [rows, ...] but has %s"
              .formatted(file, input + ending, x.shape()));
    }
    files.add(x.provenance());
    int count = x.shape().get(0);
    List<Column> columns = new ArrayList<>();
    columns.add(isPicture(x) ? picture(x, content.bits()) : numbers("input", x));
    label
        .map(key -> beside("data.label", key + ending, count, arrays, files))
        .ifPresent(
            y ->
                columns.add(
                    Column.labels(
                        codes(y, label.get() + ending, content.named().classes(), true))));
    environment
        .filter(key -> split.equals("train") || arrays.containsKey(key + ending))
        .map(key -> beside("data.environment", key + ending, count, arrays, files))
        .filter(e -> split.equals("train") || known(e, ending, content.named().environments()))
        .ifPresent(
            e ->
                columns.add(
                    Column.integers(
                        "environment",
                        codes(
                            e,
                            environment.get() + ending,
                            content.named().environments(),
                            false))));
    factors
        .map(key -> beside("data.factors", key + ending, count, arrays, files))
        .ifPresent(f -> columns.add(numbers("sources", f)));
    return Split.of(split, columns.toArray(Column[]::new))
        .with(RowOrigin.rows(file + ", " + input + ending, count));
  }

  /** What is tested may come from anywhere. */
  private boolean known(NpyArray array, String ending, Optional<Codes> codes) {
    return codes.isEmpty()
        || codes.get().names().containsAll(words(array, environment.get() + ending));
  }

  private int[] codes(NpyArray array, String key, Optional<Codes> codes, boolean classes) {
    if (codes.isEmpty()) {
      requireNumbers(array);
      return whole(array, key, classes ? limits.classes().orElse(0) : 0);
    }
    List<String> all = words(array, key);
    int[] numbers = new int[all.size()];
    for (int i = 0; i < numbers.length; i++) {
      try {
        numbers[i] = codes.get().of(all.get(i));
      } catch (IllegalArgumentException e) {
        throw new DataException(
            "%s: %s: row %d (from 0): %s".formatted(file, key, i, e.getMessage()), e);
      }
    }
    return numbers;
  }

  private static void requireNumbers(NpyArray array) {
    if (array.words()) {
      throw new DataException(array.path() + ": must be an array of numbers but has words");
    }
  }

  private NpyArray beside(
      String setting, String key, int count, Map<String, NpyArray> arrays, List<Provenance> files) {
    NpyArray array = arrays.get(key);
    if (array == null) {
      throw new MissingColumnException(
          "%s: must have an array %s but has %s".formatted(file, key, arrays.keySet()),
          setting,
          key,
          file,
          List.copyOf(arrays.keySet()));
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
    requireNumbers(x);
    int count = x.shape().get(0);
    int width = x.shape().stream().skip(1).reduce(1, Math::multiplyExact);
    float[][] rows = new float[count][width];
    for (int i = 0; i < count; i++) {
      for (int k = 0; k < width; k++) {
        rows[i][k] = (float) x.number(i * width + k);
        if (!Float.isFinite(rows[i][k])) {
          throw new DataException(
              "%s: row %d, number %d (from 0): must be %s but is %s"
                  .formatted(
                      x.path(),
                      i,
                      k,
                      ClassNumbers.float32(x.number(i * width + k)),
                      x.number(i * width + k)));
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
      if (number != Math.rint(number)
          || number < 0
          || number >= (most > 0 ? most : 1L + ClassNumbers.LARGEST)) {
        throw new DataException(
            "%s: %s: row %d (from 0): must be a whole number %s but is %s"
                .formatted(file, key, i, ClassNumbers.range(most, number), written(number)));
      }
      all[i] = (int) number;
    }
    return all;
  }
}
