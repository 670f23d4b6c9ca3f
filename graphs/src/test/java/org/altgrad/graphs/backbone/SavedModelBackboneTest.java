package org.altgrad.graphs.backbone;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.altgrad.graphs.TestGraph;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Gradients;
import org.altgrad.graphs.core.Loop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TFloat32;

/** Foreign models, frozen: what they compute, derivatives, and what is refused. */
class SavedModelBackboneTest {
  private static final Shape IMAGES = Shape.of(3, 4, 4, 2);

  @TempDir private Path folder;

  private static float[] images(int seed) {
    float[] values = new float[(int) IMAGES.size()];
    Random random = new Random(seed);
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat() * 2 - 1;
    }
    return values;
  }

  private static TFloat32 tensor(float[] values) {
    return TFloat32.tensorOf(IMAGES, DataBuffers.of(values));
  }

  private Backbone load() {
    return BackboneSource.of(folder).load();
  }

  @Test
  void computesWhatTheModelComputes() throws IOException {
    TinyModel.write(folder);
    Backbone backbone = load();
    assertEquals(5, backbone.features());
    assertEquals(Shape.of(4, 4, 2), backbone.input());
    try (SavedModelBundle bundle = SavedModelBundle.load(folder.toString());
        TFloat32 x = tensor(images(1));
        var theirs = bundle.function("serving_default").call(Map.of("image", x));
        TestGraph g = new TestGraph()) {
      Expr<TFloat32> input = g.f32.placeholder(Shape.of(-1, 4, 4, 2));
      Backbone.Outputs mine = backbone.apply(g.f32, input);
      assertArrayEquals(
          doubles((TFloat32) theirs.get("feature").orElseThrow()),
          g.value(mine.features(), Map.of(input, x)));
      assertArrayEquals(
          doubles((TFloat32) theirs.get("logits").orElseThrow()),
          g.value(mine.logits().orElseThrow(), Map.of(input, x)));
    }
  }

  private static double[] doubles(TFloat32 tensor) {
    float[] values = new float[(int) tensor.size()];
    tensor.copyTo(DataBuffers.of(values, false, false));
    double[] wide = new double[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }

  /** Two copies in one graph, whose sum's derivative is twice that of one. */
  @Test
  void hasTheDerivativeOfItsDifferences() throws IOException {
    TinyModel.write(folder);
    Backbone backbone = load();
    try (TestGraph g = new TestGraph()) {
      Expr<TFloat32> input = g.f32.placeholder(IMAGES);
      Expr<TFloat32> y = backbone.apply(g.f32, input).logits().orElseThrow().square().sum();
      Expr<TFloat32> again = backbone.apply(g.f32, input).logits().orElseThrow().square().sum();
      Expr<TFloat32> gradient = Gradients.of(y.plus(again), List.of(input)).get(0);
      float[] at = images(2);
      double[] exact;
      try (TFloat32 x = tensor(at)) {
        exact = g.value(gradient, Map.of(input, x));
      }
      for (int i = 0; i < at.length; i++) {
        double difference = (at(g, y, input, at, i, 0.01f) - at(g, y, input, at, i, -0.01f)) / 0.02;
        assertEquals(2 * difference, exact[i], 2e-3, "pixel " + i);
      }
    }
  }

  private static double at(
      TestGraph g, Expr<TFloat32> y, Expr<TFloat32> input, float[] x, int i, float by) {
    float[] moved = x.clone();
    moved[i] += by;
    try (TFloat32 tensor = tensor(moved)) {
      return g.value(y, Map.of(input, tensor))[0];
    }
  }

  /** Gradient steps on the input in a loop inside the graph are those outside, one by one. */
  @Test
  void worksInTheBodyOfALoop() throws IOException {
    TinyModel.write(folder);
    Backbone backbone = load();
    try (TestGraph g = new TestGraph();
        TFloat32 x = tensor(images(3))) {
      Expr<TFloat32> input = g.f32.placeholder(IMAGES);
      Loop loop = new Loop("steps");
      Loop.Var<TFloat32> inside = loop.variable("x", input);
      Expr<TFloat32> end =
          loop.run(g.tf, g.tf.constant(3), now -> now.set(inside, step(backbone, now.get(inside))))
              .get(inside);
      Expr<TFloat32> outside = input;
      for (int i = 0; i < 3; i++) {
        outside = step(backbone, outside);
      }
      assertArrayEquals(g.value(outside, Map.of(input, x)), g.value(end, Map.of(input, x)), 1e-6);
    }
  }

  private static Expr<TFloat32> step(Backbone backbone, Expr<TFloat32> x) {
    Expr<TFloat32> loss = backbone.apply(x.nodes(), x).features().sum();
    return x.minus(Gradients.of(loss, List.of(x)).get(0).times(0.1));
  }

  @Test
  void isKnownByItsWeights() throws IOException {
    TinyModel.write(folder);
    String first = load().fingerprint();
    assertEquals(first, load().fingerprint());
    GraphDef.Builder other = TinyModel.graph().toBuilder();
    var tensor = other.getNodeBuilder(1).getAttrOrThrow("value").toBuilder();
    tensor.getTensorBuilder().setFloatVal(0, 0.125f);
    other.getNodeBuilder(1).putAttr("value", tensor.build());
    TinyModel.write(folder, other.build());
    assertNotEquals(first, load().fingerprint());
  }

  /** Each in one line that names what is wrong, and what there is or what to do. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "op: 'Betainc' input: 'before' input: 'before' input: 'before'|Betainc has no gradient",
        "op: 'If' input: 'image'|'whole' (If) is control flow",
        "op: 'RandomUniform' input: 'image'|'whole' (RandomUniform) draws random numbers",
        "op: 'HashTableV2'|'whole' (HashTableV2) has a state",
        "op: 'Nonsense' input: 'before'|'whole' (Nonsense) is no operation of this TensorFlow",
      })
  void refuses(String node, String said) throws IOException {
    GraphDef graph = TinyModel.with(node + TinyModel.OF_FLOATS);
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                FrozenBackbone.tried(flat(graph).graph(), places(graph), TFloat32.class, image()));
    assertTrue(e.getMessage().contains(said), e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
  }

  private static Shape image() {
    return Shape.of(4, 4, 2);
  }

  private static Flattening.Flat flat(GraphDef graph) {
    var kernel = graph.getNode(0).getAttrOrThrow("value").getTensor();
    var dense = graph.getNode(1).getAttrOrThrow("value").getTensor();
    return Flattening.of(
        graph,
        java.util.Set.of("image"),
        List.of(new TensorName("whole", 0)),
        node -> node.getName().equals("kernel") ? kernel : dense);
  }

  private static FrozenBackbone.Places places(GraphDef graph) {
    return new FrozenBackbone.Places(
        "image", flat(graph).results().get(0), Optional.empty(), Optional.empty());
  }

  @Test
  void refusesBatchNormalisationInTraining() throws IOException {
    String norm =
        "op: 'FusedBatchNormV3' input: 'before' input: 'dense0' input: 'dense0' input: 'dense0'"
            + " input: 'dense0' attr { key: 'is_training' value { b: true } }";
    GraphDef graph = TinyModel.with(norm);
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> flat(graph));
    assertTrue(e.getMessage().contains("as in training: export it for inference"), e.getMessage());
  }

  @Test
  void refusesCallsThatCannotBeWrittenOut() throws IOException {
    GraphDef graph = TinyModel.graph().toBuilder().clearLibrary().build();
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> flat(graph));
    assertTrue(
        e.getMessage().contains("calls a function that is not in the model, 'outer'"),
        e.getMessage());
  }

  @Test
  void saysWhatThereIs() throws IOException {
    TinyModel.write(folder);
    assertSays(
        "outputs [feature, logits], or of its nodes, but is features", null, "features", null);
    assertSays("inputs [image] but is picture", "picture", "feature", null);
    assertSays(
        "outputs [feature, logits], or of its nodes, but is scores", null, "feature", "scores");
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> load().requireInput(Shape.of(28, 28, 1)));
    assertEquals(
        "backbone: must be one for examples of shape [28, 28, 1] but is one for [4, 4, 2]",
        e.getMessage());
    Files.write(folder.resolve("saved_model.pb"), new byte[] {1, 2, 3});
    assertSays("it is damaged", null, "feature", null);
    Files.delete(folder.resolve("saved_model.pb"));
    assertSays("it has no saved_model.pb", null, "feature", null);
    Files.writeString(folder.resolve("run.yaml"), "");
    assertSays("the run is not exported (run.export=true): altgrad export", null, "feature", null);
  }

  private void assertSays(String said, String input, String feature, String logits) {
    var names =
        new BackboneSource.Names(Optional.ofNullable(input), feature, Optional.ofNullable(logits));
    var source = new BackboneSource(folder, BackboneSource.Kind.AUTO, names);
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, source::load);
    assertTrue(e.getMessage().contains(said), e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
  }
}
