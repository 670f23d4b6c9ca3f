package org.altgrad.train.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.altgrad.data.Split;
import org.altgrad.plotting.OutputFile;
import org.altgrad.train.config.ConfigException;
import org.altgrad.train.export.Description;
import org.altgrad.train.export.ExportedModel;
import org.altgrad.train.export.Predictor;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code altgrad predict}. */
@Command(
    name = "predict",
    description = "Applies an exported network to a data set and writes what it gives.",
    mixinStandardHelpOptions = true)
final class PredictCommand implements Callable<Integer> {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Parameters(index = "0", paramLabel = "EXPORT", description = "Directory of the saved model.")
  private Path export;

  @Option(
      names = "--data",
      paramLabel = "SET",
      description =
          "Data set, for example mnist10k (default: that of the training, with its settings).")
  private String data;

  @Option(
      names = "--split",
      paramLabel = "SPLIT",
      defaultValue = "test",
      description = "Split of it (default: test).")
  private String split;

  @Option(
      names = "--signature",
      paramLabel = "NAME",
      description =
          "Function to apply (default: predict, or without it the one that serves by default).")
  private String signature;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Keys the random draws of stochastic networks (default: 0).")
  private Long seed;

  @Option(
      names = "--passes",
      paramLabel = "N",
      description =
          "Passes of a stochastic network to average (default: as many as it was exported with).")
  private Long passes;

  @Option(
      names = "--to",
      paramLabel = "FILE",
      required = true,
      description = "FILE.csv, a row for each example, or FILE.npz, an array for each output.")
  private Path to;

  @Option(names = "--force", description = "Replace FILE if it exists.")
  private boolean force;

  @Parameters(
      index = "1..*",
      paramLabel = "OVERRIDE",
      description = "Settings of the data set, for example data.root=DIR.")
  private List<String> overrides = new ArrayList<>();

  @Override
  public Integer call() {
    if (!to.toString().matches(".*[.](csv|npz)")) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--to " + to + ": the name must end in .csv or .npz");
    }
    OutputFile.requireFree(to, force);
    if (passes != null && passes < 1) {
      throw new ConfigException("--passes " + passes + ": must be at least 1");
    }
    Description model = ExportedModel.describe(export);
    Outdated.tell(export, model, spec.commandLine().getErr());
    Map<String, Long> given = new LinkedHashMap<>();
    if (seed != null) {
      given.put("seed", seed);
    }
    if (passes != null) {
      given.put("passes", passes);
    }
    PrintWriter out = spec.commandLine().getOut();
    String function = signature == null ? usual(model) : signature;
    Split examples =
        new TrainedData(export, model)
            .load(data, overrides, split, out, some -> Predictor.requireFit(model, function, some));
    Predictor.PredictionReport report =
        Predictor.predict(export, function, examples, given, to, force);
    out.println("function     " + function + ": " + report.description());
    out.println(
        String.format(
            Locale.ROOT,
            "%d examples of %s%s",
            report.examples(),
            split,
            report.correct().isEmpty() ? "" : right(report)));
    examples
        .origin()
        .ifPresent(rows -> out.println("joined by    " + rows.name() + ", in " + rows.given()));
    out.println("predictions  " + report.file());
    out.flush();
    return 0;
  }

  /** Encoders and the like have no function of that name. */
  private static String usual(Description model) {
    return model.signatures().containsKey("predict") ? "predict" : "serving_default";
  }

  private static String right(Predictor.PredictionReport report) {
    int correct = report.correct().getAsInt();
    return String.format(
        Locale.ROOT, ", %d predicted right (%.4f)", correct, correct / (double) report.examples());
  }
}
