package org.altgrad.train.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Tables of expectations in test resources.
 *
 * <pre>
 * # tree                 begins a tree of files
 * ## path/of/file.yaml   begins a file of it
 * # rows                 begins the rows that use it
 * a=1 ;; b=2 => {...}    overrides and what they give
 * </pre>
 */
record Table(List<Row> rows) {

  /** One row with the tree above it. */
  record Row(String where, ConfigSources sources, List<String> overrides, String expected) {}

  static Table read(String resource) {
    String text;
    try (InputStream in = Table.class.getResourceAsStream(resource)) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    List<Row> rows = new ArrayList<>();
    Map<String, String> tree = new TreeMap<>();
    String file = null;
    boolean inRows = false;
    int number = 0;
    for (String line : text.split("\n", -1)) {
      number++;
      if (line.equals("# tree")) {
        tree = new TreeMap<>();
        inRows = false;
      } else if (line.startsWith("## ")) {
        file = line.substring(3).replace(".yaml", "");
        tree.put(file, "");
      } else if (line.equals("# rows")) {
        inRows = true;
      } else if (!inRows && file != null) {
        tree.put(file, tree.get(file) + line + "\n");
      } else if (inRows && !line.isBlank() && !line.startsWith("#")) {
        int arrow = line.indexOf("=> ");
        String left = line.substring(0, arrow).strip();
        List<String> overrides = left.isEmpty() ? List.of() : List.of(left.split(" ;; "));
        ConfigSources sources = ConfigSources.of(new MemoryTree("conf", tree));
        rows.add(
            new Row(
                resource + ":" + number + " " + line.strip(),
                sources,
                overrides,
                line.substring(arrow + 3).strip()));
      }
    }
    return new Table(rows);
  }
}
