package org.altgrad.graphs.biohsic;

import java.util.ArrayList;
import java.util.List;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TNumber;

/**
 * Several tensors [models, ...] as one matrix [models, numbers], so that an optimiser takes a step
 * of all of them with the operations of one: in a small network these cost more than what they
 * compute.
 *
 * @param shapes of the tensors
 */
public record Packing(List<Shape> shapes) {

  public Packing {
    shapes = List.copyOf(shapes);
  }

  /** [models, numbers]. */
  public <T extends TNumber> Expr<T> pack(List<Expr<T>> tensors) {
    List<Expr<T>> rows = new ArrayList<>();
    for (int i = 0; i < shapes.size(); i++) {
      rows.add(tensors.get(i).reshape(shapes.get(i).get(0), width(shapes.get(i))));
    }
    return tensors.get(0).nodes().concat(rows, 1);
  }

  /** The tensors again. */
  public <T extends TNumber> List<Expr<T>> unpack(Expr<T> packed) {
    Nodes<T> nodes = packed.nodes();
    Ops tf = nodes.tf();
    long[] widths = shapes.stream().mapToLong(Packing::width).toArray();
    var parts = tf.splitV(packed, tf.constant(widths), tf.constant(1), (long) widths.length);
    List<Expr<T>> tensors = new ArrayList<>();
    for (int i = 0; i < widths.length; i++) {
      tensors.add(nodes.of(parts.output().get(i)).reshape(shapes.get(i).asArray()));
    }
    return tensors;
  }

  private static long width(Shape shape) {
    return shape.size() / shape.get(0);
  }
}
