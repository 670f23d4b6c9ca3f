package org.altgrad.train.cli;

import java.io.PrintStream;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.altgrad.train.config.Config;
import org.altgrad.train.experiment.Experiment;
import org.altgrad.train.experiment.OwnData;

/**
 * Data of many runs, downloaded and checked before the first one starts: what is missing or damaged
 * is told once, and none begins.
 */
final class DataAhead {
  private static final String SECTION = "data.";
  private static final String SEED = "data.seed";

  /** Where files of known sets are looked for. */
  private static final String ROOT = "data.root";

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
      boolean files =
          Stream.concat(Stream.of(ROOT), OwnData.keys().stream())
              .anyMatch(key -> config.find(key).isPresent());
      if (!files) {
        continue; // generated, or it comes with the program
      }
      Map<String, Object> settings = new TreeMap<>(config.flat());
      settings.keySet().removeIf(key -> !key.startsWith(SECTION) || key.equals(SEED));
      if (loaded.add(settings)) {
        Runner.load(experiment, out);
      }
    }
  }
}
