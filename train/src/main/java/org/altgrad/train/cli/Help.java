package org.altgrad.train.cli;

import picocli.CommandLine.Option;

/** The option {@code --help} of a command. */
final class Help {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Print this help.")
  private boolean asked;
}
