package org.altgrad.plotting.runs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.altgrad.base.Durable;
import org.altgrad.plotting.PlotException;

/** All tables of one recording of a run: {@code recordings/<name>/step-000000012.csv}. */
public final class Recording {
  private static final Pattern FILE = Pattern.compile("step-([0-9]{1,18})\\.csv");

  private final NavigableMap<Long, Path> files;
  private final List<Integer> networks;

  private Recording(NavigableMap<Long, Path> files, List<Integer> networks) {
    this.files = files;
    this.networks = networks;
  }

  /**
   * The recording of a run; empty of steps if it was never made.
   *
   * @param networks whose rows are wanted, where a column {@code model} tells them apart; empty for
   *     all
   */
  static Recording find(Path run, String name, List<Integer> networks) {
    Path folder = run.resolve("recordings").resolve(name);
    NavigableMap<Long, Path> files = new TreeMap<>();
    if (Files.isDirectory(folder)) {
      try (Stream<Path> all = Files.list(folder)) {
        all.forEach(
            file -> {
              Matcher matcher = FILE.matcher(file.getFileName().toString());
              if (matcher.matches()) {
                files.put(Long.valueOf(matcher.group(1)), file);
              }
            });
      } catch (IOException e) {
        throw new PlotException(folder + ": cannot list: " + Durable.reason(e), e);
      }
    }
    return new Recording(files, networks);
  }

  /** The names of all recordings of a run. */
  static List<String> names(Path run) {
    Path all = run.resolve("recordings");
    if (!Files.isDirectory(all)) {
      return List.of();
    }
    try (Stream<Path> folders = Files.list(all)) {
      return folders.map(folder -> folder.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new PlotException(all + ": cannot list: " + Durable.reason(e), e);
    }
  }

  /** Whether it was never made. */
  public boolean isEmpty() {
    return files.isEmpty();
  }

  /** The steps at which it was made, ascending. */
  public List<Long> steps() {
    return List.copyOf(files.keySet());
  }

  /** The table of the last step at which it was made. */
  public Recorded newest() {
    return at(files.lastKey());
  }

  /**
   * The table of a step.
   *
   * @param step steps done
   * @throws PlotException naming the nearest step if none was made then, or file and line if the
   *     table is malformed
   */
  public Recorded at(long step) {
    Path file = files.get(step);
    if (file == null) {
      long near = nearest(step);
      throw new PlotException(
          files.get(near).getParent()
              + ": nothing recorded at step "
              + step
              + "; the nearest step is "
              + near);
    }
    Recorded all = Recorded.read(file, step);
    return networks.isEmpty() || !all.has("model")
        ? all
        : all.where("model", text -> networks.stream().anyMatch(n -> text.equals(n.toString())));
  }

  /** The step nearest to one, at which it was made. */
  public long nearest(long step) {
    Long below = files.floorKey(step);
    Long above = files.ceilingKey(step);
    return above == null || below != null && step - below <= above - step ? below : above;
  }
}
