package org.altgrad.data.source;

import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.altgrad.base.Csv;
import org.altgrad.base.OnlyIf;
import org.altgrad.data.Column;
import org.altgrad.data.DataException;
import org.altgrad.data.ElementType;
import org.altgrad.data.Provenance;
import org.altgrad.data.RowOrigin;
import org.altgrad.data.Split;
import org.altgrad.data.format.NpyArray;

/**
 * Where the features and labels of a split are.
 *
 * @param features a {@code .npy} file of shape [rows, features], or a CSV file whose columns but
 *     {@code label} are the features; empty if the split has no files
 * @param labels a {@code .npy} file of whole numbers or a CSV file with a column {@code label};
 *     empty if it is the features' own file
 */
public record FeatureFiles(
    Optional<Path> features, @OnlyIf(key = "features", not = "null") Optional<Path> labels) {
  private static final String FEATURE = "feature";
  private static final String LABEL = "label";

  /**
   * What the files of a split hold.
   *
   * @param split with columns {@code feature} float32 {@code [d]} and {@code label}
   * @param names of the features in a CSV file, in their order; none of arrays
   * @param numbering says which of them number the rows, if any do
   */
  record Content(Split split, List<String> names, List<String> numbering) {}

  /** A column, and the names of its numbers. */
  private record Features(Column column, List<String> names, Optional<CsvFile> table) {}

  /**
   * Reads the split, if it has files.
   *
   * @param classes number of classes, 0 if that is not known
   * @param names of the features of a CSV file, in their order; empty: all its columns
   * @param provenance to which its files are added
   */
  Optional<Content> read(
      String name, int classes, List<String> names, List<Provenance> provenance) {
    return features.map(
        file -> {
          boolean npy = file.toString().endsWith(".npy");
          Features own = npy ? array(file, provenance) : table(file, names, provenance);
          int[] its = labels(file, own.table(), classes, provenance);
          if (its.length != own.column().count()) {
            throw new DataException(
                "%s: must have %d labels, as many as %s has rows, but has %d"
                    .formatted(labels.orElse(file), own.column().count(), file, its.length));
          }
          RowOrigin origin =
              own.table()
                  .map(CsvFile::lines)
                  .orElseGet(() -> RowOrigin.rows(file.toString(), its.length));
          Split split = Split.of(name, own.column(), Column.labels(its)).with(origin);
          List<String> numbering =
              own.table().map(it -> numbering(it, own.names())).orElse(List.of());
          return new Content(split, own.names(), numbering);
        });
  }

  private static List<String> numbering(CsvFile table, List<String> names) {
    List<String> all = table.identifiers(names.stream().mapToInt(table::column).toArray());
    return all.isEmpty() ? List.of() : List.of(table.numbering(all));
  }

  private static Features array(Path file, List<Provenance> provenance) {
    NpyArray array = NpyArray.open(file);
    if (array.shape().size() != 2 || array.shape().contains(0)) {
      throw new DataException(file + ": must have shape [rows, features] but has " + array.shape());
    }
    provenance.add(array.provenance());
    int width = array.shape().get(1);
    var data = Column.allocate(ElementType.FLOAT32, List.of(width), array.shape().get(0));
    FloatBuffer numbers = data.asFloatBuffer();
    for (int i = 0; numbers.hasRemaining(); i++) {
      float number = (float) array.number(i);
      if (!Float.isFinite(number)) {
        throw new DataException(
            "%s: row %d, column %d (from 0): must be %s but is %s"
                .formatted(
                    file,
                    i / width,
                    i % width,
                    ClassNumbers.float32(array.number(i)),
                    array.number(i)));
      }
      numbers.put(number);
    }
    Column column =
        new Column(FEATURE, ElementType.FLOAT32, List.of(width), array.shape().get(0), 1f, data);
    return new Features(column, List.of(), Optional.empty());
  }

  private static Features table(Path file, List<String> names, List<Provenance> provenance) {
    CsvFile table = CsvFile.read(file, "a first line of names");
    provenance.add(table.provenance());
    List<String> own =
        names.isEmpty()
            ? table.head().stream().filter(name -> !name.equals(LABEL)).toList()
            : names;
    int[] columns =
        names.isEmpty()
            ? IntStream.range(0, table.head().size())
                .filter(k -> !table.head().get(k).equals(LABEL))
                .toArray()
            : names.stream().mapToInt(table::column).toArray();
    if (columns.length == 0) {
      throw new DataException(file + ":1: must name a feature but has the label only");
    }
    List<float[]> rows = new ArrayList<>();
    for (Csv.Row row : table.rows()) {
      rows.add(table.numbers(row, columns));
    }
    Column column = Column.vectors(FEATURE, rows.toArray(float[][]::new));
    return new Features(column, own, Optional.of(table));
  }

  /**
   * The labels, from their own file or from the features' table.
   *
   * @param beside that table, if the features are in one
   */
  private int[] labels(
      Path features, Optional<CsvFile> beside, int classes, List<Provenance> provenance) {
    if (labels.isEmpty()) {
      CsvFile table =
          beside.orElseThrow(
              () ->
                  new DataException(
                      features + ": must have a file of labels beside it but has none"));
      return table.labels(table.column(LABEL), classes);
    }
    Path file = labels.get();
    if (!file.toString().endsWith(".npy")) {
      CsvFile table = CsvFile.read(file, "a first line of names");
      provenance.add(table.provenance());
      return table.labels(table.column(LABEL), classes);
    }
    NpyArray array = NpyArray.open(file);
    if (!array.whole() || array.shape().size() != 1) {
      throw new DataException(
          "%s: must be whole numbers of shape [rows] but is %s of shape %s"
              .formatted(file, array.kind(), array.shape()));
    }
    provenance.add(array.provenance());
    int[] own = new int[array.shape().get(0)];
    for (int i = 0; i < own.length; i++) {
      double label = array.number(i);
      if (label < 0 || label >= (classes > 0 ? classes : 1L + ClassNumbers.LARGEST)) {
        throw new DataException(
            "%s: row %d (from 0): must be a label %s but is %.0f"
                .formatted(file, i, ClassNumbers.range(classes, label), label));
      }
      own[i] = (int) label;
    }
    return own;
  }
}
