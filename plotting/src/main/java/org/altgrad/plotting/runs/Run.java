package org.altgrad.plotting.runs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.altgrad.base.Decimals;
import org.altgrad.base.EarlierConfig;
import org.altgrad.base.Nearest;
import org.altgrad.base.Seal;
import org.altgrad.base.ShellCommand;
import org.altgrad.base.YamlFile;
import org.altgrad.plotting.PlotException;

/** One run directory. Configuration and provenance are read at once, metrics when asked for. */
public final class Run {
  /** State of a run of a sweep or study that was filed and has not begun. */
  public static final String NOT_BEGUN = "NOT BEGUN";

  /** State of a run whose numbers were no longer finite. */
  public static final String DIVERGED = "DIVERGED";

  private static final List<String> STATES =
      List.of("RUNNING", "DONE", "FAILED", DIVERGED, "INTERRUPTED", NOT_BEGUN);

  /** The file whose presence, with {@link #CONFIG}, makes a directory a run. */
  public static final String INFO = "run.yaml";

  /** The resolved configuration. */
  public static final String CONFIG = "config.yaml";

  /** Key of {@link #INFO}: the {@link #seal} of the configuration that the run was started with. */
  public static final String CONFIG_SEAL = "config_sha256";

  /** Key of {@link #INFO}: seal of all its other keys. */
  public static final String INFO_SEAL = "run_sha256";

  /** Key of {@link #INFO}: seeds of the networks of a run, if they have seeds of their own. */
  public static final String SEEDS = "seeds";

  /** Key of {@link #INFO}: SHA-256 of the metrics when the run ended. */
  public static final String METRICS_SEAL = "metrics_sha256";

  /** Key of {@link #INFO}: settings of which each network has a value of its own. */
  public static final String NETWORKS = "networks";

  /** Key of {@link #INFO}: seal of what {@link #result} reads when the run ended. */
  public static final String RESULT_SEAL = "result_sha256";

  /** Key of {@link #INFO}: what ended a run before its last step, if it was no rule of stopping. */
  public static final String ENDED_BY = "ended_by";

  /** Value of {@link #ENDED_BY}: {@code trainer.max_time}. */
  public static final String MAX_TIME = "max_time";

  /** What stands for the value of a key that a run does not have. */
  static final String ABSENT = "-";

  /** Key of {@link #INFO}: number of the epoch that the run ended within, before its last step. */
  public static final String CUT_EPOCH = "cut_epoch";

  /** Key of {@link #INFO}: numbers of the networks that diverged, of several in one run. */
  public static final String DIVERGED_NETWORKS = "diverged";

  /** Key of {@link #INFO}: id of the run that this one makes again, to be compared with it. */
  public static final String REPRODUCES = "reproduces";

  private static final Pattern VERSION =
      Pattern.compile("scores\\.(.+?)(?:/model[0-9]{1,9})?\\.version");

  /** What a number of a metric has behind its name. */
  private static final Pattern PART = Pattern.compile("(/[^/]*|_(null|null95|p|rows))$");

  private final Path dir;
  private final Map<String, Object> config;
  private final Map<String, Object> info;

  /** Numbers of the networks that are looked at; empty for all. */
  private final List<Integer> part;

  /** Values that take the place of those in the configuration, which say the same otherwise. */
  private final Map<String, Object> settled;

  private Metrics metrics;

  /** Those of {@link #metrics} that are of whole epochs, once they were asked for. */
  private Metrics whole;

  /** Versions of metrics, by split and name, once they were asked for. */
  private Map<String, String> versions;

  /** Seals of what tells the samples: with seeds of the run's, and with networks' own. */
  private final Map<Boolean, String> samples = new HashMap<>();

  private Run(
      Path dir,
      Map<String, Object> config,
      Map<String, Object> info,
      List<Integer> part,
      Map<String, Object> settled) {
    this.settled = Collections.unmodifiableMap(settled);
    this.dir = dir;
    this.config = Collections.unmodifiableMap(config);
    this.info = Collections.unmodifiableMap(info);
    this.part = List.copyOf(part);
  }

  /**
   * Reads a run directory.
   *
   * @param dir the directory
   * @throws org.altgrad.plotting.PlotException naming file and line if a file is malformed
   */
  public static Run read(Path dir) {
    Map<String, Object> config =
        YamlFile.flatten(YamlFile.read(dir.resolve(CONFIG), PlotException::new));
    Map<String, Object> info =
        Files.exists(dir.resolve(INFO))
            ? YamlFile.read(dir.resolve(INFO), PlotException::new)
            : notBegun(dir);
    String state = String.valueOf(info.getOrDefault("state", "DONE"));
    if (info.isEmpty() || !STATES.contains(state)) {
      throw new PlotException(
          dir.resolve(INFO)
              + (info.isEmpty()
                  ? ": holds no keys"
                  : ": state: must be one of " + String.join(", ", STATES) + " but is " + state)
              + "; put the run's own back");
    }
    if (info.containsKey(CONFIG_SEAL) && !seal(config).equals(info.get(CONFIG_SEAL))) {
      throw new PlotException(
          dir.resolve(CONFIG)
              + ": is not what the run of "
              + INFO
              + " was started with; put the run's own back, or leave the run out");
    }
    Map<String, Object> now = EarlierConfig.of(config).applied(config);
    return new Run(dir, now, info, List.of(), Map.of());
  }

  /** Who begins files what the run is before anything else. */
  private static Map<String, Object> notBegun(Path dir) {
    List<String> there = new ArrayList<>();
    if (dir.resolve("metrics.csv").toFile().length() > 0) {
      there.add("metrics.csv");
    }
    String[] checkpoints = dir.resolve("checkpoints").toFile().list();
    if (checkpoints != null && checkpoints.length > 0) {
      there.add("checkpoints");
    }
    if (there.isEmpty() && Files.exists(dir.resolve("result.yaml"))) {
      there.add("result.yaml");
    }
    if (!there.isEmpty()) {
      throw new PlotException(
          dir.resolve(INFO)
              + ": is gone, though the run has "
              + String.join(" and ", there)
              + "; put the run's own back");
    }
    return Map.of("state", NOT_BEGUN);
  }

  /**
   * Reads a run directory whose metrics and result can be read, too.
   *
   * @throws org.altgrad.plotting.PlotException as {@link #readOwn}, {@link #metrics}, {@link
   *     #result}
   */
  public static Run readable(Path dir) {
    Run run = readOwn(dir);
    run.metrics();
    run.result();
    return run;
  }

  /**
   * Reads a run directory as {@link #read} does, of a run that must have written what {@link #INFO}
   * says: whose {@code config.yaml} is refused where it is another's has nothing to say by an
   * edited state, seed or length either.
   *
   * @throws org.altgrad.plotting.PlotException besides if that file is not what the run wrote
   */
  public static Run readOwn(Path dir) {
    Run run = read(dir);
    if (!isOwn(run.info)) {
      throw new PlotException(
          dir.resolve(INFO)
              + ": is not what the run wrote; put the run's own back, or leave the run out");
    }
    return run;
  }

  /** Seal of what {@link #INFO} says. */
  public static String infoSeal(Map<String, ?> info) {
    Map<String, Object> others = new LinkedHashMap<>(info);
    others.remove(INFO_SEAL);
    return Seal.ofValues("", YamlFile.flatten(others));
  }

  /**
   * Whether that is what a run wrote; older versions did not seal it. Where there was no room for
   * another file, the state alone was changed in it.
   */
  public static boolean isOwn(Map<String, ?> info) {
    Object known = info.get(INFO_SEAL);
    Map<String, Object> before = new LinkedHashMap<>(info);
    before.replace("state", "FAILED", "RUNNING");
    return known == null || known.equals(infoSeal(info)) || known.equals(infoSeal(before));
  }

  /**
   * Tells a configuration from another one with which a run has other numbers.
   *
   * @param config with dotted keys
   */
  public static String seal(Map<String, Object> config) {
    Map<String, Object> chosen = new LinkedHashMap<>(config);
    chosen.keySet().removeIf(key -> !RunSet.matters(key));
    return Seal.ofValues("", chosen);
  }

  /**
   * The same run with one more configuration key, to group it by something that its own
   * configuration does not say, such as a label.
   *
   * @param key a dotted key
   * @param value its value
   */
  public Run with(String key, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(config);
    more.put(key, value);
    return new Run(dir, more, info, part, settled);
  }

  /**
   * The run as several, where its networks have values of a setting of their own, or some diverged
   * and others did not: networks with the same values and of one fate are a run by themselves, with
   * that value in its configuration, their seeds, their state, their metrics and their recordings.
   */
  public List<Run> apart() {
    Map<String, List<?>> own = new LinkedHashMap<>();
    if (part.isEmpty() && info.get(NETWORKS) instanceof Map<?, ?> networks) {
      networks.forEach((key, values) -> own.put(key.toString(), (List<?>) values));
    }
    List<Integer> lost = part.isEmpty() ? divergedNetworks() : List.of();
    Map<List<Object>, List<Integer>> parts = new LinkedHashMap<>();
    int count = own.isEmpty() ? networks() : own.values().iterator().next().size();
    for (int i = 0; i < count && !(own.isEmpty() && lost.isEmpty()); i++) {
      int network = i;
      List<Object> kind = new ArrayList<>();
      own.values().forEach(all -> kind.add(all.get(network)));
      kind.add(lost.contains(i));
      parts.computeIfAbsent(kind, v -> new ArrayList<>()).add(i);
    }
    if (parts.isEmpty() || own.isEmpty() && parts.size() == 1) {
      return List.of(this);
    }
    return parts.values().stream().map(networks -> of(own, networks, lost)).toList();
  }

  private Run of(Map<String, List<?>> own, List<Integer> networks, List<Integer> lost) {
    Map<String, Object> values = new LinkedHashMap<>();
    own.forEach((key, all) -> values.put(key, all.get(networks.get(0))));
    Map<String, Object> chosen = new LinkedHashMap<>(config);
    chosen.putAll(values);
    Map<String, Object> about = new LinkedHashMap<>(info);
    if (info.get(SEEDS) instanceof List<?> all) {
      List<?> seeds = networks.stream().map(all::get).toList();
      about.put(SEEDS, seeds);
      chosen.put("trainer.seeds", seeds);
    }
    if (lost.contains(networks.get(0))) {
      about.put("state", DIVERGED);
    }
    return new Run(dir, chosen, about, networks, settled);
  }

  /** How many networks these are: those that train side by side, else one. */
  public int networks() {
    if (diverged() && divergedNetworks().isEmpty()) {
      return 1; // a run that does not say which of them did
    }
    if (!part.isEmpty()) {
      return part.size();
    }
    return info.getOrDefault(SEEDS, config.get("trainer.seeds")) instanceof List<?> seeds
        ? seeds.size()
        : config.get("trainer.models") instanceof Number models ? models.intValue() : 1;
  }

  /** How many networks some runs have, those that have begun and others. */
  public static int networks(Stream<Run> runs) {
    return runs.mapToInt(Run::networks).sum();
  }

  /** Numbers of the networks that diverged, where the run says which of several did. */
  private List<Integer> divergedNetworks() {
    return info.get(DIVERGED_NETWORKS) instanceof List<?> all
        ? all.stream().filter(Number.class::isInstance).map(m -> ((Number) m).intValue()).toList()
        : List.of();
  }

  /** The number that a network has in its run's files. */
  public int network(int index) {
    return index < part.size() ? part.get(index) : index;
  }

  /** What of several networks diverged where others did not: {@code 1 of 3 diverged}; or empty. */
  public String partlyDiverged() {
    int lost = diverged() ? 0 : divergedNetworks().size();
    return lost == 0 ? "" : lost + " of " + networks() + " diverged";
  }

  /** The directory. */
  public Path dir() {
    return dir;
  }

  /** The last two parts of the path: experiment and time. */
  public String name() {
    Path absolute = dir.toAbsolutePath().normalize();
    int parts = absolute.getNameCount();
    return absolute.subpath(Math.max(0, parts - 2), parts).toString();
  }

  /** The resolved configuration with dotted keys; values are text, numbers, booleans or lists. */
  public Map<String, Object> config() {
    return config;
  }

  /** What {@code run.yaml} says. */
  public Map<String, Object> info() {
    return info;
  }

  /**
   * RUNNING, DONE, FAILED, DIVERGED, INTERRUPTED or {@link #NOT_BEGUN}; UNKNOWN if the file does
   * not say.
   */
  public String state() {
    Object state = info.get("state");
    return state == null ? "UNKNOWN" : state.toString();
  }

  /** Whether the run came to its proper end: its last step, or where it was to stop early. */
  public boolean done() {
    return state().equals("DONE") && !outOfTime();
  }

  /** Whether its time was over before its last step. */
  public boolean outOfTime() {
    return MAX_TIME.equals(info.get(ENDED_BY));
  }

  /** Whether it makes another run again, whose samples it has. */
  public boolean reproduces() {
    return info.containsKey(REPRODUCES);
  }

  /** Whether its numbers were no longer finite. */
  public boolean diverged() {
    return state().equals(DIVERGED);
  }

  /** Whether it has begun and neither come to its end nor diverged. */
  public boolean going() {
    return !done() && !diverged() && !state().equals(NOT_BEGUN);
  }

  /**
   * Final and best metrics as the run wrote them, with dotted keys; empty if it did not end.
   *
   * @throws org.altgrad.plotting.PlotException if they are not what the run wrote
   */
  public Map<String, Object> result() {
    Path file = dir.resolve("result.yaml");
    if (!Files.exists(file)) {
      return Map.of();
    }
    Map<String, Object> result = YamlFile.flatten(YamlFile.read(file, PlotException::new));
    if (!info.getOrDefault(RESULT_SEAL, seal(result)).equals(seal(result))) {
      throw new PlotException(
          file + ": is not what the run of " + INFO + " wrote; put the run's own back");
    }
    return EarlierMetrics.named(result);
  }

  /**
   * The version of a metric's definition, which its null and its parts have too; empty where the
   * run does not say it.
   */
  synchronized Optional<String> version(Metrics.Key key) {
    if (versions == null) {
      versions = new HashMap<>();
      result()
          .forEach(
              (name, value) -> {
                Matcher of = VERSION.matcher(name);
                if (of.matches()) {
                  versions.put(of.group(1), value.toString());
                }
              });
    }
    String whole = key.split() + "." + key.metric();
    return Optional.ofNullable(
        versions.getOrDefault(whole, versions.get(PART.matcher(whole).replaceFirst(""))));
  }

  /**
   * The metrics, read on the first call and kept.
   *
   * @throws org.altgrad.plotting.PlotException naming file and line if the file is malformed
   */
  public synchronized Metrics metrics() {
    if (metrics == null) {
      Metrics all =
          state().equals(NOT_BEGUN)
              ? new Metrics(Map.of(), List.of())
              : MetricsReader.read(dir.resolve("metrics.csv"), info.get(METRICS_SEAL), filed());
      metrics = part.isEmpty() ? all : all.of(part);
    }
    return metrics;
  }

  /**
   * The metrics of whole epochs alone: an epoch that the run ended within is none that others have
   * at the same number. Metrics that have no other values are there, and empty.
   *
   * @throws org.altgrad.plotting.PlotException naming file and line if the file is malformed
   */
  public synchronized Metrics wholeEpochs() {
    if (whole == null) {
      whole =
          info.get(CUT_EPOCH) instanceof Number cut
              ? metrics().withoutEpoch(cut.intValue())
              : metrics();
    }
    return whole;
  }

  /**
   * To be read before the metrics, to which a run that goes on only adds. A run of an older version
   * that is done does not say what its rows are.
   */
  private Optional<FiledRows> filed() {
    boolean ended = info.containsKey(METRICS_SEAL);
    return ended || !state().equals("DONE") ? FiledRows.of(dir, ended) : Optional.empty();
  }

  /**
   * What a value of a metric is a sample of, by configuration and seed. Two with the same name are
   * one sample, measured twice.
   *
   * @param index of the value among those of the metric in this run
   * @param of how many values there are
   */
  public synchronized String sample(int index, int of) {
    Optional<Object> seed = own(index, of);
    String seal =
        samples.computeIfAbsent(
            seed.isPresent(), own -> Seal.ofValues("", RunSet.telling(this, own)));
    return seal + seed.map(own -> " seed " + own).orElse(" " + network(index) + " of " + of);
  }

  /**
   * The seed of a value of a metric, which runs of other settings may have too.
   *
   * @param index of the value among those of the metric in this run
   * @param of how many values there are
   */
  public String seed(int index, int of) {
    return own(index, of)
        .map(Object::toString)
        .orElseGet(
            () -> value("seed") + (of > 1 || !part.isEmpty() ? " network " + network(index) : ""));
  }

  /**
   * The seed of the network of a value of a metric; empty where networks have none of their own.
   *
   * @param index of the value among those of the metric in this run
   * @param of how many values there are
   */
  public Optional<Long> ownSeed(int index, int of) {
    return own(index, of).filter(Number.class::isInstance).map(seed -> ((Number) seed).longValue());
  }

  private Optional<Object> own(int index, int of) {
    Object seeds = info.getOrDefault(SEEDS, config.get("trainer.seeds"));
    return seeds instanceof List<?> all && all.size() == of
        ? Optional.of(all.get(index))
        : Optional.empty();
  }

  /**
   * A recording: tables beside the metrics that were made at some steps.
   *
   * @param name its name
   * @throws org.altgrad.plotting.PlotException saying how to make it if the run has none
   */
  public Recording recording(String name) {
    Recording recording = Recording.find(dir, name, part);
    if (recording.isEmpty()) {
      List<String> there = List.copyOf(Recording.names(dir));
      throw new PlotException(
          dir
              + ": no recording '"
              + name
              + "'"
              + (there.isEmpty() ? "; the run has none" : Nearest.hintAndList(name, there))
              + "; "
              + ShellCommand.of("record", dir)
              + " lists those that its program can make, and with "
              + name
              + " behind it makes that one if it is among them");
    }
    return recording;
  }

  /**
   * Whether a recording was ever made.
   *
   * @param name its name
   */
  public boolean hasRecording(String name) {
    return !Recording.find(dir, name, part).isEmpty();
  }

  /**
   * A configuration value as text, {@code -} where the run has no such key.
   *
   * @param key a dotted key, or {@code run} for the run's name
   */
  public String value(String key) {
    if (key.equals("run")) {
      return name();
    }
    return config.containsKey(key) ? Decimals.text(config.get(key)) : ABSENT;
  }

  /**
   * The value of a key as runs are grouped by it: {@link #value}, but for limits of the run's
   * length and rules of stopping that did not bind, as {@link RunSet#settled} has them.
   */
  public String setting(String key) {
    return settled.containsKey(key) ? Decimals.text(settled.get(key)) : value(key);
  }

  /** What takes the place of values in the configuration. */
  Map<String, Object> settled() {
    return settled;
  }

  /** The same run with values in the place of some more in its configuration. */
  Run settled(Map<String, Object> values) {
    Map<String, Object> all = new HashMap<>(settled);
    all.putAll(values);
    Run run = new Run(dir, config, info, part, all);
    run.metrics = metrics;
    return run;
  }

  /** Whether no rule may stop it before its length, so that its best evaluation decides nothing. */
  boolean neverStops() {
    return setting("trainer.stopping.patience").equals(ABSENT);
  }

  @Override
  public String toString() {
    return "run " + dir;
  }
}
