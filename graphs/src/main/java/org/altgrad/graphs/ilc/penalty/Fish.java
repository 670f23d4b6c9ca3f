package org.altgrad.graphs.ilc.penalty;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.altgrad.base.Require;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Gradients;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.ilc.network.Batch;
import org.altgrad.graphs.ilc.network.Pass;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/**
 * Fish (Shi et al. 2021): one step of gradient descent on each environment, one after the other in
 * a random order; the direction is the displacement, divided by the number of environments and the
 * learning rate. To first order it aligns the environments' gradients.
 *
 * @param innerLr learning rate of these steps
 */
public record Fish(double innerLr) implements StepRule {

  public Fish {
    Require.positive("innerLr", innerLr);
  }

  @Override
  public <T extends TNumber> StepResult<T> descend(Step<T> step) {
    Batch<T> batch = step.batch();
    List<Expr<T>> start = step.problem().values();
    Batch<T> shuffled = shuffled(batch, step.randoms());
    List<Expr<T>> values = start;
    for (int e = 0; e < batch.environments(); e++) {
      Batch<T> own = shuffled.only(e);
      Expr<T> loss = losses(step, values, own, step.randoms().scope("inner" + e)).losses().sum();
      List<Expr<T>> gradients = Gradients.of(loss, values);
      List<Expr<T>> next = new ArrayList<>();
      for (int i = 0; i < values.size(); i++) {
        next.add(values.get(i).minus(gradients.get(i).times(innerLr)).stop());
      }
      values = next;
    }
    List<Expr<T>> directions = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      directions.add(start.get(i).minus(values.get(i)).over(batch.environments() * innerLr));
    }
    Run<T> present = losses(step, start, batch, step.randoms());
    return StepResult.plain(
        step, present.losses(), present.z(), directions, Map.of(), present.moments());
  }

  private record Run<T extends TNumber>(Expr<T> losses, Expr<T> z, List<Pass.Moments<T>> moments) {}

  private static <T extends TNumber> Run<T> losses(
      Step<T> step, List<Expr<T>> values, Batch<T> batch, Randoms randoms) {
    Pass<T> pass = new Pass<>(Pass.Training.of(batch, randoms));
    Expr<T> z = step.problem().at(values).forward(pass, batch).z();
    return new Run<>(step.problem().losses(z, batch), z, pass.moments());
  }

  /** The environments in a random order. */
  private static <T extends TNumber> Batch<T> shuffled(Batch<T> batch, Randoms randoms) {
    Nodes<T> nodes = batch.x().nodes();
    int environments = batch.environments();
    Expr<T> keys = randoms.uniform(nodes, "fish", Randoms.shape(nodes, Shape.of(environments)));
    Operand<TInt32> order =
        nodes.tf().nn.topK(keys, nodes.tf().constant(environments), TInt32.class).indices();
    return new Batch<>(
        reordered(batch.x(), batch, order),
        reordered(batch.targets(), batch, order),
        environments,
        batch.examples());
  }

  private static <T extends TNumber> Expr<T> reordered(
      Expr<T> x, Batch<T> batch, Operand<TInt32> order) {
    return x.reshape(batch.environments(), -1).at(order).reshape(x.shape().asArray());
  }
}
