package org.altgrad.train.config;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.altgrad.base.Nearest;

/** The functions of the override language: sweeps, their order, and casts. */
final class OverrideFunctions {
  private static final List<String> NAMES =
      List.of(
          "bool",
          "choice",
          "extend_list",
          "float",
          "glob",
          "int",
          "interval",
          "json_str",
          "range",
          "shuffle",
          "sort",
          "str",
          "tag");

  private final Origin origin;

  OverrideFunctions(Origin origin) {
    this.origin = origin;
  }

  OverrideValue call(
      String name, List<OverrideValue> positional, Map<String, OverrideValue> named) {
    Arguments arguments = new Arguments(name, positional, new LinkedHashMap<>(named));
    OverrideValue result =
        switch (name) {
          case "choice" -> choice(arguments);
          case "range" -> range(arguments);
          case "interval" -> interval(arguments);
          case "glob" -> glob(arguments);
          case "tag" -> tag(arguments);
          case "sort" -> sort(arguments);
          case "shuffle" -> shuffle(arguments);
          case "extend_list" -> new ListExtension(arguments.nodes());
          case "int", "float", "str", "bool", "json_str" -> cast(arguments);
          default -> throw error("no function " + name + "()" + Nearest.hintAndList(name, NAMES));
        };
    arguments.finish();
    return result;
  }

  private OverrideValue choice(Arguments arguments) {
    if (arguments.positional.isEmpty()) {
      throw error("choice(): needs at least one value");
    }
    if (arguments.positional.size() == 1
        && arguments.positional.get(0) instanceof Sweep.Choice inner
        && inner.simple()) {
      return new Sweep.Choice(inner.items(), false);
    }
    return new Sweep.Choice(arguments.nodes(), false);
  }

  private Sweep range(Arguments arguments) {
    BigDecimal start = arguments.number(0, "start", null);
    BigDecimal stop = arguments.number(1, "stop", null);
    BigDecimal step = arguments.number(2, "step", BigDecimal.ONE);
    if (start == null) {
      throw error("range(): takes start, stop and step, or stop alone");
    }
    if (stop == null) {
      stop = start;
      start = BigDecimal.ZERO;
    }
    return newRange(start, stop, step, arguments.allIntegers);
  }

  private Sweep.SweepRange newRange(
      BigDecimal start, BigDecimal stop, BigDecimal step, boolean integer) {
    if (step.signum() == 0) {
      throw error("range(): the step must not be 0");
    }
    return new Sweep.SweepRange(start, stop, step, integer);
  }

  private Sweep interval(Arguments arguments) {
    BigDecimal start = arguments.number(0, "start", null);
    BigDecimal end = arguments.number(1, "end", null);
    if (start == null || end == null) {
      throw error("interval(): takes start and end");
    }
    return new Sweep.Interval(start.doubleValue(), end.doubleValue());
  }

  private Sweep glob(Arguments arguments) {
    OverrideValue include = arguments.take(0, "include");
    OverrideValue exclude = arguments.take(1, "exclude");
    if (include == null) {
      throw error("glob(): takes a pattern, or a list of patterns");
    }
    return new Sweep.Glob(patterns(include), exclude == null ? List.of() : patterns(exclude));
  }

  private List<String> patterns(OverrideValue value) {
    List<String> patterns = new ArrayList<>();
    List<Node> nodes = value instanceof Node.Seq seq ? seq.items() : List.of(nodeOf(value, "glob"));
    for (Node node : nodes) {
      if (!(node instanceof Node.Scalar scalar)) {
        throw error("glob(): a pattern is text such as a*");
      }
      patterns.add(scalar.text());
    }
    return patterns;
  }

  /** Tags are for sweepers that draw values; ours has no use for them, so they are only checked. */
  private OverrideValue tag(Arguments arguments) {
    OverrideValue sweep = arguments.named.remove("sweep");
    List<OverrideValue> tags = new ArrayList<>(arguments.positional);
    if (sweep == null && !tags.isEmpty()) {
      sweep = tags.remove(tags.size() - 1);
    }
    for (OverrideValue tag : tags) {
      if (!(tag instanceof Node.Scalar scalar && scalar.value() instanceof String)) {
        throw error("tag(): a tag is text");
      }
    }
    if (!(sweep instanceof Sweep)) {
      throw error("tag(): the last argument must be choice(), range(), interval() or glob()");
    }
    return sweep;
  }

  private OverrideValue sort(Arguments arguments) {
    boolean reverse = false;
    if (arguments.named.remove("reverse") instanceof Node.Scalar scalar) {
      if (!(scalar.value() instanceof Boolean flag)) {
        throw error("sort(): reverse is true or false");
      }
      reverse = flag;
    }
    boolean backwards = reverse;
    return reorder(
        arguments,
        items -> {
          Comparator<Node> order = this::compare;
          List<Node> sorted = new ArrayList<>(items);
          sorted.sort(backwards ? Collections.reverseOrder(order) : order);
          return sorted;
        });
  }

  /** Seeded by the override's own text: the same command line gives the same order. */
  private OverrideValue shuffle(Arguments arguments) {
    return reorder(
        arguments,
        items -> {
          List<Node> shuffled = new ArrayList<>(items);
          Collections.shuffle(shuffled, new Random(origin.source().hashCode()));
          return shuffled;
        });
  }

  private OverrideValue reorder(Arguments arguments, UnaryOperator<List<Node>> order) {
    OverrideValue value = arguments.named.remove("list");
    if (value == null) {
      value = arguments.named.remove("sweep");
    }
    if (value != null && !arguments.positional.isEmpty()) {
      throw error(arguments.name + "(): takes values or one named list or sweep, not both");
    }
    if (value == null && arguments.positional.isEmpty()) {
      throw error(arguments.name + "(): needs values");
    }
    if (value == null && arguments.positional.size() > 1) {
      return new Sweep.Choice(order.apply(arguments.nodes()), true);
    }
    value = value == null ? arguments.positional.get(0) : value;
    if (value instanceof Sweep.Choice choice) {
      return new Sweep.Choice(order.apply(choice.items()), choice.simple());
    }
    if (value instanceof Sweep.SweepRange range) {
      return new Sweep.Choice(order.apply(range.values(origin)), false);
    }
    if (value instanceof Node.Seq seq) {
      return new Node.Seq(order.apply(seq.items()), origin);
    }
    if (value instanceof Node.Scalar scalar) {
      return scalar;
    }
    throw error(arguments.name + "(): takes values, a list, choice() or range()");
  }

  private int compare(Node a, Node b) {
    if (a instanceof Node.Scalar x && b instanceof Node.Scalar y) {
      if (x.value() instanceof Number m && y.value() instanceof Number n) {
        return Double.compare(m.doubleValue(), n.doubleValue());
      }
      if (x.value() instanceof String s && y.value() instanceof String t) {
        return s.compareTo(t);
      }
      if (x.value() instanceof Boolean p && y.value() instanceof Boolean q) {
        return p.compareTo(q);
      }
    }
    throw error("sort(): can only sort numbers or texts, not a mixture");
  }

  private OverrideValue cast(Arguments arguments) {
    OverrideValue value = arguments.named.remove("value");
    if (value != null && !arguments.positional.isEmpty()) {
      throw error(arguments.name + "(): takes values or value=..., not both");
    }
    if (value == null) {
      value =
          switch (arguments.positional.size()) {
            case 0 -> throw error(arguments.name + "(): needs a value");
            case 1 -> arguments.positional.get(0);
            default -> new Sweep.Choice(arguments.nodes(), true);
          };
    }
    String type = arguments.name;
    if (value instanceof Sweep.Choice choice) {
      List<Node> items = choice.items().stream().map(item -> cast(type, item)).toList();
      return new Sweep.Choice(items, choice.simple());
    }
    if (value instanceof Sweep.SweepRange range && (type.equals("int") || type.equals("float"))) {
      boolean integer = type.equals("int");
      return newRange(
          integer ? truncate(range.start()) : range.start(),
          integer ? truncate(range.stop()) : range.stop(),
          integer ? truncate(range.step()) : range.step(),
          integer);
    }
    return cast(type, nodeOf(value, type));
  }

  private static BigDecimal truncate(BigDecimal number) {
    return new BigDecimal(number.toBigInteger());
  }

  private Node cast(String type, Node node) {
    if (type.equals("json_str")) {
      return Node.Scalar.of(Json.write(node), origin);
    }
    if (node instanceof Node.Seq seq) {
      return new Node.Seq(seq.items().stream().map(item -> cast(type, item)).toList(), origin);
    }
    if (node instanceof Node.Mapping mapping) {
      Map<String, Node> entries = new LinkedHashMap<>();
      mapping.entries().forEach((key, item) -> entries.put(key, cast(type, item)));
      return new Node.Mapping(entries, origin);
    }
    Object value = ((Node.Scalar) node).value();
    Object result =
        switch (type) {
          case "int" -> toInt(value);
          case "float" -> toFloat(value);
          case "bool" -> toBool(value);
          default -> Scalars.format(value);
        };
    if (result == null) {
      throw error(type + "(): cannot convert " + Scalars.format(value));
    }
    return Node.Scalar.of(result, origin);
  }

  private static Object toInt(Object value) {
    if (value instanceof Double real) {
      boolean fits = Math.abs(real) < Long.MAX_VALUE;
      return fits ? (Object) real.longValue() : null;
    }
    if (value instanceof Boolean flag) {
      return flag ? 1L : 0L;
    }
    if (value instanceof String text) {
      return Scalars.fromOverride(text) instanceof Long number ? number : null;
    }
    return value;
  }

  private static Object toFloat(Object value) {
    if (value instanceof Boolean flag) {
      return flag ? 1.0 : 0.0;
    }
    Object number = value instanceof String text ? Scalars.fromOverride(text) : value;
    return number instanceof Number n ? (Object) n.doubleValue() : null;
  }

  private static Object toBool(Object value) {
    if (value instanceof Number number) {
      return number.doubleValue() != 0;
    }
    if (value instanceof String text) {
      return text.equalsIgnoreCase("true")
          ? Boolean.TRUE
          : text.equalsIgnoreCase("false") ? Boolean.FALSE : null;
    }
    return value;
  }

  private Node nodeOf(OverrideValue value, String function) {
    if (value instanceof Node node) {
      return node;
    }
    throw error(function + "(): does not take a sweep of this kind");
  }

  private ConfigException error(String message) {
    return new ConfigException(origin, message);
  }

  /** The arguments of one call; what is not taken by its end is an error. */
  private final class Arguments {
    private final String name;
    private final List<OverrideValue> positional;
    private final Map<String, OverrideValue> named;
    private int taken = -1;
    private boolean allIntegers = true;

    Arguments(String name, List<OverrideValue> positional, Map<String, OverrideValue> named) {
      this.name = name;
      this.positional = positional;
      this.named = named;
    }

    /** The argument of a position or a name; null if it is not given. */
    OverrideValue take(int position, String argument) {
      taken = Math.max(taken, position);
      OverrideValue byName = named.remove(argument);
      if (position >= positional.size()) {
        return byName;
      }
      if (byName != null) {
        throw error(name + "(): the argument " + argument + " is given twice");
      }
      return positional.get(position);
    }

    BigDecimal number(int position, String argument, BigDecimal fallback) {
      OverrideValue value = take(position, argument);
      if (value == null) {
        return fallback;
      }
      if (value instanceof Node.Scalar scalar && scalar.value() instanceof Number number) {
        if (number instanceof Long) {
          return BigDecimal.valueOf(number.longValue());
        }
        if (Double.isFinite(number.doubleValue())) {
          allIntegers = false;
          return new BigDecimal(scalar.text().replace("_", ""));
        }
      }
      throw error(name + "(): " + argument + " must be a number");
    }

    List<Node> nodes() {
      List<Node> nodes = new ArrayList<>();
      for (OverrideValue value : positional) {
        if (value instanceof Sweep) {
          throw error(name + "(): sweeps cannot be nested");
        }
        nodes.add(nodeOf(value, name));
      }
      return nodes;
    }

    void finish() {
      if (!named.isEmpty()) {
        throw error(name + "(): no argument " + named.keySet().iterator().next());
      }
      if (taken >= 0 && positional.size() > taken + 1) {
        throw error(name + "(): takes at most " + (taken + 1) + " arguments");
      }
    }
  }
}
