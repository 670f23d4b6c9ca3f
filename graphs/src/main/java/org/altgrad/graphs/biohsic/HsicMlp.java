package org.altgrad.graphs.biohsic;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.ndarray.Shape;

/**
 * {@code model} {@code hsic_mlp}: dense layers.
 *
 * @param name {@code hsic_mlp}
 * @param features units of the hidden layers, from the input up; none: a linear classifier
 */
public record HsicMlp(String name, List<Integer> features) implements HsicModel {

  public HsicMlp {
    features = positive(features);
  }

  static List<Integer> positive(List<Integer> features) {
    if (features.stream().anyMatch(f -> f < 1)) {
      throw new IllegalArgumentException("features: must be positive numbers, are " + features);
    }
    return List.copyOf(features);
  }

  @Override
  public Network network(Shape input, int classes) {
    List<Stage> hidden = new ArrayList<>();
    Shape reads = input;
    for (int f : features) {
      DenseStage stage = new DenseStage("layer" + hidden.size(), reads, f);
      hidden.add(stage);
      reads = stage.output();
    }
    return new Network(input, hidden, new DenseStage("output", reads, classes));
  }
}
