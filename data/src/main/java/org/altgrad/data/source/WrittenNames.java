package org.altgrad.data.source;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.altgrad.data.Column;
import org.altgrad.data.DataSet;
import org.altgrad.data.Split;
import org.altgrad.data.format.SetWriter;

/** Which names of a data set stand in a table of it, so that reading it gives the same numbers. */
public final class WrittenNames {
  private WrittenNames() {}

  /**
   * The names that a table of some splits can have: of numbers of columns {@code label} and {@code
   * environment} where a table of these words would number them so, and of inputs where no other
   * column is called so.
   *
   * @return names by the column that has them; of {@code label} and {@code environment} those of 0,
   *     1, …, of others those of an example's numbers
   */
  public static Map<String, List<String>> of(DataSet data, List<Split> splits) {
    Map<String, List<String>> names = new LinkedHashMap<>();
    List<String> classes = data.classNames();
    if (Codes.ofLabels(classes, OptionalInt.empty()).names().equals(classes)
        && whole("label", classes.size(), splits)) {
      names.put("label", classes);
    }
    List<String> environments = data.environmentNames();
    if (Codes.ofValues(environments).names().equals(environments)
        && whole("environment", environments.size(), splits)) {
      names.put("environment", environments);
    }
    List<String> inputs = data.inputNames();
    for (Column column : splits.get(0).columns().values()) {
      if (List.of("input", "feature", "image").contains(column.name())
          && column.exampleSize() == inputs.size()
          && free(inputs, column.name(), splits)) {
        names.put(column.name(), inputs);
      }
    }
    return names;
  }

  /** Whether all numbers from 0 on are there where a reader counts them, and no others anywhere. */
  private static boolean whole(String column, int count, List<Split> splits) {
    List<Split> counted = splits.stream().filter(split -> split.name().equals("train")).toList();
    Set<Integer> there = numbers(column, counted.isEmpty() ? splits : counted);
    return count > 0
        && there.size() == count
        && there.containsAll(numbers(column, splits))
        && there.stream().allMatch(number -> number >= 0 && number < count);
  }

  private static Set<Integer> numbers(String column, List<Split> splits) {
    Set<Integer> all = new TreeSet<>();
    for (Split split : splits) {
      Column own = split.columns().get(column);
      for (int i = 0; own != null && i < own.count(); i++) {
        all.add(own.label(i));
      }
    }
    return all;
  }

  private static boolean free(List<String> inputs, String column, List<Split> splits) {
    Set<String> others = new HashSet<>(SetWriter.head(splits, Map.of()));
    others.removeIf(name -> name.matches(column + "_[0-9]+"));
    return Set.copyOf(inputs).size() == inputs.size()
        && inputs.stream().allMatch(name -> name.equals(name.strip()) && !others.contains(name));
  }
}
