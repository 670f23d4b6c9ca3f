package org.altgrad.graphs.program;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.altgrad.graphs.core.Repetition;
import org.tensorflow.Operand;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/**
 * What is fed to several steps of a call, one after the other.
 *
 * @param once to one step
 * @param count scalar, the steps of a call
 * @param most steps in a call
 * @param series for each placeholder of one step those of all
 */
record RepeatedFeed(
    TrainStep.Feed once,
    Operand<TInt32> count,
    int stepsPerCall,
    Map<Operand<?>, Repetition.Series> series)
    implements TrainStep.Feed {

  static RepeatedFeed of(Ops tf, TrainStep.Feed once, Operand<TInt32> count, int most) {
    Map<Operand<?>, Tensor> first = once.at(0);
    Map<Operand<?>, Repetition.Series> series = new LinkedHashMap<>();
    // In an order of their own, so that every process, and every call, builds the same graph.
    first.keySet().stream()
        .sorted(Comparator.comparing((Operand<?> input) -> input.op().name()))
        .forEach(input -> series.put(input, series(tf, input, most)));
    first.values().forEach(Tensor::close);
    return new RepeatedFeed(once, count, most, series);
  }

  private static Repetition.Series series(Ops tf, Operand<?> input, int most) {
    Shape one = input.asOutput().shape();
    if (one.hasUnknownDimension() && one.numDimensions() != 1) {
      throw new IllegalArgumentException(
          "what is fed to a step: must be of a known shape, or a vector, but has the shape " + one);
    }
    Operand<?> all =
        tf.placeholder(input.asOutput().type(), Placeholder.shape(Shape.of(most).append(one)));
    return new Repetition.Series(
        all,
        one.hasUnknownDimension()
            ? Optional.of(tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(most, 1))))
            : Optional.empty());
  }

  @Override
  public Map<Operand<?>, Tensor> at(long step) {
    return at(step, 1);
  }

  @Override
  public Map<Operand<?>, Tensor> at(long step, int steps) {
    List<Map<Operand<?>, Tensor>> each = new ArrayList<>();
    for (int k = 0; k < steps; k++) {
      each.add(once.at(step + k));
    }
    Map<Operand<?>, Tensor> fed = new LinkedHashMap<>();
    fed.put(count, TInt32.scalarOf(steps));
    series.forEach(
        (input, all) -> {
          List<Tensor> parts = each.stream().map(inputs -> inputs.get(input)).toList();
          fed.put(all.all(), stacked(parts));
          all.sizes().ifPresent(sizes -> fed.put(sizes, sizes(parts)));
        });
    each.forEach(inputs -> inputs.values().forEach(Tensor::close));
    return fed;
  }

  private Tensor sizes(List<Tensor> parts) {
    TInt32 sizes = TInt32.tensorOf(Shape.of(stepsPerCall, 1));
    for (int k = 0; k < stepsPerCall; k++) {
      sizes.setInt(k < parts.size() ? (int) parts.get(k).shape().get(0) : 0, k, 0);
    }
    return sizes;
  }

  /** The parts, each filled up with zeros to the size of the largest, and zeros for no step. */
  private Tensor stacked(List<Tensor> parts) {
    Tensor largest = parts.get(0);
    for (Tensor part : parts) {
      largest = part.numBytes() > largest.numBytes() ? part : largest;
    }
    int size = (int) largest.numBytes();
    Class<? extends TType> type = ((TType) largest).type();
    byte[] bytes = new byte[size];
    Tensor all = Tensor.of(type, Shape.of(stepsPerCall).append(largest.shape()));
    for (int k = 0; k < stepsPerCall; k++) {
      int filled = 0;
      if (k < parts.size()) {
        var part = parts.get(k).asRawTensor().data();
        filled = (int) part.size();
        part.read(bytes, 0, filled);
      }
      Arrays.fill(bytes, filled, size, (byte) 0);
      all.asRawTensor().data().offset((long) k * size).write(bytes, 0, size);
    }
    return all;
  }
}
