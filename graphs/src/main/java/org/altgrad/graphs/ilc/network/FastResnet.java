package org.altgrad.graphs.ilc.network;

import java.util.Optional;
import org.altgrad.base.OnlyIf;
import org.altgrad.base.Require;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.nn.Activations;
import org.altgrad.graphs.nn.Initialiser;
import org.altgrad.graphs.nn.Padding;
import org.altgrad.graphs.nn.Parameters;
import org.altgrad.graphs.nn.Pooling;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TNumber;

/**
 * A residual network that learns CIFAR-10 fast: {@code model} {@code fast_resnet}. Convolutions of
 * 3 x 3 pixels without bias, each followed by a normalisation and a rectifier:
 *
 * <pre>
 * prep                        width
 * layer1 2 width, halve, + residual of two convolutions
 * layer2 4 width, halve
 * layer3 8 width, halve, + residual of two convolutions
 * largest value of each channel, linear map without bias, times 0.125
 * </pre>
 *
 * Weights are uniform on ±1 / √inputs.
 *
 * @param name {@code fast_resnet}
 * @param width channels of the first convolution: 64 in the original
 * @param norm after each convolution
 * @param groups of channels, for norm {@code group}
 */
public record FastResnet(
    String name, int width, Norm norm, @OnlyIf(key = "norm", is = "group") int groups)
    implements IlcModel {
  private static final int KERNEL = 3;
  private static final double LOGIT_SCALE = 0.125;

  public FastResnet {
    Require.atLeast("width", width, 1);
    if (norm == Norm.GROUP && (groups < 1 || width % groups != 0)) {
      throw new IllegalArgumentException(
          "groups: must be a divisor of the width " + width + " but is " + groups);
    }
  }

  @Override
  public <T extends TNumber> Network<T> network(
      Parameters<T> parameters, Shape example, int outputs) {
    if (example.numDimensions() != 2 && example.numDimensions() != 3
        || example.get(0) < 8
        || example.get(1) < 8) {
      throw new IllegalArgumentException(
          "model fast_resnet: needs images of at least 8 x 8 pixels, but examples have the shape "
              + example);
    }
    long channels = example.numDimensions() == 3 ? example.get(2) : 1;
    Block<T> prep = block(parameters, "prep", channels, width);
    Block<T> layer1 = block(parameters, "layer1", width, 2L * width);
    Residual<T> residual1 = residual(parameters, "layer1", 2L * width);
    Block<T> layer2 = block(parameters, "layer2", 2L * width, 4L * width);
    Block<T> layer3 = block(parameters, "layer3", 4L * width, 8L * width);
    Residual<T> residual3 = residual(parameters, "layer3", 8L * width);
    Affine<T> output =
        Affine.Linear.of(
            parameters,
            "output",
            8L * width,
            outputs,
            Weighting.PYTORCH.weights(),
            Optional.empty());
    return (pass, x) -> {
      Expr<T> h = prep.run(pass, x.shape().numDimensions() == 4 ? x : x.expand(3));
      h = residual1.run(pass, halve(layer1.run(pass, h)));
      h = halve(layer2.run(pass, h));
      h = residual3.run(pass, halve(layer3.run(pass, h)));
      Expr<T> features = h.reduceMax(1, 2);
      Expr<T> z = pass.affine(output, features).times(LOGIT_SCALE);
      return new Outputs<>(features, z, LOGIT_SCALE);
    };
  }

  private record Block<T extends TNumber>(Affine<T> convolution, Normaliser<T> norm) {
    Expr<T> run(Pass<T> pass, Expr<T> x) {
      return Activations.relu(pass.normalise(norm, pass.affine(convolution, x)));
    }
  }

  private record Residual<T extends TNumber>(Block<T> first, Block<T> second) {
    Expr<T> run(Pass<T> pass, Expr<T> x) {
      return x.plus(second.run(pass, first.run(pass, x)));
    }
  }

  private <T extends TNumber> Block<T> block(
      Parameters<T> parameters, String layer, long in, long out) {
    Initialiser weights = Weighting.PYTORCH.weights();
    return new Block<>(
        Affine.Convolution.of(parameters, layer, KERNEL, in, out, weights),
        Normaliser.of(parameters, layer + "/norm", norm, out, groups));
  }

  private <T extends TNumber> Residual<T> residual(
      Parameters<T> parameters, String layer, long channels) {
    return new Residual<>(
        block(parameters, layer + "/residual0", channels, channels),
        block(parameters, layer + "/residual1", channels, channels));
  }

  private static <T extends TNumber> Expr<T> halve(Expr<T> x) {
    return Pooling.max(x, 2, 2, Padding.VALID);
  }
}
