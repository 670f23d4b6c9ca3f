package org.altgrad.graphs.biohsic.leaky;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.altgrad.graphs.Rig;
import org.altgrad.graphs.biohsic.BiohsicSettings.ReadoutSamples;
import org.altgrad.graphs.biohsic.Estimator;
import org.altgrad.graphs.biohsic.LayerKernel;
import org.altgrad.graphs.biohsic.Objective;
import org.altgrad.graphs.biohsic.Signal;
import org.altgrad.graphs.biohsic.reservoir.ReservoirModel;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.nn.LayerSizes;
import org.altgrad.graphs.optim.Adam;
import org.altgrad.graphs.optim.Decay;
import org.altgrad.graphs.optim.Optimizer;
import org.altgrad.graphs.optim.Regularisation;
import org.altgrad.graphs.optim.Schedule;
import org.altgrad.graphs.program.ResidentSplit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;

class LeakyProgramTest {
  private static final LeakyModel RATE = new LeakyMlp("leaky_mlp", LayerSizes.of(6, 4), 5e-3, 1e-3);
  private static final LeakyModel SPIKING =
      new SpikingMlp(
          "spiking_mlp", LayerSizes.of(8), 5e-3, 1e-3, 1e-2, 0.3, SpikingMlp.Reset.SUBTRACT, 0.3);
  private static final Source COMPUTED = new Source.Computed("computed");
  private static final Source RESERVOIR =
      new Source.Reservoir(
          "reservoir",
          new ReservoirModel(
              "reservoir", 20, 1e-2, 1e-3, 0.9, 0.1, 1, 0, new ReservoirModel.Noise(0.01, 0)),
          1,
          30);

  private static LeakySettings settings(Signal signal, Source source) {
    return new LeakySettings(
        "biohsic_leaky",
        signal,
        5,
        new Objective(10, 0.5, 0.25, 1),
        ReadoutSamples.WINDOW,
        10,
        20,
        source,
        true);
  }

  /** Points on two sides of a line through 0. */
  private static List<ResidentSplit.HostColumn> points(int count, long seed) {
    Random random = new Random(seed);
    double[][] x = new double[count][2];
    int[] labels = new int[count];
    for (int n = 0; n < count; n++) {
      x[n][0] = 2 * random.nextDouble() - 1;
      x[n][1] = 2 * random.nextDouble() - 1;
      labels[n] = side(x[n][0], x[n][1]);
    }
    return List.of(Rig.floats("input", x), Rig.integers("label", labels));
  }

  private static int side(double x, double y) {
    return x + 0.5 * y > 0 ? 1 : 0;
  }

  private static Rig rig(LeakySettings settings, LeakyModel model, int models) {
    Rig.Setting setting =
        new Rig.Setting(
            4,
            Map.of("train", points(304, 1), "test", points(103, 2)),
            2,
            1,
            models,
            10,
            new Optimizer(
                1e-3,
                new Schedule.Constant(),
                new Regularisation(1e-4, Decay.AFTER),
                new Adam(0.9, 0.99, 1e-8)));
    return new Rig(setting.withValidation(), context -> Leaky.program(context, settings, model));
  }

  @Test
  void aLineIsLearnedAndTheFlippedSignalFails() {
    double exact;
    double flipped;
    try (Rig rig = rig(settings(Signal.EXACT, COMPUTED), RATE, 3)) {
      Map<String, Double> before = rig.evaluate(0);
      rig.train(0, 60);
      Map<String, Double> after = rig.evaluate(60);
      assertEquals(after.get("test/accuracy/model1"), after.get("validation/accuracy/model1"));
      exact = after.get("test/accuracy");
      assertTrue(exact > 0.93, "accuracy " + after);
      double mean = 0;
      for (int m = 0; m < 3; m++) {
        mean += after.get("test/accuracy/model" + m) / 3;
      }
      assertEquals(exact, mean, 1e-12);
      for (String layer : List.of("layer0", "layer1", "layer2")) {
        assertEquals(
            after.get("train/hsicx/" + layer) - 10 * after.get("train/hsicy/" + layer),
            after.get("train/hsic/" + layer),
            1e-5);
        assertTrue(after.get("train/hsic/" + layer) < before.get("train/hsic/" + layer), layer);
      }
    }
    try (Rig rig = rig(settings(Signal.FLIPPED, COMPUTED), RATE, 3)) {
      rig.train(0, 60);
      flipped = rig.evaluate(60).get("test/accuracy");
    }
    assertTrue(flipped < exact - 0.15, exact + " exact, flipped " + flipped);
  }

  @Test
  void spikingUnitsLearnToo() {
    double exact = spiking(Signal.EXACT);
    double none = spiking(Signal.NONE);
    assertTrue(exact > 0.8 && exact > none + 0.04, exact + " exact, none " + none);
  }

  private static double spiking(Signal signal) {
    try (Rig rig = rig(settings(signal, COMPUTED), SPIKING, 4)) {
      rig.train(0, 75);
      List<List<?>> spikes = rig.record("raster", 75).rows();
      assertTrue(spikes.size() > 20, spikes.size() + " spikes");
      for (List<?> spike : spikes) {
        double t = (double) spike.get(4);
        assertTrue(t > 0 && t < 0.0101, "T = 10 ms, spike at " + t);
      }
      assertEquals(4, spikes.stream().map(spike -> spike.get(0)).distinct().count(), "models");
      return rig.evaluate(75).get("test/accuracy");
    }
  }

  record Run(LeakySettings settings, LeakyModel model) {}

  static Stream<Run> runs() {
    return Stream.of(
        new Run(settings(Signal.EXACT, COMPUTED), RATE),
        new Run(settings(Signal.FULL, COMPUTED), SPIKING),
        new Run(settings(Signal.NONE, COMPUTED), RATE),
        new Run(settings(Signal.EXACT, new Source.Corrupted("corrupted", 0.5)), SPIKING),
        new Run(settings(Signal.EXACT, RESERVOIR), RATE));
  }

  @ParameterizedTest
  @MethodSource("runs")
  void aResumedRunIsTheSameBitForBit(Run run, @TempDir Path folder) {
    String path = folder.resolve("variables").toString();
    try (Rig first = rig(run.settings(), run.model(), 2);
        Rig second = rig(run.settings(), run.model(), 2)) {
      first.train(0, 2);
      first.save(path);
      List<Map<String, Double>> metrics = first.train(2, 4);
      second.restore(path);
      assertEquals(metrics, second.train(2, 4));
      for (Variables.Entry<?> entry : first.program().variables().all()) {
        assertArrayEquals(
            first.variable(entry.name()), second.variable(entry.name()), 0, entry.name());
      }
    }
  }

  @Test
  void aModelLearnsTheSameAloneAndAmongOthers() {
    try (Rig three = rig(settings(Signal.EXACT, COMPUTED), RATE, 3);
        Rig one = rig(settings(Signal.EXACT, COMPUTED), RATE, 1)) {
      double loss3 = three.train(0, 3).get(2).get("loss/model0");
      double loss1 = one.train(0, 3).get(2).get("loss");
      assertEquals(loss1, loss3, 1e-5);
      double[] alone = one.variable("layer0/weights");
      double[] all = three.variable("layer0/weights");
      assertArrayEquals(alone, java.util.Arrays.copyOf(all, alone.length), 1e-5);
      assertTrue(Math.abs(all[0] - all[alone.length]) > 1e-3, "models differ");
    }
  }

  @Test
  void whatIsExportedAndRecordedAgrees() {
    try (Rig rig = rig(settings(Signal.EXACT, COMPUTED), RATE, 1)) {
      rig.train(0, 60);
      List<List<?>> grid = rig.record("boundary", 60).rows();
      float[] points = new float[2 * grid.size()];
      int right = 0;
      int outside = 0;
      for (int i = 0; i < grid.size(); i++) {
        points[2 * i] = (float) grid.get(i).get(0);
        points[2 * i + 1] = (float) grid.get(i).get(1);
        if (Math.abs(points[2 * i] + 0.5 * points[2 * i + 1]) > 0.2) {
          outside++;
          double p = (float) grid.get(i).get(2);
          right += (p > 0.5 ? 1 : 0) == side(points[2 * i], points[2 * i + 1]) ? 1 : 0;
        }
      }
      assertTrue(right > 0.9 * outside, right + " of " + outside);
      try (TFloat32 input = TFloat32.tensorOf(Shape.of(grid.size(), 2), DataBuffers.of(points))) {
        double[] p = rig.infer("predict", Map.of("input", input)).get("probabilities");
        for (int i = 0; i < grid.size(); i++) {
          assertEquals((float) grid.get(i).get(2), p[2 * i + 1], 1e-5);
        }
      }
    }
  }

  /** The first time step, from rest, is ρ times the drive, which each model's weights give. */
  @Test
  void tracesOfTheFirstModelsBeginAtRest() {
    try (Rig rig = rig(settings(Signal.EXACT, COMPUTED), RATE, 5)) {
      rig.train(0, 3);
      double[] weights = rig.variable("layer0/weights");
      double[] bias = rig.variable("layer0/bias");
      List<ResidentSplit.HostColumn> test = points(103, 2);
      var values =
          test.get(0).bytes().duplicate().order(java.nio.ByteOrder.nativeOrder()).asFloatBuffer();
      int seen = 0;
      for (List<?> row : rig.record("traces", 3).rows()) {
        if ((int) row.get(2) == 0 && (double) row.get(4) < 0.0015) {
          int model = ((Long) row.get(0)).intValue();
          int sample = ((Long) row.get(1)).intValue();
          int unit = ((Long) row.get(3)).intValue();
          double drive =
              values.get(2 * sample) * weights[12 * model + unit]
                  + values.get(2 * sample + 1) * weights[12 * model + 6 + unit]
                  + bias[6 * model + unit];
          assertEquals(0.2 * drive, (float) row.get(5), 1e-5);
          seen++;
        }
      }
      assertEquals(4 * 8 * 6, seen);
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> settings(Signal.NONE, RESERVOIR))
            .getMessage();
    assertTrue(message.startsWith("source: "), message);
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new LeakySettings(
                "biohsic_leaky",
                Signal.EXACT,
                1,
                new Objective(10, 0.5, 0.25, 1),
                ReadoutSamples.WINDOW,
                10,
                20,
                COMPUTED,
                true));
    Objective three =
        new Objective(
            Estimator.HSIC,
            LayerKernel.GAUSSIAN,
            10,
            0.5,
            0.25,
            1,
            1e-5,
            Optional.empty(),
            Optional.of(List.of(1.0, 1.0, 1.0)));
    LeakySettings wrong =
        new LeakySettings(
            "biohsic_leaky", Signal.EXACT, 5, three, ReadoutSamples.WINDOW, 10, 20, COMPUTED, true);
    message = assertThrows(IllegalArgumentException.class, () -> rig(wrong, RATE, 1)).getMessage();
    assertTrue(message.startsWith("layer_sigma_z: "), message);
  }
}
