package org.altgrad.graphs.hnca;

import java.util.ArrayList;
import java.util.List;
import org.altgrad.base.Inline;
import org.altgrad.base.Require;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.nn.Activations;
import org.altgrad.graphs.nn.Conv2d;
import org.altgrad.graphs.nn.Initialiser;
import org.altgrad.graphs.nn.Kernel;
import org.altgrad.graphs.nn.LayerSizes;
import org.altgrad.graphs.nn.Padding;
import org.altgrad.graphs.nn.Parameters;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TNumber;

/**
 * Settings of a convolutional network with Bernoulli units: {@code model} {@code conv_bernoulli}.
 * Convolutions of 3 x 3 pixels without padding, each followed by a rectifier; Bernoulli layers; a
 * softmax layer. Weights are normal, cut off at two standard deviations, times 1 / √inputs; biases
 * 0.
 *
 * @param name {@code conv_bernoulli}
 * @param channels of each convolution, from the image up; at least one
 * @param sizes of the Bernoulli layers, at least one
 * @param coding what the next layer sees of a bit
 */
public record ConvBernoulli(
    String name, List<Integer> channels, @Inline LayerSizes sizes, Coding coding)
    implements BanditModel {
  private static final int KERNEL = 3;

  public ConvBernoulli {
    channels = List.copyOf(channels);
    Require.that(
        !channels.isEmpty() && channels.stream().allMatch(c -> c >= 1),
        "channels",
        "one or more numbers above 0",
        channels);
    sizes.notEmpty();
  }

  private BernoulliMlp top() {
    return new BernoulliMlp(name, sizes, coding);
  }

  private static String conv(int index) {
    return "conv" + index;
  }

  @Override
  public List<String> layerNames() {
    return top().layerNames();
  }

  @Override
  public <T extends TNumber> Network<T> network(
      Parameters<T> parameters, Shape image, int actions) {
    long[] size = size(image);
    Initialiser weights = new Initialiser.TruncatedNormal();
    List<Conv2d<T>> layers = new ArrayList<>();
    for (int i = 0; i < channels.size(); i++) {
      int in = i == 0 ? (int) size[2] : channels.get(i - 1);
      Kernel kernel = new Kernel(KERNEL, in, channels.get(i), weights, Initialiser.zeros());
      layers.add(Conv2d.of(parameters, conv(i), kernel, 1, Padding.VALID));
    }
    return new Network<>(
        stack(layers, size), top().net(parameters, features(size), actions, weights));
  }

  /** Height, width, channels. */
  private long[] size(Shape image) {
    int rank = image.numDimensions();
    if (rank != 2 && rank != 3) {
      throw new IllegalArgumentException(
          "model conv_bernoulli: needs images of height x width or height x width x channels,"
              + " but an example of this data set is "
              + image);
    }
    long[] size = {image.get(0), image.get(1), rank == 3 ? image.get(2) : 1};
    long lost = (long) channels.size() * (KERNEL - 1);
    if (Math.min(size[0], size[1]) <= lost) {
      throw new IllegalArgumentException(
          "channels: "
              + channels.size()
              + " convolutions of 3 x 3 leave nothing of images of "
              + size[0]
              + " x "
              + size[1]);
    }
    return size;
  }

  /** Number of features after the convolutions. */
  private int features(long[] size) {
    long lost = (long) channels.size() * (KERNEL - 1);
    return Math.toIntExact((size[0] - lost) * (size[1] - lost) * channels.get(channels.size() - 1));
  }

  private <T extends TNumber> Features<T> stack(List<Conv2d<T>> layers, long[] size) {
    return x -> {
      List<Features.Convolution<T>> trace = new ArrayList<>();
      Expr<T> h = x.reshape(-1, size[0], size[1], size[2]);
      for (int i = 0; i < layers.size(); i++) {
        Expr<T> output = layers.get(i).apply(h);
        trace.add(new Features.Convolution<>(conv(i), layers.get(i), h, output));
        h = Activations.relu(output);
      }
      return new Features.Trace<>(h.reshape(-1, features(size)), trace);
    };
  }
}
