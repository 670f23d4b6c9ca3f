package org.altgrad.train.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.altgrad.data.Column;
import org.altgrad.data.DataException;
import org.altgrad.data.DataSet;
import org.altgrad.data.Split;
import org.altgrad.data.source.DataSource;
import org.altgrad.data.source.Spirals;
import org.altgrad.plotting.figure.Figure;

/**
 * The figure that shows a split: pictures as pictures, points of a plane as points, sources above
 * their mixture, a stream along time, few examples as a table, and many features by how each goes
 * with the label or the target.
 */
final class DataFigure {
  private static final int TABLE = 12;

  private DataFigure() {}

  /**
   * Draws a split.
   *
   * @param source what made the data set
   * @param count how many examples to show, at most; empty for what suits the figure
   * @throws DataException if the split is not there, or cannot be drawn
   */
  static Figure of(DataSource source, DataSet data, String splitName, OptionalInt count) {
    if (data.splits().isEmpty()) {
      throw new DataException("data set " + data.name() + " has no examples to show");
    }
    Split split = data.split(splitName);
    String title = data.name() + ", " + splitName;
    if (split.columns().containsKey("image")) {
      return DataPictures.of(title, split, count);
    }
    if (split.columns().containsKey("feature")) {
      Column own = split.column("feature");
      split =
          split.with(
              new Column("input", own.type(), own.shape(), own.count(), own.scale(), own.data()));
    }
    List<Integer> shape = split.column("input").shape();
    if (shape.size() != 1) {
      throw new DataException(data.name() + ": inputs of shape " + shape + " cannot be shown");
    }
    if (split.columns().containsKey("z")) {
      return DataTables.stream(title, split, count);
    }
    if (split.columns().containsKey("sources") && shape.get(0) > 1) {
      return DataMixture.of(title, split, count);
    }
    if (shape.get(0) == 2 || source instanceof Spirals) {
      return DataPoints.of(title, split, count);
    }
    if (split.count() <= TABLE) {
      return DataTables.table(title, split, count);
    }
    return DataFeatures.of(title, data, split, count);
  }

  /**
   * One part of a split for each environment.
   *
   * @param name the environment; empty if the split has no environments
   * @param rows its examples
   */
  record Part(String name, int[] rows) {}

  /** The examples by environment, or all of them if there are no environments. */
  static List<Part> parts(Split split) {
    Optional<Column> environment = Optional.ofNullable(split.columns().get("environment"));
    if (environment.isEmpty()) {
      return List.of(new Part("", IntStream.range(0, split.count()).toArray()));
    }
    int[] numbers = IntStream.range(0, split.count()).map(environment.get()::label).toArray();
    List<Part> parts = new ArrayList<>();
    for (int e : IntStream.of(numbers).distinct().sorted().toArray()) {
      int[] rows = IntStream.range(0, numbers.length).filter(i -> numbers[i] == e).toArray();
      parts.add(new Part("environment " + e, rows));
    }
    return parts;
  }

  /** For a title: how many environments are shown, if not all. */
  static String share(List<Part> shown, List<Part> all) {
    return shown.size() == all.size()
        ? ""
        : " (%d of %d environments)".formatted(shown.size(), all.size());
  }
}
