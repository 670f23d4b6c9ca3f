package org.altgrad.train.search;

/**
 * The numbers of a law as a search sees them: themselves or their logarithms, which are places.
 *
 * @param low end of the domain; steps widen it by half a step on both sides
 * @param high as {@code low}
 * @param step between the points that it has; 0 for all reals
 * @param log whether a point is the logarithm of the number
 * @param mean of the law of which nothing is known yet
 * @param scale of that law, and the most that a kernel is wide
 */
record Domain(double low, double high, double step, boolean log, double mean, double scale) {
  /** All of a domain alike. */
  static Domain bounded(double low, double high, double step, boolean log) {
    return new Domain(
        low - step / 2, high + step / 2, step, log, 0.5 * (low + high), high - low + step);
  }

  /** A normal law. */
  static Domain normal(double mean, double sd, double step, boolean log) {
    return new Domain(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, step, log, mean, sd);
  }

  boolean isBounded() {
    return low > Double.NEGATIVE_INFINITY;
  }

  /** The place of a number. */
  double place(double number) {
    return inside(log ? StrictMath.log(number) : number);
  }

  /** The number at a place. */
  double number(double place) {
    return log ? StrictMath.exp(place) : place;
  }

  /** The point of the domain that is nearest to a place. */
  double snap(double place) {
    if (step == 0) {
      return inside(place);
    }
    double first = isBounded() ? low + step / 2 : 0;
    double last = isBounded() ? high - step / 2 : Double.POSITIVE_INFINITY;
    double snapped = first + StrictMath.rint((place - first) / step) * step;
    return isBounded() ? StrictMath.min(StrictMath.max(snapped, first), last) : snapped;
  }

  /** The place below which the law has a share u of (0, 1). */
  double at(double u) {
    return isBounded()
        ? inside(low + (high - low) * u)
        : mean + scale * Normals.quantile(StrictMath.log(u));
  }

  /** The share of the law below a place. */
  double share(double place) {
    return isBounded()
        ? high > low ? (inside(place) - low) / (high - low) : 0.5
        : StrictMath.exp(Normals.logCumulative((place - mean) / scale));
  }

  private double inside(double place) {
    return StrictMath.min(StrictMath.max(place, low), high);
  }
}
