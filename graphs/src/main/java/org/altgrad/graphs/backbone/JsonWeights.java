package org.altgrad.graphs.backbone;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.altgrad.base.Durable;
import org.altgrad.base.Require;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** The tensors beside a {@code model.json} of TensorFlow.js, little endian, one after the other. */
final class JsonWeights {
  private static final Map<String, DataType> TYPES =
      Map.of(
          "float32", DataType.DT_FLOAT,
          "int32", DataType.DT_INT32,
          "bool", DataType.DT_BOOL,
          "uint8", DataType.DT_UINT8,
          "uint16", DataType.DT_UINT16,
          "float16", DataType.DT_HALF);

  private JsonWeights() {}

  /**
   * Reads all of a model.
   *
   * @param all file in which they all are, or null: each group in the files that it names
   * @return by name
   * @throws IllegalArgumentException in one line, if files are missing or of another length
   */
  static Map<String, TensorProto> read(Path folder, Map<?, ?> model, Path all) {
    Map<String, TensorProto> tensors = new LinkedHashMap<>();
    ByteBuffer whole = all == null ? null : bytes(List.of(all));
    for (Object group : list(model, "weightsManifest")) {
      List<?> paths = list((Map<?, ?>) group, "paths");
      ByteBuffer bytes =
          all == null
              ? bytes(paths.stream().map(path -> folder.resolve(path.toString())).toList())
              : whole;
      for (Object weight : list((Map<?, ?>) group, "weights")) {
        Map<?, ?> described = (Map<?, ?>) weight;
        tensors.put(described.get("name").toString(), tensor(described, bytes));
      }
      requireRead(bytes, all == null, paths);
    }
    if (all != null) {
      requireRead(whole, true, List.of(all.getFileName()));
    }
    return tensors;
  }

  private static void requireRead(ByteBuffer bytes, boolean last, List<?> paths) {
    if (last && bytes.hasRemaining()) {
      throw new IllegalArgumentException(
          "its files " + paths + " are " + bytes.remaining() + " bytes too long");
    }
  }

  static List<?> list(Map<?, ?> map, String key) {
    Require.that(map.get(key) instanceof List<?>, key, "a list", map.get(key));
    return (List<?>) map.get(key);
  }

  private static ByteBuffer bytes(List<Path> files) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (Path file : files) {
      try {
        bytes.write(Files.readAllBytes(file));
      } catch (IOException e) {
        throw new IllegalArgumentException(file + " cannot be read: " + Durable.reason(e), e);
      }
    }
    return ByteBuffer.wrap(bytes.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static TensorProto tensor(Map<?, ?> described, ByteBuffer bytes) {
    Object name = described.get("name");
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    long count = 1;
    for (Object size : list(described, "shape")) {
      shape.addDim(TensorShapeProto.Dim.newBuilder().setSize((Long) size));
      count *= (Long) size;
    }
    Map<?, ?> quantised = described.get("quantization") instanceof Map<?, ?> map ? map : Map.of();
    Object stored = quantised.isEmpty() ? described.get("dtype") : quantised.get("dtype");
    DataType type = TYPES.get(String.valueOf(stored));
    Require.that(type != null, "dtype of " + name, "one of " + TYPES.keySet(), stored);
    long length = count * size(type);
    if (length > bytes.remaining()) {
      throw new IllegalArgumentException(
          "its weights end within '"
              + name
              + "', "
              + (length - bytes.remaining())
              + " bytes early");
    }
    byte[] own = new byte[(int) length];
    bytes.get(own);
    TensorProto.Builder tensor = TensorProto.newBuilder().setTensorShape(shape);
    return quantised.isEmpty()
        ? tensor.setDtype(type).setTensorContent(ByteString.copyFrom(own)).build()
        : widened(tensor, own, type, quantised);
  }

  private static int size(DataType type) {
    return switch (type) {
      case DT_BOOL, DT_UINT8 -> 1;
      case DT_UINT16, DT_HALF -> 2;
      default -> 4;
    };
  }

  /** value = stored · scale + min; halves as they are. */
  private static TensorProto widened(
      TensorProto.Builder tensor, byte[] stored, DataType type, Map<?, ?> quantised) {
    ByteBuffer from = ByteBuffer.wrap(stored).order(ByteOrder.LITTLE_ENDIAN);
    tensor.setDtype(DataType.DT_FLOAT);
    Require.that(type != DataType.DT_HALF, "quantization", "uint8 or uint16", "float16");
    double scale = ((Number) quantised.get("scale")).doubleValue();
    double min = ((Number) quantised.get("min")).doubleValue();
    ByteBuffer to =
        ByteBuffer.allocate(stored.length / size(type) * 4).order(ByteOrder.LITTLE_ENDIAN);
    while (from.hasRemaining()) {
      int value = type == DataType.DT_UINT8 ? from.get() & 0xff : from.getShort() & 0xffff;
      to.putFloat((float) (value * scale + min));
    }
    return tensor.setTensorContent(ByteString.copyFrom(to.array())).build();
  }
}
