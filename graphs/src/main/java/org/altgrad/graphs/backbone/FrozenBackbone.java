package org.altgrad.graphs.backbone;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.altgrad.base.Durable;
import org.altgrad.base.Require;
import org.altgrad.base.text.TokenSeal;
import org.altgrad.graphs.core.CustomGradient;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Gradients;
import org.altgrad.graphs.core.GraphException;
import org.altgrad.graphs.core.Nodes;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TFloating;
import org.tensorflow.types.family.TNumber;

/**
 * A backbone of a frozen graph, into which the input goes as it is.
 *
 * @param graph its nodes
 * @param places of input and results in it
 * @param fed type of the graph's input: as {@code inputType}, or of longer integers
 * @param features numbers in a feature vector
 * @param classes of its logits
 * @param fingerprint of the graph
 * @param tokens what numbers those that it reads, if that is known
 */
record FrozenBackbone(
    FrozenGraph graph,
    Places places,
    Class<? extends TNumber> fed,
    Shape input,
    int features,
    int classes,
    String fingerprint,
    Optional<TokenSeal> tokens)
    implements Backbone {
  private static final Set<String> LOOK_UPS = Set.of("Gather", "GatherV2");
  private static final int FREE = 8;

  /**
   * Where things are in a graph.
   *
   * @param input name of the node that the input stands for
   * @param feature [rows, …features]
   * @param logits of its own last layer
   * @param embedded what tokens become
   * @param numbers whole numbers that it takes besides, by the names of their nodes
   * @param draw name of the node of a number that keys random draws
   */
  record Places(
      String input,
      TensorName feature,
      Optional<TensorName> logits,
      Optional<TensorName> embedded,
      Map<String, Long> numbers,
      Optional<String> draw) {

    /** Where there is one input alone. */
    Places(
        String input,
        TensorName feature,
        Optional<TensorName> logits,
        Optional<TensorName> embedded) {
      this(input, feature, logits, embedded, Map.of(), Optional.empty());
    }
  }

  /**
   * What tokens become: the one look-up of rows of a constant matrix by what is made of the input.
   */
  static Optional<TensorName> embedded(FrozenGraph graph, String input) {
    Set<String> made = new HashSet<>(Set.of(input));
    List<TensorName> found = new ArrayList<>();
    for (NodeDef node : graph.nodes()) {
      List<String> reads =
          node.getInputList().stream().map(name -> TensorName.of(name).node()).toList();
      if (reads.stream().anyMatch(made::contains)) {
        made.add(node.getName());
        boolean table = !made.contains(reads.get(0)) && LOOK_UPS.contains(node.getOp());
        if (table && node.getAttrOrThrow("Tparams").getType().name().equals("DT_FLOAT")) {
          found.add(new TensorName(node.getName(), 0));
        }
      }
    }
    return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
  }

  /**
   * A backbone that has been tried: features come out, and gradients pass.
   *
   * @throws IllegalArgumentException in one line, if they do not
   */
  static FrozenBackbone tried(
      FrozenGraph graph, Places places, Class<? extends TNumber> fed, Shape input) {
    String fingerprint = graph.fingerprint();
    Tried tried =
        trial(new FrozenBackbone(graph, places, fed, input, -1, 0, fingerprint, Optional.empty()));
    return new FrozenBackbone(
        graph,
        places,
        fed,
        input,
        tried.features(),
        tried.classes(),
        fingerprint,
        Optional.empty());
  }

  /** The same, if it is known what numbers its tokens. */
  FrozenBackbone of(Optional<TokenSeal> known) {
    return new FrozenBackbone(graph, places, fed, input, features, classes, fingerprint, known);
  }

  /** How many numbers a backbone gives. */
  record Tried(int features, int classes) {}

  /**
   * Tries a backbone on one row.
   *
   * @return how many features and classes it gives
   * @throws IllegalArgumentException where they cannot be computed or differentiated
   */
  static Tried trial(Backbone backbone) {
    Shape input = backbone.input();
    try (Graph scratch = new Graph()) {
      Nodes<TFloat32> nodes = Nodes.of(Ops.create(scratch), TFloat32.class);
      long[] one = Shape.of(1).append(input).asArray();
      for (int i = 0; i < one.length; i++) {
        one[i] = one[i] < 0 ? FREE : one[i];
      }
      var zeros = nodes.tf().zeros(nodes.tf().constant(one), backbone.inputType());
      // Neither rows nor anything else that is free is known to the graph.
      Operand<? extends TNumber> x =
          nodes.tf().placeholderWithDefault(zeros, Shape.of(-1).append(input));
      Outputs made = backbone.apply(nodes, x);
      Optional<Operand<TFloat32>> to =
          backbone.inputType() == TFloat32.class
              ? Optional.of(nodes.typed(x))
              : made.embedded().map(embedded -> embedded);
      try {
        to.ifPresent(by -> Gradients.of(made.features().sum(), List.of(by)));
      } catch (GraphException e) {
        throw new IllegalArgumentException(
            e.instead("export it with operations that have one").getMessage(), e);
      } finally {
        CustomGradient.forget(scratch);
      }
      try (Session session = new Session(scratch)) {
        Session.Runner runner = session.runner().fetch(made.features());
        // The logits may be the features: one output cannot be fetched twice.
        made.logits().map(logits -> nodes.tf().identity(logits)).ifPresent(runner::fetch);
        try (Result result = runner.run()) {
          int classes = made.logits().isEmpty() ? 0 : classes(result.get(1).shape());
          return new Tried(features(result.get(0).shape()), classes);
        }
      }
    } catch (TensorFlowException e) {
      throw new IllegalArgumentException(
          "it cannot be run on one row of shape " + input + ": " + Durable.firstLine(e), e);
    }
  }

  private static int classes(Shape one) {
    boolean rows = one.numDimensions() > 1 && one.get(0) == 1 && one.size() == one.get(-1);
    Require.that(rows, "logits", "[rows, classes]", one + " of one row");
    return (int) one.get(-1);
  }

  private static int features(Shape one) {
    int features = one.numDimensions() < 2 ? 0 : (int) one.tail().size();
    Require.that(
        features > 0 && one.get(0) == 1, "feature", "[rows, features]", one + " of one row");
    return features;
  }

  @Override
  public Class<? extends TNumber> inputType() {
    return fed == TFloat32.class ? TFloat32.class : TInt32.class;
  }

  @Override
  public boolean samples() {
    return places.draw().isPresent();
  }

  @Override
  public Outputs apply(Nodes<TFloat32> nodes, Operand<? extends TNumber> x) {
    return apply(nodes, x, nodes.tf().constant(0L));
  }

  @Override
  public Outputs apply(Nodes<TFloat32> nodes, Operand<? extends TNumber> x, Operand<TInt64> draw) {
    requireInput(x.shape().numDimensions() < 1 ? Shape.unknown() : x.shape().tail());
    List<TensorName> wanted = new ArrayList<>(List.of(places.feature()));
    places.logits().ifPresent(wanted::add);
    places.embedded().ifPresent(wanted::add);
    Map<String, Operand<?>> given = new LinkedHashMap<>();
    given.put(places.input(), x.type() == fed ? x : nodes.as(fed).cast(x));
    places.numbers().forEach((name, value) -> given.put(name, nodes.tf().constant(value)));
    places.draw().ifPresent(name -> given.put(name, draw));
    List<Output<?>> made = graph.splice(nodes.tf(), given, wanted);
    boolean alone = places.logits().equals(Optional.of(places.feature()));
    Expr<TFloat32> feature = narrow(nodes, alone ? "logits" : "feature", made.get(0));
    return new Outputs(
        features < 0 ? feature : feature.reshape(-1, features),
        places.logits().map(logits -> narrow(nodes, "logits", made.get(1))),
        places.embedded().map(embedded -> nodes.typed(made.get(made.size() - 1))));
  }

  private static Expr<TFloat32> narrow(Nodes<TFloat32> nodes, String what, Output<?> output) {
    Class<?> type = output.type();
    Require.that(
        TFloating.class.isAssignableFrom(type),
        what,
        "numbers with a derivative, float32 for example,",
        type.getSimpleName().substring(1).toLowerCase(Locale.ROOT));
    return type == TFloat32.class
        ? nodes.typed(output)
        : nodes.of(nodes.tf().dtypes.cast(output, TFloat32.class));
  }
}
