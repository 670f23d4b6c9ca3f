package org.altgrad.graphs.program;

import java.util.ArrayList;
import java.util.List;
import org.altgrad.graphs.core.Change;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.optim.Optimizer;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * Updates, by a step that stands in the graph, of several networks with seeds of their own: each
 * has its learning rate, and is changed until it has stopped.
 */
public final class NetworkUpdates {
  private final Nodes<TFloat32> nodes;
  private final Optimizer optimizer;
  private final List<Variables.Entry<TFloat32>> learned;
  private final List<List<Variables.Entry<TFloat32>>> slots = new ArrayList<>();
  private final Networks networks;

  /**
   * Adds what is needed to the graph.
   *
   * @param variables all that the networks have, with [networks] as first axis; what the optimiser
   *     and {@link Networks} keep joins them
   * @param optimizer with its schedule in updates
   * @param learned what is changed
   * @param axisOfOne whether the variables of a program of one network have that axis too
   * @throws IllegalArgumentException if the optimiser is none for so many networks
   */
  public NetworkUpdates(
      Context context,
      Variables variables,
      Optimizer optimizer,
      List<Variables.Entry<TFloat32>> learned,
      boolean axisOfOne) {
    StepLoop.requireFit(context);
    this.nodes = context.nodes();
    this.optimizer = optimizer;
    this.learned = List.copyOf(learned);
    // Networks that become runs are at their best with the optimiser's averages of then.
    if (context.training().apart()) {
      addSlots(variables);
    }
    networks = Networks.of(nodes, variables, context.models(), axisOfOne);
    if (!context.training().apart()) {
      addSlots(variables);
    }
  }

  /** Parameter by parameter, as the steps of one network make them. */
  private void addSlots(Variables variables) {
    optimizer.slots().forEach(slot -> slots.add(new ArrayList<>()));
    for (Variables.Entry<TFloat32> parameter : learned) {
      var own = optimizer.slotVariables(variables, nodes, List.of(parameter));
      for (int s = 0; s < own.size(); s++) {
        slots.get(s).addAll(own.get(s));
      }
    }
  }

  public Networks networks() {
    return networks;
  }

  /**
   * An update.
   *
   * @param parameters what those that are learned would become, of stopped networks too
   * @param change of them and of the optimiser's averages, but for stopped networks
   */
  public record Update(List<Expr<TFloat32>> parameters, Change change) {}

  /**
   * One update.
   *
   * @param inner of the graph
   * @param number scalar, 0 at the first update
   * @param directions of descent, one for each parameter that is learned
   */
  public Update of(Nodes<TFloat32> inner, Operand<TInt64> number, List<Expr<TFloat32>> directions) {
    Optimizer.Next<TFloat32> next =
        optimizer.stepInOrder(
            inner,
            number,
            Variables.values(learned),
            directions,
            slots.stream().map(Variables::values).toList());
    Change change = Change.set(learned, next.parameters());
    for (int s = 0; s < slots.size(); s++) {
      change = change.and(Change.set(slots.get(s), next.slots().get(s)));
    }
    return new Update(next.parameters(), networks.unlessStopped(change));
  }
}
