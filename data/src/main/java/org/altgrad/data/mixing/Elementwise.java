package org.altgrad.data.mixing;

import java.util.List;
import java.util.Locale;
import org.altgrad.data.Constant;

/**
 * x_i = phi(s_i). A constant {@code []} named as the activation: its slope at minus infinity.
 *
 * @param sources number of sources
 * @param phi the activation
 */
public record Elementwise(int sources, Activation phi) implements BijectiveMixing {
  @Override
  public double[] mix(double[] s) {
    double[] x = new double[s.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = phi.apply(s[i]);
    }
    return x;
  }

  @Override
  public double[][] jacobian(double[] s) {
    double[][] slopes = new double[s.length][s.length];
    for (int i = 0; i < s.length; i++) {
      slopes[i][i] = phi.slope(s[i]);
    }
    return slopes;
  }

  @Override
  public double[] inverse(double[] x) {
    double[] s = new double[x.length];
    for (int i = 0; i < s.length; i++) {
      s[i] = phi.inverse(x[i]);
    }
    return s;
  }

  @Override
  public double logAbsDet(double[] s) {
    double sum = 0;
    for (double t : s) {
      sum += StrictMath.log(phi.slope(t));
    }
    return sum;
  }

  @Override
  public List<Constant> constants(String prefix) {
    String name = prefix + "." + phi.name().toLowerCase(Locale.ROOT);
    return List.of(Constant.scalar(name, phi.least()));
  }
}
