package org.altgrad.graphs.biohsic.reservoir;

import org.altgrad.base.Inline;
import org.altgrad.base.Require;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.core.Variables;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/**
 * A reservoir: r = tanh(u) + noise, o = r Wo + noise, u ← u + (dt / τ) (-u + λ r Wr + v Wi + o Wf).
 *
 * <p>Wi and Wf are uniform on (-1, 1); an entry of Wr is normal with variance 1 / (0.1 n) with
 * probability {@code connectivity} and else 0. These never change.
 *
 * @param name {@code reservoir}
 * @param units n
 * @param tau τ in seconds
 * @param dt time step in seconds
 * @param gain λ, close to the spectral radius of λ Wr where the connectivity is 0.1
 * @param connectivity part of the entries of Wr that are not 0; the reference implementation, by an
 *     inverted mask, keeps 0.9
 * @param inputScale what v is multiplied by
 * @param feedback what o is multiplied by on its way back, 0: not fed back
 */
public record ReservoirModel(
    String name,
    int units,
    double tau,
    double dt,
    double gain,
    double connectivity,
    double inputScale,
    double feedback,
    @Inline Noise noise) {

  /**
   * Uniform noise, drawn at every time step.
   *
   * @param hiddenNoise half the width of the noise of r
   * @param outputNoise half the width of the noise of o
   */
  public record Noise(double hiddenNoise, double outputNoise) {
    public Noise {
      Require.notNegative("hiddenNoise", hiddenNoise);
      Require.notNegative("outputNoise", outputNoise);
    }

    /** Whether anything is drawn. */
    public boolean any() {
      return hiddenNoise > 0 || outputNoise > 0;
    }
  }

  /** Wr has this variance times n inverted, whatever the connectivity is. */
  private static final double INTENDED_CONNECTIVITY = 0.1;

  public ReservoirModel {
    Require.that(units >= 1, "units", "at least 1", units);
    Require.that(dt > 0 && Double.isFinite(dt), "dt", "a positive number", dt);
    Require.that(tau >= dt && Double.isFinite(tau), "tau", "at least the time step dt, " + dt, tau);
    Require.that(gain >= 0 && Double.isFinite(gain), "gain", "a number of at least 0", gain);
    Require.that(
        connectivity >= 0 && connectivity <= 1, "connectivity", "between 0 and 1", connectivity);
    Require.that(Double.isFinite(inputScale), "inputScale", "a finite number", inputScale);
    Require.that(Double.isFinite(feedback), "feedback", "a finite number", feedback);
  }

  /** dt / τ. */
  double rho() {
    return dt / tau;
  }

  /**
   * The weights that never change.
   *
   * @param recurrent λ Wr, [n, n]
   * @param input Wi times the scale, [inputs, n]
   * @param back Wf times the strength of the feedback, [outputs, n]
   */
  public record Weights<T extends TNumber>(Expr<T> recurrent, Expr<T> input, Expr<T> back) {}

  /** Draws weights. What is drawn depends on the streams alone. */
  public <T extends TNumber> Weights<T> draw(
      Nodes<T> nodes, Randoms randoms, int inputs, int outputs) {
    double sd = 1 / Math.sqrt(INTENDED_CONNECTIVITY * units);
    Shape square = Shape.of(units, units);
    Expr<T> normal = randoms.normal(nodes, "recurrent", Randoms.shape(nodes, square));
    Expr<T> uniform = randoms.uniform(nodes, "connected", Randoms.shape(nodes, square));
    Expr<T> kept = nodes.indicator(uniform.less(nodes.constant(connectivity)));
    return new Weights<>(
        normal.times(kept).times(gain * sd),
        symmetric(nodes, randoms, "input", Shape.of(inputs, units)).times(inputScale),
        symmetric(nodes, randoms, "back", Shape.of(outputs, units)).times(feedback));
  }

  /** Uniform on (-1, 1). */
  private static <T extends TNumber> Expr<T> symmetric(
      Nodes<T> nodes, Randoms randoms, String name, Shape shape) {
    return randoms.uniform(nodes, name, Randoms.shape(nodes, shape)).times(2).minus(1);
  }

  /** {@link #draw Drawn} weights as state variables {@code <name>/recurrent} and so on. */
  public <T extends TNumber> Weights<T> create(
      Nodes<T> nodes, Variables variables, Randoms randoms, String name, int inputs, int outputs) {
    Weights<T> drawn = draw(nodes, randoms.scope(name), inputs, outputs);
    return new Weights<>(
        variables.state(name + "/recurrent", drawn.recurrent()).value(),
        variables.state(name + "/input", drawn.input()).value(),
        variables.state(name + "/back", drawn.back()).value());
  }

  /**
   * Firing rates r, [rows, n].
   *
   * @param u [rows, n]
   * @param randoms at the time step
   */
  public <T extends TNumber> Expr<T> rates(Expr<T> u, Randoms randoms) {
    return noisy(Expr.tanh(u), randoms, "hidden", noise.hiddenNoise());
  }

  /**
   * Outputs o, [rows, outputs].
   *
   * @param r [rows, n]
   * @param readout Wo of each row, [rows, n, outputs]
   */
  public <T extends TNumber> Expr<T> output(Expr<T> r, Expr<T> readout, Randoms randoms) {
    return noisy(plainOutput(r, readout), randoms, "output", noise.outputNoise());
  }

  /** Outputs without noise. */
  static <T extends TNumber> Expr<T> plainOutput(Expr<T> r, Expr<T> readout) {
    long rows = readout.shape().get(0);
    long outputs = readout.shape().get(2);
    // One row is an ordinary product, which is faster than a batched one.
    return rows == 1
        ? r.matmul(readout.reshape(-1, outputs))
        : r.expand(1).batchMatmul(readout).reshape(rows, outputs);
  }

  /**
   * The state after a time step, [rows, n].
   *
   * @param drive v Wi, [rows, n]; constant while a sample is held
   * @param o outputs, [rows, outputs], which count only where there is feedback
   */
  public <T extends TNumber> Expr<T> next(
      Expr<T> u, Expr<T> r, Expr<T> drive, Expr<T> o, Expr<T> recurrent, Expr<T> back) {
    Expr<T> input = r.matmul(recurrent).plus(drive);
    Expr<T> all = feedback == 0 ? input : input.plus(o.matmul(back));
    return u.plus(all.minus(u).times(rho()));
  }

  private static <T extends TNumber> Expr<T> noisy(
      Expr<T> x, Randoms randoms, String name, double half) {
    if (half == 0) {
      return x;
    }
    var shape = x.nodes().tf().shape(x, TInt64.class);
    Expr<T> uniform = randoms.uniform(x.nodes(), name, shape);
    return x.plus(uniform.times(2 * half).minus(half));
  }
}
