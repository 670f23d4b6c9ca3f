package org.altgrad.graphs.biohsic;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.program.Context;
import org.tensorflow.types.TFloat32;

/**
 * What training steps and evaluations share.
 *
 * @param rule how hidden layers are told what to change
 * @param parameters the network's
 * @param own what the rule has besides
 */
record Training(
    Context context,
    BiohsicSettings settings,
    Network network,
    Inputs inputs,
    Variables variables,
    CreditRule rule,
    List<Expr<TFloat32>> parameters,
    List<Expr<TFloat32>> own) {

  int models() {
    return context.models();
  }

  /** What a {@link CreditRule.ThreeFactor} needs of samples [n, ...]; for other rules, labels. */
  Expr<TFloat32> prepared(Expr<TFloat32> x, Expr<TFloat32> y) {
    if (!(rule instanceof CreditRule.ThreeFactor factors)) {
      return y;
    }
    Expr<TFloat32> flat = x.reshape(-1, inputs.example().size());
    return factors.signal().prepare(factors.objective().contrast(flat, y));
  }

  /** Means over models and, if there are several, each model's. */
  Map<String, Expr<TFloat32>> named(Map<String, Expr<TFloat32>> ofModels) {
    Map<String, Expr<TFloat32>> all = new LinkedHashMap<>();
    ofModels.forEach((name, values) -> all.put(name, values.mean()));
    if (models() > 1) {
      ofModels.forEach(
          (name, values) -> {
            for (int m = 0; m < models(); m++) {
              var tf = values.nodes().tf();
              all.put(
                  name + "/model" + m,
                  values.nodes().of(tf.gather(values, tf.constant(m), tf.constant(0))));
            }
          });
    }
    return all;
  }
}
