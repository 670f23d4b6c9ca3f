package org.altgrad.train.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
import org.altgrad.train.config.OverrideWriter;
import org.altgrad.train.export.Description;
import org.altgrad.train.export.ExportedModel;
import org.altgrad.train.export.Predictor;
import org.altgrad.train.run.RunException;
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
      defaultValue = "predict",
      description = "Function to apply (default: predict).")
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

  @Option(names = "--to", paramLabel = "FILE", required = true, description = "CSV file to write.")
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
    OutputFile.requireFree(to, force);
    if (passes != null && passes < 1) {
      throw new ConfigException("--passes " + passes + ": must be at least 1");
    }
    Description model = ExportedModel.describe(export);
    Map<String, Long> given = new LinkedHashMap<>();
    if (seed != null) {
      given.put("seed", seed);
    }
    if (passes != null) {
      given.put("passes", passes);
    }
    PrintWriter out = spec.commandLine().getOut();
    Split examples = load(model, out).split(split);
    Predictor.PredictionReport report =
        Predictor.predict(export, signature, examples, given, to, force);
    out.println("function     " + signature + ": " + report.description());
    out.println(
        String.format(
            Locale.ROOT,
            "%d examples of %s%s",
            report.examples(),
            split,
            report.correct().isEmpty() ? "" : right(report)));
    out.println("predictions  " + report.file());
    out.flush();
    return 0;
  }

  private static String right(Predictor.PredictionReport report) {
    int correct = report.correct().getAsInt();
    return String.format(
        Locale.ROOT, ", %d predicted right (%.4f)", correct, correct / (double) report.examples());
  }

  /** The data set asked for; where the network was trained on it, with the settings that it had. */
  private DataSet load(Description model, PrintWriter out) {
    for (String override : overrides) {
      if (!override.startsWith("data.")) {
        throw new ConfigException(override + ": only settings of the data set (data.…) fit here");
      }
    }
    Description.Data trained = model.data();
    if (data == null && trained.option().isEmpty()) {
      throw new ConfigException(
          "--data SET: must be given, for the export is of an older program and does not say what"
              + " the network was trained on; export the run again");
    }
    String option = data == null ? trained.option() : data;
    List<String> all = new ArrayList<>(List.of("experiment=null", "data=" + option));
    Config plain = data == null ? trained(all) : new Configuration().compose(all);
    Object name = plain.find("data.name").orElse(option);
    boolean same = name.equals(trained.settings().get("name"));
    if (same) {
      trained
          .settings()
          .forEach((key, value) -> all.add(OverrideWriter.assign("data." + key, value)));
      trained(all);
    }
    Config config = new Configuration().compose(with(all, overrides));
    out.println("data         " + option + (same ? ", with its settings of the training" : ""));
    if (!same && !trained.option().isEmpty()) {
      out.println("             the network was trained on " + trained.option());
    }
    List<String> changed = same ? differences(trained, config) : List.of();
    changed.forEach(line -> out.println("             " + line));
    DataSource source = Binder.bind(config, "data", DataSources.kind(name.toString()));
    DataSet loaded = source.load(DataContext.standard(true, new DownloadLines(System.err)));
    if (same && changed.isEmpty()) {
      String unknown = "the export does not say whether they are those of the training";
      trained
          .seal()
          .map(seal -> seal.difference(loaded).map(what -> "not those of the training: " + what))
          .orElse(Optional.of(unknown))
          .ifPresent(line -> out.println("             " + line));
    }
    return loaded;
  }

  /** Settings that the export has filed; an older program's may mean nothing any more. */
  private Config trained(List<String> all) {
    try {
      return new Configuration().compose(all);
    } catch (ConfigException e) {
      throw new RunException(
          export + "/altgrad.yaml says of the data: " + e.getMessage() + "; export the run again",
          e);
    }
  }

  private static List<String> with(List<String> first, List<String> then) {
    List<String> both = new ArrayList<>(first);
    both.addAll(then);
    return both;
  }

  /** What overrides have made of the training's settings. */
  private static List<String> differences(Description.Data trained, Config config) {
    List<String> lines = new ArrayList<>();
    config
        .flat()
        .forEach(
            (key, value) -> {
              String own = key.startsWith("data.") ? key.substring("data.".length()) : "";
              Object before = trained.settings().get(own);
              if (trained.settings().containsKey(own)
                  && !String.valueOf(before).equals(String.valueOf(value))) {
                lines.add("not as in the training: " + key + "=" + value + ", there " + before);
              }
            });
    return lines;
  }
}
