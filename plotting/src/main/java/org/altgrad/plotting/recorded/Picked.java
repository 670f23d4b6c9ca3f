package org.altgrad.plotting.recorded;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.altgrad.base.Nearest;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.kind.Options;
import org.altgrad.plotting.runs.Group;
import org.altgrad.plotting.runs.Recorded;

/**
 * What one network did with one example, of a recording of several networks and examples.
 *
 * @param table the rows
 * @param note which network and which example, where there are several; else empty
 */
record Picked(Recorded table, String note) {

  /** What the options {@code example} and {@code model} name, by default the first of each. */
  static Picked of(Recorded table, Options options) {
    List<String> notes = new ArrayList<>();
    Recorded example = one(table, "sample", "example", options.text("example"), notes);
    Recorded model = one(example, "model", "model", options.text("model"), notes);
    return new Picked(model, String.join(", ", notes));
  }

  private static Recorded one(
      Recorded table, String column, String what, String named, List<String> notes) {
    if (table.size() == 0 || !table.has(column) && named.isEmpty()) {
      return table;
    }
    Map<String, Recorded> parts = table.by(column);
    TreeSet<String> names = new TreeSet<>(Group::compareValues);
    names.addAll(parts.keySet());
    String name = named.isEmpty() ? names.first() : named;
    require(table.file().toString(), what, List.of(name), names);
    if (names.size() > 1) {
      notes.add(what + " " + name);
    }
    return parts.get(name);
  }

  /**
   * Keeps the layers that were named, or all if none was.
   *
   * @param where what has them, for messages
   * @param layers all layers; those not named are removed
   * @param named names
   * @throws PlotException if a layer that was named is not there
   */
  static void keep(String where, Set<String> layers, List<String> named) {
    require(where, "layer", named, layers);
    if (!named.isEmpty()) {
      layers.retainAll(named);
    }
  }

  /** The title of a layer's panel; recordings number layers, or name them. */
  String title(String layer) {
    String name = layer.chars().allMatch(Character::isDigit) ? "layer " + layer : layer;
    return note.isEmpty() ? name : name + ", " + note;
  }

  private static void require(String where, String what, List<String> named, Set<String> known) {
    for (String name : named) {
      if (!known.contains(name)) {
        throw new PlotException(
            where + ": no " + what + " '" + name + "'" + Nearest.hintAndList(name, known));
      }
    }
  }
}
