package org.altgrad.train.run;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.representer.Representer;

/** YAML files that the program writes for itself and reads again. */
public final class Yamls {
  private Yamls() {}

  /** Writes a file whole, or leaves the old one. */
  public static void write(Path file, Map<String, ?> content) {
    Durable.write(file, yaml().dump(content));
  }

  /**
   * Reads a file that {@link #write} wrote.
   *
   * @throws RunException if it cannot be read or is damaged
   */
  public static Map<String, Object> read(Path file) {
    try {
      Object content = yaml().load(Files.readString(file));
      Map<String, Object> map = new LinkedHashMap<>();
      if (!(content instanceof Map<?, ?> read)) {
        throw new RunException(file + " is damaged: it holds no keys");
      }
      read.forEach((key, value) -> map.put(String.valueOf(key), value));
      return map;
    } catch (CharacterCodingException e) {
      throw new RunException(file + " is damaged: it is not text in UTF-8", e);
    } catch (IOException e) {
      throw new RunException(file + " cannot be read: " + e.getMessage(), e);
    } catch (YAMLException e) {
      throw new RunException(file + " is damaged: " + e.getMessage().lines().findFirst().get(), e);
    }
  }

  private static Yaml yaml() {
    DumperOptions options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    options.setWidth(120);
    return new Yaml(new SafeConstructor(new LoaderOptions()), new Representer(options), options);
  }
}
