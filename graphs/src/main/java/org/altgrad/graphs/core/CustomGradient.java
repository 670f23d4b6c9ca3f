package org.altgrad.graphs.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.TensorFlow;
import org.tensorflow.op.Ops;

/**
 * The custom-gradient op: an identity on any number of tensors whose backward pass is a rule of
 * ours. It is how a method puts something other than a derivative where back-propagation expects
 * one.
 *
 * <p>TensorFlow registers gradients by op <em>type</em>, once per process, and only for types that
 * have none. The carrier is {@code IdentityN}, which has none and passes any number of tensors
 * through; one gradient is registered for it, which looks the rule up by graph and node name. An
 * {@code IdentityN} that is not ours (in an imported graph) passes its gradients through.
 *
 * <p>A rule is called while {@link Gradients} builds the backward pass. It must return one tensor
 * for every input of the carrier, of that input's shape; use {@link #none} where there is no
 * gradient. Inputs that are only values for the rule should go through {@code stop()} first, so
 * that no zeros are propagated into what produced them. The graph is locked while a rule runs: it
 * may add nodes, but asking any tensor for its shape would wait for ever. A carrier keeps its rule,
 * and the rule its graph, until {@link #forget} is called for that graph.
 */
public final class CustomGradient {
  /** What the backward pass of one carrier does. */
  @FunctionalInterface
  public interface GradientRule {
    /**
     * @param tf adds nodes to the graph of the carrier
     * @param upstream the gradient that arrives for each output of the carrier
     * @return the gradient for each input of the carrier, each of that input's shape
     */
    List<? extends Operand<?>> backward(Ops tf, Upstream upstream);
  }

  /** Gradients that arrive at the outputs of a carrier. */
  public static final class Upstream {
    private final List<Output<?>> gradients;

    Upstream(List<Output<?>> gradients) {
      this.gradients = List.copyOf(gradients);
    }

    /**
     * Whether there is a gradient for this output. TensorFlow sends zeros for an output that the
     * root does not depend on; what is excluded here is an empty handle, which would stop the
     * process when touched.
     */
    public boolean has(int output) {
      return output < gradients.size() && !gradients.get(output).isClosed();
    }

    /**
     * The gradient for one output.
     *
     * @throws IllegalStateException if there is none
     */
    public Output<?> get(int output) {
      if (!has(output)) {
        throw new IllegalStateException(
            "there is no gradient for output " + output + " of the custom-gradient op");
      }
      return gradients.get(output);
    }
  }

  /** The static state of the project: TensorFlow's registration is per process. */
  private static final Map<Graph, Map<String, GradientRule>> RULES = new ConcurrentHashMap<>();

  /** Whether the thread is within a rule. */
  private static final ThreadLocal<Boolean> FOLLOWING = ThreadLocal.withInitial(() -> false);

  /** A failure of a rule cannot cross TensorFlow's native code; it waits here to be thrown. */
  private static final Map<Graph, RuntimeException> FAILURES = new ConcurrentHashMap<>();

  /** What a rule returned for an input, to be compared with it. */
  private record Check(String carrier, int index, Output<?> gradient, Output<?> input) {
    void run() {
      if (gradient.type() != input.type() || !gradient.shape().isCompatibleWith(input.shape())) {
        throw new IllegalStateException(
            String.format(
                "the rule of the custom-gradient op '%s' returned %s for its input %d, %s",
                carrier, gradient, index, input));
      }
    }
  }

  /** Shapes cannot be asked for while the graph is locked for building gradients. */
  private static final Map<Graph, List<Check>> CHECKS = new ConcurrentHashMap<>();

  static {
    if (!TensorFlow.registerCustomGradient("IdentityN", CustomGradient::dispatch)) {
      throw new IllegalStateException(
          "another library of this process has registered a gradient for IdentityN,"
              + " which altgrad needs for its own");
    }
  }

  private CustomGradient() {}

  /**
   * Adds a carrier.
   *
   * @param tf where to add it
   * @param name of the node, made unique by TensorFlow
   * @param inputs tensors that pass through unchanged
   * @param rule their backward pass
   * @return the inputs' values, one output for each
   */
  public static List<Output<?>> apply(
      Ops tf, String name, List<? extends Operand<?>> inputs, GradientRule rule) {
    if (!(tf.scope().env() instanceof Graph graph)) {
      throw new IllegalArgumentException("a custom gradient needs a graph, not eager execution");
    }
    List<Operand<?>> list = List.copyOf(inputs);
    var carrier = tf.withName(name).identityN(list);
    RULES.computeIfAbsent(graph, g -> new ConcurrentHashMap<>()).put(carrier.op().name(), rule);
    return List.copyOf(carrier.output());
  }

  /** No gradient: zeros in the shape of an input. */
  public static Operand<?> none(Ops tf, Operand<?> input) {
    return zeros(tf, input.asOutput());
  }

  private static <U extends org.tensorflow.types.family.TType> Operand<U> zeros(
      Ops tf, Output<U> x) {
    return tf.zerosLike(x);
  }

  /** Drops the rules of a graph that is about to be closed. */
  public static void forget(Graph graph) {
    RULES.remove(graph);
    FAILURES.remove(graph);
    CHECKS.remove(graph);
  }

  /** Whether this thread follows a rule: whoever asks the graph for a shape waits for ever. */
  static boolean following() {
    return FOLLOWING.get();
  }

  /** Has the gradient registered, which loading this class does. */
  static void register() {}

  /** Throws if a rule failed, or returned the wrong shape, while the last gradients were built. */
  static void verify(Graph graph) {
    RuntimeException failure = FAILURES.remove(graph);
    List<Check> checks = CHECKS.remove(graph);
    if (failure != null) {
      throw failure;
    }
    if (checks != null) {
      checks.forEach(Check::run);
    }
  }

  private static List<Operand<?>> dispatch(
      Ops tf, GraphOperation carrier, List<Output<?>> arrived) {
    Graph graph = carrier.env();
    Upstream upstream = new Upstream(arrived);
    FOLLOWING.set(true);
    try {
      GradientRule rule = RULES.getOrDefault(graph, Map.of()).get(carrier.name());
      return rule == null
          ? passThrough(tf, carrier, upstream)
          : follow(rule, tf, carrier, upstream);
    } catch (RuntimeException failure) {
      FAILURES.putIfAbsent(graph, failure);
    } catch (Error failure) {
      String message = "the rule of the custom-gradient op '" + carrier.name() + "' failed";
      FAILURES.putIfAbsent(graph, new IllegalStateException(message, failure));
    } finally {
      FOLLOWING.set(false);
    }
    // Not carrier.inputs(), which asks the locked graph for its operations and waits for ever.
    List<Operand<?>> zeros = new ArrayList<>();
    for (int i = 0; i < carrier.numInputs(); i++) {
      zeros.add(none(tf, carrier.input(i)));
    }
    return zeros;
  }

  private static List<Operand<?>> follow(
      GradientRule rule, Ops tf, GraphOperation carrier, Upstream upstream) {
    List<? extends Operand<?>> gradients = rule.backward(tf, upstream);
    if (gradients == null || gradients.stream().anyMatch(Objects::isNull)) {
      throw new IllegalStateException(
          String.format(
              "the rule of the custom-gradient op '%s' returned null; where there is no gradient,"
                  + " it must return CustomGradient.none",
              carrier.name()));
    }
    if (gradients.size() != carrier.numInputs()) {
      throw new IllegalStateException(
          String.format(
              "the rule of the custom-gradient op '%s' returned %d gradients for %d inputs",
              carrier.name(), gradients.size(), carrier.numInputs()));
    }
    List<Check> checks = CHECKS.computeIfAbsent(carrier.env(), g -> new ArrayList<>());
    for (int i = 0; i < gradients.size(); i++) {
      checks.add(new Check(carrier.name(), i, gradients.get(i).asOutput(), carrier.input(i)));
    }
    return List.copyOf(gradients);
  }

  private static List<Operand<?>> passThrough(Ops tf, GraphOperation carrier, Upstream upstream) {
    List<Operand<?>> gradients = new ArrayList<>();
    for (int i = 0; i < carrier.numInputs(); i++) {
      gradients.add(upstream.has(i) ? upstream.get(i) : none(tf, carrier.input(i)));
    }
    return gradients;
  }
}
