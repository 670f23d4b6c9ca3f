package org.altgrad.train.search;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.altgrad.base.Require;
import org.altgrad.plotting.summary.At;
import org.altgrad.train.config.ConfigException;
import org.altgrad.train.config.Node;
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

  /** Keys of the tracking service that mean nothing here, and what is there instead. */
  private static final Map<String, String> NO_MEANING =
      Map.ofEntries(
          Map.entry("program", "the experiment is chosen by experiment: or overrides:"),
          Map.entry("command", "runs are started by the launcher"),
          Map.entry("name", "a sweep is named by its experiment"),
          Map.entry("description", "a comment says the same"),
          Map.entry("project", "runs are filed by run.root"),
          Map.entry("entity", "runs are filed by run.root"),
          Map.entry("job", "runs are started by the launcher"),
          Map.entry("image_uri", "launcher.container= says in what runs are started"),
          Map.entry("scheduler", "method: says how points are chosen"),
          Map.entry("metrics", "a search looks for one metric: {name: ..., goal: ...}"),
          Map.entry("controller", "there is none"),
          Map.entry("kind", "there is one kind"),
          Map.entry("apiVersion", "there is one format"),
          Map.entry("version", "there is one format"));

  /** A metric's name that says its split as well, as in {@code Metrics/val/mcc}. */
  private static final Pattern WITH_SPLIT =
      Pattern.compile("(?:.*/)?(val|valid|validation|train|test)[/_](.+)");

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
    OptionalInt cap = atLeastOne("run_cap");
    EarlyStopping stopping = stopping();
    root.requireKnown(KEYS);
    Node method = root.required("method", "one of " + String.join(", ", Definition.methods()));
    Search search = search(method);
    OptionalInt count = atLeastOne("count");
    if (count.isPresent() && cap.isPresent()) {
      note(root.place("run_cap"), "run_cap", "has no meaning here beside count");
    }
    Optional<Definition.Metric> metric = root.section("metric").map(this::metric);
    Optional<Definition.Confirm> confirm = root.section("confirm").map(this::confirm);
    long seed = root.take("seed").map(node -> Section.whole(node, "seed", 1L << 53)).orElse(0L);
    int replicates = root.integer("replicates").orElse(1);
    List<String> overrides = overrides();
    root.finish();
    requireMetric(metric, search, confirm, stopping);
    Definition definition =
        root.checked(
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
    definition
        .remarks()
        .forEach(
            (key, what) -> {
              String own =
                  key.equals("count") && count.isEmpty() && cap.isPresent() ? "run_cap" : key;
              note(root.place(own), own, what);
            });
    return definition.withNotes(notes);
  }

  /** Says at the key that needs a metric that there is none. */
  private void requireMetric(
      Optional<Definition.Metric> metric,
      Search search,
      Optional<Definition.Confirm> confirm,
      EarlyStopping stopping) {
    Optional<String> looks =
        search instanceof Search.Tpe
            ? Optional.of("method")
            : confirm.isPresent()
                ? Optional.of("confirm")
                : stopping instanceof EarlyStopping.None
                    ? Optional.empty()
                    : Optional.of(
                        root.entries().containsKey("early_stopping")
                            ? "early_stopping"
                            : "early_terminate");
    if (looks.isPresent() && metric.isEmpty()) {
      throw new ConfigException(
          root.place(looks.get()).origin(),
          "metric: must be given for method: tpe, early_stopping and confirm, as in {name:"
              + " accuracy, goal: maximize} but is missing");
    }
  }

  private OptionalInt atLeastOne(String key) {
    OptionalInt value = root.integer(key);
    return root.checked(
        () -> {
          Require.atLeast(key, value.orElse(1), 1);
          return value;
        });
  }

  private void note(Node node, String key, String what) {
    notes.add(node.origin() + ": " + key + ": " + what);
  }

  private List<String> overrides() {
    List<String> overrides = new ArrayList<>();
    root.take("experiment")
        .ifPresent(
            node -> {
              Section.text(node, "experiment");
              overrides.add("experiment=" + OverrideWriter.write(node));
            });
    root.take("overrides")
        .filter(node -> !(node instanceof Node.Seq list && list.items().isEmpty()))
        .ifPresent(node -> overrides.addAll(Section.texts(node, "overrides")));
    return overrides;
  }

  /** Points of a list stand in another key than those of a space. */
  private void requireAbsent(String key, String instead, String method) {
    root.take(key)
        .ifPresent(
            node -> {
              throw new ConfigException(
                  node.origin(),
                  key + ": must be left out with method: " + method + ", which has " + instead);
            });
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
      requireAbsent("parameters", "points", name);
      return list();
    }
    requireAbsent("points", "parameters", name);
    Section parameters =
        root.section("parameters")
            .orElseThrow(() -> root.missing("parameters", "a section (key: values)"));
    ParameterReader reader = new ParameterReader(this::note, name.equals("zip"));
    List<Space.Parameter> all = reader.parameters(parameters, "");
    String chosen = name;
    Space space = parameters.checked(() -> new Space(all));
    Search search = parameters.checked(() -> Definition.search(chosen, space));
    if (chosen.equals("zip")) {
      Search.distinctPoints(Search.Zip.steps(space))
          .note("points")
          .ifPresent(note -> note(parameters.node(), "parameters", note));
    }
    return search;
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
    Search search = root.checked(() -> Search.ListSearch.of(all));
    Search.distinctPoints(all).note("points").ifPresent(note -> note(points, "points", note));
    return search;
  }

  private Definition.Metric metric(Section section) {
    String name =
        section
            .text("name")
            .orElseThrow(() -> section.missing("name", "a metric's name, as in accuracy"));
    section
        .take("target")
        .ifPresent(
            node -> note(node, "metric.target", "has no meaning here; a sweep ends by count"));
    section
        .take("impute")
        .ifPresent(
            node -> note(node, "metric.impute", "has no meaning here; failed runs are left out"));
    section
        .take("impute_while_running")
        .ifPresent(
            node ->
                note(
                    node,
                    "metric.impute_while_running",
                    "has no meaning here; trials that run count as none of the best"));
    Optional<Definition.Goal> given = section.choice("goal", Definition.Goal.values());
    Optional<String> split = section.text("split");
    section.finish();
    Matcher parts = WITH_SPLIT.matcher(name);
    boolean plain = split.isPresent() || !parts.matches();
    Definition.Goal goal =
        given.orElseGet(() -> goalByName(section, plain ? name : parts.group(2)));
    if (plain) {
      return section.checked(() -> new Definition.Metric(name, goal, split.orElse("validation")));
    }
    String whole = parts.group(1).startsWith("val") ? "validation" : parts.group(1);
    Node named = section.entries().get("name");
    note(
        named,
        "metric.name",
        name + " is taken as {name: " + parts.group(2) + ", split: " + whole + "}");
    try {
      return new Definition.Metric(parts.group(2), goal, whole);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(named.origin(), "metric.name: " + name + ": " + e.getMessage());
    }
  }

  /** What is better by the metric's name, as tables have it, told with its line. */
  private Definition.Goal goalByName(Section section, String name) {
    Node named = section.entries().get("name");
    Optional<Boolean> large =
        section.checked(
            () -> {
              Require.that(!name.isBlank(), "name", "a metric's name", "empty");
              return At.largeIsGood(name);
            });
    if (large.isEmpty()) {
      throw new ConfigException(
          named.origin(),
          "metric.goal: must be given, for the name "
              + name
              + " does not tell whether large or small is better, but is missing; write goal:"
              + " maximize or goal: minimize");
    }
    Definition.Goal goal = large.get() ? Definition.Goal.MAXIMIZE : Definition.Goal.MINIMIZE;
    String word = goal.name().toLowerCase(Locale.ROOT);
    note(named, "metric.goal", "is taken as " + word + ", by the name " + name);
    return goal;
  }

  private Definition.Confirm confirm(Section section) {
    int top = section.integer("top").orElse(3);
    int seeds = section.integer("seeds").orElse(5);
    section.finish();
    return section.checked(() -> new Definition.Confirm(top, seeds));
  }

  private EarlyStopping stopping() {
    Optional<EarlyStopping> ours = root.section("early_stopping").map(DefinitionFile::ours);
    Optional<EarlyStopping> theirs = root.section("early_terminate").map(this::theirs);
    if (ours.isPresent() && theirs.isPresent()) {
      String key = "early_terminate";
      notes.removeIf(note -> note.contains(": " + key + ": is taken as "));
      note(root.place(key), key, "has no meaning here beside early_stopping");
    }
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
                    .orElseThrow(
                        () ->
                            section.missing(
                                "max_resource", "the length of a run in epochs, as in 27"));
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
    section.finish();
    return section.checked(rule);
  }

  /** The tracking service's hyperband stops what is not among the best at fixed moments. */
  private EarlyStopping theirs(Section section) {
    Node type = section.required("type", "hyperband");
    String kind = Section.text(type, "early_terminate.type");
    if (!kind.equals("hyperband")) {
      throw Section.noneOf(type, "early_terminate.type", kind, List.of("hyperband"));
    }
    int eta = section.integer("eta").orElse(3);
    OptionalInt first = section.integer("min_iter");
    OptionalInt last = section.integer("max_iter");
    int brackets = section.integer("s").orElse(1);
    section
        .take("strict")
        .ifPresent(node -> note(node, "early_terminate.strict", "has no meaning here"));
    section.finish();
    if (first.isEmpty() && last.isEmpty()) {
      throw section.missing("min_iter", "the first moment at which a run may end");
    }
    long least =
        first.isPresent()
            ? first.getAsInt()
            : Math.max(1, (long) (last.getAsInt() / StrictMath.pow(eta, brackets)));
    EarlyStopping.Asha rule =
        section.checked(
            () -> {
              Require.atLeast("min_iter", least, 1);
              return new EarlyStopping.Asha(least, eta, false);
            });
    note(
        section.node(),
        "early_terminate",
        "is taken as early_stopping: {name: asha, min_resource: " + least + ", eta: " + eta + "}");
    return rule;
  }
}
