package org.altgrad.train.cli;

import picocli.CommandLine.Option;

/** The word with which a run meets data that are not those of its training. */
final class OtherData {
  @Option(
      names = "--other-data",
      description = "Go on, and say so, if the data are not those that the run was trained with.")
  private boolean allowed;

  boolean allowed() {
    return allowed;
  }
}
