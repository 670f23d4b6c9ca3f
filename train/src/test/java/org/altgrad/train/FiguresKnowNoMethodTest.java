package org.altgrad.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.altgrad.base.YamlFile;
import org.junit.jupiter.api.Test;

/** No name of a method's tables, columns or figures stands in the sources of plotting. */
class FiguresKnowNoMethodTest {
  private static final Pattern LITERAL = Pattern.compile("\"([A-Za-z][A-Za-z0-9_]*)\"");
  private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/|//[^\n]*", Pattern.DOTALL);
  private static final Pattern TABLE =
      Pattern.compile("Table\\(\\s*List\\.of\\(([^)]*)\\)", Pattern.DOTALL);

  /**
   * Words that mean the same everywhere: places, series, the columns of metrics.csv, and those by
   * which {@code MetricRange} and {@code At} tell the range of a metric and whether less is better.
   */
  private static final Set<String> GENERAL =
      Set.of(
          "x",
          "y",
          "value",
          "step",
          "label",
          "panel",
          "model",
          "norm",
          "fraction",
          "kept",
          "loss",
          "r2",
          "row",
          "column",
          "split",
          "accuracy",
          "agreement",
          "ce",
          "confidence",
          "robust",
          "correlation",
          "cosine",
          "ece",
          "temperature",
          "share",
          "true",
          "false");

  private static Stream<String> sources(String folder) throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("..", folder, "src", "main", "java"))) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .map(
              file -> {
                try {
                  return COMMENT.matcher(Files.readString(file)).replaceAll("");
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              })
          .toList()
          .stream();
    }
  }

  private static Set<String> namesOfMethods() throws IOException {
    Set<String> names = new TreeSet<>();
    sources("graphs")
        .flatMap(source -> TABLE.matcher(source).results())
        .flatMap(table -> LITERAL.matcher(table.group(1)).results())
        .forEach(column -> names.add(column.group(1)));
    try (Stream<Path> files = Files.list(Path.of("..", "conf", "figure"))) {
      for (Path file : files.toList()) {
        names.add(file.getFileName().toString().replace(".yaml", ""));
        Object options = YamlFile.read(file, IllegalStateException::new).get("options");
        for (String key : new String[] {"recording", "tracks", "lines"}) {
          Object name = ((java.util.Map<?, ?>) options).get(key);
          names.addAll(name == null ? Set.of() : Set.of(name.toString()));
        }
      }
    }
    names.removeAll(GENERAL);
    return names;
  }

  @Test
  void plottingNamesNothingThatIsAMethods() throws IOException {
    Set<String> methods = namesOfMethods();
    assertTrue(methods.containsAll(Arrays.asList("env_a", "random_gradients", "basins")), "read");
    Set<String> found = new TreeSet<>();
    sources("plotting")
        .flatMap(source -> LITERAL.matcher(source).results())
        .map(literal -> literal.group(1))
        .filter(methods::contains)
        .forEach(found::add);
    assertEquals(new TreeSet<>(), found);
  }
}
