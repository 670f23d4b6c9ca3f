package org.altgrad.graphs.backbone;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.altgrad.base.Require;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/**
 * Backbones from TensorFlow.js graph models: a folder with a graph in {@code model.json} and its
 * weights in shards, as packages of npm have them.
 */
final class GraphModels {
  private GraphModels() {}

  /**
   * Loads a model.
   *
   * @param model what {@code model.json} holds
   * @throws IllegalArgumentException in one line, if it is damaged, or no backbone
   */
  static Backbone load(Path folder, Map<?, ?> model, BackboneSource.Names names) {
    GraphDef graph = graph(folder, model);
    Map<String, NodeDef> inputs = new TreeMap<>();
    Map<String, NodeDef> all = new TreeMap<>();
    Set<String> read = new TreeSet<>();
    for (NodeDef node : graph.getNodeList()) {
      all.put(node.getName(), node);
      node.getInputList().forEach(input -> read.add(TensorName.of(input).node()));
      if (node.getOp().equals("Placeholder")) {
        inputs.put(node.getName(), node);
      }
    }
    List<String> ends = all.keySet().stream().filter(name -> !read.contains(name)).toList();
    if (inputs.keySet().equals(SentenceEncoder.INPUTS)) {
      boolean only = !all.containsKey(names.feature()) && ends.size() == 1;
      return SentenceEncoder.of(graph, feature(all, only ? ends.get(0) : names.feature(), ends));
    }
    String input =
        names.input().orElse(inputs.size() == 1 ? inputs.keySet().iterator().next() : "");
    Require.that(
        inputs.containsKey(input),
        "input",
        "one of its inputs " + inputs.keySet(),
        names.input().orElse("null"));
    List<TensorName> wanted = new java.util.ArrayList<>();
    wanted.add(feature(all, names.feature(), ends));
    names.logits().ifPresent(logits -> wanted.add(feature(all, logits, ends)));
    Flattening.Flat flat = Flattening.of(graph, Set.of(input), wanted, variable -> null);
    Class<? extends TNumber> fed =
        SavedModels.inputType(inputs.get(input).getAttrOrThrow("dtype").getType());
    return FrozenBackbone.tried(
        flat.graph(),
        new FrozenBackbone.Places(
            input,
            flat.results().get(0),
            flat.results().stream().skip(1).findFirst(),
            fed == TFloat32.class
                ? Optional.empty()
                : FrozenBackbone.embedded(flat.graph(), input)),
        fed,
        example(inputs.get(input).getAttrOrThrow("shape").getShape()));
  }

  private static TensorName feature(Map<String, NodeDef> all, String name, List<String> ends) {
    Require.that(
        all.containsKey(TensorName.of(name).node()),
        "feature",
        "one of its nodes, which end in " + ends,
        name);
    return TensorName.of(name);
  }

  private static Shape example(TensorShapeProto shape) {
    return Shape.of(shape.getDimList().stream().skip(1).mapToLong(d -> d.getSize()).toArray());
  }

  /** The graph, with its weights as constants. */
  static GraphDef graph(Path folder, Map<?, ?> model) {
    if (!(model.get("modelTopology") instanceof Map<?, ?> topology)
        || !(topology.get("node") instanceof List<?> nodes)) {
      throw new IllegalArgumentException(
          "its model.json has no graph (a layers model has none): convert it to a graph model");
    }
    Map<String, TensorProto> weights = JsonWeights.read(folder, model, null);
    GraphDef.Builder graph = GraphDef.newBuilder();
    try {
      nodes.forEach(node -> graph.addNode(node((Map<?, ?>) node, weights)));
    } catch (ClassCastException | NullPointerException e) {
      throw new IllegalArgumentException("its model.json is damaged: " + e.getMessage(), e);
    }
    return graph.build();
  }

  private static NodeDef node(Map<?, ?> json, Map<String, TensorProto> weights) {
    String name = (String) json.get("name");
    NodeDef.Builder node = NodeDef.newBuilder().setName(name).setOp((String) json.get("op"));
    if (json.get("input") instanceof List<?> inputs) {
      inputs.forEach(input -> node.addInput((String) input));
    }
    if (json.get("attr") instanceof Map<?, ?> attributes) {
      attributes.forEach((key, value) -> node.putAttr((String) key, value((Map<?, ?>) value)));
    }
    if (node.getOp().equals("Const")) {
      TensorProto weight = weights.get(name);
      Require.that(weight != null, "weights of '" + name + "'", "in the manifest", "missing");
      DataType type = node.getAttrOrThrow("dtype").getType();
      return Flattening.constant(name, type == DataType.DT_INT64 ? longs(weight) : weight);
    }
    return node.build();
  }

  /** The format has no integers of 64 bits. */
  private static TensorProto longs(TensorProto narrow) {
    ByteBuffer from =
        narrow.getTensorContent().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer to = ByteBuffer.allocate(2 * from.remaining()).order(ByteOrder.LITTLE_ENDIAN);
    while (from.hasRemaining()) {
      to.putLong(from.getInt());
    }
    return narrow.toBuilder()
        .setDtype(DataType.DT_INT64)
        .setTensorContent(ByteString.copyFrom(to.array()))
        .build();
  }

  // --------------------------------------------------------------------------------- attributes

  private static AttrValue value(Map<?, ?> json) {
    AttrValue.Builder value = AttrValue.newBuilder();
    json.forEach(
        (kind, is) -> {
          switch ((String) kind) {
            case "type" -> value.setType(type(is));
            case "shape" -> value.setShape(shape((Map<?, ?>) is));
            case "i" -> value.setI(whole(is));
            case "f" -> value.setF(real(is));
            case "b" -> value.setB((Boolean) is);
            case "s" -> value.setS(text(is));
            case "list" -> value.setList(values((Map<?, ?>) is));
            default -> {
              // A constant's tensor is among the weights; functions there are none.
            }
          }
        });
    return value.build();
  }

  private static AttrValue.ListValue values(Map<?, ?> json) {
    AttrValue.ListValue.Builder list = AttrValue.ListValue.newBuilder();
    json.forEach(
        (kind, all) -> {
          for (Object is : (List<?>) all) {
            switch ((String) kind) {
              case "type" -> list.addType(type(is));
              case "shape" -> list.addShape(shape((Map<?, ?>) is));
              case "i" -> list.addI(whole(is));
              case "f" -> list.addF(real(is));
              case "b" -> list.addB((Boolean) is);
              case "s" -> list.addS(text(is));
              default -> throw new ClassCastException("a list of " + kind);
            }
          }
        });
    return list.build();
  }

  private static DataType type(Object json) {
    return json instanceof Long number
        ? DataType.forNumber(number.intValue())
        : DataType.valueOf((String) json);
  }

  private static long whole(Object json) {
    return Long.parseLong(json.toString());
  }

  private static float real(Object json) {
    return Float.parseFloat(json.toString());
  }

  /** A list of character codes, or text in base 64. */
  private static ByteString text(Object json) {
    if (json instanceof List<?> codes) {
      StringBuilder text = new StringBuilder();
      codes.forEach(code -> text.append((char) ((Long) code).intValue()));
      return ByteString.copyFrom(text.toString(), StandardCharsets.ISO_8859_1);
    }
    return ByteString.copyFrom(Base64.getDecoder().decode((String) json));
  }

  private static TensorShapeProto shape(Map<?, ?> json) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    if (Boolean.TRUE.equals(json.get("unknownRank"))) {
      return shape.setUnknownRank(true).build();
    }
    if (json.get("dim") instanceof List<?> sizes) {
      for (Object size : sizes) {
        shape.addDim(
            TensorShapeProto.Dim.newBuilder().setSize(whole(((Map<?, ?>) size).get("size"))));
      }
    }
    return shape.build();
  }
}
