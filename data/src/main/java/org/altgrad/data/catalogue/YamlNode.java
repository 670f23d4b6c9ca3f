package org.altgrad.data.catalogue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.altgrad.data.DataException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** A YAML node that is read strictly: every error names file, line and key. */
record YamlNode(String file, String path, Node node) {

  /** The entries of a mapping; duplicate keys are errors. */
  Map<String, YamlNode> mapping() {
    if (!(node instanceof MappingNode mapping)) {
      throw error("must be a mapping");
    }
    Map<String, YamlNode> entries = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      String key = new YamlNode(file, path + " key", tuple.getKeyNode()).text();
      YamlNode value =
          new YamlNode(file, path.isEmpty() ? key : path + "." + key, tuple.getValueNode());
      if (entries.put(key, value) != null) {
        throw value.error("is given twice");
      }
    }
    return entries;
  }

  /** The entries of a mapping that may have only these keys and must have the required ones. */
  Map<String, YamlNode> mapping(Set<String> required, Set<String> optional) {
    Map<String, YamlNode> entries = mapping();
    entries.forEach(
        (key, value) -> {
          if (!required.contains(key) && !optional.contains(key)) {
            Set<String> known = new TreeSet<>(required);
            known.addAll(optional);
            throw value.error("is not a known key; known are " + known);
          }
        });
    for (String key : required) {
      if (!entries.containsKey(key)) {
        throw error("lacks the key " + key);
      }
    }
    return entries;
  }

  List<YamlNode> list() {
    if (!(node instanceof SequenceNode sequence)) {
      throw error("must be a list");
    }
    List<YamlNode> items = new ArrayList<>();
    for (Node item : sequence.getValue()) {
      items.add(new YamlNode(file, path + "[" + items.size() + "]", item));
    }
    return items;
  }

  String text() {
    if (!(node instanceof ScalarNode scalar) || scalar.getValue().isBlank()) {
      throw error("must be a text");
    }
    return scalar.getValue().strip();
  }

  /** A text that the pattern matches as a whole; {@code meaning} completes "must be". */
  String text(String pattern, String meaning) {
    String text = text();
    if (!text.matches(pattern)) {
      throw error("must be %s but is '%s'".formatted(meaning, text));
    }
    return text;
  }

  long positive() {
    return Long.parseLong(text("[1-9][0-9]{0,17}", "a positive whole number"));
  }

  int positiveInt() {
    long value = positive();
    if (value > Integer.MAX_VALUE) {
      throw error("must be at most " + Integer.MAX_VALUE);
    }
    return (int) value;
  }

  boolean bool() {
    return Boolean.parseBoolean(text("true|false", "true or false"));
  }

  static Optional<YamlNode> get(Map<String, YamlNode> entries, String key) {
    return Optional.ofNullable(entries.get(key));
  }

  DataException error(String message) {
    return new DataException(
        "%s:%d: %s %s"
            .formatted(
                file,
                node.getStartMark().getLine() + 1,
                path.isEmpty() ? "the document" : path,
                message));
  }
}
