package org.altgrad.graphs.ilc.penalty;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.altgrad.base.Require;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Gradients;
import org.altgrad.graphs.ilc.ServesOne;
import org.altgrad.graphs.ilc.gradients.TiledGradients;
import org.altgrad.graphs.ilc.network.Pass;
import org.tensorflow.types.family.TNumber;

/**
 * Reptile (Nichol et al. 2018) across environments: each takes some steps of gradient descent with
 * parameters of its own, on its rows of the step; the direction is the mean displacement, divided
 * by steps and learning rate. With one step it is the mean of the gradients.
 *
 * @param innerSteps k, each of them a part of the graph
 * @param innerLr learning rate of these steps
 */
public record Reptile(int innerSteps, double innerLr) implements StepRule, ServesOne {

  public Reptile {
    Require.atLeast("innerSteps", innerSteps, 1);
    Require.positive("innerLr", innerLr);
  }

  @Override
  public <T extends TNumber> StepResult<T> descend(Step<T> step) {
    List<Expr<T>> own = TiledGradients.copies(step.problem().values(), step.batch().environments());
    Expr<T> firstLosses = null;
    Expr<T> firstZ = null;
    Pass<T> firstPass = null;
    for (int k = 0; k < innerSteps; k++) {
      Pass<T> pass = new Pass<>(step.training());
      Expr<T> z = step.problem().at(own).forward(pass, step.batch()).z();
      Expr<T> losses = step.problem().losses(z, step.batch());
      List<Expr<T>> gradients = Gradients.of(losses.sum(), own);
      List<Expr<T>> next = new ArrayList<>();
      for (int i = 0; i < own.size(); i++) {
        next.add(own.get(i).minus(gradients.get(i).times(innerLr)).stop());
      }
      own = next;
      if (k == 0) {
        firstLosses = losses;
        firstZ = z;
        firstPass = pass;
      }
    }
    List<Expr<T>> directions = new ArrayList<>();
    for (int i = 0; i < own.size(); i++) {
      Expr<T> displaced = step.problem().values().get(i).minus(own.get(i).mean(0));
      directions.add(displaced.over(innerSteps * innerLr));
    }
    return StepResult.plain(step, firstLosses, firstZ, directions, Map.of(), firstPass.moments());
  }
}
