package org.altgrad.train.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.altgrad.base.Nearest;

/** Shows a composed configuration and how it came about. */
public final class ConfigPrinter {

  /**
   * What to show.
   *
   * @param resolve whether interpolations are replaced by their values
   * @param pkg the dotted key of the section to show; empty or {@code _global_} for everything
   * @param origin whether every value is followed by where it was written
   */
  public record Options(boolean resolve, String pkg, boolean origin) {}

  private ConfigPrinter() {}

  /** The values as YAML ({@code --cfg job}). */
  public static String job(Config config, Options options) {
    String key = options.pkg().equals("_global_") ? "" : options.pkg();
    Node node = options.resolve() ? config.resolved(key) : config.raw(key);
    if (node == null) {
      List<String> known = new ArrayList<>();
      KeyPath.collect(config.root(), "", true, known);
      throw new ConfigException("--package " + key + ": no such key" + Nearest.hint(key, known));
    }
    String yaml = YamlWriter.write(node, options.origin());
    return key.isEmpty() ? yaml : "# @package " + key + "\n" + yaml;
  }

  /**
   * The resolved values as they are filed: the paths at some keys are absolute, for they are read
   * from elsewhere.
   */
  public static String filed(Config config, Set<String> paths) {
    return YamlWriter.write(absolute(config.resolved(""), "", paths), false);
  }

  /**
   * A configuration as it is filed.
   *
   * @param values that are read back from it, by their dotted keys
   */
  public record Filed(String yaml, Map<String, Object> values) {}

  /** As {@link #filed}. */
  public static Filed filedWithValues(Config config, Set<String> paths) {
    Node node = absolute(config.resolved(""), "", paths);
    Map<String, Object> flat = new LinkedHashMap<>();
    Config.flatten(node, "", flat);
    return new Filed(YamlWriter.write(node, false), flat);
  }

  private static Node absolute(Node node, String key, Set<String> paths) {
    if (node instanceof Node.Mapping mapping) {
      Map<String, Node> entries = new LinkedHashMap<>();
      mapping
          .entries()
          .forEach((n, value) -> entries.put(n, absolute(value, KeyPath.child(key, n), paths)));
      return new Node.Mapping(entries, mapping.origin());
    }
    return node.plain() instanceof String text && paths.contains(key)
        ? Node.Scalar.of(PathKeys.absolute(text), node.origin())
        : node;
  }

  /** The chosen options and the overrides as YAML ({@code --cfg hydra}). */
  public static String choices(Config config) {
    Origin none = Origin.ofOverride("");
    Map<String, Node> choices = new LinkedHashMap<>();
    config.choices().forEach((group, option) -> choices.put(group, Node.Scalar.of(option, none)));
    Node overrides =
        new Node.Seq(
            config.overrides().stream().map(text -> (Node) Node.Scalar.of(text, none)).toList(),
            none);
    Map<String, Node> root = new LinkedHashMap<>();
    root.put("choices", new Node.Mapping(choices, none));
    root.put("overrides", overrides);
    return YamlWriter.write(new Node.Mapping(root, none), false);
  }

  /** Which files were merged, into which packages, and because of which entry. */
  public static String defaultsTree(Config config) {
    StringBuilder text = new StringBuilder();
    DefaultsNode root = config.tree();
    text.append(root.label).append("  (").append(root.file.name()).append(")\n");
    children(root, "", text);
    return text.toString();
  }

  private static void children(DefaultsNode node, String indent, StringBuilder text) {
    for (int i = 0; i < node.children.size(); i++) {
      DefaultsNode child = node.children.get(i);
      boolean last = i == node.children.size() - 1;
      text.append(indent).append(last ? "`- " : "|- ").append(child.label);
      text.append(
          switch (child.state) {
            case USED -> child.self ? "" : "  (" + child.file.name() + " -> " + target(child) + ")";
            case NONE -> "  (no option)";
            case ABSENT -> "  (optional, no such file)";
            case DELETED -> "  (removed)";
          });
      text.append('\n');
      children(child, indent + (last ? "   " : "|  "), text);
    }
  }

  private static String target(DefaultsNode node) {
    return node.pkg.isEmpty() ? "_global_" : node.pkg;
  }
}
