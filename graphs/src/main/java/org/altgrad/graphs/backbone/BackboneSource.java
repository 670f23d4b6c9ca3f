package org.altgrad.graphs.backbone;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.altgrad.base.Inline;
import org.altgrad.base.Require;

/**
 * Where a backbone comes from.
 *
 * @param path folder of a model, or of a run that has been exported into its own folder
 * @param kind of the model
 * @param names of its input and outputs
 */
public record BackboneSource(Path path, Kind kind, @Inline Names names) {
  private static final String EXPORT = "export";

  public BackboneSource {
    Require.given("path", path);
  }

  /** Formats of models. */
  public enum Kind {
    /** Whichever it is. */
    AUTO,
    /** TensorFlow's, with {@code saved_model.pb}; also the program's own exports. */
    SAVED_MODEL,
  }

  /**
   * What a model calls its input and outputs.
   *
   * @param input name in its signature; none: it has one input
   * @param feature name in its signature, or of a node
   * @param logits the same; none: {@code logits}, if it has that
   */
  public record Names(Optional<String> input, String feature, Optional<String> logits) {
    /** As the program's own exports have them. */
    public static final Names OWN = new Names(Optional.empty(), "feature", Optional.empty());

    public Names {
      Require.given("feature", feature);
    }
  }

  /** A model with the names of the program's own exports. */
  public static BackboneSource of(Path path) {
    return new BackboneSource(path, Kind.AUTO, Names.OWN);
  }

  /**
   * Loads the model.
   *
   * @throws IllegalArgumentException in one line, if it is not there, damaged, or no backbone
   */
  public Backbone load() {
    if (!Files.isDirectory(path)) {
      throw new IllegalArgumentException("path: must be a folder but is " + path);
    }
    try {
      return SavedModels.load(folder(), names);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("backbone " + path + ": " + e.getMessage(), e);
    }
  }

  /** The folder of the model: of a run, its export. */
  private Path folder() {
    if (!Files.exists(path.resolve("run.yaml"))) {
      return path;
    }
    if (!Files.isDirectory(path.resolve(EXPORT))) {
      throw new IllegalArgumentException(
          "the run is not exported: altgrad export " + path + " --to " + path.resolve(EXPORT));
    }
    return path.resolve(EXPORT);
  }
}
