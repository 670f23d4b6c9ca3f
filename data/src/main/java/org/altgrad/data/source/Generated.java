package org.altgrad.data.source;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.altgrad.data.DataSet;
import org.altgrad.data.Provenance;
import org.altgrad.data.Split;

/** Data sets made of random numbers, with fingerprints by which runs can be compared. */
final class Generated {
  private Generated() {}

  /** A data set whose splits are all generated. */
  static DataSet of(String name, int classes, long seed, List<Split> splits) {
    return of(name, classes, List.of(), seed, splits);
  }

  /**
   * A data set whose splits are made of files and random numbers.
   *
   * @param files the files
   */
  static DataSet of(
      String name, int classes, List<Provenance> files, long seed, List<Split> splits) {
    List<Provenance> all = new ArrayList<>(files);
    for (Split split : splits) {
      all.add(provenance(name, split, seed));
    }
    return DataSet.of(name, classes, all, splits.toArray(Split[]::new));
  }

  /** Fingerprint of all columns of a split, one after the other, as they lie in memory. */
  private static Provenance provenance(String set, Split split, long seed) {
    return Provenance.of(
        set + ", " + split.name(), source(seed), split.content().toArray(ByteBuffer[]::new));
  }

  /** How it was made, for provenance. */
  static String source(long seed) {
    return "generated, seed " + seed;
  }
}
