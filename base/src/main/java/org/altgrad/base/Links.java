package org.altgrad.base;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Symbolic links, which are the user's: what is written goes where they lead, and they stay. */
public final class Links {
  private Links() {}

  /**
   * Where a path leads that need not be there yet.
   *
   * @throws IOException if it, or a folder in which it shall be, is a link that leads to nothing;
   *     the message says so in a sentence
   */
  public static Path followed(Path path) throws IOException {
    Path place = path.toAbsolutePath();
    for (Path there = place; there != null; there = there.getParent()) {
      if (Files.exists(there)) {
        return there.toRealPath().resolve(there.relativize(place)).normalize();
      }
      if (Files.exists(there, LinkOption.NOFOLLOW_LINKS)) {
        throw new IOException(
            "%s is a link to %s, which is not there: make that, or name another place"
                .formatted(there, Files.readSymbolicLink(there)));
      }
    }
    return place;
  }
}
