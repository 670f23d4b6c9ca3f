package org.altgrad.graphs.classifier;

import java.util.ArrayList;
import java.util.List;
import org.altgrad.base.Require;
import org.altgrad.base.text.Vocabulary;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.nn.Activations;
import org.altgrad.graphs.nn.Conv2d;
import org.altgrad.graphs.nn.Dense;
import org.altgrad.graphs.nn.Initialiser;
import org.altgrad.graphs.nn.Padding;
import org.altgrad.graphs.nn.Parameters;
import org.altgrad.graphs.program.Context;
import org.altgrad.graphs.program.Step;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/**
 * Vectors of words, convolutions of several widths side by side with rectifiers, of each the mean
 * over the words, then a dense layer with rectifiers, which gives the features. Column {@code
 * tokens}, numbers of a {@link Vocabulary}.
 *
 * @param name {@code text_cnn}
 * @param embedding numbers of a word
 * @param widths words that each convolution sees at once
 * @param filters of each
 * @param units of the dense layer
 * @param unknownRate share of the words that are made unknown in training
 */
public record TextCnn(
    String name, int embedding, List<Integer> widths, int filters, int units, double unknownRate)
    implements ClassifierModel {

  public TextCnn {
    widths = List.copyOf(widths);
    Require.atLeast("embedding", embedding, 1);
    Require.that(
        !widths.isEmpty() && widths.stream().allMatch(w -> w >= 1),
        "widths",
        "one or more numbers above 0",
        widths);
    Require.atLeast("filters", filters, 1);
    Require.atLeast("units", units, 1);
    Require.share("unknownRate", unknownRate);
  }

  @Override
  public String column() {
    return "tokens";
  }

  @Override
  public Class<? extends TNumber> inputType() {
    return TInt32.class;
  }

  @Override
  public int features() {
    return units;
  }

  @Override
  public Expr<TFloat32> features(
      Parameters<TFloat32> parameters, Context context, Expr<TFloat32> x, Mode mode) {
    int words = Vocabulary.of(context.attachment("vocabulary")).size();
    Nodes<TFloat32> nodes = x.nodes();
    Expr<TFloat32> mask = nodes.indicator(x.greater(nodes.constant(Vocabulary.PADDING)));
    Expr<TFloat32> tokens = mode.step().map(step -> blurred(step, x, mask)).orElse(x);
    Expr<TFloat32> table =
        parameters.get(
            "embedding",
            Shape.of(words, embedding),
            new Initialiser.Normal(1 / Math.sqrt(embedding)),
            words,
            embedding);
    // [networks, batch, 1, length, embedding]: a picture one pixel high; padding is nothing.
    Expr<TFloat32> vectors = looked(table, tokens).times(mask.expand(3)).expand(2);
    Expr<TFloat32> weights = mask.expand(2).expand(4);
    Expr<TFloat32> count = mask.sum(2).max(nodes.constant(1)).expand(2);
    List<Expr<TFloat32>> means = new ArrayList<>();
    for (int width : widths) {
      Expr<TFloat32> all = Activations.relu(convolution(parameters, width).apply(vectors));
      means.add(all.times(weights).sum(2, 3).over(count));
    }
    int all = filters * widths.size();
    Dense<TFloat32> dense = Dense.of(parameters, "dense", all, units, ImageCnn.RECTIFIED);
    return Activations.relu(dense.apply(nodes.concat(means, 2)));
  }

  private Conv2d<TFloat32> convolution(Parameters<TFloat32> parameters, int width) {
    String layer = "conv" + width;
    Shape kernel = Shape.of(1, width, embedding, filters);
    long in = (long) width * embedding;
    long out = (long) width * filters;
    return new Conv2d<>(
        parameters.get(layer + "/weights", kernel, ImageCnn.RECTIFIED, in, out),
        parameters.filled(layer + "/bias", filters, 0),
        1,
        Padding.SAME);
  }

  /** Some words, no padding, become the unknown one. */
  private Expr<TFloat32> blurred(Step<TFloat32> step, Expr<TFloat32> x, Expr<TFloat32> mask) {
    Nodes<TFloat32> nodes = x.nodes();
    Expr<TFloat32> u = step.randoms().uniformLike("unknown", x);
    Expr<TFloat32> chosen = nodes.indicator(u.less(nodes.constant(unknownRate))).times(mask);
    return x.plus(chosen.times(x.subtractFrom(Vocabulary.UNKNOWN)));
  }

  /**
   * Each network's vectors of its own tokens.
   *
   * @param table [networks, words, embedding]
   * @param tokens [networks or 1, batch, length]
   * @return [networks, batch, length, embedding]
   */
  private static Expr<TFloat32> looked(Expr<TFloat32> table, Expr<TFloat32> tokens) {
    Nodes<TFloat32> nodes = table.nodes();
    Ops tf = nodes.tf();
    List<Expr<TFloat32>> each = new ArrayList<>();
    for (int m = 0; m < table.shape().get(0); m++) {
      int own = tokens.shape().get(0) == 1 ? 0 : m;
      each.add(table.at(m).at(tf.dtypes.cast(tokens.at(own), TInt32.class)));
    }
    return nodes.stack(each);
  }
}
