package org.altgrad.train.sweep;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.altgrad.base.YamlFile;
import org.altgrad.train.run.RunException;

/**
 * Which runs of a sweep train in one graph: {@code stacks.yaml}, written when the sweep is made.
 *
 * @param runs of each graph, by its name
 * @param lines for people: which runs make which graph, which do not, and why
 */
public record Stacks(Map<String, List<String>> runs, List<String> lines) {
  private static final String FILE = "stacks.yaml";
  private static final String GRAPHS = "graphs";
  private static final String LINES = "plan";
  private static final String PLACE = ".stacks";
  private static final String MEMBERS = "members.yaml";
  private static final String RUNS = "runs";

  /** Each run by itself. */
  static final Stacks NONE = new Stacks(Map.of(), List.of());

  public Stacks {
    runs = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(runs));
    lines = List.copyOf(lines);
  }

  /** Those of a sweep. */
  public static Stacks of(Path directory) {
    Path file = directory.resolve(FILE);
    if (!Files.exists(file)) {
      return NONE;
    }
    Map<String, Object> map = YamlFile.read(file, RunException::new);
    Map<String, List<String>> runs = new LinkedHashMap<>();
    if (map.get(GRAPHS) instanceof Map<?, ?> graphs) {
      graphs.forEach((name, all) -> runs.put(name.toString(), texts(all)));
    }
    return new Stacks(runs, texts(map.get(LINES)));
  }

  private static List<String> texts(Object list) {
    return list instanceof List<?> all ? all.stream().map(Object::toString).toList() : List.of();
  }

  /** Writes them, in a directory that nobody sees yet. */
  public void write(Path directory) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(GRAPHS, runs);
    map.put(LINES, lines);
    YamlFile.write(directory.resolve(FILE), map);
  }

  /** The graph that a run trains in; empty if it runs by itself. */
  public Optional<String> graph(String run) {
    return runs.entrySet().stream()
        .filter(graph -> graph.getValue().contains(run))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** Where a graph is while it trains: tables and figures do not look there. */
  public static Path place(Path directory, String graph) {
    return directory.resolve(PLACE).resolve(graph);
  }

  /** Files in a graph's place, which nobody sees yet, which runs its networks are. */
  public static void writeMembers(Path place, List<String> runs) {
    YamlFile.write(place.resolve(MEMBERS), Map.of(RUNS, runs));
  }

  /**
   * The runs that a graph's networks are.
   *
   * @throws RunException if that cannot be read
   */
  public static List<String> members(Path place) {
    Path file = place.resolve(MEMBERS);
    if (YamlFile.read(file, RunException::new).get(RUNS) instanceof List<?> runs) {
      return texts(runs);
    }
    throw new RunException(file + " is damaged: it names no runs");
  }
}
