package org.altgrad.train.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.altgrad.base.Durable;
import org.altgrad.base.ShellCommand;
import org.altgrad.base.YamlFile;
import org.altgrad.data.Column;
import org.altgrad.data.DataSet;
import org.altgrad.data.Split;
import org.altgrad.data.format.NpyArray;
import org.altgrad.train.config.ConfigException;
import org.altgrad.train.experiment.Experiment;
import org.altgrad.train.loop.Live;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code altgrad prepare}. */
@Command(
    name = "prepare",
    description =
        "Makes a feature set of a data set and a frozen backbone: files that data=features reads.",
    sortOptions = false,
    footer = {
      "",
      "What has been computed lies in method.cache, so a command that was killed goes "
          + "on where it was, and training on the same data and backbone need not compute it "
          + "again."
    })
final class PrepareCommand implements Callable<Integer> {
  private static final String FEATURE = "feature";
  private static final String LABEL = "label";

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Mixin private Help help;

  @Mixin private Configuration configuration;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "DIR",
      description = "Where the files go: SPLIT.npy, SPLIT_labels.npy and features.yaml.")
  private Path to;

  @Override
  public Integer call() {
    Experiment experiment = configuration.single(configuration.overrides());
    DataSet data = Runner.load(experiment, System.out);
    PrintWriter out = spec.commandLine().getOut();
    Map<String, Object> splits = new LinkedHashMap<>();
    List<String> words = new ArrayList<>();
    try (Live live = new Live(experiment, data)) {
      live.prepare();
      for (Split split : data.splits().values()) {
        float[] numbers =
            live.computed(split.name(), FEATURE)
                .orElseThrow(
                    () ->
                        new ConfigException(
                            "method: must compute features, as vub/head does with a backbone, but"
                                + " does not"));
        int width = numbers.length / split.count();
        Column labels = split.column(LABEL);
        int[] own = new int[split.count()];
        java.util.Arrays.setAll(own, labels::label);
        Path features = write(split.name() + ".npy", NpyArray.encoded(split.count(), numbers));
        Path labelled = write(split.name() + "_labels.npy", NpyArray.encoded(own));
        splits.put(split.name(), Map.of("rows", split.count(), "features", width));
        out.printf("%s  %d x %d%n", features, split.count(), width);
        if (List.of("train", "validation", "test").contains(split.name())) {
          words.add("data." + split.name() + ".features=" + features);
          words.add("data." + split.name() + ".labels=" + labelled);
        }
      }
    }
    Map<String, Object> about = new LinkedHashMap<>();
    about.put("data", data.name());
    about.put("classes", data.classes());
    about.put("files", data.files().stream().map(f -> f.file() + " " + f.sha256()).toList());
    about.put("backbone", String.valueOf(experiment.config().find("method.backbone").orElse(null)));
    about.put("splits", splits);
    YamlFile.write(to.resolve("features.yaml"), about);
    out.println(
        ShellCommand.of("train", "experiment=vub/features") + " " + ShellCommand.joined(words));
    out.flush();
    return 0;
  }

  /** Whole, or as it was before. */
  private Path write(String name, byte[] content) {
    Path file = to.resolve(name);
    Durable.writeBelow(file, content);
    return file;
  }
}
