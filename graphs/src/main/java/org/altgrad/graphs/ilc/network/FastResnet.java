package org.altgrad.graphs.ilc.network;

import java.util.ArrayList;
import java.util.List;
import org.altgrad.base.OnlyIf;
import org.altgrad.base.Require;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.nn.Activations;
import org.altgrad.graphs.nn.Padding;
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
  public List<Parameter> parameters(Shape example, int outputs) {
    if (example.numDimensions() != 2 && example.numDimensions() != 3
        || example.get(0) < 8
        || example.get(1) < 8) {
      throw new IllegalArgumentException(
          "model fast_resnet: needs images of at least 8 x 8 pixels, but examples have the shape "
              + example);
    }
    List<Parameter> parameters = new ArrayList<>();
    long channels = example.numDimensions() == 3 ? example.get(2) : 1;
    addConvolution(parameters, "prep", channels, width);
    addConvolution(parameters, "layer1", width, 2L * width);
    addConvolution(parameters, "layer1/residual0", 2L * width, 2L * width);
    addConvolution(parameters, "layer1/residual1", 2L * width, 2L * width);
    addConvolution(parameters, "layer2", 2L * width, 4L * width);
    addConvolution(parameters, "layer3", 4L * width, 8L * width);
    addConvolution(parameters, "layer3/residual0", 8L * width, 8L * width);
    addConvolution(parameters, "layer3/residual1", 8L * width, 8L * width);
    long in = 8L * width;
    parameters.add(
        Parameter.trainable(
            "output/weights", Weighting.PYTORCH.weights(), in, outputs, in, outputs));
    return parameters;
  }

  private void addConvolution(List<Parameter> parameters, String layer, long in, long out) {
    long area = KERNEL * KERNEL;
    parameters.add(
        Parameter.trainable(
            layer + "/weights",
            Weighting.PYTORCH.weights(),
            area * in,
            area * out,
            KERNEL,
            KERNEL,
            in,
            out));
    IlcModel.addNorm(parameters, norm, layer + "/norm", out);
  }

  @Override
  public <T extends TNumber> Outputs<T> forward(Pass<T> pass, Expr<T> x) {
    Expr<T> image = x.shape().numDimensions() == 4 ? x : x.expand(3);
    Expr<T> h = block(pass, "prep", image);
    h = halve(block(pass, "layer1", h));
    h = h.plus(block(pass, "layer1/residual1", block(pass, "layer1/residual0", h)));
    h = halve(block(pass, "layer2", h));
    h = halve(block(pass, "layer3", h));
    h = h.plus(block(pass, "layer3/residual1", block(pass, "layer3/residual0", h)));
    Expr<T> features = h.reduceMax(1, 2);
    Expr<T> z = pass.dense("output", features, false).times(LOGIT_SCALE);
    return new Outputs<>(features, z, LOGIT_SCALE);
  }

  private <T extends TNumber> Expr<T> block(Pass<T> pass, String layer, Expr<T> x) {
    Expr<T> z = pass.convolve(layer, x);
    return Activations.relu(pass.normalise(norm, layer + "/norm", z, groups));
  }

  private static <T extends TNumber> Expr<T> halve(Expr<T> x) {
    return Pooling.max(x, 2, 2, Padding.VALID);
  }

  @Override
  public List<String> hiddenKernels() {
    return List.of(
        "prep/weights",
        "layer1/weights",
        "layer1/residual0/weights",
        "layer1/residual1/weights",
        "layer2/weights",
        "layer3/weights",
        "layer3/residual0/weights",
        "layer3/residual1/weights");
  }
}
