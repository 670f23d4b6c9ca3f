package org.altgrad.plotting;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;

/** Writes run directories that look like real ones. */
public final class FakeRuns {
  private FakeRuns() {}

  /** One run directory with the given files. */
  public static Path run(Path dir, String config, String info, String metrics) throws IOException {
    Files.createDirectories(dir);
    Files.writeString(dir.resolve("config.yaml"), config);
    if (info != null) {
      Files.writeString(dir.resolve("run.yaml"), info);
    }
    if (metrics != null) {
      Files.writeString(dir.resolve("metrics.csv"), metrics);
    }
    return dir;
  }

  /** A recorded table of a run. */
  public static void recording(Path run, String name, long step, String csv) throws IOException {
    Path folder = Files.createDirectories(run.resolve("recordings").resolve(name));
    Files.writeString(folder.resolve(String.format("step-%09d.csv", step)), csv);
  }

  /** Four methods, three seeds, three depths, 40 epochs of two metrics on two splits. */
  public static void sweep(Path root) throws IOException {
    String[] methods = {"hnca", "hnca_baseline", "reinforce", "backprop"};
    double[] rate = {0.12, 0.16, 0.06, 0.2};
    double[] top = {0.955, 0.972, 0.93, 0.981};
    double[] noise = {-6, -7.5, -3, -9};
    int number = 0;
    for (int m = 0; m < methods.length; m++) {
      for (int depth = 1; depth <= 3; depth++) {
        for (int seed = 0; seed < 3; seed++) {
          Random random = new Random(1000L * m + 100 * depth + seed);
          double level =
              top[m] - 0.02 * (depth - 1) * (m == 2 ? 3 : 1) + 0.006 * random.nextGaussian();
          double speed = rate[m] / (1 + 0.3 * (depth - 1));
          StringBuilder csv = new StringBuilder("step,epoch,split,metric,value\n");
          for (int epoch = 0; epoch <= 40; epoch++) {
            double test = 0.1 + (level - 0.1) * (1 - Math.exp(-speed * epoch));
            test += 0.004 * random.nextGaussian();
            double train = test + 0.012 * epoch / 40 - 0.02 * Math.exp(-epoch / 4.0);
            double variance =
                Math.exp(noise[m] + 0.8 * depth - 0.03 * epoch + 0.25 * random.nextGaussian());
            row(csv, epoch, "train", "accuracy", train);
            row(csv, epoch, "test", "accuracy", test);
            row(csv, epoch, "train", "gradient_variance", variance);
            row(csv, epoch, "test", "loss", 0.05 - Math.log(test));
            row(csv, epoch, "train", "seconds", epoch * (4.0 + depth));
          }
          String config =
              """
              method:
                name: %s
                baseline: %s
              model: {depth: %d, width: 200}
              optimizer: {lr: 1e-4}
              seed: %d
              run: {dir: /somewhere/%d}
              """
                  .formatted(methods[m], m == 1, depth, seed, number);
          String state = number == 5 ? "INTERRUPTED" : "DONE";
          run(
              root.resolve("bandit_depth/run-" + number++),
              config,
              "state: " + state + "\nversion: 1.0.0\nseeds: {run: " + seed + "}\n",
              csv.toString());
        }
      }
    }
  }

  private static void row(StringBuilder csv, int epoch, String split, String metric, double v) {
    csv.append(
        String.format(Locale.ROOT, "%d,%d,%s,%s,%s%n", 1000 * epoch, epoch, split, metric, v));
  }
}
