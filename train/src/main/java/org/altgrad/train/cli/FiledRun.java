package org.altgrad.train.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import org.altgrad.plotting.PlotException;
import org.altgrad.plotting.runs.Metrics;
import org.altgrad.plotting.runs.Run;
import org.altgrad.train.run.RunDirectory;
import org.altgrad.train.run.RunException;
import org.altgrad.train.run.RunNotes;
import org.altgrad.train.run.RunSeals;

/**
 * A run as it lies in its directory, to be listed and described.
 *
 * @param path of the directory
 * @param run what it holds; nothing if it cannot be read
 * @param notes what somebody has written about it
 * @param trouble why it, or what is written about it, cannot be read; empty if it can
 * @param edited files that are not what the run wrote, as far as they were looked at
 */
record FiledRun(Path path, Optional<Run> run, RunNotes notes, String trouble, List<Path> edited) {
  /** Metrics of more bytes are not looked at where many runs are listed. */
  static final long SHORT = 1 << 18;

  static final String DAMAGED = "DAMAGED";

  /** The state of a run whose process is no more, and that did not say how it ended. */
  static final String KILLED = "KILLED";

  /** Key of {@code run.yaml}: how many runs shared a graph, and its time. */
  static final String STACKED = "stacked";

  /** How long it took; of one that shared a graph with others its part, which says so. */
  String seconds() {
    String all = info(STACKED);
    return info("seconds") + (all.isEmpty() || info("seconds").isEmpty() ? "" : " (1/" + all + ")");
  }

  static FiledRun read(Path path) {
    return read(path, SHORT);
  }

  /**
   * Reads a run.
   *
   * @param longest metrics, in bytes, that are held against their seal
   */
  static FiledRun read(Path path, long longest) {
    RunNotes notes = new RunNotes(List.of(), "");
    List<Path> edited = List.of();
    Run run;
    try {
      edited = RunSeals.edited(new RunDirectory(path), longest);
      run = Run.read(path);
    } catch (PlotException | RunException e) {
      return new FiledRun(path, Optional.empty(), notes, e.getMessage(), edited);
    }
    try {
      return new FiledRun(path, Optional.of(run), RunNotes.read(path), "", edited);
    } catch (RunException e) {
      return new FiledRun(path, Optional.of(run), notes, e.getMessage(), edited);
    }
  }

  /** Whether a process works on a run now. */
  static boolean busy(Path run) {
    return new RunDirectory(run).busy();
  }

  String state() {
    if (run.isEmpty()) {
      return DAMAGED;
    }
    String state = run.get().state();
    return state.equals("RUNNING") && !busy(path) ? KILLED : state;
  }

  /** An entry of {@code run.yaml} as text; empty if there is none. */
  String info(String key) {
    Object value = run.map(r -> r.info().get(key)).orElse(null);
    return value == null ? "" : value.toString();
  }

  /** A configuration value as text, {@code -} where there is none. */
  String value(String key) {
    return run.map(r -> r.value(key)).orElse("-");
  }

  /** The last value of a metric, where the run has it. */
  OptionalDouble last(String split, String metric) {
    Metrics.Track track = run.map(r -> metrics(r).track(split, metric)).orElse(null);
    return track == null || track.size() == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(track.value()[track.size() - 1]);
  }

  /** The names of its metrics, {@code METRIC@SPLIT}; none where their file cannot be read. */
  Set<String> measured() {
    Set<String> names = new TreeSet<>();
    run.ifPresent(
        r ->
            metrics(r).tracks().keySet().forEach(key -> names.add(key.name() + "@" + key.split())));
    return names;
  }

  /** The metrics; none where their file cannot be read. */
  private static Metrics metrics(Run run) {
    try {
      return run.metrics();
    } catch (PlotException e) {
      return new Metrics(Map.of(), List.of());
    }
  }

  /** All there is to say, for other programs. */
  Map<String, Object> described() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("run", path.toAbsolutePath().normalize().toString());
    all.put("state", state());
    if (!trouble.isEmpty()) {
      all.put("trouble", trouble);
    }
    if (!edited.isEmpty()) {
      all.put("edited", edited.stream().map(file -> file.getFileName().toString()).toList());
    }
    all.put("tags", notes.tags());
    all.put("note", notes.note());
    run.ifPresent(
        r -> {
          all.put("info", r.info());
          all.put("config", r.config());
          try {
            all.put("result", r.result());
          } catch (PlotException e) {
            all.put("trouble", e.getMessage());
          }
        });
    return all;
  }
}
