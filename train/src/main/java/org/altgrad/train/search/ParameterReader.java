package org.altgrad.train.search;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
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

  ParameterReader(Notes notes) {
    this.notes = notes;
  }

  List<Space.Parameter> parameters(Section section, String prefix) {
    List<Space.Parameter> all = new ArrayList<>();
    section
        .entries()
        .forEach(
            (name, node) -> {
              String key = prefix + name;
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
      return new Space.Parameter(key, choice(List.of(node)));
    }
    if (node instanceof Node.Seq) {
      return new Space.Parameter(key, choice(Section.items(node, path)));
    }
    Section section = Section.of(node, path, "values or a law");
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

  private static Distribution choice(List<Node> values) {
    return new Distribution.Choice(values.stream().map(OverrideWriter::write).toList());
  }

  private Distribution law(Section section) {
    Optional<Node> value = section.take("value");
    Optional<Node> values = section.take("values");
    Optional<Node> named = section.take("distribution");
    Optional<List<Node>> probabilities =
        section.take("probabilities").map(p -> Section.items(p, section.key("probabilities")));
    if (value.isPresent()) {
      return choice(List.of(value.get()));
    }
    if (values.isPresent()) {
      List<Node> items = Section.items(values.get(), section.key("values"));
      return probabilities.isEmpty()
          ? choice(items)
          : new Distribution.Choice(
              items.stream().map(OverrideWriter::write).toList(),
              probabilities.get().stream()
                  .map(p -> Section.number(p, section.key("probabilities")))
                  .toList());
    }
    return range(section, named);
  }

  private Distribution range(Section section, Optional<Node> named) {
    boolean whole = isWhole(section.entries().get("min")) && isWhole(section.entries().get("max"));
    String name =
        named
            .map(node -> Section.text(node, section.key("distribution")))
            .orElse(whole ? "int_uniform" : "uniform");
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
        double low = StrictMath.exp(end.apply("min"));
        double high = StrictMath.exp(end.apply("max"));
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
      default:
        throw section.missing("values", "a list of values, for " + name);
    }
  }

  private static boolean isWhole(Node node) {
    return node instanceof Node.Scalar scalar && scalar.value() instanceof Long;
  }
}
