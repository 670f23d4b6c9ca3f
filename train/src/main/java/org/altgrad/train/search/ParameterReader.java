package org.altgrad.train.search;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.altgrad.base.Nearest;
import org.altgrad.base.Require;
import org.altgrad.train.config.ConfigException;
import org.altgrad.train.config.Node;
import org.altgrad.train.config.OverrideWriter;

/** Reads laws of parameters. */
final class ParameterReader {
  private static final List<String> KEYS =
      List.of(
          "value",
          "values",
          "probabilities",
          "distribution",
          "min",
          "max",
          "step",
          "mu",
          "sigma",
          "q",
          "when");

  private static final List<String> LAWS =
      List.of(
          "constant",
          "categorical",
          "categorical_w_probabilities",
          "integer",
          "integer_log",
          "int_uniform",
          "uniform",
          "q_uniform",
          "log",
          "log_uniform",
          "log_uniform_values",
          "q_log_uniform",
          "q_log_uniform_values",
          "normal",
          "q_normal",
          "log_normal",
          "q_log_normal");

  /** Hears what has another meaning than one might think. */
  interface Notes {
    void add(Node node, String key, String what);
  }

  private final Notes notes;
  private final boolean steps;

  /**
   * @param steps whether values are taken in step with those of other parameters, so that some may
   *     be the same
   */
  ParameterReader(Notes notes, boolean steps) {
    this.notes = notes;
    this.steps = steps;
  }

  List<Space.Parameter> parameters(Section section, String prefix) {
    List<Space.Parameter> all = new ArrayList<>();
    section
        .entries()
        .forEach(
            (name, node) -> {
              String key = prefix + name;
              if (name.isBlank()) {
                throw new ConfigException(
                    node.origin(), section.key("''") + ": must be a key but is empty");
              }
              if (node instanceof Node.Mapping mapping
                  && mapping.entries().get("parameters") instanceof Node.Mapping inner) {
                all.addAll(parameters(Section.of(inner, section.key(name), ""), key + "."));
              } else {
                all.add(parameter(node, key, section.key(name)));
              }
            });
    return all;
  }

  private Space.Parameter parameter(Node node, String key, String path) {
    if (node instanceof Node.Scalar) {
      return new Space.Parameter(key, choice(List.of(node), path));
    }
    if (node instanceof Node.Seq) {
      return new Space.Parameter(key, choice(Section.items(node, path), path));
    }
    Section section = Section.of(node, path, "values or a law");
    requireLaw(section, key, path);
    section.requireKnown(KEYS);
    Map<String, List<String>> when = new LinkedHashMap<>();
    section
        .section("when")
        .ifPresent(
            conditions ->
                conditions
                    .entries()
                    .forEach(
                        (other, values) ->
                            when.put(
                                other,
                                (values instanceof Node.Seq
                                        ? Section.items(values, conditions.key(other))
                                        : List.of(values))
                                    .stream().map(OverrideWriter::write).toList())));
    Distribution law = section.checked(() -> law(section));
    section.finish();
    return new Space.Parameter(key, law, when);
  }

  /** Refuses what is no law at all: nothing, or keys of the program one level too deep. */
  private static void requireLaw(Section section, String key, String path) {
    Map<String, Node> entries = section.entries();
    if (entries.isEmpty()) {
      throw new ConfigException(
          section.node().origin(),
          path + ": must be values or a law, as in [1, 2] or {min: 1, max: 8}, but is empty");
    }
    Node nested = entries.get("parameters");
    if (nested != null) {
      throw Section.wrong(nested, path + ".parameters", "a section (key: values)");
    }
    String first = entries.keySet().iterator().next();
    if (entries.keySet().stream().noneMatch(KEYS::contains)
        && Nearest.hint(first, KEYS).isEmpty()) {
      throw new ConfigException(
          entries.get(first).origin(),
          path
              + "."
              + first
              + ": is no key of a law ("
              + String.join(", ", KEYS)
              + "); for a key of the program write "
              + key
              + "."
              + first
              + ", or parameters: above it");
    }
  }

  /** Refuses keys of other laws that would be read and have no effect. */
  private static void requireAbsent(Section section, String beside, List<String> keys) {
    for (String key : keys) {
      if (section.entries().containsKey(key)) {
        throw new ConfigException(
            section.entries().get(key).origin(),
            section.key(key) + ": must be left out beside " + beside);
      }
    }
  }

  /** A law's name beside values must be that of values. */
  private static void requireNamed(Section section, Optional<Node> named, List<String> names) {
    named.ifPresent(
        node -> {
          String key = section.key("distribution");
          String name = Section.text(node, key);
          if (!names.contains(name)) {
            throw Section.noneOf(node, key, name, names);
          }
        });
  }

  private Distribution choice(List<Node> values, String path) {
    Distribution.Choice all = new Distribution.Choice(written(values));
    return steps ? all : new Distribution.Choice(distinct(values, path).kept());
  }

  private Distribution choice(List<Node> values, List<Double> weights, String path) {
    Distribution.Choice all = new Distribution.Choice(written(values), weights);
    return steps ? all : Distribution.Choice.of(distinct(values, path), weights);
  }

  private static List<String> written(List<Node> values) {
    return values.stream().map(OverrideWriter::write).toList();
  }

  /** Values that are the same are one, which is told. */
  private Distinct<String> distinct(List<Node> values, String path) {
    Distinct<String> distinct = Distribution.Choice.distinct(written(values));
    int kept = 0;
    while (kept < distinct.kept().size() && distinct.places().get(kept) == kept) {
      kept++;
    }
    Node first = values.get(Math.min(kept, values.size() - 1));
    distinct.note("values").ifPresent(note -> notes.add(first, path, note));
    return distinct;
  }

  private Distribution law(Section section) {
    Optional<Node> value = section.take("value");
    Optional<Node> values = section.take("values");
    Optional<Node> named = section.take("distribution");
    Optional<List<Node>> probabilities =
        section.take("probabilities").map(p -> Section.items(p, section.key("probabilities")));
    if (value.isPresent()) {
      requireAbsent(section, "value", List.of("values", "probabilities"));
      requireNamed(section, named, List.of("constant"));
      return choice(List.of(value.get()), section.key("value"));
    }
    if (values.isPresent()) {
      requireNamed(section, named, List.of("categorical", "categorical_w_probabilities"));
      List<Node> items = Section.items(values.get(), section.key("values"));
      return probabilities.isEmpty()
          ? choice(items, section.key("values"))
          : choice(
              items,
              probabilities.get().stream()
                  .map(p -> Section.number(p, section.key("probabilities")))
                  .toList(),
              section.key("values"));
    }
    requireAbsent(section, "a range", List.of("probabilities"));
    return range(section, named);
  }

  private Distribution range(Section section, Optional<Node> named) {
    boolean whole = isWhole(section.entries().get("min")) && isWhole(section.entries().get("max"));
    String name =
        named
            .map(node -> Section.text(node, section.key("distribution")))
            .orElse(whole ? "int_uniform" : "uniform");
    if (name.toLowerCase(Locale.ROOT).replaceAll("[-_ ]", "").equals("loguniform")
        && !LAWS.contains(name)) {
      throw new ConfigException(
          named.get().origin(),
          section.key("distribution")
              + ": must be log, whose ends are the values, or log_uniform, whose ends are exponents"
              + " of e, but is "
              + name);
    }
    if (!LAWS.contains(name)) {
      throw Section.noneOf(named.get(), section.key("distribution"), name, LAWS);
    }
    if (name.startsWith("q_")) {
      Distribution.Numeric of = numeric(section, name.substring(2), named);
      return new Distribution.Quantised(of, section.number("q").orElse(1.0));
    }
    return numeric(section, name, named);
  }

  private Distribution.Numeric numeric(Section section, String name, Optional<Node> named) {
    Function<String, Double> end =
        key -> section.number(key).orElseThrow(() -> section.missing(key, "a number, for " + name));
    switch (name) {
      case "uniform":
        return new Distribution.Uniform(end.apply("min"), end.apply("max"));
      case "log", "log_uniform_values":
        return new Distribution.LogUniform(end.apply("min"), end.apply("max"));
      case "log_uniform":
        double low = exponential("min", end.apply("min"));
        double high = exponential("max", end.apply("max"));
        notes.add(
            named.orElseThrow(),
            section.key("distribution"),
            "log_uniform has exponents of e as its ends, from "
                + OverrideWriter.plain(low)
                + " to "
                + OverrideWriter.plain(high)
                + "; distribution: log has the values themselves");
        return new Distribution.LogUniform(low, high);
      case "normal":
        return new Distribution.Normal(
            section.number("mu").orElse(0.0), section.number("sigma").orElse(1.0));
      case "log_normal":
        return new Distribution.LogNormal(
            section.number("mu").orElse(0.0), section.number("sigma").orElse(1.0));
      case "int_uniform", "integer", "integer_log":
        long least =
            Section.whole(section.required("min", "a whole number"), section.key("min"), 1L << 53);
        long most =
            Section.whole(section.required("max", "a whole number"), section.key("max"), 1L << 53);
        int step = section.integer("step").orElse(1);
        return new Distribution.IntegerUniform(least, most, step, name.endsWith("_log"));
      case "constant":
        throw section.missing("value", "a value, for constant");
      default:
        throw section.missing("values", "a list of values, for " + name);
    }
  }

  private static double exponential(String key, double exponent) {
    Require.that(
        StrictMath.abs(exponent) < 700,
        key,
        "an exponent of e, between -700 and 700 (distribution: log has the values themselves),",
        exponent);
    return StrictMath.exp(exponent);
  }

  private static boolean isWhole(Node node) {
    return node instanceof Node.Scalar scalar && scalar.value() instanceof Long;
  }
}
