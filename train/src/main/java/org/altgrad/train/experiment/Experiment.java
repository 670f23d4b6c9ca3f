package org.altgrad.train.experiment;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.altgrad.data.source.DataSource;
import org.altgrad.data.source.DataSources;
import org.altgrad.graphs.core.GraphException;
import org.altgrad.graphs.optim.NetworkValues;
import org.altgrad.graphs.optim.Optimizer;
import org.altgrad.graphs.optim.Schedule;
import org.altgrad.graphs.optim.UpdateRule;
import org.altgrad.graphs.program.Context;
import org.altgrad.graphs.program.Demanding;
import org.altgrad.graphs.program.Labelled;
import org.altgrad.graphs.program.OwnDraws;
import org.altgrad.graphs.program.Program;
import org.altgrad.train.config.Binder;
import org.altgrad.train.config.BoundSections;
import org.altgrad.train.config.Config;
import org.altgrad.train.config.ConfigException;
import org.altgrad.train.config.ConfigPrinter;
import org.altgrad.train.config.PathKeys;
import org.altgrad.train.config.Schema;
import org.altgrad.train.gradients.MeterPlan;

/**
 * A complete configuration, checked and bound: everything that a run depends on.
 *
 * @param name of the experiment, which runs are filed under
 * @param seed every random stream is keyed by it
 * @param setup of the method
 */
public record Experiment(
    Config config,
    String name,
    long seed,
    Setup setup,
    DataSource data,
    Optimizer optimizer,
    TrainerSettings trainer,
    RunSettings run,
    LauncherSettings launcher) {

  /**
   * A method with what it is given.
   *
   * @param settings {@code method}
   * @param model {@code model}
   */
  public record Setup(Method<?, ?> method, Record settings, Record model) {}

  public Method<?, ?> method() {
    return setup.method();
  }

  /** What has no effect where the parameters are frozen. */
  private static final Set<String> OF_TRAINING =
      Set.of(
          "trainer.max_epochs",
          "trainer.max_steps",
          "trainer.max_time",
          "trainer.limit_train_batches",
          "trainer.evaluate_every",
          "trainer.best",
          "trainer.stopping");

  /** The keys of what random numbers may make. */
  private static final Pattern DRAWN = Pattern.compile("(data|model|method|optimizer)\\.");

  /** Name of an experiment that was put together from groups alone. */
  private static final String UNNAMED = "unnamed";

  /**
   * Binds a composed configuration.
   *
   * @throws ConfigException if a key is missing, unknown or wrong
   */
  public static Experiment of(Config config) {
    return of(config, new BoundSections());
  }

  /** Labels that nobody reads make other data, and no other number. */
  private static void requireLabelsRead(Config config, DataSource data, Object model) {
    if (model instanceof Labelled labelled && !labelled.readsLabels()) {
      List<String> keys = data.labelling().stream().map(key -> "data." + key).toList();
      config.requireLeftOut(keys, "no prior is learned, so nothing reads labels");
    }
  }

  /**
   * One of many.
   *
   * @param last sections of those before
   * @throws ConfigException if a key is missing, unknown or wrong
   */
  public static Experiment of(Config config, BoundSections last) {
    requireSettings(config);
    Map<String, Object> bound;
    try {
      bound = Binder.bindSections(config, schema(config), last);
    } catch (ConfigException e) {
      throw endless(byName(config, e));
    }
    Method<?, ?> method = method(config);
    TrainerSettings trainer = (TrainerSettings) bound.get("trainer");
    config.requireLeftOut(
        method.idleWith((Record) bound.get("method"), trainer),
        "with these settings of " + method.name() + " it has no effect");
    requireLabelsRead(config, (DataSource) bound.get("data"), bound.get("model"));
    config.requireLeftOut(
        trainer.directions().filter(MeterPlan::frozen).isPresent() ? OF_TRAINING : Set.of(),
        "nothing is trained unless trainer.directions.every is given");
    return new Experiment(
            config,
            config
                .find("experiment")
                .map(Object::toString)
                .orElseGet(() -> config.choices().getOrDefault("experiment", UNNAMED)),
            (Long) bound.get("seed"),
            new Setup(method, (Record) bound.get("method"), (Record) bound.get("model")),
            (DataSource) bound.get("data"),
            (Optimizer) bound.get("optimizer"),
            trainer,
            (RunSettings) bound.get("run"),
            (LauncherSettings) bound.get(LauncherSettings.SECTION))
        .withDifferentNetworks()
        .thatFits();
  }

  /** The same, with what is to be done where a run is to end by its time or steps alone. */
  private static ConfigException endless(ConfigException e) {
    return e.getMessage().endsWith("max_epochs=null: must be an integer but is null")
            || e.getMessage().endsWith("max_epochs: must be an integer but is null")
        ? new ConfigException(
            e.getMessage()
                + "; a run that trainer.max_time or max_steps ends has a large one, as in"
                + " trainer.max_epochs=1000000, by which schedules in fractions of the run count"
                + " unless max_steps comes first")
        : e;
  }

  /** What is wrong where a section's name was typed alone, whose other keys are of another one. */
  private static ConfigException byName(Config config, ConfigException e) {
    for (String section : List.of("method", "model", "data")) {
      String name = section + ".name=";
      Optional<String> typed =
          config.origin(section + ".name").map(Object::toString).filter(o -> o.startsWith(name));
      if (typed.isPresent() && !e.getMessage().startsWith(name)) {
        return new ConfigException(
            typed.get()
                + ": must be chosen with its keys, by an option of the group "
                + section
                + ", for else "
                + e.getMessage());
      }
    }
    return e;
  }

  /** What a file of experiments sets must not have landed below the key of its name. */
  private static void requireSettings(Config config) {
    Object found = config.find("experiment").orElse("");
    boolean section = found instanceof Map<?, ?> map && !map.isEmpty();
    if (!section && !(found instanceof Map) && !(found instanceof List)) {
      return;
    }
    List<String> keys =
        section ? ((Map<?, ?>) found).keySet().stream().map(Object::toString).toList() : List.of();
    throw new ConfigException(
        config.origin("experiment").map(origin -> origin + ": ").orElse("")
            + "experiment: "
            + (section
                ? "no such section (" + String.join(", ", keys) + ")"
                : "must hold settings but " + (found instanceof List ? "is a list" : "has none"))
            + "; a file of experiments needs the first line # @package _global_");
  }

  /** The type of each section, which for some depends on the {@code name} in it. */
  public static Schema schema(Config config) {
    Method<?, ?> method = method(config);
    String model = choice(config, "model", method.models().keySet());
    String data = choice(config, "data", DataSources.names());
    Map<String, Type> sections = new LinkedHashMap<>();
    sections.put("experiment", String.class);
    sections.put("seed", long.class);
    sections.put("method", method.settings());
    sections.put("model", method.models().get(model));
    sections.put("data", DataSources.kind(data));
    sections.put("optimizer", Optimizer.class);
    sections.put("trainer", TrainerSettings.class);
    sections.put("run", RunSettings.class);
    sections.put(LauncherSettings.SECTION, launcher(config));
    Map<Class<?>, Map<String, ? extends Class<?>>> kinds = new HashMap<>(method.kinds());
    kinds.put(UpdateRule.class, UpdateRule.kinds());
    kinds.put(Schedule.class, Schedule.kinds());
    kinds.put(LauncherSettings.class, LauncherSettings.kinds());
    return new Schema(sections, kinds);
  }

  /** Earlier configurations, and files of one's own, know of one kind and do not name it. */
  private static Type launcher(Config config) {
    return config.find(LauncherSettings.SECTION + ".name").isPresent()
        ? LauncherSettings.class
        : LauncherSettings.Local.class;
  }

  /** How the runs of a sweep are started, of a configuration that may have no experiment. */
  public static LauncherSettings launcherOf(Config config) {
    Schema schema =
        new Schema(
            Map.of(LauncherSettings.SECTION, launcher(config)),
            Map.of(LauncherSettings.class, LauncherSettings.kinds()));
    return (LauncherSettings) Binder.bind(config, LauncherSettings.SECTION, schema);
  }

  private static Method<?, ?> method(Config config) {
    Map<String, Method<?, ?>> all = Methods.all();
    return all.get(choice(config, "method", all.keySet()));
  }

  private static String choice(Config config, String section, java.util.Collection<String> names) {
    List<String> allowed = names.stream().sorted().toList();
    String key = section + ".name";
    String name =
        config
            .find(key)
            .map(Object::toString)
            .orElseThrow(
                () ->
                    new ConfigException(
                        key + ": is missing; it must be one of " + String.join(", ", allowed)));
    if (!allowed.contains(name)) {
      throw config.blamed(
          new ConfigException(
              config.origin(key).map(o -> o + ": ").orElse("")
                  + key
                  + ": must be one of "
                  + String.join(", ", allowed)
                  + " but is "
                  + name));
    }
    return name;
  }

  /** What a run's numbers follow from: two runs in which it is equal are one run made twice. */
  public List<Object> substance() {
    return List.of(
        seed, method().name(), setup.settings(), setup.model(), data, optimizer, trainer);
  }

  /** Of each of its networks, if they have seeds of their own: then it follows from that alone. */
  public Optional<List<Long>> networkSeeds() {
    return method().steps().seeds(trainer.several(), seed);
  }

  /** The settings of which each network has a value of its own, with the values. */
  public Map<String, List<?>> networkValues() {
    Map<String, List<?>> all = new LinkedHashMap<>();
    ofNetworks(NetworkValues::several)
        .forEach(key -> all.put(key, (List<?>) config.find(key).orElseThrow()));
    return all;
  }

  /**
   * The settings of which networks side by side may have values of their own, of those that have
   * one value here.
   */
  public Set<String> stackable() {
    Set<String> keys = ofNetworks(value -> !value.several());
    keys.add("seed");
    return keys;
  }

  /** Why the run cannot be one of several networks side by side; empty if it can. */
  public Optional<String> unstackable() {
    if (!method().steps().seeded()) {
      return Optional.of("networks of " + method().name() + " have no seeds of their own");
    }
    if (setup.settings() instanceof OwnDraws own && own.ofRun().isPresent()) {
      return Optional.of("method." + own.ofRun().get());
    }
    TrainerSettings.Cadence cadence = trainer.cadence();
    Map<String, Boolean> alone = new LinkedHashMap<>();
    alone.put(
        "trainer.models: must be 1",
        trainer.several().seeds(seed).size() == 1 && networkValues().isEmpty());
    alone.put("trainer.seeds: must be null", trainer.several().seeds().isEmpty());
    alone.put("optimizer.clip_norm: must be null", optimizer.regularisation().clipNorm().isEmpty());
    alone.put("trainer.record: must be []", cadence.record().isEmpty());
    alone.put("trainer.directions.names: must be null", trainer.directions().isEmpty());
    alone.put("trainer.init_from: must be null", trainer.initFrom().isEmpty());
    alone.put("trainer.max_time: must be null", trainer.duration().maxTime().isEmpty());
    return alone.entrySet().stream()
        .filter(condition -> !condition.getValue())
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** The keys of settings that may have a value for each network, where the values are such. */
  private Set<String> ofNetworks(Predicate<NetworkValues> such) {
    Map<String, Record> sections = new LinkedHashMap<>();
    sections.put("method", setup.settings());
    sections.put("model", setup.model());
    sections.put("optimizer", optimizer);
    Set<String> keys = new LinkedHashSet<>();
    sections.forEach(
        (name, section) ->
            PathKeys.having(name, section, v -> v instanceof NetworkValues all && such.test(all))
                .stream()
                // A number with a schedule may be written short, as the number alone.
                .map(key -> config.find(key).isPresent() ? key : key.replaceFirst("\\.value$", ""))
                .forEach(keys::add));
    return keys;
  }

  /** Networks with the same seed, and all else the same, would be one twice. */
  private Experiment withDifferentNetworks() {
    List<Long> seeds = trainer.several().seeds().orElse(List.of());
    Set<List<Object>> different = new HashSet<>();
    for (int i = 0; i < seeds.size(); i++) {
      List<Object> network = new ArrayList<>(List.of(seeds.get(i)));
      for (List<?> values : networkValues().values()) {
        network.add(i < values.size() ? values.get(i) : "");
      }
      if (!different.add(network)) {
        throw config.wrong(
            "trainer.seeds", "must be one or more whole numbers, each once, but is " + seeds);
      }
    }
    return this;
  }

  /**
   * Steps as the program is to make them.
   *
   * @param apart whether each of its networks becomes a run of its own
   */
  public Context.Training training(boolean apart) {
    return new Context.Training(
        trainer.batchSize(),
        trainer.several().seeds(seed),
        networkSeeds().isPresent(),
        apart,
        trainer.limits(),
        trainer.running().execution());
  }

  /** Refuses, of what does not fit the trainer or the model, all that can be told without data. */
  private Experiment thatFits() {
    method().steps().check(method().name(), trainer, optimizer);
    int networks = trainer.several().seeds(seed).size();
    networkValues()
        .forEach(
            (key, values) -> {
              if (values.size() != networks) {
                throw config.wrong(
                    key,
                    "must be one number, or one for each network, of which trainer.seeds or"
                        + " trainer.models make "
                        + networks
                        + ", but is "
                        + values);
              }
            });
    Optional<Double> clip = optimizer.regularisation().clipNorm();
    if (networks > 1 && method().steps().seeded() && clip.isPresent()) {
      throw config.wrong(
          "optimizer.clip_norm",
          "must be null for several networks, which it would mix, but is " + clip.get());
    }
    if (setup.settings() instanceof Demanding demanding) {
      try {
        demanding.demand(setup.model(), training(false));
      } catch (IllegalArgumentException e) {
        throw refused(e.getMessage());
      }
    }
    return this;
  }

  /**
   * Binds what somebody has typed, and refuses a seed that was chosen in vain: it is not read where
   * each network has its own and nothing else is drawn with it.
   *
   * @throws ConfigException as {@link #of(Config)}, and of such a seed
   */
  public static Experiment typed(Config config) {
    return typed(config, new BoundSections());
  }

  /**
   * One of many that somebody has typed.
   *
   * @param last sections of those before
   * @throws ConfigException as {@link #typed(Config)}
   */
  public static Experiment typed(Config config, BoundSections last) {
    return of(config, last).withSeedThatMatters();
  }

  private Experiment withSeedThatMatters() {
    boolean drawn = setup.settings() instanceof OwnDraws own && own.ofRun().isPresent();
    if (trainer.several().seeds().isPresent()
        && config.chosen().containsKey("seed")
        && !drawn
        && config.following("seed").stream().noneMatch(key -> DRAWN.matcher(key).lookingAt())) {
      config.requireLeftOut(
          Set.of("seed"), "networks have the seeds of trainer.seeds, and nothing else is drawn");
    }
    return this;
  }

  /** The keys that name files or directories. */
  public Set<String> paths() {
    Set<String> keys = new TreeSet<>();
    Map<String, Object> sections =
        Map.of(
            "method",
            setup.settings(),
            "model",
            setup.model(),
            "data",
            data,
            "trainer",
            trainer,
            "run",
            run);
    sections.forEach(
        (key, bound) -> {
          if (bound instanceof Record section) {
            keys.addAll(PathKeys.of(key, section));
          }
        });
    return keys;
  }

  /** The configuration as it is filed: it means the same wherever it is read. */
  public String filed() {
    return ConfigPrinter.filed(config, paths());
  }

  /** The same, with its values by their dotted keys. */
  public ConfigPrinter.Filed filedWithValues() {
    return ConfigPrinter.filedWithValues(config, paths());
  }

  /**
   * Builds the program in the context's graph.
   *
   * @throws ConfigException if settings do not fit each other or the data; methods say so as
   *     records do, by a message that begins with the setting and a colon
   * @throws GraphException naming the method and the operation if its graph cannot be built
   */
  public Program program(Context context) {
    try {
      return method().build(context, setup.settings(), setup.model());
    } catch (IllegalArgumentException e) {
      if (e.getMessage() != null && e.getMessage().matches("(?s)(model )?[a-z0-9_.]+: .*")) {
        throw refused(e.getMessage());
      }
      throw e;
    } catch (GraphException e) {
      throw e.in("method.name=" + method().name());
    }
  }

  /** What a builder refuses, at the setting's key and place if only one of that name is there. */
  private ConfigException refused(String message) {
    String name = message.substring(0, message.indexOf(':'));
    Set<String> keys = config.flat().keySet();
    List<String> named =
        keys.contains(name)
            ? List.of(name)
            : keys.stream().filter(key -> key.endsWith("." + name)).toList();
    return named.size() == 1
        ? config.wrong(named.get(0), message.substring(name.length() + 1).strip())
        : new ConfigException(message);
  }
}
