package org.altgrad.graphs.backbone;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.index.Indices;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/**
 * An encoder of sentences that reads pieces of all texts in one list ({@code values}) with the
 * places where they stand ({@code indices}), as the Universal Sentence Encoder lite. Tokens are
 * [rows, length], filled up behind with -1; a text of nothing counts as one unknown piece.
 *
 * @param graph without its table
 * @param table the pieces' vectors
 * @param lookup the node that reads them
 */
record SentenceEncoder(
    FrozenGraph graph,
    NodeDef table,
    String lookup,
    TensorName feature,
    int features,
    String fingerprint)
    implements Backbone {
  static final Set<String> INPUTS = Set.of("indices", "values");

  /** Pieces that are read; the graph itself leaves out the others. */
  private static final int MOST = 128;

  static Backbone of(GraphDef graph, TensorName feature) {
    List<TensorName> wanted = List.of(feature);
    FrozenGraph whole = Flattening.of(graph, INPUTS, wanted, variable -> null).graph();
    String lookup =
        FrozenBackbone.embedded(whole, "values")
            .map(TensorName::node)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "it must look its pieces up in one matrix but has several, or none"));
    NodeDef table = whole.node(TensorName.of(whole.node(lookup).getInput(0)).node());
    FrozenGraph rest =
        Flattening.of(graph, Set.of("indices", "values", lookup), wanted, variable -> null).graph();
    SentenceEncoder unknown =
        new SentenceEncoder(rest, table, lookup, feature, -1, whole.fingerprint());
    int features = FrozenBackbone.trial(unknown).features();
    return new SentenceEncoder(rest, table, lookup, feature, features, whole.fingerprint());
  }

  @Override
  public Class<? extends TNumber> inputType() {
    return TInt32.class;
  }

  @Override
  public Shape input() {
    return Shape.of(-1);
  }

  @Override
  public Outputs apply(Nodes<TFloat32> nodes, Operand<? extends TNumber> x) {
    requireInput(x.shape().tail());
    Ops tf = nodes.tf();
    Nodes<TInt32> whole = nodes.as(TInt32.class);
    Operand<TInt32> cut = tf.stridedSlice(whole.typed(x), Indices.all(), Indices.sliceTo(MOST));
    Operand<TInt32> first =
        tf.math.maximum(tf.stridedSlice(cut, Indices.all(), Indices.sliceTo(1)), tf.constant(0));
    Operand<TInt32> later = tf.stridedSlice(cut, Indices.all(), Indices.sliceFrom(1));
    Operand<TInt32> tokens = tf.concat(List.of(first, later), tf.constant(1));
    Operand<TInt64> places = tf.where(tf.math.greaterEqual(tokens, tf.constant(0)));
    Expr<TFloat32> vectors =
        nodes.typed(
            new FrozenGraph(List.of(table), graph.ops())
                .splice(tf, Map.of(), List.of(TensorName.of(table.getName())))
                .get(0));
    Expr<TFloat32> embedded = vectors.at(tf.math.maximum(tokens, tf.constant(0)));
    Map<String, Operand<?>> given =
        Map.of(
            "indices",
            places,
            "values",
            nodes.as(TInt64.class).cast(tf.gatherNd(tokens, places)),
            lookup,
            tf.gatherNd(embedded, places));
    Expr<TFloat32> made = nodes.typed(graph.splice(tf, given, List.of(feature)).get(0));
    return new Outputs(
        features < 0 ? made : made.reshape(-1, features), Optional.empty(), Optional.of(embedded));
  }
}
