package org.altgrad.train.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.altgrad.base.JsonText;
import org.altgrad.graphs.program.Evaluation;
import org.altgrad.graphs.program.MetricName;
import org.altgrad.graphs.program.Program;
import org.altgrad.train.loop.Diverged;
import org.altgrad.train.loop.Reporter;
import org.altgrad.train.loop.ScoreNotes;
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

  @CommandLine.Option(names = "--json", description = "A list of the values, all digits.")
  private boolean json;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    return run.with(
        (experiment, data, live, checkpoint) -> {
          live.prepare();
          if (!json) {
            out.println("checkpoint  " + checkpoint.path());
            passes(live.program()).ifPresent(out::println);
          }
          Diverged diverged = Diverged.of(checkpoint);
          List<Map<String, Object>> rows = new ArrayList<>();
          ScoreNotes notes = new ScoreNotes();
          for (Evaluation evaluation : live.program().evaluations()) {
            Map<MetricName, Double> results =
                diverged.without(evaluation.run(live, checkpoint.step()));
            notes.add(evaluation.split(), evaluation.caveats());
            results.forEach(
                (metric, value) -> {
                  if (json) {
                    rows.add(row(evaluation.split(), metric, value, checkpoint.step()));
                  } else {
                    out.println(evaluation.split() + "  " + metric + "  " + Reporter.number(value));
                  }
                });
          }
          if (json) {
            out.println(JsonText.write(rows));
          } else {
            diverged.networks().forEach(notes::remove);
            notes.lines().forEach(out::println);
          }
          out.flush();
          return 0;
        });
  }

  /** What makes a stochastic network's numbers here others than those of {@code predict}. */
  private static Optional<String> passes(Program program) {
    return Optional.ofNullable(program.inferences().get("predict")).stream()
        .flatMap(predict -> predict.inputs().stream())
        .filter(input -> input.name().equals("passes") && input.usual().orElse(1) > 1)
        .map(
            input ->
                "note: the outcome of one pass over each example, as in training; predict takes the"
                    + " likeliest outcome by the mean of "
                    + input.usual().getAsLong()
                    + " passes, and scores higher with one as well")
        .findFirst();
  }

  private static Map<String, Object> row(String split, MetricName metric, double value, long at) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("step", at);
    row.put("split", split);
    row.put("metric", metric.toString());
    row.put("value", value);
    return row;
  }
}
