package org.altgrad.train.cli;

import org.altgrad.train.config.ConfigException;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Refuses options that were typed and are not read beside the others.
 *
 * @param spec the command
 */
record Effect(CommandSpec spec) {

  /**
   * Options that are read in some cases.
   *
   * @param read whether this is one
   * @param where where they are, as in {@code only with --against}
   * @param options their names
   * @throws ConfigException in one line, if an option was typed that is not read
   */
  void only(boolean read, String where, String... options) {
    for (String option : options) {
      if (!read && spec.commandLine().getParseResult().hasMatchedOption(option)) {
        throw new ConfigException(
            option + ": must be left out, for it has an effect only " + where);
      }
    }
  }
}
