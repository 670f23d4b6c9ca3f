package org.altgrad.graphs.biohsic;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.altgrad.base.PartlyIdle;
import org.altgrad.base.Require;
import org.tensorflow.ndarray.Shape;

/**
 * {@code model} {@code hsic_cnn}: convolutions, each followed by average pooling.
 *
 * @param name {@code hsic_cnn}
 * @param channels of the hidden layers, from the image up
 * @param pool side of the squares that are averaged for the next layer; 1: none
 */
public record HsicCnn(String name, List<Integer> channels, int pool)
    implements HsicModel, PartlyIdle {

  public HsicCnn {
    channels = List.copyOf(channels);
    Require.that(channels.stream().allMatch(c -> c >= 1), "channels", "numbers above 0", channels);
    Require.atLeast("pool", pool, 1);
  }

  @Override
  public Map<String, String> idle() {
    return channels.isEmpty() ? Map.of("pool", "there are no hidden layers") : Map.of();
  }

  @Override
  public Network network(Shape input, int classes) {
    if (input.numDimensions() != 3) {
      throw new IllegalArgumentException(
          "model name: hsic_cnn needs images of height x width x channels, not examples of shape "
              + input
              + "; use hsic_mlp");
    }
    List<Stage> hidden = new ArrayList<>();
    Shape reads = input;
    for (int c : channels) {
      ConvStage stage = new ConvStage("layer" + hidden.size(), reads, c, pool);
      if (stage.output().size() == 0) {
        throw new IllegalArgumentException(
            "model pool: nothing is left of an image of shape "
                + input
                + " after pooling by "
                + pool
                + " "
                + (hidden.size() + 1)
                + " times");
      }
      hidden.add(stage);
      reads = stage.output();
    }
    return new Network(input, hidden, new DenseStage("output", reads, classes));
  }
}
