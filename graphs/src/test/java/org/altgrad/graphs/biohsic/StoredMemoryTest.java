package org.altgrad.graphs.biohsic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.altgrad.graphs.Rig;
import org.altgrad.graphs.biohsic.BiohsicSettings.MemoryMode;
import org.altgrad.graphs.biohsic.BiohsicSettings.ReadoutSamples;
import org.altgrad.graphs.biohsic.BiohsicSettings.Rule;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.nn.LayerSizes;
import org.altgrad.graphs.optim.Adam;
import org.altgrad.graphs.optim.Decay;
import org.altgrad.graphs.optim.Optimizer;
import org.altgrad.graphs.optim.Regularisation;
import org.altgrad.graphs.optim.Schedule;
import org.altgrad.graphs.program.ResidentSplit;
import org.altgrad.graphs.program.Windows;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.Shape;

class StoredMemoryTest {
  private static final int MODELS = 2;
  private static final int MEMORY = 4;
  private static final int COUNT = 13;
  private static final int CLASSES = 3;
  private static final int SEED = 4;
  private static final int[] WIDTHS = {3, 6, 5, CLASSES};
  private static final Shape IMAGE = Shape.of(4, 4, 2);
  private static final double[][] X = points();
  private static final int[] LABELS = new Random(2).ints(COUNT, 0, CLASSES).toArray();
  private static final HsicModel MLP = new HsicMlp("hsic_mlp", LayerSizes.of(6, 5));
  private static final HsicModel LINEAR = new HsicMlp("hsic_mlp", LayerSizes.of());
  private static final HsicModel CNN = new HsicCnn("hsic_cnn", List.of(3, 4), 2);
  private static final Objective HSIC = new Objective(5, 0.5, 0.25, 1);
  static final Objective PHSIC =
      new Objective(
          Estimator.PHSIC,
          LayerKernel.COSINE,
          5,
          0.5,
          0.25,
          1,
          1e-5,
          Optional.of(List.of(2.0, 4.0)),
          Optional.empty());

  private static double[][] points() {
    Random random = new Random(1);
    double[][] x = new double[COUNT][WIDTHS[0]];
    for (double[] row : x) {
      Arrays.setAll(row, i -> (float) random.nextGaussian());
    }
    return x;
  }

  /** What differs from test to test. */
  private record Setup(
      MemoryMode mode, Signal signal, Objective objective, ReadoutSamples readout, int perStep) {
    BiohsicSettings settings(Rule rule) {
      return new BiohsicSettings(
          "biohsic",
          new BiohsicSettings.Teaching(rule, signal, objective, 1),
          new BiohsicSettings.Memory(MEMORY, mode),
          perStep,
          readout,
          false,
          true,
          new BiohsicSettings.Probes(0, MEMORY, 0));
    }

    Rig rig(HsicModel model, double lr) {
      return rig(Rule.BIOHSIC, model, lr);
    }

    Rig rig(Rule rule, HsicModel model, double lr) {
      List<ResidentSplit.HostColumn> data =
          List.of(model == CNN ? images() : Rig.floats("input", X), Rig.integers("label", LABELS));
      Optimizer adam =
          new Optimizer(
              lr,
              new Schedule.Constant(),
              new Regularisation(0, Decay.AFTER),
              new Adam(0.9, 0.99, PlainStoredMemory.EPS));
      Rig.Setting setting =
          new Rig.Setting(SEED, Map.of("train", data, "test", data), CLASSES, 1, MODELS, 10, adam);
      return new Rig(setting, context -> Biohsic.program(context, settings(rule), model));
    }
  }

  private static ResidentSplit.HostColumn images() {
    Random random = new Random(3);
    double[][] pixels = new double[COUNT][(int) IMAGE.size()];
    for (double[] image : pixels) {
      Arrays.setAll(image, i -> random.nextFloat());
    }
    return Rig.floats("image", IMAGE, pixels);
  }

  private static Setup stored(Signal signal, ReadoutSamples readout) {
    return new Setup(MemoryMode.STORED, signal, HSIC, readout, 4);
  }

  private static Setup recomputed(Signal signal, ReadoutSamples readout) {
    return new Setup(MemoryMode.RECOMPUTE, signal, HSIC, readout, 4);
  }

  static Stream<Setup> setups() {
    return Stream.of(
        stored(Signal.EXACT, ReadoutSamples.WINDOW),
        new Setup(MemoryMode.STORED, Signal.EXACT, PHSIC, ReadoutSamples.CURRENT, 4));
  }

  @ParameterizedTest
  @MethodSource("setups")
  void activitiesAreThoseOfTheTimeWhenTheyWereSeen(Setup setup) {
    try (Rig rig = setup.rig(MLP, 1e-2)) {
      List<PlainStoredMemory> plain = new ArrayList<>();
      for (int model = 0; model < MODELS; model++) {
        boolean window = setup.readout() == ReadoutSamples.WINDOW;
        plain.add(new PlainStoredMemory(setup.objective(), MEMORY, window, parameters(rig, model)));
      }
      rig.train(0, 7); // two epochs of 4 + 4 + 2 windows, and the first block of the third
      Windows order = new Windows(SEED, COUNT, MEMORY, COUNT);
      for (int epoch = 0; epoch < 3; epoch++) {
        int[] rows = order.rows(epoch);
        double[][] x = Arrays.stream(rows).mapToObj(r -> X[r]).toArray(double[][]::new);
        double[][] y =
            Arrays.stream(rows).mapToObj(r -> oneHot(LABELS[r])).toArray(double[][]::new);
        int last = epoch < 2 ? COUNT - MEMORY + 1 : 4;
        plain.forEach(network -> network.run(x, y, 0, last));
      }
      for (int model = 0; model < MODELS; model++) {
        List<double[][]> learned = parameters(rig, model);
        for (int p = 0; p < learned.size(); p++) {
          for (int i = 0; i < learned.get(p).length; i++) {
            double[] expected = plain.get(model).parameters.get(p)[i];
            assertArrayEquals(expected, learned.get(p)[i], 2e-5, "parameter " + p);
          }
        }
        for (int l = 0; l < 2; l++) {
          double[] all = rig.variable("layer" + l + "/memory");
          int size = all.length / MODELS;
          double[] expected =
              plain.get(model).remembered.get(l).stream().flatMapToDouble(Arrays::stream).toArray();
          assertArrayEquals(
              expected, Arrays.copyOfRange(all, model * size, (model + 1) * size), 1e-4);
        }
      }
    }
  }

  private static double[] oneHot(int label) {
    double[] y = new double[CLASSES];
    y[label] = 1;
    return y;
  }

  private static List<double[][]> parameters(Rig rig, int model) {
    List<double[][]> parameters = new ArrayList<>();
    for (int l = 0; l + 1 < WIDTHS.length; l++) {
      String layer = l + 2 < WIDTHS.length ? "layer" + l : "output";
      parameters.add(rows(rig.variable(layer + "/weights"), model, WIDTHS[l], WIDTHS[l + 1]));
      parameters.add(rows(rig.variable(layer + "/bias"), model, 1, WIDTHS[l + 1]));
    }
    return parameters;
  }

  private static double[][] rows(double[] all, int model, int rows, int columns) {
    double[][] matrix = new double[rows][];
    for (int i = 0; i < rows; i++) {
      int from = (model * rows + i) * columns;
      matrix[i] = Arrays.copyOfRange(all, from, from + columns);
    }
    return matrix;
  }

  static Stream<HsicModel> models() {
    return Stream.of(MLP, CNN, LINEAR);
  }

  @ParameterizedTest
  @MethodSource("models")
  void whereHiddenLayersStayAsTheyAreItIsAllTheSame(HsicModel model) {
    for (ReadoutSamples readout : ReadoutSamples.values()) {
      for (Rule rule : List.of(Rule.FROZEN, Rule.BIOHSIC)) {
        Signal signal = rule == Rule.FROZEN ? Signal.EXACT : Signal.NONE;
        try (Rig stored = stored(signal, readout).rig(rule, model, 1e-2);
            Rig recomputed = recomputed(signal, readout).rig(rule, model, 1e-2)) {
          same(recomputed.train(0, 7), stored.train(0, 7));
          same(recomputed, stored, model != LINEAR);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void withoutLearningTheDirectionsAreTheSame(HsicModel model) {
    try (Rig stored = stored(Signal.EXACT, ReadoutSamples.WINDOW).rig(model, 1e-30);
        Rig recomputed = recomputed(Signal.EXACT, ReadoutSamples.WINDOW).rig(model, 1e-30)) {
      same(recomputed.train(0, 7), stored.train(0, 7));
      same(recomputed, stored, model != LINEAR); // running averages of the directions too
    }
  }

  @Test
  void whereTheyLearnMemoriesAreOfThePast() {
    try (Rig stored = stored(Signal.EXACT, ReadoutSamples.WINDOW).rig(MLP, 3e-2);
        Rig recomputed = recomputed(Signal.EXACT, ReadoutSamples.WINDOW).rig(MLP, 3e-2)) {
      stored.train(0, 7);
      recomputed.train(0, 7);
      double[] a = stored.variable("layer0/weights");
      double[] b = recomputed.variable("layer0/weights");
      double largest = 0;
      for (int i = 0; i < a.length; i++) {
        largest = Math.max(largest, Math.abs(a[i] - b[i]));
      }
      assertTrue(largest > 1e-3, "difference " + largest);
    }
  }

  private static void same(List<Map<String, Double>> expected, List<Map<String, Double>> actual) {
    assertEquals(expected.size(), actual.size());
    for (int i = 0; i < expected.size(); i++) {
      Map<String, Double> here = actual.get(i);
      assertEquals(expected.get(i).keySet(), here.keySet());
      expected.get(i).forEach((name, value) -> assertEquals(value, here.get(name), 1e-5, name));
    }
  }

  private static void same(Rig recomputed, Rig stored, boolean remembers) {
    List<String> more = new ArrayList<>(names(stored));
    more.removeAll(names(recomputed));
    assertEquals(remembers ? List.of("layer0/memory", "layer1/memory") : List.of(), more);
    for (String name : names(recomputed)) {
      double[] expected = recomputed.variable(name);
      double scale = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
      assertArrayEquals(expected, stored.variable(name), 1e-5 * Math.max(scale, 1e-3), name);
    }
  }

  private static List<String> names(Rig rig) {
    return rig.program().variables().all().stream().<String>map(Variables.Entry::name).toList();
  }

  @ParameterizedTest
  @CsvSource({"EXACT, WINDOW", "FLIPPED, CURRENT"})
  void aBlockOfWindowsIsOneWindowAfterTheOther(Signal signal, ReadoutSamples readout) {
    Setup single = new Setup(MemoryMode.STORED, signal, HSIC, readout, 1);
    try (Rig one = single.rig(MLP, 1e-2);
        Rig block = stored(signal, readout).rig(MLP, 1e-2)) {
      one.train(0, 24);
      block.train(0, 7);
      for (String name : names(one)) {
        assertArrayEquals(one.variable(name), block.variable(name), 1e-4, name);
      }
    }
  }

  @Test
  void aResumedRunIsTheSameBitForBit(@TempDir Path folder) {
    String path = folder.resolve("variables").toString();
    Setup setup = stored(Signal.EXACT, ReadoutSamples.WINDOW);
    try (Rig first = setup.rig(MLP, 1e-2);
        Rig second = setup.rig(MLP, 1e-2)) {
      first.train(0, 2); // in the middle of an epoch
      first.save(path);
      List<Map<String, Double>> metrics = first.train(2, 5);
      second.restore(path);
      assertEquals(metrics, second.train(2, 5));
      for (String name : names(first)) {
        assertArrayEquals(first.variable(name), second.variable(name), 0, name);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Rule.class,
      names = {"BIOHSIC", "FROZEN"},
      mode = EnumSource.Mode.EXCLUDE)
  void rulesOnBatchesHaveNoMemory(Rule rule) {
    complains(() -> stored(Signal.EXACT, ReadoutSamples.WINDOW).settings(rule));
  }

  @Test
  void onlyTheCurrentSampleCanBeLearnedFrom() {
    complains(() -> stored(Signal.FULL, ReadoutSamples.WINDOW).settings(Rule.BIOHSIC));
  }

  private static void complains(org.junit.jupiter.api.function.Executable attempt) {
    String message = assertThrows(IllegalArgumentException.class, attempt).getMessage();
    assertTrue(message.startsWith("memoryMode: "), message);
  }
}
