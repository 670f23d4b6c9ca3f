package org.altgrad.train.experiment;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.altgrad.base.Inline;
import org.altgrad.base.Require;
import org.altgrad.train.config.Config;
import org.altgrad.train.config.OverrideWriter;

/**
 * How the runs of a sweep or a study are started: section {@code launcher}, whose key {@code name}
 * chooses.
 */
public sealed interface LauncherSettings
    permits LauncherSettings.Local, LauncherSettings.Stacked, SlurmSettings {
  /** The section. */
  String SECTION = "launcher";

  /** The kinds by the names that users write. */
  static Map<String, Class<? extends LauncherSettings>> kinds() {
    Map<String, Class<? extends LauncherSettings>> kinds = new LinkedHashMap<>();
    kinds.put("local", Local.class);
    kinds.put("stacked", Stacked.class);
    kinds.put("slurm", SlurmSettings.class);
    return Collections.unmodifiableMap(kinds);
  }

  /** Whether the swept values are taken in step instead of all their combinations. */
  boolean zip();

  /** The same with another number of workers. */
  LauncherSettings withWorkers(int workers);

  /**
   * Overrides that choose what a configuration has chosen, whichever files it stands in: what is
   * filed with a sweep.
   */
  static List<String> words(Config config) {
    Map<?, ?> section = (Map<?, ?>) config.find(SECTION).orElseThrow();
    List<String> words = new ArrayList<>();
    words.add(
        OverrideWriter.assign(
            SECTION, section.containsKey("name") ? section.get("name") : "local"));
    section.forEach(
        (key, value) -> {
          if (!key.equals("name")) {
            words.add(OverrideWriter.assign(SECTION + "." + key, value));
          }
        });
    return words;
  }

  /**
   * Processes on this machine, in which runs that differ only in values that networks side by side
   * may have of their own are networks of one graph.
   *
   * @param size networks of a graph at most
   * @param local the processes
   */
  record Stacked(int size, @Inline Local local) implements LauncherSettings {
    public Stacked {
      Require.atLeast("size", size, 2);
    }

    @Override
    public boolean zip() {
      return local.zip();
    }

    @Override
    public LauncherSettings withWorkers(int number) {
      return new Stacked(size, new Local(number, zip()));
    }
  }

  /**
   * Processes on this machine.
   *
   * @param workers how many; each takes run after run
   * @param zip take the swept values in step instead of all their combinations
   */
  record Local(int workers, boolean zip) implements LauncherSettings {
    public Local {
      Require.atLeast("workers", workers, 1);
    }

    @Override
    public LauncherSettings withWorkers(int number) {
      return new Local(number, zip);
    }
  }
}
