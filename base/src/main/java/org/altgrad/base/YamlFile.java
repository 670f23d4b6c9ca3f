package org.altgrad.base;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * YAML without surprises, which the program writes for itself and reads again: only {@code true}
 * and {@code false} are booleans, {@code 010}, {@code 1:30}, {@code no} and dates are text, {@code
 * 1e-3} is a number.
 */
public final class YamlFile {
  private YamlFile() {}

  /** Writes a mapping whole, or leaves the old file. */
  public static void write(Path file, Map<String, ?> content) {
    DumperOptions options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    options.setWidth(120);
    // With YAML's own resolver, so that text which another reader would misread stands in quotes.
    Durable.write(file, new Yaml(options).dump(content));
  }

  /**
   * Reads one mapping, in the order of the file. Keys become strings; an empty file is an empty
   * mapping, a key given twice an error.
   *
   * @param failure makes the exception that the caller's users know, of a message and a cause
   */
  public static Map<String, Object> read(
      Path file, BiFunction<String, Throwable, ? extends RuntimeException> failure) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    DumperOptions dumper = new DumperOptions();
    Yaml yaml =
        new Yaml(
            new SafeConstructor(options),
            new Representer(dumper),
            dumper,
            options,
            new PlainResolver());
    try {
      Object root = yaml.load(Files.readString(file));
      if (root == null) {
        return new LinkedHashMap<>();
      }
      if (!(root instanceof Map<?, ?> map)) {
        throw failure.apply(file + ":1: expected a mapping of keys to values", null);
      }
      return stringKeys(map);
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
      throw failure.apply(file + ":" + line + ": not valid YAML: " + e.getProblem(), e);
    } catch (YAMLException e) {
      throw failure.apply(file + ": not valid YAML: " + firstLine(e.getMessage()), e);
    } catch (CharacterCodingException e) {
      throw failure.apply(file + ": not UTF-8 text", e);
    } catch (IOException e) {
      throw failure.apply(Durable.cannotRead(file, e), e);
    }
  }

  /** Nested mappings as one, with dotted keys: {@code {a: {b: 1}}} becomes {@code {a.b: 1}}. */
  public static Map<String, Object> flatten(Map<String, Object> nested) {
    Map<String, Object> flat = new LinkedHashMap<>();
    flattenInto("", nested, flat);
    return flat;
  }

  private static void flattenInto(String prefix, Map<?, ?> nested, Map<String, Object> flat) {
    nested.forEach(
        (key, value) -> {
          if (value instanceof Map<?, ?> map && !map.isEmpty()) {
            flattenInto(prefix + key + ".", map, flat);
          } else {
            flat.put(prefix + key, value);
          }
        });
  }

  private static Map<String, Object> stringKeys(Map<?, ?> map) {
    Map<String, Object> result = new LinkedHashMap<>();
    map.forEach((key, value) -> result.put(String.valueOf(key), value));
    return result;
  }

  private static String firstLine(String message) {
    return message == null ? "unreadable" : message.lines().findFirst().orElse("unreadable");
  }

  private static final class PlainResolver extends Resolver {
    private static final Pattern BOOL = Pattern.compile("true|false");
    private static final Pattern INT = Pattern.compile("[-+]?(0|[1-9][0-9]*)");
    private static final Pattern FLOAT =
        Pattern.compile(
            "[-+]?((0|[1-9][0-9]*)(\\.[0-9]*)?|\\.[0-9]+)([eE][-+]?[0-9]+)?"
                + "|[-+]?\\.inf|\\.nan|\\.NaN");
    private static final Pattern NULL = Pattern.compile("~|null|");

    @Override
    protected void addImplicitResolvers() {
      addImplicitResolver(Tag.BOOL, BOOL, "tf");
      addImplicitResolver(Tag.INT, INT, "-+0123456789");
      addImplicitResolver(Tag.FLOAT, FLOAT, "-+.0123456789");
      addImplicitResolver(Tag.NULL, NULL, "~n\0");
      addImplicitResolver(Tag.NULL, Pattern.compile(""), null);
    }
  }
}
