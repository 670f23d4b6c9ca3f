package org.altgrad.train.run;

import java.nio.file.Path;
import java.util.Map;
import org.altgrad.base.YamlFile;

/** Reads the YAML files that a run writes for itself. */
public final class Yamls {
  private Yamls() {}

  /**
   * Reads a file that {@link YamlFile#write} wrote, which is never empty.
   *
   * @throws RunException if it cannot be read or is damaged
   */
  public static Map<String, Object> read(Path file) {
    Map<String, Object> content = YamlFile.read(file, RunException::new);
    if (content.isEmpty()) {
      throw new RunException(file + " is damaged: it holds no keys");
    }
    return content;
  }
}
