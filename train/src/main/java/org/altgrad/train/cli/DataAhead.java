package org.altgrad.train.cli;

import java.io.PrintStream;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.altgrad.train.config.Config;
import org.altgrad.train.experiment.Experiment;

/**
 * Data of many runs, downloaded and checked before the first one starts: what is missing or damaged
 * is told once, and none begins.
 */
final class DataAhead {
  private static final String SECTION = "data.";
  private static final String SEED = "data.seed";

  /** What names files; everything else is generated, or comes with the program. */
  private static final List<String> FILES =
      List.of(
          "data.root",
          "data.folder",
          "data.file",
          "data.train_file",
          "data.train.images",
          "data.train.features");

  private DataAhead() {}

  /**
   * Loads each set of files once, however many runs read it and whatever seeds share it out.
   *
   * @throws org.altgrad.data.DataException if one cannot be loaded
   */
  static void load(List<Experiment> experiments, PrintStream out) {
    Set<Map<String, Object>> loaded = new HashSet<>();
    for (Experiment experiment : experiments) {
      Config config = experiment.config();
      if (FILES.stream().noneMatch(key -> config.find(key).isPresent())) {
        continue;
      }
      Map<String, Object> settings = new TreeMap<>(config.flat());
      settings.keySet().removeIf(key -> !key.startsWith(SECTION) || key.equals(SEED));
      if (loaded.add(settings)) {
        Runner.load(experiment, out);
      }
    }
  }
}
