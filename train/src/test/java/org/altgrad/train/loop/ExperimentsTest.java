package org.altgrad.train.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.altgrad.data.DataSet;
import org.altgrad.data.Progress;
import org.altgrad.data.source.DataContext;
import org.altgrad.graphs.program.Evaluation;
import org.altgrad.graphs.program.MetricName;
import org.altgrad.graphs.program.TrainStep;
import org.altgrad.train.config.Composer;
import org.altgrad.train.config.Config;
import org.altgrad.train.config.ConfigSources;
import org.altgrad.train.config.GroupCatalogue;
import org.altgrad.train.experiment.Experiment;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Tensor;
import org.tensorflow.types.TFloat64;

/** Every shipped experiment: its program takes a step, evaluates, and is reproducible. */
class ExperimentsTest {
  private static final ConfigSources SOURCES =
      ConfigSources.packaged(ExperimentsTest.class.getClassLoader(), "conf");

  static Stream<String> experiments() {
    return new GroupCatalogue(SOURCES)
        .groups().stream()
            .filter(group -> group.name().equals("experiment"))
            .flatMap(group -> group.options().stream())
            .map(GroupCatalogue.Option::name);
  }

  static Stream<String> combiners() {
    return new GroupCatalogue(SOURCES)
        .groups().stream()
            .filter(group -> group.name().equals("method/combiner"))
            .flatMap(group -> group.options().stream())
            .map(GroupCatalogue.Option::name);
  }

  @ParameterizedTest
  @MethodSource("combiners")
  void everyCombinerTakesAStep(String name) {
    List<String> overrides =
        List.of("method/combiner=" + name, "method.rescale.kind=none", "model.width=8");
    takesAStep(Experiment.of(compose("ilc/spirals_quick", overrides)));
  }

  @ParameterizedTest
  @MethodSource("experiments")
  void takesAStep(String name) {
    takesAStep(Experiment.of(compose(name, small(compose(name, List.of())))));
  }

  private static void takesAStep(Experiment experiment) {
    DataSet data = experiment.data().load(DataContext.standard(false, Progress.NONE));
    try (Live live = new Live(experiment, data)) {
      assertNoOpenOrder(live);
      live.prepare();
      live.initialize();
      TrainStep train = live.program().train();
      for (int step = 0; step < 2; step++) {
        Map<Operand<?>, Tensor> feeds = train.feed().at(step);
        try (Result result = live.run(feeds, train.fetches(), List.of(train.update()))) {
          TFloat64 values = (TFloat64) result.get(0);
          train
              .metrics()
              .named(values)
              .forEach((name, value) -> assertTrue(Double.isFinite(value), name.toString()));
        }
        feeds.values().forEach(Tensor::close);
      }
      for (Evaluation evaluation : live.program().evaluations()) {
        Map<MetricName, Double> first = evaluation.run(live, 2);
        assertTrue(first.values().stream().allMatch(Double::isFinite), first.toString());
        assertEquals(first, evaluation.run(live, 2), "an evaluation changes nothing");
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
    if (config.find("method.augment").isPresent()) {
      overrides.add("method.augment=false");
    }
    Map<String, String> small =
        Map.of(
            "model.units", "50",
            "model.width", "8",
            "trainer.models", "2",
            "trainer.batch_size", "4096",
            "method.probe_windows", "2",
            "method.probe_samples", "20",
            "data.n_obs", "2000",
            "method.metrics.permutations", "20",
            "method.metrics.jacobian_rows", "50",
            "method.metrics.best_encoder.steps", "2");
    small.forEach(
        (key, value) -> {
          Object given = config.find(key).orElse(0);
          if (given instanceof Number number && number.doubleValue() > Double.parseDouble(value)) {
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
