package org.altgrad.graphs.vub;

import java.util.List;
import org.altgrad.graphs.attack.Classifier;
import org.altgrad.graphs.attack.FeatureMap;
import org.altgrad.graphs.backbone.Backbone;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.core.Variables;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * A backbone and one of several heads on it as one classifier, from inputs to logits. The backbone
 * is constant; gradients pass through it.
 *
 * @param names of the variables that the head is made of
 * @param weights their values, of the one network
 * @param samples whether the code is sampled; else it is its mean
 */
record HeadClassifier(
    HeadPlan plan,
    Backbone backbone,
    List<String> names,
    List<Expr<TFloat32>> weights,
    boolean samples)
    implements Classifier {

  /**
   * Of the program's variables.
   *
   * @param number scalar, which of several networks
   */
  static HeadClassifier of(
      Nodes<TFloat32> nodes,
      HeadPlan plan,
      Backbone backbone,
      Variables variables,
      Operand<TInt64> number,
      boolean samples) {
    Ops tf = nodes.tf();
    List<Variables.Entry<?>> used =
        variables.all().stream()
            .filter(
                e ->
                    e.name().equals(HeadPlan.MEAN)
                        || e.name().equals(HeadPlan.DEVIATION)
                        || e.kind() == Variables.Kind.TRAINABLE
                            && !e.name().startsWith(VubObjective.BACKWARD))
            .toList();
    List<Expr<TFloat32>> values =
        used.stream()
            .map(
                e -> {
                  Expr<TFloat32> value = nodes.typed(e.value());
                  return e.kind() == Variables.Kind.TRAINABLE
                      ? value.at(number).expand(0)
                      : nodes.of(tf.identity(value));
                })
            .toList();
    return new HeadClassifier(
        plan, backbone, used.stream().map(Variables.Entry::name).toList(), values, samples);
  }

  @Override
  public int classes() {
    return plan.classes();
  }

  @Override
  public Expr<TFloat32> logits(List<Expr<TFloat32>> values, Expr<TFloat32> x, Randoms draws) {
    Expr<TFloat32> h = backbone.apply(x.nodes(), x).features().expand(0);
    HeadPlan.Source source = source(values);
    return (samples ? plan.run(source, h, 1, draws).sampled() : plan.logits(source, h))
        .reshape(-1, plan.classes());
  }

  /** The head's values in the graph that it was made in. */
  HeadPlan.Source source() {
    return source(weights);
  }

  private HeadPlan.Source source(List<Expr<TFloat32>> values) {
    return new HeadPlan.Source(1, name -> values.get(names.indexOf(name)));
  }

  /** What its decoder reads: the code. */
  FeatureMap features() {
    return new Code(this);
  }

  private record Code(HeadClassifier of) implements FeatureMap {
    @Override
    public int count() {
      return of.plan().codeSize();
    }

    @Override
    public boolean samples() {
      return of.samples();
    }

    @Override
    public List<Expr<TFloat32>> weights() {
      return of.weights();
    }

    @Override
    public Expr<TFloat32> features(List<Expr<TFloat32>> values, Expr<TFloat32> x, Randoms draws) {
      Expr<TFloat32> h = of.backbone().apply(x.nodes(), x).features().expand(0);
      HeadPlan.Source source = of.source(values);
      return (of.samples()
              ? of.plan().run(source, h, 1, draws).code().z()
              : of.plan().code(source, h).mu())
          .reshape(-1, count());
    }
  }
}
