package org.altgrad.graphs.backbone;

import java.util.Optional;
import org.altgrad.base.text.TokenSeal;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/** A network whose logits are taken as features. */
record OwnLayer(Backbone of, int features) implements Backbone {
  static Backbone of(Backbone network) {
    return new OwnLayer(network, FrozenBackbone.trial(new OwnLayer(network, -1)).features());
  }

  @Override
  public Class<? extends TNumber> inputType() {
    return of.inputType();
  }

  @Override
  public Shape input() {
    return of.input();
  }

  @Override
  public Optional<TokenSeal> tokens() {
    return of.tokens();
  }

  @Override
  public String fingerprint() {
    return of.fingerprint() + " logits";
  }

  @Override
  public Outputs apply(Nodes<TFloat32> nodes, Operand<? extends TNumber> x) {
    Outputs all = of.apply(nodes, x);
    Expr<TFloat32> logits =
        all.logits()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "logits: must name the output of the backbone's own last layer but is"
                            + " null"));
    return new Outputs(
        features < 0 ? logits : logits.reshape(-1, features), all.logits(), all.embedded());
  }
}
