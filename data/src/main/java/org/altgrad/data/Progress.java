package org.altgrad.data;

/** Hears how far a download is. Called on the thread that asked for the file. */
@FunctionalInterface
public interface Progress {
  /** Ignores everything. */
  Progress NONE = (file, bytes, total) -> {};

  /**
   * Called at the start of a file, after each block and at its end.
   *
   * @param file the file's name
   * @param bytes bytes of it on disk so far, those of an earlier, interrupted download included
   * @param total bytes of the whole file, or -1 if the server does not say
   */
  void at(String file, long bytes, long total);
}
