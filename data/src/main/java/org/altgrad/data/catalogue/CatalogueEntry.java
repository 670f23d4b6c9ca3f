package org.altgrad.data.catalogue;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What the catalogue says about one data set.
 *
 * @param name its key, also in configurations: {@code fashion_mnist}
 * @param about it, for people
 * @param classes number of classes
 * @param splits number of examples of each split, in their order
 * @param image shape of one image, {@code [height, width, channels]}
 * @param whereabouts where its files are
 * @param files its files
 */
public record CatalogueEntry(
    String name,
    About about,
    int classes,
    Map<String, Integer> splits,
    List<Integer> image,
    Whereabouts whereabouts,
    List<DataFile> files) {

  /**
   * What people are told.
   *
   * @param title its name
   * @param description one or two sentences
   * @param homepage where its authors present it
   * @param licence terms of use, as far as they are stated
   * @param citation the publication to cite
   */
  public record About(
      String title, String description, String homepage, String licence, String citation) {}

  /**
   * Where files are.
   *
   * @param bundled whether they are part of this program
   * @param folder where they lie below the data root
   * @param directories further places to look at, filled by system packages
   * @param addresses what to put before {@link DataFile#download} to get a file, best first; empty
   *     if there is no public address
   */
  public record Whereabouts(
      boolean bundled, String folder, List<Path> directories, List<URI> addresses) {}

  /** The file of that name, which must be one of the entry's. */
  public DataFile file(String name) {
    return files.stream()
        .filter(file -> file.name().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("data set " + this.name + " has no file " + name));
  }
}
