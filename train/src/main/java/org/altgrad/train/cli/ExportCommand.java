package org.altgrad.train.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.altgrad.train.export.Exporter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code altgrad export}. */
@Command(
    name = "export",
    description = "Writes a trained network as a TensorFlow SavedModel.",
    mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @CommandLine.Mixin private RestoredRun run;

  @Option(
      names = "--to",
      paramLabel = "DIR",
      required = true,
      description = "Where to write it; must not exist or be empty.")
  private Path to;

  @Override
  public Integer call() {
    Exporter.requireFree(to, false);
    PrintWriter out = spec.commandLine().getOut();
    return run.with(
        (experiment, data, live, checkpoint) -> {
          Exporter.Report report =
              Restored.export(run.directory(), experiment, data, live, checkpoint, to, false);
          out.println(
              "reloaded and compared on "
                  + report.examples()
                  + " examples: largest difference "
                  + report.largestDifference());
          report
              .signatures()
              .forEach((name, s) -> out.println("signature  " + name + "  " + s.description()));
          out.println("export     " + report.directory());
          out.flush();
          return 0;
        });
  }
}
