package org.altgrad.data.mixing;

/** A strictly increasing function of one number, with its derivative and its inverse. */
public enum Activation {
  /** 0.2 t + 0.8 log(1 + e^t), a leaky rectifier without a kink. */
  SMOOTH_LRELU,
  /** t above zero, 0.2 t below. */
  LRELU,
  /** 1 / (1 + e^-t). */
  SIGMOID,
  /** t. */
  NONE;

  private static final double LEAK = 0.2;
  private static final int NEWTON_STEPS = 100;

  /** phi(t). */
  public double apply(double t) {
    return switch (this) {
      case SMOOTH_LRELU -> LEAK * t + (1 - LEAK) * softplus(t);
      case LRELU -> t > 0 ? t : LEAK * t;
      case SIGMOID -> sigmoid(t);
      case NONE -> t;
    };
  }

  /** phi'(t). */
  public double slope(double t) {
    return switch (this) {
      case SMOOTH_LRELU -> LEAK + (1 - LEAK) * sigmoid(t);
      case LRELU -> t > 0 ? 1 : LEAK;
      case SIGMOID -> sigmoid(t) * sigmoid(-t);
      case NONE -> 1;
    };
  }

  /** The t with phi(t) = y. */
  public double inverse(double y) {
    return switch (this) {
      case SMOOTH_LRELU -> newton(y);
      case LRELU -> y > 0 ? y : y / LEAK;
      case SIGMOID -> StrictMath.log(y) - StrictMath.log1p(-y);
      case NONE -> y;
    };
  }

  /** phi'(-infinity). */
  double least() {
    return switch (this) {
      case SMOOTH_LRELU, LRELU -> LEAK;
      case SIGMOID -> 0;
      case NONE -> 1;
    };
  }

  /** Newton's method: phi is convex, so from the second step on it comes down without overshoot. */
  private double newton(double y) {
    double t = y;
    for (int i = 0; i < NEWTON_STEPS; i++) {
      double step = (apply(t) - y) / slope(t);
      t -= step;
      if (Math.abs(step) <= 1e-15 * Math.max(1, Math.abs(t))) {
        break;
      }
    }
    return t;
  }

  static double softplus(double t) {
    return Math.max(t, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(t)));
  }

  static double sigmoid(double t) {
    return 1 / (1 + StrictMath.exp(-t));
  }
}
