package org.altgrad.train.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.altgrad.train.config.ConfigException;
import org.altgrad.train.sweep.Stacks;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code altgrad sweep create}. */
@Command(
    name = "create",
    customSynopsis = {
      "${COMMAND-FULL-NAME} [--config-dir=DIR]... FILE [OVERRIDE...]",
      "       ${COMMAND-FULL-NAME} -m [--config-dir=DIR]... [--config=FILE]... OVERRIDE..."
    },
    description = "Makes the directory of a sweep, prints it, and runs nothing.",
    sortOptions = false,
    footer = {
      "",
      "Without --multirun FILE defines the sweep, and overrides are of all its runs; see"
          + " docs/sweeps.md."
    })
final class SweepCreateCommand implements Callable<Integer> {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Mixin private Help help;

  @Mixin private Configuration configuration;

  @Option(
      names = {"-m", "--multirun"},
      description = "One run for each combination of the values in a,b,c, range(), choice().")
  private boolean multirun;

  @Override
  public Integer call() {
    Sweep sweep = new Sweep(configuration, System.err);
    Path place = multirun ? sweep.create() : sweep.create(file());
    Stacks.of(place).lines().forEach(spec.commandLine().getErr()::println);
    spec.commandLine().getOut().println(place);
    spec.commandLine().getOut().flush();
    return 0;
  }

  /** The word that is no override. */
  private Path file() {
    return configuration
        .takeFile()
        .orElseThrow(
            () ->
                new ConfigException(
                    "FILE: must be given, or --multirun with the words of a sweep, but is"
                        + " missing"));
  }
}
