package org.altgrad.graphs.identifiability;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.altgrad.base.Require;
import org.apache.commons.math3.random.RandomGenerator;
import org.apache.commons.math3.random.Well19937c;
import org.apache.commons.math3.stat.StatUtils;

/**
 * Bagged regression trees (Breiman 1996, 2001) whose targets are vectors: one-hot vectors make the
 * squared error the impurity of Gini, and so a forest that classifies.
 */
public final class Forest {

  /**
   * How trees grow.
   *
   * @param trees number, each of its own bootstrap sample
   * @param depth at most
   * @param leaf least number of rows of a leaf
   */
  public record Settings(int trees, int depth, int leaf, long seed) {
    public Settings {
      Require.atLeast("trees", trees, 1);
      Require.atLeast("depth", depth, 1);
      Require.atLeast("leaf", leaf, 1);
    }

    /** Fully grown trees. */
    public static Settings full(int trees, long seed) {
      return new Settings(trees, Integer.MAX_VALUE, 1, seed);
    }
  }

  private sealed interface Node permits Split, Leaf {}

  private record Split(int feature, double threshold, Node low, Node high) implements Node {}

  private record Leaf(double[] mean) implements Node {}

  private final Node[] trees;
  private final double[] gains;
  private final int outputs;

  /**
   * @param features [features][rows]
   * @param targets [outputs][rows]
   */
  public Forest(double[][] features, double[][] targets, Settings settings) {
    int[][] ascending =
        Arrays.stream(features).map(MutualInformation::ascending).toArray(int[][]::new);
    RandomGenerator random = new Well19937c(settings.seed());
    this.gains = new double[features.length];
    this.outputs = targets.length;
    this.trees = new Node[settings.trees()];
    for (int t = 0; t < trees.length; t++) {
      int[] times = new int[targets[0].length];
      for (int i = 0; i < times.length; i++) {
        times[random.nextInt(times.length)]++;
      }
      trees[t] = new Growth(features, targets, times, settings, gains).tree(ascending);
    }
  }

  /** Share of each feature in the squared error that all splits take away; zeros without splits. */
  double[] importances() {
    double all = StatUtils.sum(gains);
    return Arrays.stream(gains).map(gain -> all == 0 ? 0 : gain / all).toArray();
  }

  /**
   * Share of one feature alone, of each tree's variance over a box: that of the mean over all other
   * features (functional analysis of variance: Hutter, Hoos, Leyton-Brown 2014). The mean over
   * trees that vary; 0 if none does. Of forests with one output.
   *
   * @param low ends of the box [features], in which all points are alike
   * @param high as {@code low}
   */
  public double mainEffect(int feature, double[] low, double[] high) {
    double sum = 0;
    int varying = 0;
    for (Node tree : trees) {
      double mean = moment(tree, low, high, 1);
      double variance = moment(tree, low, high, 2) - mean * mean;
      if (variance <= 1e-12 * mean * mean) {
        continue;
      }
      TreeSet<Double> cuts = new TreeSet<>(List.of(low[feature], high[feature]));
      cuts(tree, feature, cuts);
      double own = 0;
      for (double from : cuts.headSet(high[feature]).tailSet(low[feature])) {
        double to = cuts.higher(from);
        double[] a = low.clone();
        double[] b = high.clone();
        a[feature] = from;
        b[feature] = to;
        double part = (to - from) / (high[feature] - low[feature]);
        own += part * Math.pow(moment(tree, a, b, 1) - mean, 2);
      }
      sum += own / variance;
      varying++;
    }
    return varying == 0 ? 0 : sum / varying;
  }

  /** Mean prediction over a box, in which all points are alike; of forests with one output. */
  public double mean(double[] low, double[] high) {
    return Arrays.stream(trees).mapToDouble(tree -> moment(tree, low, high, 1)).average().orElse(0);
  }

  private static void cuts(Node node, int feature, Set<Double> into) {
    if (node instanceof Split split) {
      if (split.feature == feature) {
        into.add(split.threshold);
      }
      cuts(split.low, feature, into);
      cuts(split.high, feature, into);
    }
  }

  /** Mean of a power of what a tree predicts, over a box. */
  private static double moment(Node node, double[] low, double[] high, int power) {
    if (node instanceof Leaf leaf) {
      return power == 1 ? leaf.mean[0] : leaf.mean[0] * leaf.mean[0];
    }
    Split split = (Split) node;
    int f = split.feature;
    double share = (split.threshold - low[f]) / (high[f] - low[f]);
    if (share <= 0 || share >= 1) {
      return moment(share <= 0 ? split.high : split.low, low, high, power);
    }
    double[] middle = high.clone();
    middle[f] = split.threshold;
    double below = moment(split.low, low, middle, power);
    middle = low.clone();
    middle[f] = split.threshold;
    return share * below + (1 - share) * moment(split.high, middle, high, power);
  }

  /** Mean prediction for a row of features [features][rows], [outputs]. */
  double[] predict(double[][] features, int row) {
    double[] sum = new double[outputs];
    for (Node tree : trees) {
      Node at = tree;
      while (at instanceof Split split) {
        at = features[split.feature][row] <= split.threshold ? split.low : split.high;
      }
      double[] mean = ((Leaf) at).mean;
      for (int o = 0; o < outputs; o++) {
        sum[o] += mean[o] / trees.length;
      }
    }
    return sum;
  }

  /** Grows one tree: every feature's rows stay sorted while they are parted. */
  private static final class Growth {
    private final double[][] features;
    private final double[][] targets;
    private final int[] times;
    private final Settings settings;
    private final double[] gains;
    private final boolean[] isLow;
    private int[][] sorted;

    Growth(
        double[][] features, double[][] targets, int[] times, Settings settings, double[] gains) {
      this.features = features;
      this.targets = targets;
      this.times = times;
      this.settings = settings;
      this.gains = gains;
      this.isLow = new boolean[times.length];
    }

    Node tree(int[][] ascending) {
      sorted =
          Arrays.stream(ascending)
              .map(rows -> Arrays.stream(rows).filter(i -> times[i] > 0).toArray())
              .toArray(int[][]::new);
      return node(0, sorted[0].length, 1);
    }

    private Node node(int from, int to, int depth) {
      double[] sums = new double[targets.length];
      double squares = 0;
      int n = 0;
      for (int at = from; at < to; at++) {
        int row = sorted[0][at];
        n += times[row];
        for (int o = 0; o < sums.length; o++) {
          double y = targets[o][row];
          sums[o] += times[row] * y;
          squares += times[row] * y * y;
        }
      }
      double explained = StatUtils.sumSq(sums) / n;
      Cut best = new Cut(-1, 0, 0);
      if (depth <= settings.depth() && squares - explained > 1e-12 * squares) {
        for (int f = 0; f < features.length; f++) {
          best = better(f, from, to, n, sums, best);
        }
      }
      double gain = best.explained - explained;
      if (best.feature < 0 || gain <= 1e-12 * squares) {
        int rows = n;
        return new Leaf(Arrays.stream(sums).map(s -> s / rows).toArray());
      }
      gains[best.feature] += gain;
      int middle = part(best, from, to);
      return new Split(
          best.feature, best.threshold, node(from, middle, depth + 1), node(middle, to, depth + 1));
    }

    /** The best cut of one feature, if it explains more than another. */
    private Cut better(int f, int from, int to, int n, double[] sums, Cut best) {
      double[] low = new double[sums.length];
      double[] x = features[f];
      int below = 0;
      for (int at = from; at < to - 1; at++) {
        int row = sorted[f][at];
        below += times[row];
        for (int o = 0; o < low.length; o++) {
          low[o] += times[row] * targets[o][row];
        }
        double next = x[sorted[f][at + 1]];
        boolean open = below >= settings.leaf() && n - below >= settings.leaf();
        if (open && next > x[row]) {
          double squareLow = 0;
          double squareHigh = 0;
          for (int o = 0; o < low.length; o++) {
            squareLow += low[o] * low[o];
            squareHigh += (sums[o] - low[o]) * (sums[o] - low[o]);
          }
          double explained = squareLow / below + squareHigh / (n - below);
          if (explained > best.explained) {
            // halfway, but never rounded up to the next value itself
            double half = x[row] + (next - x[row]) / 2;
            best = new Cut(f, half < next ? half : x[row], explained);
          }
        }
      }
      return best;
    }

    /** Parts all features' rows, each in its order; those of the cut's own feature are parted. */
    private int part(Cut cut, int from, int to) {
      int[] own = sorted[cut.feature];
      int middle = from;
      for (int at = from; at < to; at++) {
        isLow[own[at]] = features[cut.feature][own[at]] <= cut.threshold;
        middle += isLow[own[at]] ? 1 : 0;
      }
      for (int[] rows : sorted) {
        if (rows != own) {
          int[] high = new int[to - middle];
          int lows = 0;
          for (int at = from; at < to; at++) {
            if (isLow[rows[at]]) {
              rows[from + lows++] = rows[at];
            } else {
              high[at - from - lows] = rows[at];
            }
          }
          System.arraycopy(high, 0, rows, middle, high.length);
        }
      }
      return middle;
    }
  }

  private record Cut(int feature, double threshold, double explained) {}

  /** One-hot vectors [classes][rows]. */
  static double[][] oneHot(int[] classes) {
    double[][] targets = new double[Bins.count(classes)][classes.length];
    for (int i = 0; i < classes.length; i++) {
      targets[classes[i]][i] = 1;
    }
    return targets;
  }

  /** Root of the mean squared error of a forest with one output on rows from..to-1. */
  double rootMeanSquare(double[][] features, double[] target, int from, int to) {
    return Math.sqrt(
        IntStream.range(from, to)
            .mapToDouble(i -> Math.pow(predict(features, i)[0] - target[i], 2))
            .average()
            .orElseThrow());
  }

  /** Share of rows from..to-1 whose own class has the highest vote. */
  double accuracy(double[][] features, int[] classes, int from, int to) {
    return IntStream.range(from, to)
        .mapToDouble(i -> highest(predict(features, i)) == classes[i] ? 1 : 0)
        .average()
        .orElseThrow();
  }

  private static int highest(double[] votes) {
    int best = 0;
    for (int k = 1; k < votes.length; k++) {
      best = votes[k] > votes[best] ? k : best;
    }
    return best;
  }
}
