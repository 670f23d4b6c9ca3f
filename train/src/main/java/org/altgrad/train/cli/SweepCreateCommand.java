package org.altgrad.train.cli;

import java.util.concurrent.Callable;
import org.altgrad.train.config.ConfigException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code altgrad sweep create}. */
@Command(
    name = "create",
    description = "Makes the directory of a sweep, prints it, and runs nothing.",
    sortOptions = false)
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
    if (!multirun) {
      throw new ConfigException("--multirun: must be given, with the words of a sweep");
    }
    spec.commandLine().getOut().println(new Sweep(configuration, System.out).create());
    spec.commandLine().getOut().flush();
    return 0;
  }
}
