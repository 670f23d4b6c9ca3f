package org.altgrad.data.mixing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.altgrad.data.Constant;

/**
 * An affine coupling of the halves (z0, z1) of the sources, in the direction that makes data:
 *
 * <pre>
 *   x0 = (z0 - shift) exp(-scale)
 *   x1 = (z1 - t(x0)) exp(-s(x0))
 * </pre>
 *
 * (I. Khemakhem et al., Causal autoregressive flows, AISTATS 2021, arXiv:2011.02268). Constants
 * {@code coupling_shift} and {@code coupling_scale} {@code [k]}, k = d/2, and of the networks s and
 * t {@code coupling_s_w1} {@code [h, k]}, {@code …_b1} {@code [h]}, {@code …_w2} {@code [k, h]},
 * {@code …_b2} {@code [k]}.
 *
 * @param shift k numbers
 * @param scale k numbers
 * @param s the network that scales the second half
 * @param t the network that shifts it
 */
public record Coupling(double[] shift, double[] scale, Network s, Network t)
    implements BijectiveMixing {

  /**
   * w2 phi(w1 x + b1) + b2 with leaky rectifiers.
   *
   * @param w1 {@code [h][k]}
   * @param b1 {@code [h]}
   * @param w2 {@code [k][h]}
   * @param b2 {@code [k]}
   */
  public record Network(double[][] w1, double[] b1, double[][] w2, double[] b2) {
    private double[] at(double[] x) {
      double[] hidden = hidden(x);
      Arrays.setAll(hidden, i -> Activation.LRELU.apply(hidden[i]));
      return Matrices.sum(Matrices.product(w2, hidden), b2, 1);
    }

    private double[][] jacobian(double[] x) {
      double[] hidden = hidden(x);
      double[][] inner = new double[hidden.length][];
      Arrays.setAll(inner, i -> Matrices.scaled(w1[i], Activation.LRELU.slope(hidden[i])));
      return Matrices.product(w2, inner);
    }

    private double[] hidden(double[] x) {
      return Matrices.sum(Matrices.product(w1, x), b1, 1);
    }

    private List<Constant> constants(String prefix) {
      return List.of(
          Constant.matrix(prefix + "_w1", w1),
          Constant.vector(prefix + "_b1", b1),
          Constant.matrix(prefix + "_w2", w2),
          Constant.vector(prefix + "_b2", b2));
    }
  }

  @Override
  public int sources() {
    return 2 * shift.length;
  }

  @Override
  public double[] mix(double[] z) {
    int k = shift.length;
    double[] x = new double[2 * k];
    double[] x0 = first(z);
    double[] scales = s.at(x0);
    double[] shifts = t.at(x0);
    for (int i = 0; i < k; i++) {
      x[i] = x0[i];
      x[k + i] = (z[k + i] - shifts[i]) * StrictMath.exp(-scales[i]);
    }
    return x;
  }

  /** The first half of the observations. */
  private double[] first(double[] z) {
    double[] x0 = new double[shift.length];
    for (int i = 0; i < x0.length; i++) {
      x0[i] = (z[i] - shift[i]) * StrictMath.exp(-scale[i]);
    }
    return x0;
  }

  @Override
  public double[][] jacobian(double[] z) {
    int k = shift.length;
    double[] x = mix(z);
    double[] x0 = Arrays.copyOf(x, k);
    double[] scales = s.at(x0);
    double[][] scaleSlopes = s.jacobian(x0);
    double[][] shiftSlopes = t.jacobian(x0);
    double[][] jacobian = new double[2 * k][2 * k];
    for (int i = 0; i < k; i++) {
      double shrink = StrictMath.exp(-scales[i]);
      jacobian[i][i] = StrictMath.exp(-scale[i]);
      jacobian[k + i][k + i] = shrink;
      for (int j = 0; j < k; j++) {
        double slope = -shrink * shiftSlopes[i][j] - x[k + i] * scaleSlopes[i][j];
        jacobian[k + i][j] = slope * StrictMath.exp(-scale[j]);
      }
    }
    return jacobian;
  }

  @Override
  public double[] inverse(double[] x) {
    int k = shift.length;
    double[] x0 = Arrays.copyOf(x, k);
    double[] scales = s.at(x0);
    double[] shifts = t.at(x0);
    double[] z = new double[2 * k];
    for (int i = 0; i < k; i++) {
      z[i] = x[i] * StrictMath.exp(scale[i]) + shift[i];
      z[k + i] = x[k + i] * StrictMath.exp(scales[i]) + shifts[i];
    }
    return z;
  }

  @Override
  public double logAbsDet(double[] z) {
    return -Arrays.stream(scale).sum() - Arrays.stream(s.at(first(z))).sum();
  }

  @Override
  public List<Constant> constants(String prefix) {
    List<Constant> all = new ArrayList<>();
    all.add(Constant.vector(prefix + ".coupling_shift", shift));
    all.add(Constant.vector(prefix + ".coupling_scale", scale));
    all.addAll(s.constants(prefix + ".coupling_s"));
    all.addAll(t.constants(prefix + ".coupling_t"));
    return all;
  }
}
