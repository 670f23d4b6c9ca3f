package org.altgrad.train.search;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.altgrad.data.random.RandomStream;

/**
 * A density of points of several parameters: a mixture with a component around each observation and
 * a wide one, the prior, at the end. A component is a product over the parameters.
 *
 * <p>A point is [parameters] places: numbers on their {@link Domain}, choices by their index.
 */
final class ParzenEstimator {
  /** Observations that count whole; older ones count the less the older they are. */
  private static final int FULL = 25;

  private final double[] logWeights;
  private final double[] weights;
  private final List<Kernels> kernels;

  /**
   * A density.
   *
   * @param observations [observations][parameters], oldest first
   */
  ParzenEstimator(List<Distribution> distributions, double[][] observations) {
    this.weights = weights(observations.length);
    this.logWeights = Arrays.stream(weights).map(StrictMath::log).toArray();
    this.kernels =
        IntStream.range(0, distributions.size())
            .mapToObj(
                p ->
                    Kernels.of(
                        distributions.get(p),
                        Arrays.stream(observations).mapToDouble(point -> point[p]).toArray()))
            .toList();
  }

  /** Weights of n observations, oldest first, and of the prior; of sum 1. */
  static double[] weights(int n) {
    double[] weights = new double[n + 1];
    Arrays.fill(weights, 1);
    int old = n - FULL;
    for (int i = 0; i < old; i++) {
      weights[i] = old == 1 ? 1.0 / n : 1.0 / n + (1 - 1.0 / n) * i / (old - 1);
    }
    double sum = Arrays.stream(weights).sum();
    return Arrays.stream(weights).map(w -> w / sum).toArray();
  }

  /** A point at random. */
  double[] draw(RandomStream random) {
    double u = random.nextDouble();
    int component = 0;
    while (component < weights.length - 1 && u >= weights[component]) {
      u -= weights[component++];
    }
    double[] point = new double[kernels.size()];
    for (int p = 0; p < point.length; p++) {
      point[p] = kernels.get(p).draw(component, Draws.open(random));
    }
    return point;
  }

  /** Logarithm of the density at a point. */
  double log(double[] point) {
    double[] logs = new double[weights.length];
    double high = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < logs.length; c++) {
      logs[c] = logWeights[c];
      for (int p = 0; p < point.length; p++) {
        logs[c] += kernels.get(p).log(c, point[p]);
      }
      high = StrictMath.max(high, logs[c]);
    }
    if (high == Double.NEGATIVE_INFINITY) {
      return high;
    }
    double sum = 0;
    for (double log : logs) {
      sum += StrictMath.exp(log - high);
    }
    return high + StrictMath.log(sum);
  }

  /** What all components are in one parameter; the last is the prior. */
  sealed interface Kernels {
    /** The place below which a component has a share u of (0, 1). */
    double draw(int component, double u);

    /** Logarithm of a component's density at a place. */
    double log(int component, double place);

    private static Kernels of(Distribution distribution, double[] places) {
      return distribution instanceof Distribution.Choice choice
          ? new ChoiceKernels(ChoiceKernels.rows(choice.weights(), places))
          : NormalKernels.of(((Distribution.Numeric) distribution).domain(), places);
    }
  }

  /**
   * Probabilities of choices.
   *
   * @param rows [components][choices]
   */
  record ChoiceKernels(double[][] rows) implements Kernels {
    /** One observed choice more than the prior's share for each row, the prior itself at last. */
    static double[][] rows(List<Double> prior, double[] observed) {
      int n = observed.length + 1;
      double[][] rows = new double[n][prior.size()];
      for (int c = 0; c < n; c++) {
        for (int k = 0; k < prior.size(); k++) {
          boolean own = c < observed.length && observed[c] == k;
          rows[c][k] = prior.get(k) * prior.size() / n + (own ? 1 : 0);
        }
        double sum = Arrays.stream(rows[c]).sum();
        rows[c] = Arrays.stream(rows[c]).map(w -> w / sum).toArray();
      }
      return rows;
    }

    @Override
    public double draw(int component, double u) {
      double rest = u;
      int k = 0;
      while (k < rows[component].length - 1 && rest >= rows[component][k]) {
        rest -= rows[component][k++];
      }
      return k;
    }

    @Override
    public double log(int component, double place) {
      return StrictMath.log(rows[component][(int) place]);
    }
  }

  /**
   * Normal laws that are cut at the ends of a domain, and summed up over steps where it has them.
   *
   * @param mus [components]
   * @param sigmas [components]
   * @param logMasses [components] of what the ends leave of each
   */
  record NormalKernels(Domain domain, double[] mus, double[] sigmas, double[] logMasses)
      implements Kernels {
    static NormalKernels of(Domain domain, double[] observed) {
      double[] mus = Arrays.copyOf(observed, observed.length + 1);
      mus[observed.length] = domain.mean();
      double[] sigmas = sigmas(domain, observed);
      double[] logMasses = new double[mus.length];
      for (int c = 0; c < mus.length; c++) {
        logMasses[c] =
            Normals.logMass(
                (domain.low() - mus[c]) / sigmas[c], (domain.high() - mus[c]) / sigmas[c]);
      }
      return new NormalKernels(domain, mus, sigmas, logMasses);
    }

    /** Widths of the observations' kernels and, at last, of the prior's. */
    static double[] sigmas(Domain domain, double[] observed) {
      double[] sigmas = clipped(domain, inner(observed, gaps(domain, observed)));
      sigmas = Arrays.copyOf(sigmas, observed.length + 1);
      // A domain of one point has no width; any will do.
      sigmas[observed.length] = domain.scale() > 0 ? domain.scale() : 1;
      return sigmas;
    }

    /** The larger gap of each observation to its neighbours, the ends of the domain among them. */
    static double[] gaps(Domain domain, double[] observed) {
      int[] order = ascending(observed);
      double[] gaps = new double[observed.length];
      for (int i = 0; i < order.length; i++) {
        double place = observed[order[i]];
        double below = i == 0 ? domain.low() : observed[order[i - 1]];
        double above = i == order.length - 1 ? domain.high() : observed[order[i + 1]];
        gaps[order[i]] = StrictMath.max(place - below, above - place);
      }
      return gaps;
    }

    /** Of two or more, the first and the last have the gap to their one neighbour. */
    static double[] inner(double[] observed, double[] gaps) {
      int[] order = ascending(observed);
      int n = order.length;
      double[] inner = gaps.clone();
      if (n > 1) {
        inner[order[0]] = observed[order[1]] - observed[order[0]];
        inner[order[n - 1]] = observed[order[n - 1]] - observed[order[n - 2]];
      }
      return inner;
    }

    /** Between the scale and a part of it, which is the smaller the more there is. */
    static double[] clipped(Domain domain, double[] gaps) {
      double scale = domain.scale() > 0 ? domain.scale() : 1;
      double least = scale / StrictMath.min(100, 2 + gaps.length);
      return Arrays.stream(gaps)
          .map(gap -> StrictMath.min(StrictMath.max(gap, least), scale))
          .toArray();
    }

    private static int[] ascending(double[] places) {
      return IntStream.range(0, places.length)
          .boxed()
          .sorted((a, b) -> Double.compare(places[a], places[b]))
          .mapToInt(i -> i)
          .toArray();
    }

    @Override
    public double draw(int component, double u) {
      double mu = mus[component];
      double sigma = sigmas[component];
      double standard =
          Normals.quantile(u, (domain.low() - mu) / sigma, (domain.high() - mu) / sigma);
      return domain.snap(mu + sigma * standard);
    }

    @Override
    public double log(int component, double place) {
      double mu = mus[component];
      double sigma = sigmas[component];
      double half = domain.step() / 2;
      return half == 0
          ? Normals.logDensity((place - mu) / sigma) - StrictMath.log(sigma) - logMasses[component]
          : Normals.logMass((place - half - mu) / sigma, (place + half - mu) / sigma)
              - logMasses[component];
    }
  }
}
