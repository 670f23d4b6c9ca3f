package org.altgrad.train.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.altgrad.base.Durable;
import org.altgrad.data.DataSet;
import org.altgrad.train.config.Config;
import org.altgrad.train.config.ConfigException;
import org.altgrad.train.config.OverrideWriter;
import org.altgrad.train.experiment.Experiment;
import org.altgrad.train.export.Description;
import org.altgrad.train.export.ExportedModel;
import org.altgrad.train.run.Checkpoints;
import org.altgrad.train.run.RunDirectory;
import org.altgrad.train.run.RunException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code altgrad attack}. */
@Command(
    name = "attack",
    description =
        "Attacks a trained classifier of images or texts, and says whether the numbers can be"
            + " believed.",
    sortOptions = false,
    footer = {
      "",
      "What is found is a run of the experiment attack/images or attack/texts, whose "
          + "settings may be overridden (method.epsilons=[0.03] method.rows=500); table, plot "
          + "and studies read it as any other. A run that is not exported is, into its own "
          + "directory. Of networks side by side the first is attacked; "
          + "+method.classifier.network=N is another."
    })
final class AttackCommand implements Callable<Integer> {
  private static final String EXPORT = "export";
  private static final String NETWORK = "network";

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Mixin private Help help;

  @Parameters(
      index = "0",
      paramLabel = "RUN|EXPORT",
      description = "A run, an export, or another model's folder.")
  private Path place;

  @Option(
      names = "--data",
      paramLabel = "SET",
      description =
          "Labelled data set, for example mnist10k (default: that of the training, with its"
              + " settings).")
  private String data;

  @Option(
      names = "--from",
      paramLabel = "MODEL",
      description = "Another classifier, on which inputs for a transfer attack are made.")
  private Path from;

  @Option(
      names = "--twin",
      paramLabel = "MODEL",
      description = "The classifier without its defence, which attacks must break.")
  private Path twin;

  @Option(
      names = "--self-test",
      description =
          "Test the attack alone: whether it finds adversarial inputs that are known to exist, in"
              + " the input space and, with a new last layer, in that of the features.")
  private boolean selfTest;

  @Option(
      names = "--to",
      paramLabel = "DIR",
      description = "The directory of the run that is made; default: as that of other runs.")
  private Path to;

  @Parameters(index = "1..*", paramLabel = "OVERRIDE", description = "key=value")
  private List<String> overrides = new ArrayList<>();

  /** Exports of runs that this command has made, which a run that it begins goes on to need. */
  private final List<Path> exported = new ArrayList<>();

  private boolean begun;

  @Override
  public Integer call() {
    try {
      return attack();
    } catch (RuntimeException e) {
      // A run that was begun and then refused is gone by itself.
      if (!begun || e instanceof ConfigException) {
        exported.forEach(AttackCommand::remove);
      }
      throw e;
    }
  }

  /** What a refused command has made goes with it. */
  private static void remove(Path export) {
    try {
      Durable.deleteTree(export);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int attack() {
    Path folder = folder(place);
    boolean own = Files.exists(folder.resolve(Description.FILE));
    if (!own && data == null) {
      throw new ConfigException(
          "--data SET: must be given, for " + place + " does not say what it was trained on");
    }
    Optional<TrainedData> trained =
        own
            ? Optional.of(new TrainedData(folder, ExportedModel.describe(folder)))
            : Optional.empty();
    Map<String, Object> classifier = classifier(folder);
    boolean texts =
        trained.isPresent() && reads(trained.get().model(), classifier).contains("tokens");
    List<String> settings =
        trained.map(of -> of.chosen(data).overrides()).orElse(List.of("data=" + data));
    List<String> all = new ArrayList<>(settings);
    all.add(0, "experiment=attack/" + (texts ? "texts" : "images"));
    all.add(OverrideWriter.assign("method.classifier", classifier));
    all.addAll(options(texts));
    Map<String, String> options = to == null ? Map.of() : Map.of("run.dir", "--to");
    return OptionWords.telling(options, () -> attack(trained, settings, all));
  }

  private int attack(Optional<TrainedData> trained, List<String> settings, List<String> all) {
    PrintWriter out = spec.commandLine().getOut();
    Experiment experiment = Experiment.of(new Configuration().compose(all));
    boolean asTrained = trained.isPresent() && tell(trained.get(), settings, out);
    List.of("method.classifier", "method.source", "method.twin")
        .forEach(key -> network(experiment.config(), key).ifPresent(out::println));
    DataSet loaded = Runner.load(experiment, System.out);
    if (asTrained) {
      trained.get().compare(loaded, out);
    }
    out.flush();
    return TrainCommand.exitCode(
        Runner.start(
            experiment,
            loaded,
            System.out,
            run -> begun = true,
            run -> {
              AttackReport report = new AttackReport(run);
              out.print(report.text());
              report.writeTexts().ifPresent(file -> out.println("texts    " + file));
              out.flush();
            }));
  }

  /** Says which data they are; whether they have the settings of the training. */
  private boolean tell(TrainedData trained, List<String> settings, PrintWriter out) {
    List<String> typed = new ArrayList<>(settings);
    overrides.stream().filter(word -> word.contains("data.")).forEach(typed::add);
    TrainedData.Chosen chosen = trained.chosen(data);
    return !trained.tell(chosen, TrainedData.compose(typed), out) && chosen.same();
  }

  /** Which of several networks is meant, where an export of ours has several. */
  private static Optional<String> network(Config config, String key) {
    Optional<Path> folder =
        config
            .find(key + ".path")
            .map(path -> Path.of(path.toString()))
            .filter(path -> Files.exists(path.resolve(Description.FILE)));
    if (folder.isEmpty()) {
      return Optional.empty();
    }
    Object signature = config.find(key + ".signature").orElse("");
    Description.Signature function =
        ExportedModel.describe(folder.get()).signatures().get(signature.toString());
    if (function == null || !function.inputs().containsKey(NETWORK)) {
      return Optional.empty();
    }
    String other = key + "." + NETWORK;
    Optional<Object> chosen = config.find(other);
    String which = chosen.map(number -> "network " + number).orElse("network 0, the first,");
    return Optional.of(
        "%-12s %s of several in %s%s"
            .formatted(
                key.substring("method.".length()),
                which,
                folder.get(),
                chosen.isPresent() ? "" : "; +" + other + "=N is another"));
  }

  /** What was typed, as overrides. */
  private List<String> options(boolean texts) {
    List<String> all = new ArrayList<>();
    other("--from", "method.source", from, texts, all);
    other("--twin", "method.twin", twin, texts, all);
    if (selfTest) {
      requireImages("--self-test", texts);
      all.add("method.self_test=true");
      all.add("trainer.record=[checks]");
    }
    if (to != null) {
      all.add(OverrideWriter.assign("run.dir", to.toString()));
    }
    all.addAll(overrides);
    return all;
  }

  private void other(String option, String key, Path model, boolean texts, List<String> all) {
    if (model != null) {
      requireImages(option, texts);
      all.add(OverrideWriter.assign(key, classifier(folder(model))));
    }
  }

  private static void requireImages(String option, boolean texts) {
    if (texts) {
      throw new ConfigException(
          option + ": must be left out, for it has an effect on classifiers of images only");
    }
  }

  /** The folder of a model: of a run its export, which is made if it is not there. */
  private Path folder(Path place) {
    RunDirectory.requireDirectory(place, "a run directory or an exported model");
    if (!Files.exists(place.resolve("config.yaml"))) {
      return place;
    }
    Path export = place.resolve(EXPORT);
    if (!Files.exists(export)) {
      exported.add(export);
      Restored.of(
          place,
          Checkpoints.Which.LAST,
          false,
          (experiment, data, live, checkpoint) ->
              Restored.export(place, experiment, data, live, checkpoint, export, false));
    }
    return export;
  }

  /**
   * Where an export's logits are, as {@code method.classifier} has it: what gives features and
   * logits by plain operations, or else the probabilities.
   */
  private static Map<String, Object> classifier(Path folder) {
    Map<String, Object> found = new LinkedHashMap<>();
    found.put("path", folder.toAbsolutePath().normalize().toString());
    if (!Files.exists(folder.resolve(Description.FILE))) {
      found.put("kind", "auto");
      found.put("feature", "feature");
      // So that they can be overridden.
      List.of("logits", "input", "signature").forEach(name -> found.put(name, null));
      return found;
    }
    found.put("kind", "saved_model");
    Description model = ExportedModel.describe(folder);
    String signature = model.signatures().containsKey("mean") ? "mean" : "predict";
    Description.Signature function = model.signatures().get(signature);
    if (function == null) {
      throw new RunException(
          folder + ": must be a classifier but has only " + model.signatures().keySet());
    }
    if (function.inputs().containsKey("seed")) {
      throw new RunException(
          folder
              + " cannot be attacked: its network draws random bits, so that attacks have no"
              + " gradient in its inputs to follow; networks of ilc, biohsic, vub and classifier"
              + " can be");
    }
    boolean logits = function.outputs().containsKey("logits");
    if (!logits && !function.outputs().containsKey("probabilities")) {
      throw new RunException(
          folder + ": must give logits or probabilities but gives " + function.outputs().keySet());
    }
    String score = logits ? "logits" : "probabilities";
    found.put("feature", function.outputs().containsKey("feature") ? "feature" : score);
    found.put("logits", score);
    found.put("signature", signature);
    return found;
  }

  private static List<String> reads(Description model, Map<String, Object> classifier) {
    return List.copyOf(
        model.signatures().get(classifier.get("signature").toString()).inputs().keySet());
  }
}
