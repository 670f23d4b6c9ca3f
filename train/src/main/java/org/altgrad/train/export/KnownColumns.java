package org.altgrad.train.export;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.altgrad.data.Column;
import org.altgrad.data.RowOrigin;
import org.altgrad.data.Split;
import org.altgrad.data.format.NpzWriter;

/**
 * What is known of the examples of a split beside what a network says of them: their number in it,
 * their place in a user's own file, their label and what its class is called.
 *
 * @param classNames what classes are called; empty if they are called by their numbers
 */
record KnownColumns(Split split, List<String> classNames) {
  private static final String NAME = "_name";

  /** The labels; null for none. */
  Column labels() {
    return split.columns().get("label");
  }

  /** The names that a table begins with. */
  List<String> head() {
    List<String> head = new ArrayList<>(List.of("row"));
    split.origin().map(RowOrigin::name).ifPresent(head::add);
    if (labels() != null) {
      head.addAll(named("label"));
    }
    return head;
  }

  /** The cells that the row of an example begins with. */
  List<String> cells(int example) {
    List<String> cells = new ArrayList<>(List.of(Integer.toString(example)));
    split.origin().map(origin -> origin.place(example)).ifPresent(cells::add);
    if (labels() != null) {
      cells.addAll(ofClass(labels().label(example)));
    }
    return cells;
  }

  /** The names of columns that have a class. */
  List<String> named(String column) {
    return classNames.isEmpty() ? List.of(column) : List.of(column, column + NAME);
  }

  /** The cells that say a class. */
  List<String> ofClass(int number) {
    String text = Integer.toString(number);
    return classNames.isEmpty()
        ? List.of(text)
        : List.of(text, number < 0 || number >= classNames.size() ? "" : classNames.get(number));
  }

  /** The same for NumPy, names of classes once: {@code class_names[label]}. */
  void write(NpzWriter npz) throws IOException {
    if (split.origin().isPresent()) {
      RowOrigin origin = split.origin().get();
      if (origin.files().isEmpty()) {
        npz.add(origin.name(), origin.numbers());
      } else {
        List<String> places = new ArrayList<>();
        for (int i = 0; i < split.count(); i++) {
          places.add(origin.place(i));
        }
        npz.add(origin.name(), places);
      }
    }
    if (labels() != null) {
      npz.add("label", labels());
    }
    if (!classNames.isEmpty()) {
      npz.add("class_names", classNames);
    }
  }
}
