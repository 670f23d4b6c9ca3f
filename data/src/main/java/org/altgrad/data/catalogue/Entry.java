package org.altgrad.data.catalogue;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What the catalogue says about one data set.
 *
 * @param name its key, also in configurations: {@code fashion_mnist}
 * @param title its name for people
 * @param description one or two sentences
 * @param homepage where its authors present it
 * @param licence terms of use, as far as they are stated
 * @param citation the publication to cite
 * @param classes number of classes
 * @param splits number of examples of each split, in their order
 * @param image shape of one image, {@code [height, width, channels]}
 * @param bundled whether its files are part of this program
 * @param folder where its files lie below the data root
 * @param directories further places to look at, filled by system packages
 * @param addresses what to put before {@link DataFile#download} to get a file, best first; empty if
 *     it has no public address
 * @param files its files
 */
public record Entry(
    String name,
    String title,
    String description,
    String homepage,
    String licence,
    String citation,
    int classes,
    Map<String, Integer> splits,
    List<Integer> image,
    boolean bundled,
    String folder,
    List<Path> directories,
    List<URI> addresses,
    List<DataFile> files) {

  /** The file of that name, which must be one of the entry's. */
  public DataFile file(String name) {
    return files.stream()
        .filter(file -> file.name().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("data set " + this.name + " has no file " + name));
  }
}
