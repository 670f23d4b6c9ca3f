package org.altgrad.graphs.ilc.network;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.altgrad.graphs.core.Randoms;
import org.altgrad.graphs.core.Variables;
import org.altgrad.graphs.nn.Parameters;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.family.TNumber;

/**
 * What is to be learned: a network and what its predictions cost.
 *
 * @param example shape of one input
 * @param outputs of the network
 * @param variables in which running averages are
 * @param parameters what is learned, in the order in which the network asks for it
 */
public record Problem<T extends TNumber>(
    IlcModel model,
    Shape example,
    int outputs,
    Loss loss,
    Variables variables,
    List<Variables.Entry<T>> parameters) {

  public Problem {
    parameters = List.copyOf(parameters);
  }

  /**
   * Makes the variables of a network.
   *
   * @param variables without others that are learned
   * @param randoms of the initial values
   * @throws IllegalArgumentException if the network cannot read such inputs
   */
  public static <T extends TNumber> Problem<T> of(
      IlcModel model,
      Shape example,
      int outputs,
      Loss loss,
      Nodes<T> nodes,
      Variables variables,
      Randoms randoms) {
    model.network(Parameters.fresh(variables, randoms, nodes), example, outputs);
    return new Problem<>(
        model, example, outputs, loss, variables, variables.trainable(nodes.type()));
  }

  /** Values of the parameters, in their order. */
  public List<Expr<T>> values() {
    List<Expr<T>> values = new ArrayList<>();
    parameters.forEach(parameter -> values.add(parameter.value()));
    return values;
  }

  /**
   * The same problem with other values of its parameters.
   *
   * @param values in their order, or stacks [E, ...] of those of each environment
   */
  public Problem<T> at(List<Expr<T>> values) {
    List<Variables.Entry<T>> moved = new ArrayList<>();
    for (int i = 0; i < parameters.size(); i++) {
      Variables.Entry<T> p = parameters.get(i);
      moved.add(new Variables.Entry<>(p.name(), p.kind(), p.ref(), values.get(i), p.initial()));
    }
    return new Problem<>(model, example, outputs, loss, variables, moved);
  }

  /** The network at the parameters' values, with running averages as they are. */
  public IlcModel.Network<T> network() {
    Map<String, Expr<T>> byName = new HashMap<>();
    parameters.forEach(p -> byName.put(p.name(), p.value()));
    Class<T> type = parameters.get(0).value().type();
    return model.network(
        (name, shape, initialiser, fanIn, fanOut) ->
            byName.containsKey(name) ? byName.get(name) : variables.entry(name, type).value(),
        example,
        outputs);
  }

  /** Runs the network on a batch. */
  public IlcModel.Outputs<T> forward(Pass<T> pass, Batch<T> batch) {
    return network().run(pass, batch.x());
  }

  /** L_e [E]. */
  public Expr<T> losses(Expr<T> z, Batch<T> batch) {
    return loss.perEnvironment(z, batch);
  }
}
