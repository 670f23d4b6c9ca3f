package org.altgrad.data.mixing;

import java.util.ArrayList;
import java.util.List;
import org.altgrad.data.Constant;

/**
 * Mixings one after the other. The constants of step i, from 1, are named {@code <prefix>.<i>.…},
 * so that the map can be rebuilt from them in their order.
 *
 * @param steps the first one first; of one width
 */
public record Chain(List<BijectiveMixing> steps) implements BijectiveMixing {

  public Chain {
    steps = List.copyOf(steps);
  }

  /** The same with a further step behind. */
  public Chain then(BijectiveMixing step) {
    List<BijectiveMixing> more = new ArrayList<>(steps);
    more.add(step);
    return new Chain(more);
  }

  @Override
  public int sources() {
    return steps.get(0).sources();
  }

  @Override
  public double[] mix(double[] s) {
    double[] x = s;
    for (BijectiveMixing step : steps) {
      x = step.mix(x);
    }
    return x;
  }

  @Override
  public double[][] jacobian(double[] s) {
    double[][] all = steps.get(0).jacobian(s);
    double[] x = steps.get(0).mix(s);
    for (BijectiveMixing step : steps.subList(1, steps.size())) {
      all = Matrices.product(step.jacobian(x), all);
      x = step.mix(x);
    }
    return all;
  }

  @Override
  public double[] inverse(double[] x) {
    double[] s = x;
    for (int i = steps.size() - 1; i >= 0; i--) {
      s = steps.get(i).inverse(s);
    }
    return s;
  }

  @Override
  public double logAbsDet(double[] s) {
    double sum = 0;
    double[] x = s;
    for (BijectiveMixing step : steps) {
      sum += step.logAbsDet(x);
      x = step.mix(x);
    }
    return sum;
  }

  @Override
  public List<Constant> constants(String prefix) {
    List<Constant> all = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      all.addAll(steps.get(i).constants(prefix + "." + (i + 1)));
    }
    return all;
  }
}
