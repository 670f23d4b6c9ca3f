package org.altgrad.graphs.backbone;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.altgrad.base.Durable;
import org.altgrad.base.Require;
import org.tensorflow.GraphOperation;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Tensor;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/** Backbones from TensorFlow's SavedModels, whoever wrote them. */
final class SavedModels {
  static final String FILE = "saved_model.pb";
  private static final Map<DataType, Class<? extends TNumber>> INPUTS =
      Map.of(
          DataType.DT_FLOAT, TFloat32.class,
          DataType.DT_INT32, TInt32.class,
          DataType.DT_INT64, TInt64.class);

  /** What the program's own exports call a number that keys draws, and that of a network. */
  private static final String DRAW = "seed";

  private static final String NETWORK = "network";

  private static final String INIT = "__saved_model_init_op";

  /** What TensorFlow says of a network that is not there. */
  private static final Pattern BEYOND =
      Pattern.compile("indices = (\\d+) is not in \\[0, (\\d+)\\)");

  private SavedModels() {}

  /**
   * Loads a model and freezes its variables.
   *
   * @param names what its input and outputs are called
   * @throws IllegalArgumentException in one line, if it is not there, or no backbone
   */
  static FrozenBackbone load(Path directory, BackboneSource.Names names) {
    if (!Files.isRegularFile(directory.resolve(FILE))) {
      throw new IllegalArgumentException("it has no " + FILE);
    }
    try (SavedModelBundle bundle = SavedModelBundle.load(directory.toString())) {
      MetaGraphDef meta = bundle.metaGraphDef();
      Chosen chosen = Chosen.of(meta, names);
      List<TensorName> wanted = new java.util.ArrayList<>(List.of(chosen.feature()));
      chosen.logits().ifPresent(wanted::add);
      String input = chosen.input().node();
      Set<String> given = new HashSet<>(Set.of(input));
      chosen.numbers().forEach((name, node) -> given.add(node.node()));
      Flattening.Flat flat =
          Flattening.of(meta.getGraphDef(), given, wanted, node -> value(bundle, node));
      boolean tokens = chosen.fed() != TFloat32.class;
      return tried(
          names.network(),
          flat.graph(),
          new FrozenBackbone.Places(
              input,
              flat.results().get(0),
              flat.results().stream().skip(1).findFirst(),
              tokens ? FrozenBackbone.embedded(flat.graph(), input) : Optional.empty(),
              chosen.fixed(names.network()),
              Optional.ofNullable(chosen.numbers().get(DRAW)).map(TensorName::node)),
          chosen.fed(),
          chosen.example());
    } catch (TensorFlowException e) {
      throw new IllegalArgumentException(
          "it is damaged: " + Durable.firstLine(e) + "; export it again", e);
    }
  }

  /** Only the model's own operations know how many networks there are. */
  private static FrozenBackbone tried(
      Optional<Integer> network,
      FrozenGraph graph,
      FrozenBackbone.Places places,
      Class<? extends TNumber> fed,
      Shape example) {
    try {
      return FrozenBackbone.tried(graph, places, fed, example);
    } catch (IllegalArgumentException e) {
      Matcher beyond = BEYOND.matcher(String.valueOf(e.getMessage()));
      if (network.isPresent() && beyond.find() && beyond.group(1).equals("" + network.get())) {
        throw new IllegalArgumentException(
            NETWORK
                + ": must be below "
                + beyond.group(2)
                + ", as there are so many, but is "
                + network.get(),
            e);
      }
      throw e;
    }
  }

  /**
   * The names of a model's outputs by signature, without loading it; none if it cannot be read, or
   * has a node of a name.
   */
  static Map<String, Set<String>> outputs(Path directory, String unlessNode) {
    Map<String, Set<String>> all = new TreeMap<>();
    try (InputStream file = Files.newInputStream(directory.resolve(FILE))) {
      for (MetaGraphDef meta : SavedModel.parseFrom(file).getMetaGraphsList()) {
        if (Chosen.has(meta, TensorName.of(unlessNode))) {
          return Map.of();
        }
        meta.getSignatureDefMap()
            .forEach((name, of) -> all.put(name, new TreeSet<>(of.getOutputsMap().keySet())));
      }
    } catch (IOException e) {
      return Map.of(); // whoever loads it says what is wrong
    }
    all.remove(INIT);
    return all;
  }

  /**
   * What is read of a model.
   *
   * @param example shape of one input
   * @param numbers whole numbers that it takes besides, by their names
   */
  private record Chosen(
      TensorName input,
      Class<? extends TNumber> fed,
      Shape example,
      TensorName feature,
      Optional<TensorName> logits,
      Map<String, TensorName> numbers) {

    static Chosen of(MetaGraphDef meta, BackboneSource.Names names) {
      Map<String, SignatureDef> all = new TreeMap<>(meta.getSignatureDefMap());
      all.remove(INIT);
      names
          .signature()
          .ifPresent(
              name -> {
                Require.that(
                    all.containsKey(name), "signature", "one of its " + all.keySet(), name);
                all.keySet().retainAll(Set.of(name));
              });
      SignatureDef signature =
          java.util.stream.Stream.concat(
                  Optional.ofNullable(all.get("serving_default")).stream(), all.values().stream())
              .filter(one -> one.containsOutputs(names.feature()))
              .filter(one -> names.network().isEmpty() || one.containsInputs(NETWORK))
              .findFirst()
              .orElse(null);
      TensorName feature;
      if (signature != null) {
        feature = TensorName.of(signature.getOutputsOrThrow(names.feature()).getName());
      } else {
        feature = TensorName.of(names.feature());
        if (!has(meta, feature)) {
          throw new IllegalArgumentException(
              "feature: must be one of its outputs "
                  + outputs(all)
                  + ", or of its nodes, but is "
                  + names.feature());
        }
        signature =
            all.getOrDefault("serving_default", all.values().stream().findFirst().orElse(null));
      }
      TensorInfo input = input(signature, names.input());
      Map<String, TensorName> numbers = new TreeMap<>();
      signature
          .getInputsMap()
          .forEach(
              (name, info) -> {
                if (number(info)) {
                  numbers.put(name, TensorName.of(info.getName()));
                }
              });
      Require.that(
          names.network().isEmpty() || numbers.containsKey(NETWORK),
          NETWORK,
          "null, for it is one network,",
          names.network().map(Object::toString).orElse(""));
      return new Chosen(
          TensorName.of(input.getName()),
          inputType(input.getDtype()),
          example(input),
          feature,
          logits(meta, signature, names.logits()),
          numbers);
    }

    private static boolean number(TensorInfo info) {
      TensorShapeProto shape = info.getTensorShape();
      return info.getDtype() == DataType.DT_INT64
          && !shape.getUnknownRank()
          && shape.getDimCount() == 0;
    }

    /** The values of numbers, but of what keys draws, by the names of their nodes. */
    Map<String, Long> fixed(Optional<Integer> network) {
      Map<String, Long> fixed = new TreeMap<>();
      numbers.forEach(
          (name, node) -> {
            if (!name.equals(DRAW)) {
              fixed.put(node.node(), name.equals(NETWORK) ? network.orElse(0).longValue() : 0L);
            }
          });
      return fixed;
    }

    private static Set<String> outputs(Map<String, SignatureDef> all) {
      Set<String> outputs = new TreeSet<>();
      all.values().forEach(signature -> outputs.addAll(signature.getOutputsMap().keySet()));
      return outputs;
    }

    private static TensorInfo input(SignatureDef signature, Optional<String> name) {
      Map<String, TensorInfo> inputs =
          signature == null ? new TreeMap<>() : new TreeMap<>(signature.getInputsMap());
      inputs.values().removeIf(Chosen::number);
      boolean known = name.map(inputs::containsKey).orElse(inputs.size() == 1);
      if (!known) {
        throw new IllegalArgumentException(
            "input: must be one of its inputs "
                + inputs.keySet()
                + " but is "
                + name.orElse("null"));
      }
      return name.map(inputs::get).orElseGet(() -> inputs.values().iterator().next());
    }

    private static Shape example(TensorInfo input) {
      TensorShapeProto shape = input.getTensorShape();
      if (shape.getUnknownRank() || shape.getDimCount() < 2 || shape.getDim(0).getSize() >= 0) {
        throw new IllegalArgumentException(
            "input: must be [rows, ...] of any number of rows but '"
                + input.getName()
                + "' is "
                + (shape.getUnknownRank()
                    ? "of any rank"
                    : shape.getDimList().stream().map(dim -> dim.getSize()).toList().toString()));
      }
      return Shape.of(
          shape.getDimList().stream().skip(1).mapToLong(dim -> dim.getSize()).toArray());
    }

    private static Optional<TensorName> logits(
        MetaGraphDef meta, SignatureDef signature, Optional<String> name) {
      String asked = name.orElse("logits");
      if (signature.containsOutputs(asked)) {
        return Optional.of(TensorName.of(signature.getOutputsOrThrow(asked).getName()));
      }
      if (name.isPresent() && !has(meta, TensorName.of(asked))) {
        throw new IllegalArgumentException(
            "logits: must be one of its outputs "
                + new TreeSet<>(signature.getOutputsMap().keySet())
                + ", or of its nodes, but is "
                + asked);
      }
      return name.map(TensorName::of);
    }

    private static boolean has(MetaGraphDef meta, TensorName tensor) {
      return meta.getGraphDef().getNodeList().stream()
          .anyMatch(node -> node.getName().equals(tensor.node()));
    }
  }

  /** The type of what a model is fed. */
  static Class<? extends TNumber> inputType(DataType type) {
    Class<? extends TNumber> fed = INPUTS.get(type);
    Require.that(fed != null, "input", "of float32, int32 or int64", "of " + type);
    return fed;
  }

  /** The value of a variable, which the model's session holds. */
  private static TensorProto value(SavedModelBundle bundle, NodeDef node) {
    GraphOperation variable = bundle.graph().operationOrThrow(node.getName());
    Output<?> value = variable.output(0);
    if (node.getOp().equals("VarHandleOp")) {
      var reading =
          Ops.create(bundle.graph()).scope().opBuilder("ReadVariableOp", node.getName() + ".read");
      reading.addInput(value);
      reading.setAttr("dtype", node.getAttrOrThrow("dtype"));
      value = ((GraphOperation) reading.build()).output(0);
    }
    try (Result result = bundle.session().runner().fetch(value).run()) {
      return proto(result.get(0));
    }
  }

  /** A tensor as a message. */
  static TensorProto proto(Tensor tensor) {
    byte[] bytes = new byte[(int) tensor.numBytes()];
    tensor
        .asRawTensor()
        .data()
        .copyTo(org.tensorflow.ndarray.buffer.DataBuffers.of(bytes, false, false), bytes.length);
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long size : tensor.shape().asArray()) {
      shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
    }
    return TensorProto.newBuilder()
        .setDtype(tensor.dataType())
        .setTensorShape(shape)
        .setTensorContent(ByteString.copyFrom(bytes))
        .build();
  }
}
