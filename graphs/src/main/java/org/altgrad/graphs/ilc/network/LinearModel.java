package org.altgrad.graphs.ilc.network;

import java.util.Optional;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.nn.Initialiser;
import org.altgrad.graphs.nn.Layers;
import org.altgrad.graphs.nn.Parameters;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TNumber;

/**
 * A linear map without bias: {@code model} {@code linear}.
 *
 * @param name {@code linear}
 * @param sd standard deviation of the initial weights
 */
public record LinearModel(String name, double sd) implements IlcModel {

  public LinearModel {
    new Initialiser.Normal(sd);
  }

  @Override
  public <T extends TNumber> Network<T> network(
      Parameters<T> parameters, Shape example, int outputs) {
    Affine<T> output =
        Affine.Linear.of(
            parameters,
            "output",
            example.size(),
            outputs,
            new Initialiser.Normal(sd),
            Optional.empty());
    return (pass, x) -> {
      Expr<T> flat = x.shape().numDimensions() == 2 ? x : Layers.flatten(x);
      return new Outputs<>(flat, pass.affine(output, flat));
    };
  }

  @Override
  public boolean weightsAreMetrics() {
    return true;
  }

  @Override
  public Norm norm() {
    return Norm.NONE;
  }
}
