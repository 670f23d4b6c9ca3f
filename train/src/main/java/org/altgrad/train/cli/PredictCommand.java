package org.altgrad.train.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.altgrad.data.DataSet;
import org.altgrad.data.Split;
import org.altgrad.data.source.DataContext;
import org.altgrad.data.source.DataSource;
import org.altgrad.data.source.DataSources;
import org.altgrad.plotting.OutputFile;
import org.altgrad.train.config.Binder;
import org.altgrad.train.config.Config;
import org.altgrad.train.config.ConfigException;
import org.altgrad.train.export.ExportedModel;
import org.altgrad.train.export.Predictor;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code altgrad predict}. */
@Command(
    name = "predict",
    description = "Applies an exported network to a data set and writes a CSV file.",
    mixinStandardHelpOptions = true)
final class PredictCommand implements Callable<Integer> {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Parameters(index = "0", paramLabel = "EXPORT", description = "Directory of the saved model.")
  private Path export;

  @Option(
      names = "--data",
      paramLabel = "SET",
      required = true,
      description = "Data set, for example mnist10k.")
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
      defaultValue = "predict",
      description = "Function to apply (default: predict).")
  private String signature;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Keys the random draws of stochastic networks.")
  private long seed;

  @Option(names = "--to", paramLabel = "FILE", required = true, description = "CSV file to write.")
  private Path to;

  @Parameters(
      index = "1..*",
      paramLabel = "OVERRIDE",
      description = "Settings of the data set, for example data.root=DIR.")
  private List<String> overrides = new ArrayList<>();

  @Override
  public Integer call() {
    OutputFile.requireFree(to, false);
    ExportedModel.describe(export);
    Split examples = load().split(split);
    Predictor.Report report = Predictor.predict(export, signature, examples, seed, to);
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        String.format(
            Locale.ROOT,
            "%d examples%s",
            report.examples(),
            report.correct().isEmpty() ? "" : right(report)));
    out.println("predictions  " + report.file());
    out.flush();
    return 0;
  }

  private static String right(Predictor.Report report) {
    int correct = report.correct().getAsInt();
    return String.format(
        Locale.ROOT, ", %d predicted right (%.4f)", correct, correct / (double) report.examples());
  }

  private DataSet load() {
    for (String override : overrides) {
      if (!override.startsWith("data.")) {
        throw new ConfigException(override + ": only settings of the data set (data.…) fit here");
      }
    }
    List<String> all = new ArrayList<>(List.of("experiment=null", "data=" + data));
    all.addAll(overrides);
    Config config = new Configuration().compose(all);
    String name = config.find("data.name").map(Object::toString).orElse(data);
    DataSource source = Binder.bind(config, "data", DataSources.kind(name));
    return source.load(DataContext.standard(true, new DownloadLines(System.err)));
  }
}
