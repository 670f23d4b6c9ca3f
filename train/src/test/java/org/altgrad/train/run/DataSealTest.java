package org.altgrad.train.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.altgrad.data.Column;
import org.altgrad.data.DataSet;
import org.altgrad.data.Provenance;
import org.altgrad.data.Split;
import org.junit.jupiter.api.Test;

class DataSealTest {
  private static DataSet data(int label, Provenance... files) {
    return DataSet.of(
        "d", 2, List.of(files), Split.of("train", Column.labels(new int[] {label, 1})));
  }

  private static Provenance file(String name, String sum, String folder) {
    return new Provenance(name, sum.repeat(32), 1, folder + "/" + name);
  }

  @Test
  void readsBackAndKnowsTheDataAgain() {
    DataSet data = data(0, file("x.csv", "aa", "train"), file("x.csv", "bb", "test"));
    DataSeal seal = DataSeal.of(data);
    assertEquals(List.of("x.csv", "x.csv (2)"), List.copyOf(seal.files().keySet()));
    assertEquals(Optional.of(seal), DataSeal.read(seal.toMap()));
    assertEquals(Optional.empty(), seal.difference(data));
    // the same rows of files that have other rows, too, which are not used
    assertEquals(Optional.empty(), seal.difference(data(0, file("y.csv", "cc", "train"))));
    String said =
        seal.difference(data(1, file("x.csv", "aa", "train"), file("x.csv", "cc", "test")))
            .orElseThrow();
    assertEquals(
        "data set d; x.csv (2): must have SHA-256 bbbbbbbbbbbbbbbb…, as in the training, but is"
            + " cccccccccccccccc",
        said);
    said = seal.difference(data(1, file("x.csv", "aa", "train"))).orElseThrow();
    assertEquals(
        "data set d; x.csv (2): must have SHA-256 bbbbbbbbbbbbbbbb…, as in the training, but is not"
            + " there",
        said);
    // Where no file differs, it is the whole.
    said = DataSeal.of(data(0)).difference(data(1)).orElseThrow();
    assertTrue(
        said.startsWith(
            "data set d: what is read of it must have SHA-256 " + data.sha256().substring(0, 16)),
        said);
    assertTrue(said.contains("another version"), said);
  }

  /** They know their files only. */
  @Test
  void runsOfOlderVersions() {
    DataSeal seal =
        DataSeal.read(Map.of("name", "d", "sha256", Map.of("x.csv", "aa".repeat(32))))
            .orElseThrow();
    assertEquals(Optional.empty(), seal.difference(data(0, file("x.csv", "aa", "train"))));
    assertEquals(Optional.empty(), seal.difference(data(0, file("z.csv", "bb", "train"))));
    assertEquals(
        "data set d; x.csv: must have SHA-256 aaaaaaaaaaaaaaaa…, as in the training, but is"
            + " bbbbbbbbbbbbbbbb",
        seal.difference(data(0, file("x.csv", "bb", "train"))).orElseThrow());
    assertEquals(Optional.empty(), DataSeal.read(null));
    assertEquals(Optional.empty(), DataSeal.read(Map.of("name", "d")));
  }

  /** A label that no class of the training has is none of the network's. */
  @Test
  void labelsBeyondTheTrainings() {
    DataSeal seal = DataSeal.of(data(0));
    assertEquals(2, DataSeal.read(seal.toMap()).orElseThrow().classes());
    DataSet more =
        DataSet.of("e", 8, List.of(), Split.of("train", Column.labels(new int[] {0, 7, 1})));
    assertEquals(
        Optional.of(
            "e: labels of train must be whole numbers from 0 to 1, as in the training, but one is"
                + " 7; leave the labels out if they are others"),
        seal.foreign(more));
    // fewer of them, or more in name only, are classes of the training
    assertEquals(Optional.empty(), DataSeal.of(more).foreign(data(0)));
    DataSet named = DataSet.of("e", 8, List.of(), Split.of("train", Column.labels(new int[] {1})));
    assertEquals(Optional.empty(), seal.foreign(named));
  }

  /** Folders that are called by their numbers are classes by number, either way about. */
  @Test
  void foldersOfNumbers() {
    for (String folder : List.of("1", "x")) {
      byte[] table = ("label,folder\n0,0\n1," + folder + "\n").getBytes();
      DataSet folders = data(0).with(org.altgrad.data.Attachment.of("classes", table, "d"));
      assertEquals(folder.equals("x"), DataSeal.of(folders).foreign(data(0)).isPresent());
      assertEquals(folder.equals("x"), DataSeal.of(data(0)).foreign(folders).isPresent());
    }
  }
}
