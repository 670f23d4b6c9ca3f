package org.altgrad.graphs.ilc.penalty;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.altgrad.base.Require;
import org.altgrad.graphs.core.Change;
import org.altgrad.graphs.core.CustomGradient;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.ilc.network.IlcModel;
import org.altgrad.graphs.ilc.network.Loss;
import org.altgrad.graphs.nn.Activations;
import org.altgrad.graphs.nn.Dense;
import org.altgrad.graphs.nn.Initialiser;
import org.altgrad.graphs.nn.Parameters;
import org.altgrad.graphs.optim.Coefficient;
import org.altgrad.graphs.optim.RunLength;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TNumber;

/**
 * Domain-adversarial training (Ganin et al. 2016): a discriminator learns to tell environments
 * apart by the features, and the network, through an op that reverses gradients, to keep it from
 * doing so. Environments are told by their place among those of a step, so a step should have all
 * of them.
 *
 * @param lambda what gradients are multiplied by, besides -1, on their way to the features
 * @param hidden units of the discriminator's two hidden layers
 */
public record Dann(Coefficient lambda, int hidden) implements Penalty {

  public Dann {
    Require.notNegative("lambda", lambda.one());
    Require.atLeast("hidden", hidden, 1);
  }

  @Override
  public Dann inSteps(RunLength updates) {
    return new Dann(lambda.inSteps(updates), hidden);
  }

  @Override
  public <T extends TNumber> Term<T> term(Step<T> step, IlcModel.Outputs<T> outputs) {
    Nodes<T> nodes = outputs.z().nodes();
    int environments = step.batch().environments();
    int features = Math.toIntExact(outputs.features().shape().get(1));
    var discriminator = Parameters.fresh(step.variables(), step.randoms(), nodes);
    List<Dense<T>> layers = new ArrayList<>();
    List<Variables.Entry<T>> parameters = new ArrayList<>();
    int[] widths = {features, hidden, hidden, environments};
    for (int l = 0; l < 3; l++) {
      String name = "discriminator/layer" + l;
      layers.add(
          Dense.of(discriminator, name, widths[l], widths[l + 1], new Initialiser.HeNormal()));
      parameters.add(step.variables().entry(name + "/weights", nodes.type()));
      parameters.add(step.variables().entry(name + "/bias", nodes.type()));
    }
    Expr<T> h = reversed(outputs.features(), step.weight(lambda));
    h = Activations.relu(layers.get(0).apply(h));
    h = Activations.relu(layers.get(1).apply(h));
    Expr<T> z = layers.get(2).apply(h);
    Expr<T> own = environmentOfRows(nodes, environments, step.batch().examples());
    Expr<T> loss = Loss.CROSS_ENTROPY.each(z, own).mean();
    return new Term<>(
        loss,
        nodes.constant(1),
        Optional.empty(),
        parameters,
        Map.of("discriminator_accuracy", Loss.CROSS_ENTROPY.right(z, own).mean()),
        Change.NONE);
  }

  /** [E · B, E] one-hot. */
  private static <T extends TNumber> Expr<T> environmentOfRows(
      Nodes<T> nodes, int environments, int examples) {
    int[] place = new int[environments * examples];
    for (int n = 0; n < place.length; n++) {
      place[n] = n / examples;
    }
    return nodes.oneHot(nodes.tf().constant(place), environments);
  }

  /** The same value, whose gradient is -λ times what arrives. */
  static <T extends TNumber> Expr<T> reversed(Expr<T> x, Expr<T> lambda) {
    Nodes<T> nodes = x.nodes();
    List<Operand<T>> inputs = List.of(x);
    Expr<T> factor = lambda.negate();
    var outputs =
        CustomGradient.apply(
            nodes.tf(),
            "reverse",
            inputs,
            (tf, upstream) -> {
              Nodes<T> inside = nodes.with(tf);
              return List.of(inside.typed(upstream.get(0)).times(inside.of(factor)));
            });
    return nodes.typed(outputs.get(0));
  }
}
