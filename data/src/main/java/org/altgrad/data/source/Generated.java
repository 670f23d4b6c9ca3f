package org.altgrad.data.source;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.altgrad.data.Column;
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
    MessageDigest digest = sha256();
    long bytes = 0;
    for (Column column : split.columns().values()) {
      ByteBuffer data = column.data();
      bytes += data.remaining();
      digest.update(data);
    }
    String sha256 = HexFormat.of().formatHex(digest.digest());
    return new Provenance(set + ", " + split.name(), sha256, bytes, "generated, seed " + seed);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
