package org.altgrad.graphs.biohsic;

import java.util.ArrayList;
import java.util.List;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TNumber;

/**
 * Several tensors as one vector, so that an optimiser takes a step of all of them with the
 * operations of one: in a small network these cost more than what they compute.
 *
 * @param shapes of the tensors
 */
public record Packing(List<Shape> shapes) {

  public Packing {
    shapes = List.copyOf(shapes);
  }

  /** [numbers]. */
  public <T extends TNumber> Expr<T> pack(List<Expr<T>> tensors) {
    return tensors.get(0).nodes().concat(tensors.stream().map(x -> x.reshape(-1)).toList(), 0);
  }

  /** The tensors again. */
  public <T extends TNumber> List<Expr<T>> unpack(Expr<T> packed) {
    Nodes<T> nodes = packed.nodes();
    Ops tf = nodes.tf();
    long[] sizes = shapes.stream().mapToLong(Shape::size).toArray();
    var parts = tf.splitV(packed, tf.constant(sizes), tf.constant(0), (long) sizes.length);
    List<Expr<T>> tensors = new ArrayList<>();
    for (int i = 0; i < sizes.length; i++) {
      tensors.add(nodes.of(parts.output().get(i)).reshape(shapes.get(i).asArray()));
    }
    return tensors;
  }
}
