package org.altgrad.train.search;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.Supplier;
import org.altgrad.base.Nearest;
import org.altgrad.train.config.ConfigException;
import org.altgrad.train.config.Node;
import org.altgrad.train.config.Origin;
import org.altgrad.train.config.OverrideWriter;
import org.altgrad.train.config.YamlReader;

/** Reads a sweep's file: our words, and those of the tracking service that mean something here. */
final class DefinitionFile {
  private static final List<String> KEYS =
      List.of(
          "method",
          "parameters",
          "points",
          "count",
          "seed",
          "metric",
          "replicates",
          "confirm",
          "early_stopping",
          "experiment",
          "overrides");

  /** Keys of the tracking service, and what is done with them. */
  private static final Map<String, String> NO_MEANING =
      Map.of(
          "program", "the experiment is chosen by experiment: or overrides:",
          "command", "runs are started by the launcher",
          "name", "a sweep is named by its experiment",
          "description", "a comment says the same",
          "project", "runs are filed by run.root",
          "entity", "runs are filed by run.root",
          "job", "runs are started by the launcher",
          "controller", "there is none",
          "version", "there is one format");

  private final Section root;
  private final List<String> notes = new ArrayList<>();

  private DefinitionFile(Section root) {
    this.root = root;
  }

  static Definition read(Path file) {
    Node node = YamlReader.read(file);
    DefinitionFile reader = new DefinitionFile(Section.of(node, "", "a file of keys with values"));
    return reader.definition();
  }

  private Definition definition() {
    root.entries().keySet().stream()
        .filter(NO_MEANING::containsKey)
        .forEach(
            key -> {
              String instead = NO_MEANING.get(key);
              root.take(key).ifPresent(node -> note(node, key, "has no meaning here; " + instead));
            });
    Node method = root.required("method", "one of " + String.join(", ", Definition.methods()));
    Search search = search(method);
    OptionalInt count = root.integer("count");
    OptionalInt cap = root.integer("run_cap");
    Optional<Definition.Metric> metric = root.section("metric").map(this::metric);
    EarlyStopping stopping = stopping();
    Optional<Definition.Confirm> confirm = root.section("confirm").map(this::confirm);
    long seed = root.take("seed").map(node -> Section.whole(node, "seed")).orElse(0L);
    int replicates = root.integer("replicates").orElse(1);
    List<String> overrides = overrides();
    root.finish(KEYS);
    return root.checked(
        () ->
            new Definition(
                search,
                count.isPresent() ? count : cap,
                seed,
                metric,
                replicates,
                confirm,
                stopping,
                overrides,
                notes));
  }

  private void note(Node node, String key, String what) {
    notes.add(node.origin() + ": " + key + ": " + what);
  }

  private List<String> overrides() {
    List<String> overrides = new ArrayList<>();
    root.take("experiment")
        .ifPresent(node -> overrides.add("experiment=" + OverrideWriter.write(node)));
    root.take("overrides").ifPresent(node -> overrides.addAll(Section.texts(node, "overrides")));
    return overrides;
  }

  private Search search(Node method) {
    String name = Section.text(method, "method");
    if (name.equals("bayes")) {
      note(method, "method", "bayes is taken as tpe");
      name = "tpe";
    }
    if (!Definition.methods().contains(name)) {
      throw Section.noneOf(method, "method", name, Definition.methods());
    }
    if (name.equals("list")) {
      return list();
    }
    Section parameters =
        root.section("parameters")
            .orElseThrow(() -> root.missing("parameters", "a section (key: values)"));
    ParameterReader reader = new ParameterReader(this::note);
    List<Space.Parameter> all = reader.parameters(parameters, "");
    String chosen = name;
    return parameters.checked(() -> Definition.search(chosen, new Space(all)));
  }

  private Search list() {
    Node points = root.required("points", "a list of points (- key: value)");
    List<Point> all = new ArrayList<>();
    for (Node node : Section.items(points, "points")) {
      Section section = Section.of(node, "points", "a point (key: value)");
      Map<String, String> values = new LinkedHashMap<>();
      section.entries().forEach((key, value) -> values.put(key, OverrideWriter.write(value)));
      all.add(new Point(values));
    }
    return root.checked(() -> Search.ListSearch.of(all));
  }

  private Definition.Metric metric(Section section) {
    String name = section.text("name").orElseThrow(() -> section.missing("name", "a metric"));
    section
        .take("target")
        .ifPresent(
            node -> note(node, "metric.target", "has no meaning here; a sweep ends by count"));
    section
        .take("impute")
        .ifPresent(
            node -> note(node, "metric.impute", "has no meaning here; failed runs are left out"));
    Definition.Goal goal =
        section.choice("goal", Definition.Goal.values()).orElse(Definition.Goal.MINIMIZE);
    String split = section.text("split").orElse("validation");
    section.finish(List.of("name", "goal", "split"));
    return section.checked(() -> new Definition.Metric(name, goal, split));
  }

  private Definition.Confirm confirm(Section section) {
    int top = section.integer("top").orElse(3);
    int seeds = section.integer("seeds").orElse(5);
    section.finish(List.of("top", "seeds"));
    return section.checked(() -> new Definition.Confirm(top, seeds));
  }

  private EarlyStopping stopping() {
    Optional<EarlyStopping> ours = root.section("early_stopping").map(DefinitionFile::ours);
    Optional<EarlyStopping> theirs = root.section("early_terminate").map(this::theirs);
    return ours.or(() -> theirs).orElse(new EarlyStopping.None());
  }

  private static EarlyStopping ours(Section section) {
    List<String> names = List.of("none", "asha", "hyperband", "median");
    String name =
        section
            .text("name")
            .orElseThrow(() -> section.missing("name", "one of " + String.join(", ", names)));
    Supplier<EarlyStopping> rule =
        switch (name) {
          case "none" -> EarlyStopping.None::new;
          case "asha" -> {
            int least = section.integer("min_resource").orElse(1);
            int eta = section.integer("eta").orElse(3);
            boolean promotion = section.flag("promotion").orElse(false);
            yield () -> new EarlyStopping.Asha(least, eta, promotion);
          }
          case "hyperband" -> {
            int least = section.integer("min_resource").orElse(1);
            int most =
                section
                    .integer("max_resource")
                    .orElseThrow(() -> section.missing("max_resource", "the length of a run"));
            int eta = section.integer("eta").orElse(3);
            boolean promotion = section.flag("promotion").orElse(false);
            yield () -> new EarlyStopping.Hyperband(least, most, eta, promotion);
          }
          case "median" -> {
            int startup = section.integer("startup").orElse(5);
            int warmup = section.integer("warmup").orElse(0);
            int interval = section.integer("interval").orElse(1);
            yield () -> new EarlyStopping.Median(startup, warmup, interval);
          }
          default -> throw Section.noneOf(section.node(), "early_stopping.name", name, names);
        };
    section.finish(section.known());
    return section.checked(rule);
  }

  /** The tracking service's hyperband stops what is not among the best at fixed moments. */
  private EarlyStopping theirs(Section section) {
    section
        .text("type")
        .filter(type -> type.equals("hyperband"))
        .orElseThrow(() -> section.missing("type", "hyperband"));
    int eta = section.integer("eta").orElse(3);
    OptionalInt first = section.integer("min_iter");
    OptionalInt last = section.integer("max_iter");
    int brackets = section.integer("s").orElse(1);
    section
        .take("strict")
        .ifPresent(node -> note(node, "early_terminate.strict", "has no meaning here"));
    section.finish(section.known());
    if (first.isEmpty() && last.isEmpty()) {
      throw section.missing("min_iter", "the first moment at which a run may end");
    }
    long least =
        first.isPresent()
            ? first.getAsInt()
            : Math.max(1, (long) (last.getAsInt() / StrictMath.pow(eta, brackets)));
    EarlyStopping.Asha rule = section.checked(() -> new EarlyStopping.Asha(least, eta, false));
    note(
        section.node(),
        "early_terminate",
        "is taken as early_stopping: {name: asha, min_resource: " + least + ", eta: " + eta + "}");
    return rule;
  }

  /** A section of which every key is taken once. */
  static final class Section {
    private final Node.Mapping mapping;
    private final String path;
    private final Map<String, Node> rest;
    private final List<String> asked = new ArrayList<>();

    private Section(Node.Mapping mapping, String path) {
      this.mapping = mapping;
      this.path = path;
      this.rest = new LinkedHashMap<>(mapping.entries());
    }

    static Section of(Node node, String path, String what) {
      if (node instanceof Node.Mapping mapping) {
        return new Section(mapping, path);
      }
      throw wrong(node, path, what);
    }

    Node node() {
      return mapping;
    }

    List<String> known() {
      return asked;
    }

    Map<String, Node> entries() {
      return mapping.entries();
    }

    String key(String name) {
      return path.isEmpty() ? name : path + "." + name;
    }

    Optional<Node> take(String name) {
      asked.add(name);
      return Optional.ofNullable(rest.remove(name));
    }

    Node required(String name, String what) {
      return take(name).orElseThrow(() -> missing(name, what));
    }

    ConfigException missing(String name, String what) {
      return new ConfigException(mapping.origin(), key(name) + ": is missing; it must be " + what);
    }

    Optional<Section> section(String name) {
      return take(name).map(node -> of(node, key(name), "a section (key: value)"));
    }

    Optional<String> text(String name) {
      return take(name).map(node -> text(node, key(name)));
    }

    OptionalInt integer(String name) {
      return take(name)
          .map(node -> OptionalInt.of((int) whole(node, key(name))))
          .orElse(OptionalInt.empty());
    }

    Optional<Double> number(String name) {
      return take(name).map(node -> number(node, key(name)));
    }

    Optional<Boolean> flag(String name) {
      return take(name)
          .map(
              node -> {
                if (node instanceof Node.Scalar scalar && scalar.value() instanceof Boolean flag) {
                  return flag;
                }
                throw wrong(node, key(name), "true or false");
              });
    }

    <E extends Enum<E>> Optional<E> choice(String name, E[] constants) {
      return take(name)
          .map(
              node -> {
                String text = text(node, key(name));
                List<String> names = new ArrayList<>();
                for (E constant : constants) {
                  names.add(constant.name().toLowerCase(Locale.ROOT));
                }
                int index = names.indexOf(text);
                if (index < 0) {
                  throw noneOf(node, key(name), text, names);
                }
                return constants[index];
              });
    }

    /** Refuses what nobody took. */
    void finish(List<String> known) {
      rest.forEach(
          (name, node) -> {
            throw new ConfigException(
                node.origin(), key(name) + ": no such key" + Nearest.hintAndList(name, known));
          });
    }

    /** What a record refuses, with the place of the key that the message begins with. */
    <T> T checked(Supplier<T> record) {
      try {
        return record.get();
      } catch (IllegalArgumentException e) {
        String name = e.getMessage().replaceFirst(": .*", "");
        Node node = mapping.entries().get(name);
        Origin origin = node == null ? mapping.origin() : node.origin();
        throw new ConfigException(origin, key(e.getMessage()));
      }
    }

    static String text(Node node, String key) {
      if (node instanceof Node.Scalar scalar && scalar.value() != null) {
        return scalar.text();
      }
      throw wrong(node, key, "a text");
    }

    static long whole(Node node, String key) {
      double number = number(node, key);
      if (number != StrictMath.rint(number) || StrictMath.abs(number) > Integer.MAX_VALUE) {
        throw wrong(node, key, "a whole number of at most " + Integer.MAX_VALUE);
      }
      return (long) number;
    }

    static double number(Node node, String key) {
      if (node instanceof Node.Scalar scalar && scalar.value() instanceof Number number) {
        return number.doubleValue();
      }
      throw wrong(node, key, "a number");
    }

    static List<Node> items(Node node, String key) {
      if (node instanceof Node.Seq seq && !seq.items().isEmpty()) {
        return seq.items();
      }
      throw wrong(node, key, "a list of one or more");
    }

    static List<String> texts(Node node, String key) {
      return items(node, key).stream().map(item -> text(item, key)).toList();
    }

    static ConfigException wrong(Node node, String key, String what) {
      String is =
          node instanceof Node.Mapping
              ? "a section"
              : node instanceof Node.Seq ? "a list" : OverrideWriter.write(node);
      return new ConfigException(node.origin(), key + ": must be " + what + " but is " + is);
    }

    static ConfigException noneOf(Node node, String key, String name, List<String> known) {
      return new ConfigException(
          node.origin(),
          key
              + ": must be one of "
              + String.join(", ", known)
              + " but is "
              + name
              + Nearest.hint(name, known));
    }
  }

  /** Hears what has no meaning here. */
  interface Notes {
    void add(Node node, String key, String what);
  }

  /** Reads laws of parameters. */
  static final class ParameterReader {
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
      section.finish(section.known());
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
      boolean whole =
          isWhole(section.entries().get("min")) && isWhole(section.entries().get("max"));
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
          key ->
              section.number(key).orElseThrow(() -> section.missing(key, "a number, for " + name));
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
          long least = Section.whole(section.required("min", "a whole number"), section.key("min"));
          long most = Section.whole(section.required("max", "a whole number"), section.key("max"));
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
}
