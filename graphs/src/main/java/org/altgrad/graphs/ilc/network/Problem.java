package org.altgrad.graphs.ilc.network;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Variables;
import org.tensorflow.types.family.TNumber;

/**
 * What is to be learned: a network and what its predictions cost.
 *
 * @param parameters what is learned, in the order of the network's parameters
 */
public record Problem<T extends TNumber>(
    IlcModel model, Loss loss, List<Variables.Entry<T>> parameters) {

  public Problem {
    parameters = List.copyOf(parameters);
  }

  /** The parameters as they are. */
  public Function<String, Expr<T>> weights() {
    return weights(values());
  }

  /** Values of the parameters, in their order. */
  public List<Expr<T>> values() {
    List<Expr<T>> values = new ArrayList<>();
    parameters.forEach(parameter -> values.add(parameter.value()));
    return values;
  }

  /**
   * Other values in place of the parameters'.
   *
   * @param values in their order
   */
  public Function<String, Expr<T>> weights(List<Expr<T>> values) {
    Map<String, Expr<T>> byName = new LinkedHashMap<>();
    for (int i = 0; i < parameters.size(); i++) {
      byName.put(parameters.get(i).name(), values.get(i));
    }
    return name -> {
      Expr<T> value = byName.get(name);
      if (value == null) {
        throw new IllegalStateException("the network has no parameter '" + name + "'");
      }
      return value;
    };
  }

  /**
   * The same problem with other values of its parameters.
   *
   * @param values in their order
   */
  public Problem<T> at(List<Expr<T>> values) {
    List<Variables.Entry<T>> moved = new ArrayList<>();
    for (int i = 0; i < parameters.size(); i++) {
      Variables.Entry<T> p = parameters.get(i);
      moved.add(new Variables.Entry<>(p.name(), p.kind(), p.ref(), values.get(i), p.initial()));
    }
    return new Problem<>(model, loss, moved);
  }

  /** Runs the network on a batch. */
  public IlcModel.Outputs<T> forward(Pass<T> pass, Batch<T> batch) {
    return model.forward(pass, batch.x());
  }

  /** L_e [E]. */
  public Expr<T> losses(Expr<T> z, Batch<T> batch) {
    return loss.perEnvironment(z, batch);
  }
}
