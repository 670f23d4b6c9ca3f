package org.altgrad.train.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.altgrad.base.Nearest;
import org.altgrad.train.config.Interpolator.Surroundings;

/** The functions of interpolations: <code>${name:arguments}</code>. */
final class Resolvers {
  private static final List<String> NAMES =
      List.of(
          "choices",
          "hydra",
          "now",
          "oc.create",
          "oc.decode",
          "oc.deprecated",
          "oc.dict.keys",
          "oc.dict.values",
          "oc.env",
          "oc.select");
  private static final String CHOICES = "runtime.choices.";

  private final Interpolator interpolator;
  private final Surroundings surroundings;
  private final Set<String> warnings = new LinkedHashSet<>();

  Resolvers(Interpolator interpolator, Surroundings surroundings) {
    this.interpolator = interpolator;
    this.surroundings = surroundings;
  }

  Set<String> warnings() {
    return Collections.unmodifiableSet(warnings);
  }

  Node call(String name, String text, List<String> path, Origin origin) {
    return new Call(name, text, path, origin).run();
  }

  /** One call, with what its messages need. */
  private final class Call {
    private final String name;
    private final String text;
    private final List<String> path;
    private final Origin origin;

    Call(String name, String text, List<String> path, Origin origin) {
      this.name = name;
      this.text = text;
      this.path = path;
      this.origin = origin;
    }

    Node run() {
      return switch (name) {
        // The format and the key are raw text: they may hold colons and spaces.
        case "now" -> scalar(now());
        case "hydra" -> choice(hydraChoice());
        case "choices" -> choice(text.strip());
        case "oc.env" -> environment(arguments(1, 2));
        case "oc.select" -> select(arguments(1, 2));
        case "oc.decode" -> decode(arguments(1, 1).get(0));
        case "oc.create" -> arguments(1, 1).get(0);
        case "oc.dict.keys" -> dictKeys(section(arguments(1, 1).get(0)));
        case "oc.dict.values" -> dictValues(section(arguments(1, 1).get(0)));
        case "oc.deprecated" -> deprecated(arguments(1, 2));
        default -> throw error("no resolver '" + name + "'" + Nearest.hintAndList(name, NAMES));
      };
    }

    private String now() {
      try {
        return Strftime.format(text, surroundings.now());
      } catch (IllegalArgumentException e) {
        throw error(e.getMessage());
      }
    }

    private String hydraChoice() {
      String key = text.strip();
      if (key.startsWith(CHOICES)) {
        return key.substring(CHOICES.length());
      }
      throw error("only hydra:" + CHOICES + "<group> is known (in short choices:<group>)");
    }

    private Node choice(String group) {
      Map<String, String> choices = surroundings.choices();
      if (!choices.containsKey(group)) {
        throw error("no group '" + group + "' is chosen" + Nearest.hint(group, choices.keySet()));
      }
      return scalar(choices.get(group));
    }

    private Node environment(List<Node> arguments) {
      String variable = text(arguments.get(0));
      String value = surroundings.environment().apply(variable);
      if (value != null) {
        return scalar(value);
      }
      if (arguments.size() == 1) {
        throw error("the environment variable " + variable + " is not set and has no default here");
      }
      if (arguments.get(1) instanceof Node.Scalar fallback) {
        return fallback.value() == null ? fallback : scalar(Scalars.format(fallback.value()));
      }
      throw error("the default must be a single value");
    }

    private Node select(List<Node> arguments) {
      Node found = find(text(arguments.get(0)));
      if (found != null && !(found instanceof Node.Scalar scalar && scalar.isMissing())) {
        return found;
      }
      return arguments.size() == 2 ? arguments.get(1) : scalar(null);
    }

    private Node decode(Node argument) {
      if (argument instanceof Node.Scalar scalar && scalar.value() == null) {
        return scalar;
      }
      Node decoded = ValueParser.single(text(argument), origin);
      return interpolator.evaluateAll(decoded, path);
    }

    private Node.Mapping section(Node argument) {
      Node found = argument instanceof Node.Mapping ? argument : find(text(argument));
      if (found instanceof Node.Mapping mapping) {
        return mapping;
      }
      throw error("takes the key of a section");
    }

    private Node dictKeys(Node.Mapping mapping) {
      List<Node> keys = new ArrayList<>();
      mapping.entries().keySet().forEach(key -> keys.add(scalar(key)));
      return new Node.Seq(keys, origin);
    }

    private Node dictValues(Node.Mapping mapping) {
      return new Node.Seq(new ArrayList<>(mapping.entries().values()), origin);
    }

    private Node deprecated(List<Node> arguments) {
      String key = text(arguments.get(0));
      Node found = find(key);
      if (found == null) {
        throw error("no such key: " + key);
      }
      String old = KeyPath.join(path);
      String message = "'" + old + "' is deprecated, use '" + key + "'";
      if (arguments.size() == 2) {
        message = text(arguments.get(1)).replace("$OLD_KEY", old).replace("$NEW_KEY", key);
      }
      warnings.add(origin + ": " + message);
      return found;
    }

    private Node find(String key) {
      return interpolator.find(interpolator.absolute(key, path, origin));
    }

    private List<Node> arguments(int least, int most) {
      List<Node> arguments = new ArrayList<>();
      for (Node argument : ValueParser.arguments(text, origin)) {
        arguments.add(interpolator.evaluateAll(argument, path));
      }
      if (arguments.size() < least || arguments.size() > most) {
        throw error("takes " + (least == most ? least : least + " or " + most) + " arguments");
      }
      return arguments;
    }

    private String text(Node node) {
      if (node instanceof Node.Scalar scalar && scalar.value() != null) {
        return scalar.text();
      }
      throw error("takes a name or a text");
    }

    private Node.Scalar scalar(String value) {
      return Node.Scalar.of(value, origin);
    }

    private ConfigException error(String message) {
      return new ConfigException(
          origin, KeyPath.join(path), "${" + name + ":" + text + "}: " + message);
    }
  }
}
