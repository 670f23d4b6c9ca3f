package org.altgrad.train.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.altgrad.graphs.program.Recording;
import org.altgrad.train.loop.RecordingFile;
import org.altgrad.train.run.RunDirectory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code altgrad record}. */
@Command(
    name = "record",
    description =
        "Records what figures need beside the metrics, such as loss surfaces, histograms and"
            + " traces, from a trained program; without names, lists what can be recorded.",
    mixinStandardHelpOptions = true)
final class RecordCommand implements Callable<Integer> {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @CommandLine.Mixin private RestoredRun run;

  @Parameters(index = "1..*", paramLabel = "NAME", description = "Recordings to make.")
  private List<String> names = List.of();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    return run.with(
        (experiment, data, live, checkpoint) -> {
          Map<String, Recording> all = live.program().recordings();
          if (names.isEmpty()) {
            all.forEach((name, recording) -> out.println(name + "  " + recording.description()));
            if (all.isEmpty()) {
              out.println("nothing: " + experiment.method().name() + " makes no recordings");
            }
            out.flush();
            return 0;
          }
          RunDirectory place = RunDirectory.open(run.directory());
          List<RecordingFile> files =
              names.stream()
                  .map(
                      name ->
                          OptionWords.telling(
                              Map.of("trainer.record", name),
                              () -> RecordingFile.of(live.program(), place, name)))
                  .toList();
          live.prepare();
          files.forEach(file -> out.println(file.write(live, checkpoint.step())));
          out.flush();
          return 0;
        });
  }
}
