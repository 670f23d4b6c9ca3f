package org.altgrad.plotting.recorded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.altgrad.plotting.FakeRuns;
import org.altgrad.plotting.catalogue.Declared;
import org.altgrad.plotting.figure.Legend;
import org.altgrad.plotting.runs.Runs;
import org.altgrad.plotting.style.Numbers;
import org.apache.commons.math3.distribution.TDistribution;
import org.junit.jupiter.api.Test;

/** Potentials, spikes and memory of networks with dynamics. */
class DynamicsFiguresTest extends RecordedFigures {
  private static final int[] WIDTHS = {10, 4, 2};

  /** What a unit has at a time step; a readout's activity is its potential. */
  private static double potential(int model, int sample, int layer, int unit, int step) {
    return Math.sin(0.3 * step + unit) / (1 + layer) + 10 * model + 100 * sample;
  }

  private static double activity(int model, int sample, int layer, int unit, int step) {
    double u = potential(model, sample, layer, unit, step);
    return layer == 2 ? u : Math.tanh(u);
  }

  /** Two networks, three examples; time runs backwards, for rows may come in any order. */
  private void traces(Path run) throws IOException {
    StringBuilder csv = new StringBuilder("model,sample,layer,unit,t,potential,activity\n");
    for (int model = 0; model < 2; model++) {
      for (int sample = 0; sample < 3; sample++) {
        for (int layer = 0; layer < 3; layer++) {
          for (int unit = 0; unit < WIDTHS[layer]; unit++) {
            for (int step = 20; step >= 1; step--) {
              csv.append(model + "," + sample + "," + layer + "," + unit + "," + step / 1000.0);
              csv.append("," + potential(model, sample, layer, unit, step));
              csv.append("," + activity(model, sample, layer, unit, step) + "\n");
            }
          }
        }
      }
    }
    FakeRuns.recording(run, "traces", 9, csv.toString());
  }

  private static void checkPotentials(List<String[]> data, int model, int sample) {
    for (String[] row : data) {
      int layer = Integer.parseInt(row[0].replaceAll(".*layer (\\d).*", "$1"));
      int unit = Integer.parseInt(row[1].replace("unit ", ""));
      int step = (int) Math.round(Double.parseDouble(row[2]));
      double expected =
          row[0].endsWith("activity")
              ? activity(model, sample, layer, unit, step)
              : potential(model, sample, layer, unit, step);
      assertEquals(expected, Double.parseDouble(row[3]), 1e-12, String.join(", ", row));
    }
  }

  @Test
  void potentialsAreThoseOfOneExampleAndNetwork() throws IOException {
    traces(run("leaky", "seed: 0\n"));
    List<String[]> data = draw("potentials", "potentials");
    // Seven of ten units, four, and the two of the readout, which has one panel.
    assertEquals((2 * 7 + 2 * 4 + 2) * 20, data.size());
    checkPotentials(data, 0, 0);
    List<String> panels = data.stream().map(r -> r[0]).distinct().toList();
    assertEquals(5, panels.size());
    assertEquals(
        "1: layer 0, example 0, model 0: 7 of 10 units, membrane potential", panels.get(0));
    assertEquals("5: layer 2, example 0, model 0, membrane potential", panels.get(4));
    assertEquals(
        List.of("1", "2", "3"), data.stream().limit(3).map(r -> r[2]).toList(), "milliseconds");

    List<String[]> other =
        draw("potentials-1", "potentials", "example=2", "model=1", "layers=0,2", "most=20");
    assertEquals((2 * 10 + 2) * 20, other.size());
    checkPotentials(other, 1, 2);
    assertTrue(other.stream().noneMatch(r -> r[0].contains(" of 10 units")));

    assertTrue(message(() -> draw("x", "potentials", "example=3")).contains("no example '3'"));
    assertTrue(message(() -> draw("x", "potentials", "model=7")).contains("no model '7'"));
    String layer = message(() -> draw("x", "potentials", "layers=5"));
    assertTrue(layer.contains("no layer '5'; available: 0, 1, 2"), layer);
    assertTrue(message(() -> draw("x", "potentials", "most=0")).contains("from 1 to 100"));
    assertTrue(message(() -> draw("x", "raster")).contains("altgrad record"));
  }

  @Test
  void rastersShowOneExample() throws IOException {
    FakeRuns.recording(
        run("spiking", "seed: 0\n"),
        "raster",
        9,
        """
        model,sample,layer,unit,t
        0,10,0,1,0.003
        0,2,0,3,0.004
        0,2,1,0,0.006
        1,2,0,2,0.005
        """);
    List<String[]> data = draw("raster-first", "raster");
    assertEquals(List.of("0.004", "0.006"), data.stream().map(r -> r[2]).toList());
    assertTrue(data.get(0)[0].startsWith("1: layer 0, example 2, model 0"), data.get(0)[0]);
    List<String[]> other = draw("raster-model", "raster", "example=2", "model=1");
    assertEquals(List.of("0.005"), other.stream().map(r -> r[2]).toList());
    assertTrue(message(() -> draw("x", "raster", "example=5")).contains("no example '5'"));
  }

  @Test
  void memoryCurvesAreMeansOverSeedsWithTheirCapacity() throws IOException {
    double[] decay = {0.5, 0.8};
    for (int arm = 0; arm < 2; arm++) {
      for (int seed = 0; seed < 3; seed++) {
        StringBuilder csv = new StringBuilder("delay,r2\n");
        for (int k = 0; k <= 10; k++) {
          csv.append(k + "," + r2(decay[arm], seed, k) + "\n");
        }
        String config = "model: {gain: " + decay[arm] + "}\nseed: " + seed + "\n";
        FakeRuns.recording(run("r" + arm + seed, config), "memory_curve", 4, csv.toString());
      }
    }
    List<String[]> data = draw("memory-curve", "memory-curve");
    assertEquals(2 * 11, data.size());
    double t = new TDistribution(2).inverseCumulativeProbability(0.975);
    for (String[] row : data) {
      double rate = Double.parseDouble(row[1].replace("gain=", ""));
      int k = Integer.parseInt(row[2]);
      double mean = (r2(rate, 0, k) + r2(rate, 1, k) + r2(rate, 2, k)) / 3;
      // Seeds are evenly apart, so that their standard deviation is that distance.
      double sd = r2(rate, 1, k) - r2(rate, 0, k);
      assertEquals(mean, Double.parseDouble(row[3]), 1e-12);
      double upper = Math.min(1, mean + t * sd / Math.sqrt(3)); // none explains more than all
      assertEquals(upper, Double.parseDouble(row[5]), 1e-9);
    }
    // Σ over k ≥ 1 of 0.5^k is 1 - 2^-10; seeds have 0.9, 0.95 and 1 of it.
    double capacity = (1 - Math.pow(2, -10)) * 0.95;
    double apart = (1 - Math.pow(2, -10)) * 0.05;
    assertEquals(
        "gain=0.5: memory capacity " + Numbers.value(capacity) + " ± " + Numbers.value(apart),
        legend("band=sd").get(0));
    double slow = 4 * (1 - Math.pow(0.8, 10)) * 0.95;
    assertEquals("gain=0.8: memory capacity " + Numbers.value(slow), legend("band=none").get(1));
    List<String[]> seeds = draw("memory-curve-seeds", "memory-curve", "band=seeds");
    assertEquals((2 + 6) * 11, seeds.size());
    assertTrue(message(() -> draw("x", "memory-curve", "band=iqr")).contains("seeds"));
    assertTrue(message(() -> draw("x", "memory-curve", "step=5")).contains("nearest step is 4"));
  }

  private static double r2(double rate, int seed, int k) {
    return Math.pow(rate, k) * (0.9 + 0.05 * seed);
  }

  private List<String> legend(String option) {
    String[] pair = option.split("=");
    return Declared.figures()
        .named("memory-curve")
        .draw(Runs.read(List.of(dir)), java.util.Map.of(pair[0], pair[1]))
        .legend()
        .stream()
        .map(Legend.Entry::text)
        .toList();
  }
}
