package org.altgrad.train.cli;

import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import org.altgrad.graphs.program.Evaluation;
import org.altgrad.graphs.program.MetricName;
import org.altgrad.train.loop.Reporter;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code altgrad eval}. */
@Command(
    name = "eval",
    description = "Measures a trained program on its evaluation splits.",
    mixinStandardHelpOptions = true)
final class EvalCommand implements Callable<Integer> {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @CommandLine.Mixin private RestoredRun run;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    return run.with(
        (experiment, data, live, checkpoint) -> {
          live.prepare();
          out.println("checkpoint  " + checkpoint.path());
          for (Evaluation evaluation : live.program().evaluations()) {
            Map<MetricName, Double> results = evaluation.run(live, checkpoint.step());
            results.forEach(
                (metric, value) ->
                    out.println(
                        evaluation.split() + "  " + metric + "  " + Reporter.number(value)));
          }
          out.flush();
          return 0;
        });
  }
}
