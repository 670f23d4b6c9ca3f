package org.altgrad.data;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A data set in memory.
 *
 * @param name its name for people, as results must be reported: {@code CIFAR-10, JPEG-derived}
 * @param splits its splits by name, in their order
 * @param classes number of classes; labels are 0..classes-1; 0 if there are no labels
 * @param files where its content came from
 */
public record DataSet(String name, Map<String, Split> splits, int classes, List<Provenance> files) {

  public DataSet {
    splits = Collections.unmodifiableMap(new LinkedHashMap<>(splits));
    files = List.copyOf(files);
  }

  /** A data set of the given splits. */
  public static DataSet of(String name, int classes, List<Provenance> files, Split... splits) {
    Map<String, Split> byName = new LinkedHashMap<>();
    for (Split split : splits) {
      byName.put(split.name(), split);
    }
    return new DataSet(name, byName, classes, files);
  }

  /**
   * The split of that name.
   *
   * @throws DataException if there is none
   */
  public Split split(String name) {
    Split split = splits.get(name);
    if (split == null) {
      throw new DataException(
          "data set %s has no split %s; it has %s"
              .formatted(this.name, name, List.copyOf(splits.keySet())));
    }
    return split;
  }
}
