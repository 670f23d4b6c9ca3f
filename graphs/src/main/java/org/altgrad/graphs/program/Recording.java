package org.altgrad.graphs.program;

import java.util.List;

/**
 * Something that a program can record beside its metrics: a table of numbers that a figure draws,
 * such as a loss surface, a histogram or the trace of a simulation. Like an evaluation it may call
 * the graph as often as it likes, must not change variables, and depends on nothing but them, the
 * data and the step.
 *
 * @param description one line for users
 * @param due when it is made, if the trainer is asked for it
 * @param recorder makes the table
 */
public record Recording(String description, Due due, Recorder recorder) {

  /** Made every time the trainer records. */
  public Recording(String description, Recorder recorder) {
    this(description, Due.EVERY, recorder);
  }

  /** Makes the table. */
  @FunctionalInterface
  public interface Recorder {
    /**
     * @param step number of training steps done
     */
    Table record(Calls calls, long step);
  }

  /**
   * A table in long form: one row for each thing that a figure draws.
   *
   * @param columns names
   * @param rows one value for each column: numbers or text
   */
  public record Table(List<String> columns, List<List<?>> rows) {
    public Table {
      columns = List.copyOf(columns);
      rows = List.copyOf(rows);
      for (List<?> row : rows) {
        if (row.size() != columns.size()) {
          throw new IllegalArgumentException(
              "a row of " + row.size() + " values in a table of the columns " + columns);
        }
      }
    }
  }
}
