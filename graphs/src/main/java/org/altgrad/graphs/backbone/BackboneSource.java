package org.altgrad.graphs.backbone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.altgrad.base.Durable;
import org.altgrad.base.Inline;
import org.altgrad.base.JsonText;
import org.altgrad.base.Place;
import org.altgrad.base.Require;
import org.altgrad.base.Seal;
import org.altgrad.base.ShellCommand;
import org.altgrad.base.Usual;
import org.altgrad.base.YamlFile;
import org.altgrad.base.text.TokenSeal;

/**
 * Where a backbone comes from.
 *
 * @param path folder of a model, or of a run that has been exported into its own folder
 * @param kind of the model
 * @param names of its input and outputs
 */
public record BackboneSource(Path path, @Usual("auto") Kind kind, @Inline Names names) {
  private static final String EXPORT = "export";
  private static final String DESCRIPTION = "altgrad.yaml";
  private static final String MODEL = "model.json";
  private static final String FEATURE = "feature";
  private static final String LOGITS = "logits";

  public BackboneSource {
    Require.given("path", path);
  }

  /** Formats of models. */
  public enum Kind {
    /** Whichever it is. */
    AUTO,
    /** TensorFlow's, with {@code saved_model.pb}; also the program's own exports. */
    SAVED_MODEL,
    /** TensorFlow.js, with a graph in {@code model.json} and weights in shards. */
    GRAPH_MODEL,
    /** The weights of a MobileNet v1 for 224 by 224 pixels, in {@code weights.bin}. */
    MOBILENET
  }

  /**
   * What a model calls its input and outputs.
   *
   * @param input name in its signature; none: it has one input
   * @param feature name in its signature, or of a node
   * @param logits the same; none: {@code logits}, if it has that
   * @param signature of a SavedModel; none: one that has the feature
   * @param network number of one of several in a SavedModel; none: the first
   */
  public record Names(
      Optional<String> input,
      @Usual("feature") String feature,
      Optional<String> logits,
      Optional<String> signature,
      Optional<Integer> network) {
    /** As the program's own exports have them. */
    public static final Names OWN = new Names(Optional.empty(), FEATURE, Optional.empty());

    public Names {
      Require.given("feature", feature);
      network.ifPresent(number -> Require.atLeast("network", number, 0));
    }

    /** Of a model with one network. */
    public Names(Optional<String> input, String feature, Optional<String> logits) {
      this(input, feature, logits, Optional.empty(), Optional.empty());
    }

    /** The same of a model whose logits, alone, stand for features too. */
    Names alone(String score) {
      return new Names(input, score, Optional.of(score), signature, network);
    }

    /** The same of another signature. */
    public Names of(String other) {
      return new Names(input, feature, logits, Optional.of(other), network);
    }
  }

  /** A model with the names of the program's own exports. */
  public static BackboneSource of(Path path) {
    return new BackboneSource(path, Kind.AUTO, Names.OWN);
  }

  /**
   * The same as a classifier, which needs no features: of a SavedModel without the output {@code
   * feature} its logits stand for them. Those are what is named so, {@code logits}, or its only
   * output.
   *
   * @throws IllegalArgumentException in one line, if it is not clear which output they are
   */
  public BackboneSource ofLogits() {
    if (!names.feature().equals(FEATURE) || !Files.isDirectory(path)) {
      return this;
    }
    Path folder = folder();
    if ((kind == Kind.AUTO ? found(folder) : kind) != Kind.SAVED_MODEL) {
      return this;
    }
    Map<String, Set<String>> all = new TreeMap<>(SavedModels.outputs(folder, FEATURE));
    names.signature().ifPresent(name -> all.keySet().retainAll(Set.of(name)));
    if (all.isEmpty() || all.values().stream().anyMatch(one -> one.contains(FEATURE))) {
      return this;
    }
    Set<String> outputs = all.getOrDefault("serving_default", all.values().iterator().next());
    String score = names.logits().orElse(outputs.contains(LOGITS) ? LOGITS : "");
    if (score.isEmpty()) {
      Require.that(outputs.size() == 1, "logits", "one of the model's outputs " + outputs, "null");
      score = outputs.iterator().next();
    }
    return new BackboneSource(path, kind, names.alone(score));
  }

  /** Whether there are features beside the logits. */
  public boolean hasFeatures() {
    return !names.logits().equals(Optional.of(names.feature()));
  }

  /**
   * Loads the model.
   *
   * @throws IllegalArgumentException in one line, if it is not there, damaged, or no backbone
   */
  public Backbone load() {
    if (!Files.isDirectory(path)) {
      throw new IllegalArgumentException(
          "backbone " + path + ": must be a folder but " + Place.found(path));
    }
    try {
      Path folder = folder();
      return switch (kind == Kind.AUTO ? found(folder) : kind) {
        case GRAPH_MODEL -> GraphModels.load(folder, json(folder), names);
        case MOBILENET -> MobileNet.load(folder, json(folder));
        default -> {
          Map<String, Object> said = description(folder);
          requireOwn(folder, said);
          yield SavedModels.load(folder, names).of(tokens(said));
        }
      };
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("backbone " + path + ": " + e.getMessage(), e);
    }
  }

  /**
   * The same, with errors that begin with the key of the setting that named it.
   *
   * @throws IllegalArgumentException in one line
   */
  public Backbone load(String key) {
    try {
      return load();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          key + ": " + e.getMessage().replaceFirst("^backbone ", ""), e);
    }
  }

  /** What an export of ours says of itself; others say nothing. */
  private static Map<String, Object> description(Path folder) {
    Path description = folder.resolve(DESCRIPTION);
    return Files.isRegularFile(description)
        ? YamlFile.read(description, IllegalArgumentException::new)
        : Map.of();
  }

  private static Optional<TokenSeal> tokens(Map<String, Object> said) {
    return said.get("data_seal") instanceof Map<?, ?> seal
            && seal.get("sha256") instanceof Map<?, ?> sums
        ? TokenSeal.of(sums)
        : Optional.empty();
  }

  /** Refuses an export of ours of which files are no longer those that were exported. */
  private static void requireOwn(Path folder, Map<String, Object> said) {
    if (!(said.get("files") instanceof Map<?, ?> files)) {
      return;
    }
    files.forEach(
        (name, seal) -> {
          try {
            Path file = folder.resolve(name.toString());
            if (Files.isRegularFile(file) && Seal.of(file).equals(seal)) {
              return;
            }
          } catch (IOException e) {
            throw new IllegalArgumentException(name + " cannot be read: " + Durable.reason(e), e);
          }
          throw new IllegalArgumentException(
              name + " is not what was exported, says " + DESCRIPTION + ": export the run again");
        });
  }

  private static Kind found(Path folder) {
    if (!Files.isRegularFile(folder.resolve(MODEL))) {
      return Kind.SAVED_MODEL;
    }
    return Files.isRegularFile(folder.resolve(MobileNet.WEIGHTS))
        ? Kind.MOBILENET
        : Kind.GRAPH_MODEL;
  }

  private static Map<?, ?> json(Path folder) {
    Object read = JsonText.read(folder.resolve(MODEL));
    Require.that(read instanceof Map<?, ?>, MODEL, "a model", "something else");
    return (Map<?, ?>) read;
  }

  /** The folder of the model: of a run, its export. */
  private Path folder() {
    if (!Files.exists(path.resolve("run.yaml"))) {
      return path;
    }
    if (!Files.isDirectory(path.resolve(EXPORT))) {
      throw new IllegalArgumentException(
          "the run is not exported (run.export=true): "
              + ShellCommand.of("export", path, "--to", path.resolve(EXPORT)));
    }
    return path.resolve(EXPORT);
  }
}
