package org.altgrad.data.catalogue;

import java.util.OptionalLong;

/**
 * One file of a data set.
 *
 * @param name its name without {@code .gz}; on disk it may have that ending or not. An archive
 *     keeps its ending, and its content is the archive itself
 * @param bytes size of the content
 * @param checksum checksum of the content
 * @param download name under which the addresses offer it
 * @param downloadBytes size of what the addresses offer, where known
 */
public record DataFile(
    String name, long bytes, Checksum checksum, String download, OptionalLong downloadBytes) {

  /** Whether a file that begins like gzip is to be unpacked: all but archives. */
  public boolean unpacked() {
    return !name.endsWith(".gz") && !name.endsWith(".zip");
  }
}
