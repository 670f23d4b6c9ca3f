package org.altgrad.train.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.altgrad.data.DataException;
import org.altgrad.data.DataSet;
import org.altgrad.data.Progress;
import org.altgrad.data.source.DataContext;
import org.altgrad.graphs.program.Evaluation;
import org.altgrad.graphs.program.TrainStep;
import org.altgrad.train.config.Composer;
import org.altgrad.train.config.Config;
import org.altgrad.train.config.ConfigException;
import org.altgrad.train.config.ConfigSources;
import org.altgrad.train.experiment.Experiment;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Tensor;
import org.tensorflow.proto.GraphDef;

/**
 * No setting is accepted that has no effect: each key of each method, model, data set and optimiser
 * is overridden with other values, which must be refused, or change the data, the graph, what is
 * fed to it or when it is called.
 */
class EffectTest {
  private static final ConfigSources SOURCES =
      ConfigSources.packaged(EffectTest.class.getClassLoader(), "conf");
  private static final Pattern WORD = Pattern.compile("\\w+");
  private static final Pattern ONE_OF = Pattern.compile("must be one of ([^;]*?) but is");

  /**
   * What the loop reads, whatever the program; what chooses other keys; what says where files are,
   * and what is read after the graph, by recordings on demand as well; the seed of those that draw
   * nothing, and how HNCA counts where a layer has no children; what attacks are made with, whose
   * numbers over a few pictures need not differ, and what is refused if there are none.
   */
  private static final Pattern ELSEWHERE =
      Pattern.compile(
          "(run|launcher|trainer)\\..*|experiment|seed|data\\.root|(.*\\.)?name|method\\.counterfactual"
              + "|method\\.cache|method\\.metrics\\.(bins|batch|jacobian_rows)"
              + "|method\\.attacks\\.(batch|rows|distance_rows|target|verdict\\..*)");

  private static final List<String> OF_PROGRAMS =
      List.of("trainer.batch_size", "trainer.models", "trainer.max_epochs", "trainer.max_steps");

  /** The keys that were tried, with what their section depends on. */
  private static final Set<String> TRIED = new HashSet<>();

  @ParameterizedTest
  @MethodSource("org.altgrad.train.loop.ExperimentsTest#experiments")
  @Tag("slow")
  void everyKeyOfExperiments(String name) {
    check(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"hnca/bandit_quick", "ilc/landscape", "biohsic/xor_bp"})
  void everyKey(String name) {
    check(name);
  }

  private static void check(String experiment) {
    List<String> base = base(experiment);
    Map<String, Object> keys = compose(experiment, base).flat();
    // Most experiments have nothing of their own to try: then no graph is built.
    List<String> open = open(keys, "");
    if (open.isEmpty()) {
      return;
    }
    List<String> before = fingerprint(experiment, base, List.of());
    assertEquals(before, fingerprint(experiment, base, List.of()), "the same settings twice");
    Set<String> idle = new TreeSet<>(open);
    idle.removeIf(key -> matters(experiment, base, key, keys.get(key), before));
    assertEquals(Set.of(), idle, "accepted without effect in " + experiment);
  }

  /**
   * What has an effect by itself may have none beside another value of a setting of its section: 0,
   * the other flag, no value or the other names.
   */
  static void checkPairs(String experiment) {
    List<String> base = base(experiment);
    Map<String, Object> usual = compose(experiment, base).flat();
    if (usual.get("data.envs") != null) { // a graph of each
      base = with(with(base, "data.envs", "2"), "trainer.batch_size", "64");
    }
    if (usual.get("data.n_obs") != null) {
      base = with(with(base, "data.n_obs", "300"), "trainer.batch_size", "64");
    }
    checkPairs(experiment, base);
  }

  private static void checkPairs(String experiment, List<String> base) {
    Map<String, Object> keys = compose(experiment, base).flat();
    fingerprint(experiment, base, List.of());
    Set<String> idle = new TreeSet<>();
    for (String key : keys.keySet()) {
      if (ELSEWHERE.matcher(key).matches()) {
        continue;
      }
      for (String other : switches(experiment, base, key, keys.get(key))) {
        List<String> beside = with(base, key, other);
        List<String> open = open(keys, key + "=" + other);
        open.remove(key);
        if (base.stream().anyMatch(word -> word.endsWith("data.train_limit=100"))) {
          open.remove("data.subset"); // leaves more than that of it
        }
        if (open.isEmpty()) {
          continue;
        }
        try {
          List<String> before = fingerprint(experiment, beside, List.of());
          open.stream()
              .filter(it -> !matters(experiment, beside, it, keys.get(it), before))
              .forEach(it -> idle.add(it + " beside " + key + "=" + other));
        } catch (DataException | ConfigException | IllegalArgumentException e) {
          // other files, or refused, as it may be
        }
      }
    }
    assertEquals(Set.of(), idle, "accepted without effect in " + experiment);
  }

  /** Values with which a setting may make others idle. */
  private static List<String> switches(
      String experiment, List<String> base, String key, Object value) {
    if (value instanceof Boolean flag) {
      return List.of(Boolean.toString(!flag));
    }
    if (value instanceof Number x) {
      return List.of(x.doubleValue() == 0 ? "1" : "0");
    }
    if (value instanceof List<?> list) {
      return list.isEmpty() ? candidates(experiment, base, key, value) : List.of("[]");
    }
    if (value == null) {
      return candidates(experiment, base, key, null).stream()
          .filter(other -> accepted(experiment, with(base, key, other)))
          .limit(1)
          .toList();
    }
    List<String> named = new ArrayList<>(named(experiment, base, key, "zzz"));
    named.remove(value.toString());
    named.add("null");
    return named;
  }

  private static boolean accepted(String experiment, List<String> overrides) {
    try {
      Experiment.of(compose(experiment, overrides));
      return true;
    } catch (ConfigException e) {
      return false;
    }
  }

  /** The keys of what an experiment's data, method, model and optimiser are made by. */
  private static List<String> open(Map<String, Object> keys, String beside) {
    String section = beside.replaceFirst("\\..*", "");
    return new ArrayList<>(
        keys.keySet().stream()
            .filter(key -> !ELSEWHERE.matcher(key).matches() || OF_PROGRAMS.contains(key))
            // Seeds say how many networks there are.
            .filter(key -> !key.equals("trainer.models") || keys.get("trainer.seeds") == null)
            .filter(key -> beside.isEmpty() || key.startsWith(section + "."))
            .filter(key -> TRIED.add(dependencies(key, keys) + key + " " + beside))
            .toList());
  }

  private static List<String> with(List<String> base, String key, String value) {
    List<String> words = new ArrayList<>(base);
    words.removeIf(word -> word.startsWith(key + "="));
    words.add(key + "=" + value);
    return words;
  }

  private static List<String> base(String experiment) {
    List<String> base = new ArrayList<>(ExperimentsTest.small(compose(experiment, List.of())));
    if (!experiment.startsWith("vub/")) { // which attacks all of it
      // More than data.subset leaves of it.
      base.replaceAll(word -> word.replace("data.train_limit=100", "data.train_limit=1100"));
      base.replaceAll(word -> word.replace("data.test_limit=20", "data.test_limit=110"));
    }
    // Fewer than an environment has.
    base.replaceAll(word -> word.replace("trainer.batch_size=4096", "trainer.batch_size=512"));
    if (experiment.equals("ilc/own")) {
      base.add("trainer.batch_size=4");
    }
    return base;
  }

  /** The names and kinds on which it depends what is read. */
  private static String dependencies(String key, Map<String, Object> keys) {
    String section = key.replaceFirst("\\..*", "");
    return keys.entrySet().stream()
        .filter(e -> e.getValue() instanceof String && !e.getKey().startsWith("run."))
        .filter(
            e ->
                e.getKey().startsWith(section + ".")
                    || e.getKey().equals("method.name") && !section.equals("data"))
        .map(Object::toString)
        .collect(Collectors.joining(" "));
  }

  private static boolean matters(
      String experiment, List<String> base, String key, Object value, List<String> before) {
    boolean accepted = false;
    for (String candidate : candidates(experiment, base, key, value)) {
      List<String> overrides = with(base, key, candidate);
      try {
        if (!fingerprint(experiment, overrides, before).equals(before)) {
          return true;
        }
        accepted = true;
      } catch (DataException e) {
        return true; // it asks for other files
      } catch (ConfigException | IllegalArgumentException e) {
        // refused, as it may be
      }
    }
    return !accepted;
  }

  private static List<String> candidates(
      String experiment, List<String> base, String key, Object value) {
    if (value instanceof Boolean flag) {
      return List.of(Boolean.toString(!flag));
    }
    if (value instanceof Number x) {
      double n = x.doubleValue();
      Stream<Double> others =
          value instanceof Long
              ? Stream.of(n + 1, 2 * n, Math.floor(n / 2), 0.0, 1.0, 3.0, 1000.0, 0.5)
              : Stream.of(n / 2, 2 * n, 1.0, 0.0, 0.1);
      return others
          .filter(other -> other != n)
          .map(other -> other == Math.rint(other) ? "" + other.longValue() : "" + other)
          .toList();
    }
    if (value instanceof List<?> list) {
      if (list.isEmpty()) {
        List<String> named =
            named(experiment, base, key, "[zzz]").stream().map(word -> "[" + word + "]").toList();
        return named.isEmpty() ? List.of("[1]", "[1,1]", "[test]") : named;
      }
      if (list.stream().allMatch(Number.class::isInstance)) {
        return List.of(
            list.stream()
                .map(x -> x instanceof Long n ? Long.toString(2 * n + 1) : x + "1")
                .toList()
                .toString()
                .replace(" ", ""),
            "[1]",
            "[1,1]");
      }
      return List.of("[]");
    }
    List<String> named = new ArrayList<>(named(experiment, base, key, "zzz"));
    named.remove(String.valueOf(value));
    return named.isEmpty()
        ? List.of("1", "2", "3", "0.5", "true", "zzz", "[0.7]", "[0.7,0.7]")
        : named;
  }

  /** What there is to choose from, as the refusal of something else says; perhaps nothing. */
  private static List<String> named(
      String experiment, List<String> base, String key, String other) {
    List<String> words = with(base, key, other);
    try {
      Experiment.of(compose(experiment, words));
    } catch (ConfigException e) {
      Matcher list = ONE_OF.matcher(e.getMessage());
      if (list.find()) {
        return List.of(list.group(1).split(", "));
      }
    }
    return List.of();
  }

  private static Config compose(String name, List<String> more) {
    List<String> overrides = new ArrayList<>(List.of("experiment=" + name));
    overrides.addAll(more);
    return new Composer(SOURCES).compose("config", overrides, Clock.systemUTC());
  }

  /** The last few: that which others are compared with, and those that go with it. */
  private static final Map<String, DataSet> DATA =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, DataSet> eldest) {
          return size() > 4;
        }
      };

  /**
   * What there is to differ: the data, the calls, the graph.
   *
   * @param other what it is compared with; nothing more is built once it differs from that
   */
  private static List<String> fingerprint(String name, List<String> overrides, List<String> other) {
    Experiment experiment = Experiment.of(compose(name, overrides));
    DataSet data =
        DATA.computeIfAbsent(
            experiment.data().toString(),
            key -> experiment.data().load(DataContext.standard(false, Progress.NONE)));
    StringBuilder print = new StringBuilder();
    data.splits()
        .forEach(
            (split, rows) ->
                rows.columns()
                    .forEach(
                        (column, values) ->
                            print.append(split + column + values.data().hashCode() + " ")));
    print.append(data.constants());
    String ofData = print.toString();
    if (!other.isEmpty() && !ofData.equals(other.get(0))) {
      return List.of(ofData);
    }
    print.setLength(0);
    try (Live live = new Live(experiment, data)) {
      TrainStep train = live.program().train();
      print.append(train.length()).append(train.examplesPerStep());
      for (Evaluation evaluation : live.program().evaluations()) {
        print.append(evaluation.split()).append(evaluation.due());
      }
      live.program().recordings().forEach((key, it) -> print.append(key).append(it.due()));
      for (int step = 0; step < 3; step++) {
        Map<Operand<?>, Tensor> feeds = train.feed().at(step);
        Map<String, Integer> fed = new TreeMap<>();
        feeds.forEach((input, tensor) -> fed.put(input.op().name(), hash(tensor)));
        print.append(fed);
        feeds.values().forEach(Tensor::close);
      }
      live.program()
          .inferences()
          .forEach((key, it) -> it.inputs().forEach(input -> print.append(key).append(input)));
      String ofCalls = print.toString();
      if (!other.isEmpty() && !ofCalls.equals(other.get(1))) {
        return List.of(ofData, ofCalls);
      }
      long graph = hash(((Graph) live.tf().scope().env()).toGraphDef());
      List<String> built = List.of(ofData, ofCalls, Long.toString(graph));
      if (!other.isEmpty() && !built.equals(other.subList(0, built.size()))) {
        return built;
      }
      return List.of(ofData, ofCalls, Long.toString(graph), measured(live));
    }
  }

  /** What host code makes of the settings: the numbers of evaluations. */
  private static String measured(Live live) {
    live.prepare();
    live.initialize();
    StringBuilder print = new StringBuilder();
    for (Evaluation evaluation : live.program().evaluations()) {
      print.append(evaluation.run(live, 2));
    }
    return print.toString();
  }

  /**
   * The lines of the graph and its functions in any order, for that of a function's nodes is open;
   * without the functions' names, which differ too.
   */
  private static long hash(GraphDef graph) {
    Set<String> names =
        graph.getLibrary().getFunctionList().stream()
            .map(function -> function.getSignature().getName())
            .collect(Collectors.toSet());
    return WORD.matcher(graph.toString())
        .replaceAll(word -> names.contains(word.group()) ? "f" : word.group())
        .lines()
        .mapToLong(line -> 31L * line.hashCode() * line.hashCode() + line.hashCode())
        .sum();
  }

  private static int hash(Tensor tensor) {
    ByteBuffer bytes = ByteBuffer.allocate((int) tensor.numBytes());
    tensor
        .asRawTensor()
        .data()
        .copyTo(
            org.tensorflow.ndarray.buffer.DataBuffers.of(bytes.array(), false, false),
            tensor.numBytes());
    return bytes.hashCode();
  }
}
