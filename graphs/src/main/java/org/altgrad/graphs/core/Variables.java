package org.altgrad.graphs.core;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TNumber;
import org.tensorflow.types.family.TType;

/**
 * The variables of a graph: what is learned (trainable) and what else an exact resume needs (state:
 * optimiser slots, baselines), and scratch. Each has a name that stays the same from version to
 * version, for checkpoints and exports.
 *
 * <p>They are TensorFlow's {@code VariableV2}: their value is read where it is used and changed in
 * place. Everything that changes a variable within a step must therefore wait until everything that
 * reads it has run; {@link #after} does that.
 */
public final class Variables {
  /** What becomes of it. */
  public enum Kind {
    /** The optimiser changes it. */
    TRAINABLE,
    /** The method or the optimiser keeps it from step to step. */
    STATE,
    /** Nothing depends on it from call to call: no checkpoint holds it. */
    SCRATCH
  }

  /**
   * One variable.
   *
   * @param name stable name, parts separated by slashes
   * @param value the tensor to use in the graph
   * @param initial its value before the first step
   */
  public record Entry<T extends TNumber>(
      String name, Kind kind, Variable<T> ref, Expr<T> value, Operand<T> initial) {

    public Shape shape() {
      return value.shape();
    }

    /** Bytes of a number of it. */
    public int elementBytes() {
      return ELEMENT_BYTES.getOrDefault(value.type(), 1);
    }
  }

  private static final Map<Class<?>, Integer> ELEMENT_BYTES =
      Map.of(TFloat32.class, 4, TFloat64.class, 8, TInt32.class, 4, TInt64.class, 8);

  private final Map<String, Entry<?>> entries = new LinkedHashMap<>();
  private final Map<String, Entry<?>> scratch = new LinkedHashMap<>();

  /** A variable that the optimiser changes. */
  public <T extends TNumber> Expr<T> trainable(String name, Expr<T> initial) {
    return add(name, Kind.TRAINABLE, initial).value();
  }

  /** A variable that the method or the optimiser keeps from step to step. */
  public <T extends TNumber> Entry<T> state(String name, Expr<T> initial) {
    return add(name, Kind.STATE, initial);
  }

  /** A scalar of state that begins at 0 and counts: updates, draws. */
  public Entry<TInt64> counter(String name, Nodes<?> nodes) {
    return state(name, nodes.as(TInt64.class).constant(0));
  }

  /** The values of all trainable variables of an element type, in order. */
  public <T extends TNumber> List<Expr<T>> learned(Class<T> type) {
    return values(trainable(type));
  }

  public static <T extends TNumber> List<Expr<T>> values(List<Entry<T>> entries) {
    return entries.stream().map(Entry::value).toList();
  }

  /**
   * A variable for what an attack, a probe or another evaluation works on in several calls. It
   * starts with its initial value in every process, resumed ones included, and is in no checkpoint,
   * so nothing that a run ends with may depend on it.
   */
  public <T extends TNumber> Entry<T> scratch(String name, Expr<T> initial) {
    return add(name, Kind.SCRATCH, initial);
  }

  private <T extends TNumber> Entry<T> add(String name, Kind kind, Expr<T> initial) {
    if (entries.containsKey(name) || scratch.containsKey(name)) {
      throw new IllegalArgumentException("there are two variables named '" + name + "'");
    }
    if (initial.shape().hasUnknownDimension()) {
      throw new IllegalArgumentException("variable '" + name + "' has no fixed shape: " + initial);
    }
    Nodes<T> nodes = initial.nodes();
    Variable<T> ref =
        nodes.tf().withName(name.replace('/', '.')).variable(initial.shape(), nodes.type());
    Entry<T> entry = new Entry<>(name, kind, ref, nodes.of(ref), initial);
    (kind == Kind.SCRATCH ? scratch : entries).put(name, entry);
    return entry;
  }

  /** All variables but scratch, in the order in which they were made. */
  public List<Entry<?>> all() {
    return List.copyOf(entries.values());
  }

  /** The trainable variables of an element type, in the order in which they were made. */
  public <T extends TNumber> List<Entry<T>> trainable(Class<T> type) {
    List<Entry<T>> list = new ArrayList<>();
    for (Entry<?> entry : entries.values()) {
      if (entry.kind() == Kind.TRAINABLE) {
        list.add(entry(entry.name(), type));
      }
    }
    return list;
  }

  /**
   * The variable of a name.
   *
   * @throws IllegalArgumentException if there is none of that name and type
   */
  @SuppressWarnings("unchecked") // the element type is compared first
  public <T extends TNumber> Entry<T> entry(String name, Class<T> type) {
    Entry<?> entry = entries.get(name);
    if (entry == null || entry.value().type() != type) {
      throw new IllegalArgumentException(
          "there is no variable '" + name + "' of " + type.getSimpleName() + " elements");
    }
    return (Entry<T>) entry;
  }

  /** Number of trainable scalars. */
  public long parameterCount() {
    return entries.values().stream()
        .filter(e -> e.kind() == Kind.TRAINABLE)
        .mapToLong(e -> e.shape().size())
        .sum();
  }

  /** Sets every variable to its initial value. */
  public Op initializer(Ops tf) {
    List<Op> assigns = new ArrayList<>();
    entries.values().forEach(entry -> assigns.add(assignInitial(tf, entry)));
    scratch.values().forEach(entry -> assigns.add(assignInitial(tf, entry)));
    return tf.withSubScope("init").withControlDependencies(assigns).noOp();
  }

  private static <T extends TNumber> Op assignInitial(Ops tf, Entry<T> entry) {
    return tf.assign(entry.ref(), entry.initial());
  }

  /**
   * Writes every variable but scratch to a checkpoint of TensorFlow's format with the given path
   * prefix.
   */
  public Op saver(Ops tf, Operand<TString> prefix) {
    List<Operand<?>> tensors = new ArrayList<>();
    entries.values().forEach(e -> tensors.add(e.ref()));
    return saver(tf, prefix, entries.keySet(), tensors);
  }

  /** Writes tensors under names of variables, as {@link #saver(Ops, Operand)} writes those. */
  public static Op saver(
      Ops tf, Operand<TString> prefix, Collection<String> names, List<Operand<?>> tensors) {
    return tf.train.save(prefix, names(tf, names), slices(tf, names), tensors);
  }

  /** Reads every variable from a checkpoint that {@link #saver} wrote; scratch begins anew. */
  public Op restorer(Ops tf, Operand<TString> prefix) {
    List<Op> all = new ArrayList<>(List.of(restorer(tf, prefix, entries.keySet())));
    scratch.values().forEach(entry -> all.add(assignInitial(tf, entry)));
    return tf.withControlDependencies(all).noOp();
  }

  /** Reads some variables, by name, from a checkpoint that has them. */
  public Op restorer(Ops tf, Operand<TString> prefix, Collection<String> names) {
    List<Entry<?>> some = names.stream().<Entry<?>>map(entries::get).toList();
    List<Class<? extends TType>> types = new ArrayList<>();
    some.forEach(e -> types.add(e.value().type()));
    var restored = tf.train.restore(prefix, names(tf, names), slices(tf, names), types).tensors();
    List<Op> assigns = new ArrayList<>();
    int i = 0;
    for (Entry<?> entry : some) {
      assigns.add(assignTyped(tf, entry, restored.get(i++)));
    }
    return tf.withControlDependencies(assigns).noOp();
  }

  private static <T extends TNumber> Op assignTyped(Ops tf, Entry<T> entry, Operand<?> value) {
    return tf.assign(entry.ref(), entry.value().nodes().typed(value));
  }

  private static Operand<TString> names(Ops tf, Collection<String> names) {
    return tf.constant(NdArrays.vectorOfObjects(names.toArray(new String[0])));
  }

  private static Operand<TString> slices(Ops tf, Collection<String> names) {
    String[] whole = new String[names.size()];
    java.util.Arrays.fill(whole, "");
    return tf.constant(NdArrays.vectorOfObjects(whole));
  }

  /**
   * Operations that run only after all the given tensors have been computed: give it everything in
   * a step that reads variables, and change variables only through what it returns.
   */
  public static Ops after(Ops tf, Iterable<? extends Op> reads) {
    List<Op> list = new ArrayList<>();
    reads.forEach(list::add);
    Op barrier = tf.withSubScope("barrier").withControlDependencies(list).noOp();
    return tf.withControlDependencies(List.of(barrier));
  }
}
