package org.altgrad.train.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.altgrad.base.Durable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingEndEvent;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceEndEvent;
import org.yaml.snakeyaml.events.SequenceStartEvent;
import org.yaml.snakeyaml.parser.Parser;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * Turns the text of one YAML file into a {@link Node} in which every node knows its line.
 *
 * <p>It works on parser events rather than on SnakeYAML's own nodes, because only the events tell a
 * written tag from a guessed one. Anchors, aliases and merge keys work; duplicate keys, tags,
 * several documents and files that unfold to more than {@value #MAX_NODES} nodes are errors.
 */
public final class YamlReader {
  private static final int MAX_LENGTH = 1 << 20;
  private static final int MAX_NODES = 100_000;
  static final int MAX_DEPTH = 64;
  private static final String STRING_TAG = "tag:yaml.org,2002:str";
  private static final String FLOAT_TAG = "tag:yaml.org,2002:float";

  private record Anchored(Node node, int size) {}

  private final String name;

  /** Whether numbers may carry the tag {@code !!float}, which they need for other readers. */
  private final boolean floats;

  private final Parser parser;
  private final Map<String, Anchored> anchors = new HashMap<>();
  private int nodes;

  private YamlReader(String text, String name, boolean floats) {
    this.name = name;
    this.floats = floats;
    this.parser = new ParserImpl(new StreamReader(text), new LoaderOptions());
  }

  /**
   * Reads a file of keys with values, or a list, that may have been written for another program:
   * {@code !!float 1e-5} is the number.
   *
   * @throws ConfigException if it cannot be read or is not such a file
   */
  public static Node read(Path file) {
    return read(text(file), file.toString(), true);
  }

  /** The text of a file. */
  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new ConfigException(file + ": no such file");
    } catch (CharacterCodingException e) {
      throw new ConfigException(file + ": is not UTF-8 text");
    } catch (IOException e) {
      throw new ConfigException(file + ": cannot be read: " + Durable.reason(e));
    }
  }

  /**
   * Reads a file of keys with values, or a list.
   *
   * @param text its content; nothing but comments is an empty mapping
   * @param name its name in messages and origins
   */
  static Node read(String text, String name) {
    return read(text, name, false);
  }

  private static Node read(String text, String name, boolean floats) {
    if (text.length() > MAX_LENGTH) {
      throw new ConfigException(name + ": is larger than 1 MiB, which no configuration is");
    }
    try {
      // A byte order mark is no part of the text.
      String content = text.startsWith("\uFEFF") ? text.substring(1) : text;
      return new YamlReader(content, name, floats).document();
    } catch (MarkedYAMLException e) {
      int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
      throw new ConfigException(new Origin(name, line), "not valid YAML: " + oneLine(e));
    } catch (YAMLException e) {
      throw new ConfigException(
          name + ": not valid YAML: " + e.getMessage().lines().findFirst().orElse(""));
    }
  }

  private static String oneLine(MarkedYAMLException e) {
    String context = e.getContext() == null ? "" : " (" + e.getContext() + ")";
    return (e.getProblem() + context).replace('\n', ' ');
  }

  private Node document() {
    parser.getEvent(); // stream start
    if (parser.checkEvent(Event.ID.StreamEnd)) {
      return Node.Mapping.empty(new Origin(name, 1));
    }
    parser.getEvent(); // document start
    Node root = node(0, parser.peekEvent());
    parser.getEvent(); // document end
    if (!parser.checkEvent(Event.ID.StreamEnd)) {
      throw error(parser.peekEvent(), "a second document; a file holds one");
    }
    if (root instanceof Node.Mapping || root instanceof Node.Seq) {
      return root;
    }
    if (root instanceof Node.Scalar scalar && scalar.value() == null) {
      return Node.Mapping.empty(scalar.origin());
    }
    throw new ConfigException(root.origin(), "must hold keys with values (key: value)");
  }

  /** Reads the next node; {@code place} is the event whose line it is said to stand on. */
  private Node node(int depth, Event place) {
    Event event = parser.getEvent();
    if (event instanceof AliasEvent alias) {
      return alias(alias, depth);
    }
    count(event, 1);
    if (depth > MAX_DEPTH) {
      throw tooDeep(event);
    }
    int before = nodes - 1;
    Origin origin = origin(place);
    Node node;
    if (event instanceof ScalarEvent scalar) {
      node = scalar(scalar, origin);
    } else if (event instanceof SequenceStartEvent sequence) {
      refuseTag(sequence.getTag(), event);
      node = sequence(origin, depth);
    } else {
      refuseTag(((MappingStartEvent) event).getTag(), event);
      node = mapping(origin, depth);
    }
    String anchor = ((NodeEvent) event).getAnchor();
    if (anchor != null) {
      anchors.put(anchor, new Anchored(node, nodes - before));
    }
    return node;
  }

  private Node alias(AliasEvent alias, int depth) {
    Anchored target = anchors.get(alias.getAnchor());
    if (target == null) {
      throw error(alias, "*" + alias.getAnchor() + ": no anchor of this name stands before it");
    }
    count(alias, target.size());
    if (depth + height(target.node()) > MAX_DEPTH) {
      throw tooDeep(alias);
    }
    return target.node();
  }

  private static int height(Node node) {
    int height = 0;
    if (node instanceof Node.Mapping mapping) {
      for (Node child : mapping.entries().values()) {
        height = Math.max(height, 1 + height(child));
      }
    } else if (node instanceof Node.Seq seq) {
      for (Node child : seq.items()) {
        height = Math.max(height, 1 + height(child));
      }
    }
    return height;
  }

  private Node.Scalar scalar(ScalarEvent event, Origin origin) {
    String text = event.getValue();
    boolean number =
        floats && FLOAT_TAG.equals(event.getTag()) && Scalars.fromYaml(text) instanceof Number;
    if (!number) {
      refuseTag(event.getTag(), event);
    }
    boolean plain =
        number
            || event.getScalarStyle() == DumperOptions.ScalarStyle.PLAIN && event.getTag() == null;
    return new Node.Scalar(plain ? Scalars.fromYaml(text) : text, text, origin);
  }

  private Node.Seq sequence(Origin origin, int depth) {
    List<Node> items = new ArrayList<>();
    while (!(parser.peekEvent() instanceof SequenceEndEvent)) {
      items.add(node(depth + 1, parser.peekEvent()));
    }
    parser.getEvent();
    return new Node.Seq(items, origin);
  }

  private Node.Mapping mapping(Origin origin, int depth) {
    Map<String, Node> entries = new LinkedHashMap<>();
    Map<String, Integer> lines = new HashMap<>();
    Map<String, Node> merged = new LinkedHashMap<>();
    while (!(parser.peekEvent() instanceof MappingEndEvent)) {
      Event keyEvent = parser.getEvent();
      if (!(keyEvent instanceof ScalarEvent scalar)) {
        throw error(keyEvent, "a key must be a word, not a list, a mapping or an alias");
      }
      refuseTag(scalar.getTag(), keyEvent);
      String key = scalar.getValue();
      int line = line(keyEvent);
      Integer first = lines.putIfAbsent(key, line);
      if (first != null) {
        throw error(keyEvent, "duplicate key '" + key + "', first given in line " + first);
      }
      Node value = node(depth + 1, keyEvent);
      if (key.equals("<<") && scalar.getScalarStyle() == DumperOptions.ScalarStyle.PLAIN) {
        merge(merged, value, keyEvent);
      } else {
        entries.put(key, value);
      }
    }
    parser.getEvent();
    if (!merged.isEmpty()) {
      merged.putAll(entries);
      return new Node.Mapping(merged, origin);
    }
    return new Node.Mapping(entries, origin);
  }

  /**
   * Merge keys: of several mappings the earlier one wins, and the keys written here win over all.
   */
  private void merge(Map<String, Node> into, Node value, Event place) {
    if (value instanceof Node.Mapping mapping) {
      mapping.entries().forEach(into::putIfAbsent);
    } else if (value instanceof Node.Seq seq
        && seq.items().stream().allMatch(Node.Mapping.class::isInstance)) {
      seq.items().forEach(item -> merge(into, item, place));
    } else {
      throw error(place, "<<: takes a mapping or a list of mappings");
    }
  }

  private void refuseTag(String tag, Event event) {
    if (tag != null && !tag.equals("!") && !tag.equals(STRING_TAG)) {
      throw error(event, "the tag " + tag + " is not supported; values have plain YAML types");
    }
  }

  private void count(Event event, int size) {
    nodes += size;
    if (nodes > MAX_NODES) {
      throw error(event, "the file unfolds to more than " + MAX_NODES + " values");
    }
  }

  private ConfigException tooDeep(Event event) {
    return error(event, "nested more than " + MAX_DEPTH + " levels deep");
  }

  private ConfigException error(Event event, String message) {
    return new ConfigException(origin(event), message);
  }

  private Origin origin(Event event) {
    return new Origin(name, line(event));
  }

  private static int line(Event event) {
    return event.getStartMark().getLine() + 1;
  }
}
