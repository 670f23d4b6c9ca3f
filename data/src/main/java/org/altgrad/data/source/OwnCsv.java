package org.altgrad.data.source;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.altgrad.base.Csv;
import org.altgrad.base.Inline;
import org.altgrad.base.Nearest;
import org.altgrad.base.PartlyIdle;
import org.altgrad.base.Require;
import org.altgrad.data.Attachment;
import org.altgrad.data.Column;
import org.altgrad.data.DataException;
import org.altgrad.data.DataSet;
import org.altgrad.data.MissingColumnException;
import org.altgrad.data.Provenance;
import org.altgrad.data.SharedExamples;
import org.altgrad.data.Split;

/**
 * A user's tables of numbers: CSV files with a first line of names. Columns {@code input} float32
 * {@code [d]} or {@code image}, and as the roles say {@code label}, {@code environment}, {@code
 * sources} float32 {@code [factors]}.
 *
 * @param name {@code csv}
 * @param trainFile examples to train on
 * @param validationFile examples to choose by; empty: some are held out
 * @param testFile examples to test; empty: some are held out
 * @param split column of {@code trainFile} that names each row's split, in place of other files
 * @param roles what the columns are for
 * @param limits how many examples to use, and how many classes there are
 * @param heldOut what is held out, of each environment, else of each class
 */
public record OwnCsv(
    String name,
    Path trainFile,
    Optional<Path> validationFile,
    Optional<Path> testFile,
    Optional<String> split,
    @Inline OwnRoles roles,
    @Inline OwnLimits limits,
    @Inline HoldOut heldOut)
    implements DataSource, PartlyIdle {
  /** Names that one types. */
  private static final int MOST_TYPED = 30;

  public OwnCsv {
    Require.that(name.equals("csv"), "name", "csv", name);
    Require.that(
        split.isEmpty() || validationFile.isEmpty() && testFile.isEmpty(),
        "split",
        "null where validation_file or test_file is given",
        split.orElse("null"));
    Require.that(
        roles.testEnvironments().isEmpty() || split.isEmpty() && testFile.isEmpty(),
        "test_environments",
        "[] where split or test_file says what is tested",
        roles.testEnvironments());
  }

  @Override
  public Map<String, String> idle() {
    boolean test = testFile.isPresent() || !roles.testEnvironments().isEmpty();
    return split.isPresent() ? heldOut.idle() : heldOut.idle(validationFile.isPresent(), test);
  }

  @Override
  public DataSet load(DataContext context) {
    List<Provenance> files = new ArrayList<>();
    Map<String, CsvFile> tables = new LinkedHashMap<>();
    CsvFile whole = read(trainFile, files);
    if (split.isPresent()) {
      part(whole, tables);
    } else {
      tables.put("train", whole);
      validationFile.ifPresent(file -> tables.put("validation", read(file, files)));
      testFile.ifPresent(file -> tables.put("test", read(file, files)));
      leaveOut(tables);
    }
    tables.computeIfPresent("train", (key, table) -> table.prefix(limits.trainLimit()));
    tables.computeIfPresent("test", (key, table) -> table.prefix(limits.testLimit()));
    return dataSet(whole, tables, files);
  }

  /** The rows of each split. */
  private void part(CsvFile whole, Map<String, CsvFile> tables) {
    int column = whole.column("data.split", split.get());
    Map<String, String> words = new LinkedHashMap<>();
    for (Csv.Row row : whole.rows()) {
      String word = whole.word(row, column);
      String own = SplitNames.meant(word);
      String first = words.putIfAbsent(own, word);
      if (first != null && !first.equals(word)) {
        throw new DataException(
            "%s%s: must be one word for %s but is %s, and %s above"
                .formatted(whole.place(row), split.get(), own, word, first));
      }
      tables.computeIfAbsent(own, key -> whole.with(new ArrayList<>())).rows().add(row);
    }
    if (!tables.containsKey("train")) {
      throw new DataException(
          "%s: %s: must have rows of the split train but has %s"
              .formatted(trainFile, split.get(), words.values()));
    }
  }

  /** Some environments are not trained on and not chosen by: they are the split test. */
  private void leaveOut(Map<String, CsvFile> tables) {
    List<String> left = roles.testEnvironments();
    if (left.isEmpty()) {
      return;
    }
    CsvFile train = tables.get("train");
    List<String> there = Codes.ofValues(values(train, "data.environment", environment())).names();
    for (String name : left) {
      if (!there.contains(name)) {
        throw new MissingColumnException(
            "data.test_environments: must be some of %s in %s but is %s%s"
                .formatted(environment(), trainFile, name, Nearest.hintAndList(name, there)),
            "data.test_environments",
            environment() + " " + name,
            trainFile,
            train.head());
      }
    }
    if (left.containsAll(there)) {
      String all = String.join(", ", there);
      throw new MissingColumnException(
          "data.test_environments: must leave an environment to train on but is all of them, "
              + all,
          "data.test_environments",
          environment() + " but " + all,
          trainFile,
          train.head());
    }
    int column = train.column(environment());
    Map<Boolean, List<Csv.Row>> rows =
        train.rows().stream()
            .collect(Collectors.partitioningBy(row -> left.contains(train.word(row, column))));
    tables.put("train", train.with(rows.get(false)));
    tables.put("test", train.with(rows.get(true)));
  }

  private DataSet dataSet(CsvFile whole, Map<String, CsvFile> tables, List<Provenance> files) {
    CsvFile train = tables.get("train");
    int[] inputs = inputs(whole);
    Optional<Codes> classes =
        roles
            .label()
            .map(
                key ->
                    Codes.ofClasses(
                        values(train, "data.label", key),
                        limits.asInt(),
                        row -> train.place(train.rows().get(row)) + key + " (data.label)"));
    Optional<Codes> environments =
        roles.environment().map(key -> Codes.ofValues(values(train, "data.environment", key)));
    Map<String, Split> splits = new LinkedHashMap<>();
    tables.forEach(
        (split, table) ->
            splits.put(split, split(split, table, train, inputs, classes, environments)));
    DataSet all =
        DataSet.of(
            "own table " + trainFile.getFileName(),
            classes
                .map(codes -> codes.count(splits.get("train"), roles.label().get(), limits))
                .orElse(0),
            files,
            limits.completed(heldOut, splits));
    List<String> names = classes.map(Codes::names).orElse(List.of());
    List<String> columns = IntStream.of(inputs).mapToObj(train.head()::get).toList();
    DataSet named =
        all.with(names("inputs", columns))
            .withHints(hints(whole, inputs, columns, splits.keySet()))
            .withHints(SharedExamples.notes(splits));
    if (!names.isEmpty()) {
      named = named.with(names("classes", names));
    }
    return environments.isEmpty()
        ? named
        : named.withEnvironmentNames(
            environments.get().names(), tested(tables.get("test")), trainFile.toString());
  }

  /** The environments of the rows that are tested, as far as their table says. */
  private List<String> tested(CsvFile test) {
    if (test == null || !test.head().contains(environment())) {
      return List.of();
    }
    int column = test.column(environment());
    return Codes.ofValues(
            test.rows().stream()
                .map(row -> row.fields().get(column).strip())
                .filter(word -> !word.isEmpty())
                .toList())
        .names();
  }

  /** What was taken for an input, or was not, and rows of which nobody may think. */
  private List<String> hints(
      CsvFile whole, int[] inputs, List<String> columns, Set<String> splits) {
    List<String> hints = new ArrayList<>();
    if (roles.inputs().isEmpty()) {
      List<String> words = free(whole).mapToObj(whole.head()::get).collect(Collectors.toList());
      words.removeAll(columns);
      if (!words.isEmpty()) {
        hints.add(whole.leftOut(words));
      }
      List<String> numbering = whole.identifiers(inputs);
      if (!numbering.isEmpty()) {
        hints.add(whole.numbering(numbering) + "; " + without(numbering, columns));
      }
    }
    List<String> others = splits.stream().filter(own -> !SplitNames.isKnown(own)).toList();
    if (!others.isEmpty()) {
      hints.add(
          "nothing is trained on or chosen by rows of %s in %s: the words of %s for that are %s"
              .formatted(
                  String.join(", ", others),
                  trainFile.getFileName(),
                  split.get(),
                  String.join(", ", SplitNames.ALL)));
    }
    return hints;
  }

  /** How columns that number the rows are no inputs. */
  private static String without(List<String> numbering, List<String> inputs) {
    List<String> others = inputs.stream().filter(own -> !numbering.contains(own)).toList();
    boolean plain = others.stream().allMatch(own -> own.matches("[A-Za-z_][A-Za-z0-9_]*"));
    String leave = "leave " + (numbering.size() == 1 ? "it" : "them") + " out with data.inputs";
    return others.isEmpty()
        ? "there is no other input"
        : plain && others.size() <= MOST_TYPED
            ? leave + "=[" + String.join(",", others) + "]"
            : leave + ", a list of the " + others.size() + " others";
  }

  private Attachment names(String name, List<String> all) {
    return Attachment.lines(name, all, trainFile.toString());
  }

  private Split split(
      String split,
      CsvFile table,
      CsvFile train,
      int[] inputs,
      Optional<Codes> classes,
      Optional<Codes> environments) {
    int[] own =
        IntStream.of(inputs).map(column -> table.column(train.head().get(column))).toArray();
    List<Column> columns = new ArrayList<>();
    String advice =
        roles.inputs().isPresent() ? "" : ", or name the inputs without it in data.inputs";
    columns.add(roles.input(table.path().toString(), numbers(table, own, advice)));
    classes.ifPresent(
        codes ->
            columns.add(Column.labels(codes(table, "data.label", roles.label().get(), codes))));
    // What is tested may come from anywhere.
    environments
        .filter(codes -> split.equals("train") || table.head().contains(environment()))
        .filter(codes -> split.equals("train") || known(table, codes))
        .ifPresent(
            codes ->
                columns.add(
                    Column.integers(
                        "environment", codes(table, "data.environment", environment(), codes))));
    if (!roles.factors().isEmpty()) {
      int[] factors =
          roles.factors().stream().mapToInt(key -> table.column("data.factors", key)).toArray();
      columns.add(Column.vectors("sources", numbers(table, factors, "")));
    }
    return Split.of(split, columns.toArray(Column[]::new)).with(table.lines());
  }

  private String environment() {
    return roles.environment().orElseThrow();
  }

  private boolean known(CsvFile table, Codes codes) {
    int column = table.column("data.environment", environment());
    return table.rows().stream()
        .allMatch(row -> codes.names().contains(row.fields().get(column).strip()));
  }

  private static float[][] numbers(CsvFile table, int[] columns, String advice) {
    return table.rows().stream()
        .map(row -> table.numbers(row, columns, advice))
        .toArray(float[][]::new);
  }

  private static int[] codes(CsvFile table, String setting, String key, Codes codes) {
    int column = table.column(setting, key);
    ToIntFunction<Csv.Row> code =
        row -> {
          try {
            return codes.of(row.fields().get(column).strip());
          } catch (IllegalArgumentException e) {
            throw new DataException(table.place(row) + key + ": " + e.getMessage(), e);
          }
        };
    return table.rows().stream().mapToInt(code).toArray();
  }

  private static List<String> values(CsvFile table, String setting, String key) {
    int column = table.column(setting, key);
    return table.rows().stream().map(row -> table.word(row, column)).toList();
  }

  /** The columns that a network reads. */
  private int[] inputs(CsvFile table) {
    if (roles.inputs().isPresent()) {
      return roles.inputs().get().stream().mapToInt(table::column).toArray();
    }
    int[] found = free(table).filter(table::hasNumbers).toArray();
    if (found.length == 0) {
      throw new DataException(
          table.path() + ": must have numbers for a network to read but has none; see data.inputs");
    }
    return found;
  }

  /** The columns that have no other role. */
  private IntStream free(CsvFile table) {
    return IntStream.range(0, table.head().size())
        .filter(column -> !roles.isOther(table.head().get(column)))
        .filter(column -> !split.equals(Optional.of(table.head().get(column))));
  }

  private static CsvFile read(Path file, List<Provenance> files) {
    CsvFile table = CsvFile.read(file, "a first line of names");
    files.add(table.provenance());
    return table;
  }
}
