package org.altgrad.graphs.ilc.network;

import java.util.List;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.nn.Initialiser;
import org.altgrad.graphs.nn.Layers;
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
  public List<Parameter> parameters(Shape example, int outputs) {
    long in = example.size();
    return List.of(
        Parameter.trainable(
            "output/weights", new Initialiser.Normal(sd), in, outputs, in, outputs));
  }

  @Override
  public <T extends TNumber> Outputs<T> forward(Pass<T> pass, Expr<T> x) {
    Expr<T> flat = x.shape().numDimensions() == 2 ? x : Layers.flatten(x);
    return new Outputs<>(flat, pass.dense("output", flat, false));
  }

  @Override
  public List<String> hiddenKernels() {
    return List.of();
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
