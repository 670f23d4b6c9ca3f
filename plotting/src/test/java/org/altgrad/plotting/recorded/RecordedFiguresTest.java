package org.altgrad.plotting.recorded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.altgrad.plotting.FakeRuns;
import org.junit.jupiter.api.Test;

/** Histograms, curves, matrices, traces and rasters. */
class RecordedFiguresTest extends RecordedFigures {
  @Test
  void agreementGrowsApartByLayerAndStep() throws IOException {
    for (String rule : List.of("and_mask", "mean")) {
      Path run = run(rule, "method: {combiner: " + rule + "}\n");
      for (long step : new long[] {0, 37, 150, 200, 372}) {
        StringBuilder csv = new StringBuilder("layer,sbar,fraction\n");
        for (int layer = 0; layer < 3; layer++) {
          double p = 0.5 + (rule.equals("mean") ? 0.0002 : 0.0006) * step + 0.02 * layer;
          for (int k = 0; k <= 16; k++) {
            double share = binomial(16, k, p) / 2 + binomial(16, k, 1 - p) / 2;
            csv.append("dense" + layer + "," + (k / 8.0 - 1) + "," + share + "\n");
          }
        }
        FakeRuns.recording(run, "agreement", step, csv.toString());
      }
    }
    List<String[]> data = draw("agreement", "agreement");
    assertEquals(
        List.of("step 0", "step 37", "step 200", "step 372"),
        data.stream().map(r -> r[1]).distinct().toList());
    assertEquals(6, data.stream().map(r -> r[0]).distinct().count());
    List<String[]> one = draw("agreement-steps", "agreement", "steps=0,400", "layers=dense1");
    assertEquals(2 * 2 * 17, one.size());
    assertTrue(message(() -> draw("x", "agreement", "steps=a")).contains("whole numbers"));
    assertTrue(message(() -> draw("x", "agreement", "layers=q")).contains("no layer 'q'"));
    String none = message(() -> draw("x", "kept"));
    assertTrue(none.contains("altgrad record") && none.contains("kept"), none);
  }

  private static double binomial(int n, int k, double p) {
    double c = 1;
    for (int i = 1; i <= k; i++) {
      c = c * (n - k + i) / i;
    }
    return c * Math.pow(p, k) * Math.pow(1 - p, n - k);
  }

  @Test
  void keptShares() throws IOException {
    for (String depth : List.of("2", "3")) {
      Path run = run(depth, "model: {depth: " + depth + "}\n");
      StringBuilder csv = new StringBuilder("layer,tau,fraction\n");
      for (int layer = 0; layer < 4; layer++) {
        for (int k = 16; k >= 0; k--) {
          double tau = k / 16.0;
          double kept = k == 0 ? 1 : Math.exp(-(2.0 + layer) * tau * tau);
          csv.append("\"dense" + layer + ", w\"," + tau + "," + kept + "\n");
        }
      }
      FakeRuns.recording(run, "kept", 10, csv.toString());
    }
    List<String[]> data = draw("kept", "kept");
    assertEquals(List.of("0", "0.0625"), data.stream().map(r -> r[2]).limit(2).toList());
    assertEquals(2 * 4 * 17, data.size());
  }

  @Test
  void correlationsOfTenRuns() throws IOException {
    for (int seed = 0; seed < 10; seed++) {
      Path run = run("r" + seed, "seed: " + seed + "\n");
      Random random = new Random(seed);
      double bias = 0.03 * random.nextGaussian();
      StringBuilder csv = new StringBuilder("side,tau,signal,correlation\n");
      for (int k = 0; k <= 16; k++) {
        double tau = k / 16.0;
        double noise = 0.01 * random.nextGaussian();
        double mechanism = 0.4 + bias * (1 - tau) + 0.58 * (1 - Math.exp(-4 * tau)) + noise;
        double shortcut = 0.75 * Math.exp(-3 * tau) + bias * (1 - tau) - noise;
        String end = k == 16 ? "NaN" : "" + (0.4 * (1 - tau) + bias);
        csv.append("and," + tau + ",mechanism," + mechanism + "\n");
        csv.append("and," + tau + ",shortcut," + shortcut + "\n");
        csv.append("xor," + -tau + ",mechanism," + end + "\n");
        csv.append("xor," + -tau + ",shortcut," + (0.75 + 0.2 * tau + bias) + "\n");
      }
      FakeRuns.recording(run, "correlation", 0, csv.toString());
    }
    List<String[]> data = draw("correlation", "correlation");
    assertEquals(22, data.stream().map(r -> r[1]).distinct().count());
    double mean =
        data.stream()
            .filter(r -> r[1].equals("mechanism") && r[2].equals("1"))
            .mapToDouble(r -> Double.parseDouble(r[3]))
            .findFirst()
            .orElseThrow();
    double expected =
        data.stream()
            .filter(r -> r[1].startsWith("seed=") && r[1].endsWith("mechanism"))
            .filter(r -> r[2].equals("1"))
            .mapToDouble(r -> Double.parseDouble(r[3]))
            .average()
            .orElseThrow();
    assertEquals(expected, mean, 1e-12);
  }

  @Test
  void scoresAndRandomGradientsOnLogarithmicAxes() throws IOException {
    int n = 3000;
    Random random = new Random(3);
    for (String rule : List.of("mean", "and_mask", "geometric")) {
      Path run = run(rule, "method: {combiner: " + rule + "}\n");
      StringBuilder score = new StringBuilder("epsilon,score\n");
      for (int k = -4; k <= 1; k++) {
        double ratio = rule.equals("mean") ? 30 : rule.equals("and_mask") ? 3 : 5;
        score.append(
            Math.pow(10, k) + "," + ratio * Math.pow(10, k) / (1 + Math.pow(10, k)) + "\n");
      }
      FakeRuns.recording(run, "ilc_score", 5, score.toString());
      StringBuilder csv = new StringBuilder("environments,rule,norm\n");
      for (int e : new int[] {5, 10, 20, 30, 50, 70, 100, 200, 300, 500}) {
        double root = Math.sqrt((double) n / e);
        double masked = e > 100 ? 0 : root * Math.exp(-0.09 * e);
        csv.append(e + ",mean," + root * (1 + 0.01 * random.nextGaussian()) + "\n");
        csv.append(e + ",sqrt(n/E)," + root + "\n");
        csv.append(e + ",masked," + masked + "\n");
        csv.append(e + ",bound," + 2 * root * Math.exp(-0.085 * e) + "\n");
      }
      FakeRuns.recording(run, "random_gradients", 5, csv.toString());
    }
    assertEquals(18, draw("ilc-score", "ilc-score").size());
    List<String[]> data = draw("random-gradients", "random-gradients");
    double[] line =
        data.stream()
            .filter(r -> r[1].equals("sqrt(n/E)") && r[2].equals("10"))
            .mapToDouble(r -> Double.parseDouble(r[3]))
            .toArray();
    assertEquals(17.3205, line[0], 1e-4);
  }

  @Test
  void cosinesAndCurvature() throws IOException {
    int number = 0;
    for (String rule : List.of("and_mask", "mean")) {
      for (int seed = 0; seed < 3; seed++) {
        Path run = run("r" + number++, "method: {combiner: " + rule + "}\nseed: " + seed + "\n");
        StringBuilder csv = new StringBuilder("env_a,env_b,cosine\n");
        for (int a = 0; a < 12; a++) {
          for (int b = a; b < 12; b++) {
            double cosine =
                a == b ? 1 : Math.cos(0.5 * (a - b)) * (rule.equals("mean") ? 0.3 : 0.7);
            csv.append(a + "," + b + "," + cosine + "\n");
          }
        }
        if (seed == 0) {
          FakeRuns.recording(run, "cosines", 7, csv.toString());
        }
        StringBuilder hessian = new StringBuilder("layer,log_ratio\n");
        for (int layer = 0; layer < 4; layer++) {
          double ratio = (rule.equals("mean") ? 3 : 1) * (1 + layer) + 0.2 * seed;
          hessian.append("dense" + layer + "," + ratio + "\n");
        }
        FakeRuns.recording(run, "hessian", 7, hessian.toString());
      }
    }
    List<String[]> cosines = draw("cosines", "cosines");
    assertEquals(2 * 144, cosines.size());
    assertTrue(
        cosines.stream()
            .anyMatch(
                r ->
                    r[0].startsWith("1: and_mask")
                        && r[1].equals("11")
                        && r[2].equals("2")
                        && Math.abs(Double.parseDouble(r[3]) - 0.7 * Math.cos(4.5)) < 1e-12));
    List<String[]> bars = draw("hessian", "hessian");
    String[] last = bars.get(bars.size() - 1);
    assertEquals(List.of("mean", "dense3"), List.of(last[1], last[2]));
    assertEquals(12.2, Double.parseDouble(last[3]), 1e-12);
    assertEquals(12.0, Double.parseDouble(last[4]), 1e-12);
  }

  @Test
  void tracesInWindows() throws IOException {
    Path run = run("reservoir", "seed: 42\n");
    StringBuilder csv = new StringBuilder("t,unit,target,output\n");
    Random random = new Random(2);
    for (int unit = 0; unit < 10; unit++) {
      for (int step = 0; step < 7000; step++) {
        double target = Math.tanh(2 * Math.sin(step / 40.0 * (1 + 0.13 * unit) + unit));
        double learned = 1 - Math.exp(-Math.max(0, step - 1820) / 900.0);
        double output = learned * target + 0.15 * random.nextGaussian() * (1 - 0.7 * learned);
        csv.append(step / 1000.0 + "," + unit + "," + target + "," + output + "\n");
      }
    }
    FakeRuns.recording(run, "trace", 18200, csv.toString());
    List<String[]> data = draw("trace", "trace", "windows=1.8-2.8,3-4,5-6");
    assertEquals(2 * 3 * 10 * 1001, data.size());
    draw("trace-lines", "trace", "view=lines", "units=0,5", "windows=1.8-2.8,5-6");
    String late = message(() -> draw("x", "trace", "windows=8-9"));
    assertTrue(late.contains("nothing between 8-9 seconds") && late.contains("unit-time"), late);
    assertTrue(message(() -> draw("x", "trace", "windows=8")).contains("from-to"));
    assertTrue(message(() -> draw("x", "trace", "units=77")).contains("no unit '77'"));
  }

  @Test
  void rastersByLayer() throws IOException {
    Path run = run("lif", "seed: 1\n");
    StringBuilder csv = new StringBuilder("layer,unit,t\n");
    Random random = new Random(4);
    for (int layer = 0; layer < 3; layer++) {
      for (int unit = 0; unit < (layer == 0 ? 40 : layer == 1 ? 20 : 2); unit++) {
        for (double t = 0; t < 0.5; t += 0.001) {
          double rate = 0.03 * (1 + Math.sin(30 * t + unit * 0.3));
          if (random.nextDouble() < rate) {
            csv.append("layer" + layer + "," + unit + "," + t + "\n");
          }
        }
      }
    }
    FakeRuns.recording(run, "raster", 1, csv.toString());
    assertEquals(csv.toString().lines().count() - 1, draw("raster", "raster").size());
    long inside =
        csv.toString()
            .lines()
            .filter(line -> line.startsWith("layer1,"))
            .mapToDouble(line -> Double.parseDouble(line.split(",")[2]))
            .filter(t -> t >= 0.1 && t <= 0.2)
            .count();
    assertTrue(inside > 20);
    assertEquals(
        inside, draw("raster-part", "raster", "layers=layer1", "from=0.1", "to=0.2").size());
    assertTrue(message(() -> draw("x", "raster", "layers=layer9")).contains("layer2"));
  }
}
