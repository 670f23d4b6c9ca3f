package org.altgrad.train.experiment;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.altgrad.train.config.Config;
import org.altgrad.train.config.ConfigException;
import org.altgrad.train.config.Origin;

/** Data of the user's own, of which only the user knows where they are. */
public final class OwnData {
  /**
   * What says where a kind of data is.
   *
   * @param key of a file or folder
   * @param example overrides with which a command works
   */
  private record Needed(String key, String example) {}

  private static final Map<String, Needed> KINDS =
      Map.of(
          "csv",
          new Needed("data.train_file", "data.train_file=mine.csv data.label=kind"),
          "text_csv",
          new Needed("data.train_file", "data.train_file=mine.csv"),
          "npz",
          new Needed("data.file", "data.file=mine.npz data.input=x data.label=y"),
          "idx",
          new Needed(
              "data.train.images",
              "data.train.images=mine-images-idx3-ubyte data.train.labels=mine-labels-idx1-ubyte"),
          "features",
          new Needed("data.train.features", "data.train.features=mine.csv"),
          "image_folder",
          new Needed("data.folder", "data.folder=mine"),
          "image_factors",
          new Needed("data.folder", "data.folder=mine"),
          "acl_imdb",
          new Needed("data.folder", "data.folder=aclImdb"));

  private OwnData() {}

  /** The kinds of data that need such files, by their names. */
  public static Set<String> kinds() {
    return KINDS.keySet();
  }

  /** The keys that name their files, as {@code data.train_file}. */
  public static Set<String> keys() {
    return KINDS.values().stream().map(Needed::key).collect(Collectors.toSet());
  }

  /**
   * Refuses data of one's own of which nobody has said where they are, and which are not where they
   * are looked for then.
   *
   * @throws ConfigException naming the setting, where the kind of data was chosen, and an example
   */
  public static void requireGiven(Config config) {
    Needed needed = KINDS.get(config.find("data.name").orElse("").toString());
    // What a run or export has filed was given then.
    boolean filed = !config.choices().containsKey("data");
    if (needed == null || filed || config.origin(needed.key()).map(Origin::chosen).orElse(true)) {
      return;
    }
    Optional<Path> usual = config.find(needed.key()).map(Object::toString).map(Path::of);
    if (usual.isEmpty() || Files.exists(usual.get())) {
      return;
    }
    String option = "data=" + config.choices().get("data");
    String where =
        config
            .chosenAt("data")
            .filter(origin -> !origin.isOverride())
            .map(origin -> option + ", chosen in " + origin + ",")
            .orElse(option);
    throw new ConfigException(
        "%s: must be given, for %s reads data of your own, and %s is not there; as in %s"
            .formatted(needed.key(), where, usual.get(), needed.example()));
  }
}
