package org.altgrad.graphs.backbone;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.Expr;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;

/** A small model in the format of TensorFlow.js: y = tanh(x w), with w of 8 bits. */
class GraphModelTest {
  private static final String MODEL =
      """
      {"modelTopology": {"node": [
        {"name": "x", "op": "Placeholder", "attr": {"dtype": {"type": "DT_FLOAT"},
          "shape": {"shape": {"dim": [{"size": "-1"}, {"size": "2"}]}}}},
        {"name": "w", "op": "Const", "attr": {"dtype": {"type": 1}}},
        {"name": "shape", "op": "Const", "attr": {"dtype": {"type": "DT_INT64"}}},
        {"name": "rows", "op": "Reshape", "input": ["x", "shape"],
          "attr": {"T": {"type": 1}, "Tshape": {"type": 9}}},
        {"name": "product", "op": "MatMul", "input": ["rows", "w", "^x"],
          "attr": {"T": {"type": 1}, "transpose_a": {"b": false}, "transpose_b": {"b": true}}},
        {"name": "y", "op": "Tanh", "input": ["product"], "attr": {"T": {"type": 1}}}
      ]}, "weightsManifest": [
        {"paths": ["a", "b"], "weights": [
          {"name": "w", "shape": [3, 2], "dtype": "float32",
            "quantization": {"dtype": "uint8", "scale": 0.5, "min": -1}},
          {"name": "shape", "shape": [2], "dtype": "int32"}]}]}
      """;

  @TempDir private Path folder;

  @BeforeEach
  void write() throws IOException {
    Files.writeString(folder.resolve("model.json"), MODEL);
    byte[] all = new byte[14];
    ByteBuffer bytes = ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(new byte[] {0, 1, 2, 3, 4, 5}).putInt(-1).putInt(2);
    Files.write(folder.resolve("a"), Arrays.copyOf(all, 5)); // not at the end of a tensor
    Files.write(folder.resolve("b"), Arrays.copyOfRange(all, 5, 14));
  }

  private Backbone load(String feature) {
    var names = new BackboneSource.Names(Optional.empty(), feature, Optional.empty());
    return new BackboneSource(folder, BackboneSource.Kind.AUTO, names).load();
  }

  @Test
  void computesItsGraph() {
    Backbone backbone = load("y");
    assertEquals(Shape.of(2), backbone.input());
    assertEquals(3, backbone.features());
    try (TestGraph g = new TestGraph();
        TFloat32 at = TFloat32.tensorOf(Shape.of(1, 2), DataBuffers.of(0.5f, -0.25f))) {
      Expr<TFloat32> x = g.f32.placeholder(Shape.of(-1, 2));
      double[] expected = {
        Math.tanh(0.5 * -1 - 0.25 * -0.5), Math.tanh(-0.25 * 0.5), Math.tanh(0.5 - 0.25 * 1.5)
      };
      assertArrayEquals(
          expected, g.value(backbone.apply(g.f32, x).features(), Map.of(x, at)), 1e-6);
    }
  }

  private void assertSays(String said, String feature) {
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> load(feature));
    assertTrue(e.getMessage().contains(said), e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
  }

  @Test
  void saysWhichInputsAreMissing() throws IOException {
    Path model = folder.resolve("model.json");
    Files.writeString(model, MODEL.replace("[\"rows\", \"w\", \"^x\"]", "[]"));
    assertSays("inputs of the node 'product': must be more but is []", "y");
    Files.writeString(model, MODEL.replace("[\"product\"]", "[\"product:3\"]"));
    assertSays("tensor of the graph: must be an output of one of its nodes but is product:3", "y");
  }

  @Test
  void saysWhatIsWrong() throws IOException {
    assertSays("feature: must be one of its nodes, which end in [y] but is feature", "feature");
    Files.write(folder.resolve("b"), new byte[4]);
    assertSays("its weights end within 'shape', 5 bytes early", "y");
    Files.write(folder.resolve("b"), new byte[10]);
    assertSays("its files [a, b] are 1 bytes too long", "y");
    Files.delete(folder.resolve("b"));
    assertSays("b cannot be read", "y");
    Files.writeString(folder.resolve("model.json"), "{\"modelTopology\": {\"class_name\": 1}}");
    assertSays("has no graph (a layers model has none): convert it to a graph model", "y");
  }
}
