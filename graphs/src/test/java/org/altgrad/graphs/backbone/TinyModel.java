package org.altgrad.graphs.backbone;

import com.google.protobuf.TextFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;

/**
 * A SavedModel as TensorFlow 2 writes them: images [rows, 4, 4, 2] go through a function that calls
 * another; weights are resource variables, and one of the old kind. Its operations are smooth.
 */
final class TinyModel {
  static final String OF_FLOATS = "attr { key: 'T' value { type: DT_FLOAT } }";

  private static final String LIBRARY =
      """
      function {
        signature {
          name: 'inner'
          input_arg { name: 'x' type: DT_FLOAT }
          input_arg { name: 'kernel' type: DT_RESOURCE }
          output_arg { name: 'y' type: DT_FLOAT }
        }
        node_def { name: 'read' op: 'ReadVariableOp' input: 'kernel'
          attr { key: 'dtype' value { type: DT_FLOAT } } }
        node_def { name: 'conv' op: 'Conv2D' input: 'x' input: 'read:value:0' OF_FLOATS
          attr { key: 'strides' value { list { i: 1 i: 1 i: 1 i: 1 } } }
          attr { key: 'padding' value { s: 'SAME' } } }
        node_def { name: 'act' op: 'Softplus' input: 'conv:output:0' OF_FLOATS }
        ret { key: 'y' value: 'act:activations:0' }
      }
      function {
        signature {
          name: 'outer'
          input_arg { name: 'images' type: DT_FLOAT }
          input_arg { name: 'k' type: DT_RESOURCE }
          input_arg { name: 'dense' type: DT_FLOAT }
          output_arg { name: 'feature' type: DT_FLOAT }
          output_arg { name: 'logits' type: DT_FLOAT }
        }
        node_def { name: 'split_axis' op: 'Const'
          attr { key: 'dtype' value { type: DT_INT32 } }
          attr { key: 'value' value { tensor { dtype: DT_INT32 tensor_shape {} int_val: 3 } } } }
        node_def { name: 'halves' op: 'Split' input: 'split_axis:output:0' input: 'images' OF_FLOATS
          attr { key: 'num_split' value { i: 2 } } }
        node_def { name: 'both' op: 'ConcatV2' input: 'halves:output:1' input: 'halves:output:0'
          input: 'split_axis:output:0' OF_FLOATS
          attr { key: 'N' value { i: 2 } }
          attr { key: 'Tidx' value { type: DT_INT32 } } }
        node_def { name: 'call' op: 'StatefulPartitionedCall' input: 'both:output:0' input: 'k'
          attr { key: 'Tin' value { list { type: DT_FLOAT type: DT_RESOURCE } } }
          attr { key: 'Tout' value { list { type: DT_FLOAT } } }
          attr { key: 'f' value { func { name: 'inner' } } } }
        node_def { name: 'axes' op: 'Const'
          attr { key: 'dtype' value { type: DT_INT32 } }
          attr { key: 'value' value { tensor {
            dtype: DT_INT32 tensor_shape { dim { size: 2 } } int_val: 1 int_val: 2 } } } }
        node_def { name: 'pooled' op: 'Mean' input: 'call:output:0' input: 'axes:output:0' OF_FLOATS
          attr { key: 'Tidx' value { type: DT_INT32 } } }
        node_def { name: 'tanh' op: 'Tanh' input: 'pooled:output:0' OF_FLOATS }
        node_def { name: 'last' op: 'MatMul' input: 'tanh:y:0' input: 'dense' OF_FLOATS }
        ret { key: 'feature' value: 'tanh:y:0' }
        ret { key: 'logits' value: 'last:product:0' }
      }
      """
          .replace("OF_FLOATS", OF_FLOATS);

  private TinyModel() {}

  private static String constant(String name, int... shape) {
    StringBuilder dims = new StringBuilder();
    int size = 1;
    for (int d : shape) {
      dims.append("dim { size: " + d + " } ");
      size *= d;
    }
    StringBuilder values = new StringBuilder();
    new Random(size).doubles(size, -1, 1).forEach(v -> values.append("float_val: " + v + " "));
    return "node { name: '"
        + name
        + "' op: 'Const' attr { key: 'dtype' value { type: DT_FLOAT } } attr { key: 'value' value {"
        + " tensor { dtype: DT_FLOAT tensor_shape { "
        + dims
        + "} "
        + values
        + "} } } }\n";
  }

  /** The graph, without what sets the variables. */
  static GraphDef graph() throws IOException {
    String variables =
        """
        node { name: 'image' op: 'Placeholder'
          attr { key: 'dtype' value { type: DT_FLOAT } }
          attr { key: 'shape' value { shape { dim { size: -1 } dim { size: 4 } dim { size: 4 }
            dim { size: 2 } } } } }
        node { name: 'kernel' op: 'VarHandleOp'
          attr { key: 'dtype' value { type: DT_FLOAT } }
          attr { key: 'shape' value { shape { dim { size: 3 } dim { size: 3 } dim { size: 2 }
            dim { size: 5 } } } }
          attr { key: 'shared_name' value { s: 'kernel' } } }
        node { name: 'dense' op: 'VariableV2'
          attr { key: 'dtype' value { type: DT_FLOAT } }
          attr { key: 'shape' value { shape { dim { size: 5 } dim { size: 3 } } } } }
        node { name: 'dense/read' op: 'Identity' input: 'dense' OF_FLOATS }
        node { name: 'set_kernel' op: 'AssignVariableOp' input: 'kernel' input: 'kernel0'
          attr { key: 'dtype' value { type: DT_FLOAT } } }
        node { name: 'set_dense' op: 'Assign' input: 'dense' input: 'dense0' OF_FLOATS }
        node { name: 'init' op: 'NoOp' input: '^set_kernel' input: '^set_dense' }
        node { name: 'whole' op: 'StatefulPartitionedCall'
          input: 'image' input: 'kernel' input: 'dense/read'
          attr { key: 'Tin' value { list { type: DT_FLOAT type: DT_RESOURCE type: DT_FLOAT } } }
          attr { key: 'Tout' value { list { type: DT_FLOAT type: DT_FLOAT } } }
          attr { key: 'f' value { func { name: 'outer' } } } }
        """
            .replace("OF_FLOATS", OF_FLOATS);
    GraphDef.Builder graph = GraphDef.newBuilder();
    TextFormat.merge(constant("kernel0", 3, 3, 2, 5) + constant("dense0", 5, 3), graph);
    TextFormat.merge(variables, graph);
    TextFormat.merge(LIBRARY, graph.getLibraryBuilder());
    graph.getVersionsBuilder().setProducer(1482);
    return graph.build();
  }

  /** Writes the model with a graph in the place of its own. */
  static Path write(Path directory, GraphDef graph) throws IOException {
    String signatures =
        """
        meta_info_def { tags: 'serve' }
        signature_def { key: 'serving_default' value {
          inputs { key: 'image' value { name: 'image:0' dtype: DT_FLOAT tensor_shape {
            dim { size: -1 } dim { size: 4 } dim { size: 4 } dim { size: 2 } } } }
          outputs { key: 'feature' value { name: 'whole:0' dtype: DT_FLOAT } }
          outputs { key: 'logits' value { name: 'whole:1' dtype: DT_FLOAT } }
          method_name: 'tensorflow/serving/predict' } }
        signature_def { key: '__saved_model_init_op' value {
          outputs { key: '__saved_model_init_op' value { name: 'init' } } } }
        """;
    MetaGraphDef.Builder meta = MetaGraphDef.newBuilder();
    TextFormat.merge(signatures, meta);
    meta.setGraphDef(graph);
    Files.createDirectories(directory);
    Files.write(
        directory.resolve(SavedModels.FILE),
        SavedModel.newBuilder()
            .setSavedModelSchemaVersion(1)
            .addMetaGraphs(meta)
            .build()
            .toByteArray());
    return directory;
  }

  static Path write(Path directory) throws IOException {
    return write(directory, graph());
  }

  /** The graph with one more operation between function and feature, named {@code more}. */
  static GraphDef with(String node) throws IOException {
    GraphDef.Builder graph = graph().toBuilder();
    NodeDef.Builder more = NodeDef.newBuilder();
    TextFormat.merge(node, more);
    // Takes the name of what the signature gives out.
    for (NodeDef.Builder each : graph.getNodeBuilderList()) {
      if (each.getName().equals("whole")) {
        each.setName("before");
      }
    }
    return graph.addNode(more.setName("whole")).build();
  }
}
