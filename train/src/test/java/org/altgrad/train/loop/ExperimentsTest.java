package org.altgrad.train.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.altgrad.data.DataSet;
import org.altgrad.data.Progress;
import org.altgrad.data.source.DataContext;
import org.altgrad.data.source.DataSource;
import org.altgrad.graphs.program.Evaluation;
import org.altgrad.graphs.program.MetricName;
import org.altgrad.graphs.program.Recording;
import org.altgrad.graphs.program.TrainStep;
import org.altgrad.train.config.Composer;
import org.altgrad.train.config.Config;
import org.altgrad.train.config.ConfigException;
import org.altgrad.train.config.ConfigSources;
import org.altgrad.train.config.GroupCatalogue;
import org.altgrad.train.experiment.Experiment;
import org.altgrad.train.export.Description;
import org.altgrad.train.export.Exporter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Tensor;
import org.tensorflow.types.TFloat64;

/**
 * Every shipped experiment, and every option that none of them chooses: the program takes steps,
 * goes on from a checkpoint as if nothing had happened, evaluates without a trace, records, and its
 * export computes what it computes.
 */
class ExperimentsTest {
  private static final ConfigSources SOURCES =
      ConfigSources.packaged(ExperimentsTest.class.getClassLoader(), "conf");

  /** Groups whose options are no part of a program; studies and figures have tests of their own. */
  private static final Set<String> NO_PROGRAMS = Set.of("experiment", "study", "figure", "table");

  /** Of files that are not bundled, or of another run's export, which tests of their own have. */
  private static final Set<String> ELSEWHERE =
      Set.of(
          "data=cifar10",
          "data=fashion_mnist",
          "data=mnist",
          "data=text_csv",
          "data=acl_imdb",
          "data=image_folder",
          "data=npz",
          "data=idx",
          "data=features",
          "method=attack/images",
          "method=attack/texts");

  /** Groups of metrics that read a setting: without one of them it must not be chosen. */
  private static final Map<String, Set<Object>> READERS =
      Map.of(
          "method.metrics.permutations", Set.of("nulls", "factors"),
          "method.metrics.best_encoder.steps", Set.of("best_encoder"));

  /** Experiments for the options that none has; the first that can be built with one is used. */
  private static final List<List<String>> BASES =
      List.of(
          List.of("hnca/bandit_quick"),
          List.of("hnca/vae_tiny"),
          List.of("ilc/spirals_quick", "method.rescale.kind=none"),
          List.of("ilc/sem"),
          List.of("biohsic/mnist_quick"),
          List.of("biohsic/lif_quick"),
          List.of("biohsic/reservoir", "model.feedback=0"),
          List.of("biohsic/reservoir", "model.output_noise=0.1"),
          List.of("ima/moebius_quick"),
          List.of("ima/blobs"),
          List.of("vub/mnist_quick"),
          List.of("vub/mnist_backbone_quick"));

  private static final Description.Source SOURCE =
      new Description.Source("an experiment", "a method", "a-run", "an-id", "abc", 7, 12, "data");

  /** The last data sets. */
  private static final Map<DataSource, DataSet> LOADED =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<DataSource, DataSet> eldest) {
          return size() > 8;
        }
      };

  @TempDir Path temp;

  static Stream<String> experiments() {
    return new GroupCatalogue(SOURCES)
        .groups().stream()
            .filter(group -> group.name().equals("experiment"))
            .flatMap(group -> group.options().stream())
            .map(GroupCatalogue.Option::name)
            .filter(name -> !name.startsWith("attack/")); // of another run: AttackCommandTest
  }

  @ParameterizedTest
  @MethodSource("experiments")
  void takesSteps(String name) throws IOException {
    Experiment experiment = shipped(name);
    try (Live live = new Live(experiment, load(experiment))) {
      takesSteps(live);
    }
  }

  @ParameterizedTest
  @MethodSource("experiments")
  @Tag("slow")
  void holds(String name) throws IOException {
    holds(shipped(name));
  }

  /** Every option that no experiment chooses, as {@code group=option}. */
  static Stream<String> options() {
    Set<String> chosen = new HashSet<>();
    experiments()
        .map(name -> compose(name, List.of()).choices())
        .forEach(all -> all.forEach((group, option) -> chosen.add(group + "=" + option)));
    return new GroupCatalogue(SOURCES)
        .groups().stream()
            .filter(group -> !NO_PROGRAMS.contains(group.name()))
            .flatMap(group -> group.options().stream().map(o -> group.name() + "=" + o.name()))
            .filter(option -> !chosen.contains(option) && !ELSEWHERE.contains(option));
  }

  @ParameterizedTest
  @MethodSource("options")
  @Tag("slow")
  void holdsWithTheOption(String option) throws IOException {
    List<String> refusals = new ArrayList<>();
    for (List<String> base : BASES) {
      List<String> overrides = new ArrayList<>(base.subList(1, base.size()));
      overrides.add(option);
      Experiment experiment;
      try {
        overrides.addAll(small(compose(base.get(0), overrides)));
        experiment = Experiment.of(compose(base.get(0), overrides));
        new Live(experiment, load(experiment)).close();
      } catch (IllegalArgumentException | ConfigException e) {
        refusals.add(e.getMessage());
        continue;
      }
      holds(experiment);
      return;
    }
    fail(option + " fits none of these experiments: " + refusals);
  }

  private static Experiment shipped(String name) {
    return Experiment.of(compose(name, small(compose(name, List.of()))));
  }

  /** Data sets cannot be changed; experiments that follow each other often have the same. */
  private static DataSet load(Experiment experiment) {
    DataContext context = DataContext.standard(false, Progress.NONE);
    return LOADED.computeIfAbsent(experiment.data(), source -> source.load(context));
  }

  private void takesSteps(Live live) throws IOException {
    assertNoOpenOrder(live);
    live.prepare();
    live.initialize();
    step(live, 0);
    goesOnAsIfNothingHadHappened(live);
    for (Evaluation evaluation : live.program().evaluations()) {
      Map<MetricName, Double> first = evaluation.run(live, 2);
      assertTrue(first.values().stream().allMatch(Double::isFinite), first.toString());
      assertEquals(first, evaluation.run(live, 2), "an evaluation changes nothing");
    }
  }

  private void holds(Experiment experiment) throws IOException {
    DataSet data = load(experiment);
    try (Live live = new Live(experiment, data)) {
      takesSteps(live);
      live.program().recordings().forEach((name, recording) -> records(live, name, recording));
      if (!live.program().inferences().isEmpty()) {
        // Reads the export back, and compares it with the live functions.
        Exporter.export(
            live, data, SOURCE, Description.Data.UNKNOWN, temp.resolve("export"), false);
      }
    }
  }

  /** One call into TensorFlow; its metrics, all finite. */
  private static Map<MetricName, Double> step(Live live, long step) {
    TrainStep train = live.program().train();
    Map<Operand<?>, Tensor> feeds = train.feed().at(step);
    try (Result result = live.run(feeds, train.fetches(), List.of(train.update()))) {
      Map<MetricName, Double> metrics = train.metrics().named((TFloat64) result.get(0));
      metrics.forEach((name, value) -> assertTrue(Double.isFinite(value), name.toString()));
      return metrics;
    } finally {
      feeds.values().forEach(Tensor::close);
    }
  }

  /** All that a step leaves behind is in the checkpoint: the next has the same numbers again. */
  private void goesOnAsIfNothingHadHappened(Live live) throws IOException {
    live.save(temp.resolve("middle").toString());
    var next = step(live, 1);
    live.save(temp.resolve("end").toString());
    live.restore(temp.resolve("middle").toString());
    assertEquals(next, step(live, 1));
    live.save(temp.resolve("again").toString());
    String values = ".data-00000-of-00001";
    assertEquals(-1, Files.mismatch(temp.resolve("end" + values), temp.resolve("again" + values)));
  }

  private static void records(Live live, String name, Recording recording) {
    Recording.Table table = recording.recorder().record(live, 2);
    assertFalse(table.rows().isEmpty(), name);
    for (List<?> row : table.rows()) {
      for (Object value : row) {
        assertTrue(
            !(value instanceof Number number) || Double.isFinite(number.doubleValue()),
            () -> name + ": " + table.columns() + " " + row);
      }
    }
  }

  private static Config compose(String name, List<String> more) {
    List<String> overrides = new ArrayList<>(List.of("experiment=" + name));
    overrides.addAll(more);
    return new Composer(SOURCES).compose("config", overrides, Clock.systemUTC());
  }

  /** Bundled pictures in place of those that must be downloaded, and networks of a few units. */
  static List<String> small(Config config) {
    List<String> overrides = new ArrayList<>();
    String data = config.find("data.name").orElseThrow().toString();
    if (config.find("data.images").isPresent()) {
      overrides.add("data.images=mnist10k");
      if (config.find("data.standardise").orElse("").equals("channel")) {
        overrides.add("data.standardise=global");
      }
    } else if (data.equals("cifar10")) {
      overrides.addAll(List.of("data=mnist10k", "data.train_limit=100", "data.test_limit=20"));
    } else if (List.of("mnist", "mnist10k", "fashion_mnist").contains(data)) {
      overrides.addAll(
          List.of("++data.train_limit=100", "++data.test_limit=20", "++data.name=mnist10k"));
    }
    if (data.equals("csv")) {
      overrides.add("data.train_file=src/test/resources/org/altgrad/train/loop/own.csv");
    }
    if (List.of("label_noise", "shifted_images").contains(data)) {
      overrides.addAll(List.of("data.train_examples=200", "data.test_examples=40"));
    }
    if (config.find("data.far").orElse(List.of()) instanceof List<?> far
        && far.contains("fashion_mnist")) { // which is not bundled
      overrides.add("data.far=[uniform_noise,inverted]");
      overrides.add("method.metrics.outside=[left_out,uniform_noise,inverted]");
    }
    if (data.equals("sprites")) {
      overrides.addAll(List.of("data.root=target/data", "data.image_size=32", "model.channels=8"));
    }
    if (List.of("vub", "classifier").contains(config.find("method.name").orElse(""))) {
      overrides.add("trainer.batch_size=20");
    }
    if (config.find("method.name").orElse("").equals("vub")) {
      overrides.add("method.backbone=null"); // of another run
      if (config.find("method.texts").orElse(null) != null) {
        overrides.add("method.texts=null"); // pictures stand for the texts that it would read
      }
      if (config.find("method.objective.name").orElse("").equals("vanilla")) {
        overrides.add("method/objective=ce"); // without a backbone there is no layer of its own
      }
      if (config.find("method.attacks.list").orElse(List.of()) instanceof List<?> list
          && !list.isEmpty()) {
        overrides.add("method.attacks.verdict={rows: 4, noise: 3, points: 2, inner: 5}");
        overrides.addAll(List.of("method.attacks.rows=8", "method.attacks.distance_rows=2"));
      }
      if (data.equals("image_folder")) {
        overrides.add("method.attacks.list=[{name: fgs, loss: ce, clip: true}]");
      }
    }
    boolean ofTexts = data.equals("text_synth") || data.equals("text_csv");
    if (ofTexts && config.find("method.name").orElse("").equals("vub")) {
      overrides.addAll(picturesForTexts(config));
    } else {
      overrides.addAll(TinyFiles.of(data));
    }
    if (config.find("method.augment").isPresent()) {
      overrides.add("method.augment=false");
    }
    // Painted pictures and the Jacobians of convolutions are dear, and few show as much.
    boolean sprites = data.equals("sprites");
    Map<String, String> small =
        Map.of(
            "model.units", "50",
            "model.width", "8",
            "trainer.models", "2",
            "trainer.batch_size", sprites ? "16" : "4096",
            "method.probe_windows", "2",
            "method.probe_samples", "20",
            "data.n_obs", sprites ? "300" : "2000",
            "method.metrics.permutations", "20",
            "method.metrics.jacobian_rows", sprites ? "4" : "50",
            "method.metrics.best_encoder.steps", "2");
    Set<Object> groups = new HashSet<>(Set.of("any"));
    for (String when : List.of("method.metrics.every", "method.metrics.last")) {
      groups.addAll((List<?>) config.find(when).orElse(List.of()));
    }
    small.forEach(
        (key, value) -> {
          Object given = config.find(key).orElse(0);
          boolean read = READERS.getOrDefault(key, groups).stream().anyMatch(groups::contains);
          if (read
              && given instanceof Number number
              && number.doubleValue() > Double.parseDouble(value)) {
            overrides.add(key + "=" + value);
          }
        });
    for (String sizes : List.of("model.features", "model.channels")) {
      if (config.find(sizes).orElse(null) instanceof List<?> all) {
        overrides.add(
            sizes + "=" + all.stream().map(size -> 8).toList().toString().replace(" ", ""));
      }
    }
    return overrides;
  }

  /** Heads on texts need a network of texts: here they read pictures. */
  private static List<String> picturesForTexts(Config config) {
    List<String> overrides =
        new ArrayList<>(List.of("data=mnist10k", "data.train_limit=100", "data.test_limit=20"));
    overrides.add("data.holdout=0.1");
    if (config.find("data.train_file").isPresent()) {
      overrides.addAll(List.of("~data.train_file", "~data.test_file"));
    }
    if (config.find("data.tokens").orElse("").equals("pieces")) {
      overrides.addAll(List.of("~data.tokens", "~data.pieces", "~data.length"));
    }
    return overrides;
  }

  /** AddN of three or more adds in an order that depends on memory: the last bit would vary. */
  private static void assertNoOpenOrder(Live live) {
    Iterator<GraphOperation> operations =
        ((org.tensorflow.Graph) live.tf().scope().env()).operations();
    while (operations.hasNext()) {
      GraphOperation op = operations.next();
      assertTrue(!op.type().equals("AddN") || op.numInputs() <= 2, op.name());
    }
  }
}
