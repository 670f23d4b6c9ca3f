package org.altgrad.graphs.attack;

import java.util.List;
import org.altgrad.base.Require;
import org.altgrad.graphs.backbone.Backbone;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Randoms;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/**
 * A frozen network that is a classifier itself.
 *
 * @param classes of its logits
 */
public record BackboneClassifier(Backbone backbone, int classes) implements Classifier {
  @Override
  public boolean samples() {
    return backbone.samples();
  }

  @Override
  public Expr<TFloat32> logits(List<Expr<TFloat32>> weights, Expr<TFloat32> x, Randoms draws) {
    Expr<TFloat32> logits =
        backbone
            .apply(x.nodes(), shaped(backbone, x), draws.counter())
            .logits()
            .orElseThrow(
                () -> new IllegalArgumentException("logits: must be one of the model's outputs"));
    long width = logits.shape().get(-1);
    Require.that(
        width < 0 || width == classes,
        "logits",
        "of " + classes + " classes, as the data set has them,",
        width);
    return logits.reshape(-1, classes);
  }

  /** One that reads flat inputs has them so. */
  private static Expr<TFloat32> shaped(Backbone backbone, Expr<TFloat32> x) {
    Shape wanted = backbone.input();
    return wanted.hasUnknownDimension() || x.shape().tail().isCompatibleWith(wanted)
        ? x
        : x.reshape(Shape.of(-1).append(wanted).asArray());
  }

  /** What its last layer reads. */
  public FeatureMap features() {
    return new Features(backbone);
  }

  private record Features(Backbone backbone) implements FeatureMap {
    @Override
    public int count() {
      return backbone.features();
    }

    @Override
    public boolean samples() {
      return backbone.samples();
    }

    @Override
    public Expr<TFloat32> features(List<Expr<TFloat32>> weights, Expr<TFloat32> x, Randoms draws) {
      return backbone.apply(x.nodes(), shaped(backbone, x), draws.counter()).features();
    }
  }
}
