package org.altgrad.graphs.biohsic;

import java.util.ArrayList;
import java.util.List;
import org.altgrad.base.Inline;
import org.altgrad.graphs.nn.LayerSizes;
import org.tensorflow.ndarray.Shape;

/**
 * {@code model} {@code hsic_mlp}: dense layers.
 *
 * @param name {@code hsic_mlp}
 * @param sizes of the hidden layers, from the input up; none: a linear classifier
 */
public record HsicMlp(String name, @Inline LayerSizes sizes) implements HsicModel {

  @Override
  public Network network(Shape input, int classes) {
    List<Stage> hidden = new ArrayList<>();
    Shape reads = input;
    for (int f : sizes.all()) {
      DenseStage stage = new DenseStage("layer" + hidden.size(), reads, f);
      hidden.add(stage);
      reads = stage.output();
    }
    return new Network(input, hidden, new DenseStage("output", reads, classes));
  }
}
