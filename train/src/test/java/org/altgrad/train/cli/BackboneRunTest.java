package org.altgrad.train.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.altgrad.base.Seal;
import org.altgrad.graphs.backbone.Backbone;
import org.altgrad.graphs.backbone.BackboneSource;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Gradients;
import org.altgrad.graphs.core.Nodes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/** Backbones of our own: trained, exported at the end of their runs, frozen. */
class BackboneRunTest {
  @TempDir private Path folder;

  private Path trained(String... more) {
    Path run = folder.resolve("run");
    List<String> all =
        new ArrayList<>(
            List.of(
                "train",
                "trainer.max_epochs=1",
                "trainer.limit_train_batches=4",
                "run.figure=false",
                "run.export=true",
                "run.dir=" + run));
    all.addAll(List.of(more));
    Cli.Result said = Cli.run(all.toArray(String[]::new));
    assertEquals(0, said.code(), said.err());
    return run;
  }

  private static float[] floats(Tensor tensor) {
    float[] values = new float[(int) tensor.shape().size()];
    ((TFloat32) tensor).copyTo(DataBuffers.of(values, false, false));
    return values;
  }

  /** What the exported model gives is what the frozen one gives, before and after its use. */
  private static void assertSame(Path run, String column, Tensor x, Backbone backbone) {
    try (SavedModelBundle bundle = SavedModelBundle.load(run.resolve("export").toString());
        Result theirs = bundle.function("serving_default").call(Map.of(column, x));
        Graph graph = new Graph()) {
      Nodes<TFloat32> nodes = Nodes.of(Ops.create(graph), TFloat32.class);
      Operand<? extends TNumber> input =
          nodes
              .tf()
              .placeholder(
                  backbone.inputType(), Placeholder.shape(Shape.of(-1).append(backbone.input())));
      Backbone.Outputs mine = backbone.apply(nodes, input);
      Expr<TFloat32> logits = mine.logits().orElseThrow();
      Operand<TFloat32> by =
          mine.embedded().map(e -> (Operand<TFloat32>) e).orElseGet(() -> nodes.typed(input));
      Expr<TFloat32> gradient = Gradients.of(logits.square().sum(), List.of(by)).get(0);
      try (Session session = new Session(graph);
          Result made =
              session
                  .runner()
                  .feed(input, x)
                  .fetch(mine.features())
                  .fetch(logits)
                  .fetch(gradient)
                  .run()) {
        assertArrayEquals(floats(theirs.get("feature").orElseThrow()), floats(made.get(0)), 1e-5f);
        assertArrayEquals(floats(theirs.get("logits").orElseThrow()), floats(made.get(1)), 1e-5f);
        double sum = 0;
        for (float g : floats(made.get(2))) {
          sum += Math.abs(g);
        }
        assertTrue(sum > 0, "a gradient");
      }
    }
  }

  @Test
  void imagesWithBatchNormalisation() throws IOException {
    Path run =
        trained(
            "experiment=vub/mnist_backbone_quick",
            "model=fmnist_cnn_bn",
            "data.train_limit=500",
            "data.test_limit=100");
    Path weights = run.resolve("export/variables/variables.data-00000-of-00001");
    String before = Seal.of(weights);
    Backbone backbone = BackboneSource.of(run).load();
    assertEquals(Shape.of(28, 28, 1), backbone.input());
    assertEquals(32, backbone.features());
    float[] pixels = new float[3 * 784];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (i * 37 % 101) / 100f;
    }
    try (TFloat32 x = TFloat32.tensorOf(Shape.of(3, 28, 28, 1), DataBuffers.of(pixels))) {
      assertSame(run, "image", x, backbone);
    }
    assertEquals(before, Seal.of(weights));
    assertEquals(
        backbone.fingerprint(), BackboneSource.of(run.resolve("export")).load().fingerprint());
    // A run with nothing to do leaves its export alone.
    Files.writeString(run.resolve("export/mine.csv"), "mine");
    assertEquals(0, Cli.run("train", "--resume", run.toString()).code());
    assertTrue(Files.exists(run.resolve("export/mine.csv")));
    Files.write(weights, new byte[] {1});
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> BackboneSource.of(run).load());
    assertTrue(e.getMessage().contains("is not what was exported"), e.getMessage());
  }

  /** The papers' row vanilla: nothing is learned, and the network says what it said by itself. */
  @Test
  void aBackboneByItsOwnLastLayer() throws IOException {
    String[] small = {"data.train_limit=300", "data.test_limit=90"};
    Path run = trained("experiment=vub/mnist_backbone_quick", small[0], small[1]);
    List<String> vanilla =
        List.of(
            "experiment=vub/fmnist",
            "data=mnist10k",
            small[0],
            small[1],
            "data.holdout=0.1",
            "method/objective=vanilla",
            "method.attacks.list=[{name: pgd, steps: 2, reach: 2, start: true, restarts: 1, loss:"
                + " ce}]",
            "method.attacks.epsilons=[0.1]",
            "method.attacks.verdict={rows: 4, noise: 3, points: 2, inner: 5}",
            "trainer.max_epochs=1");
    List<String> words = new ArrayList<>(vanilla);
    words.addAll(
        List.of(
            "method.backbone=" + run,
            "method.cache=null",
            "run.figure=false",
            "run.dir=" + folder + "/own"));
    words.add(0, "train");
    Cli.Result said = Cli.run(words.toArray(String[]::new));
    assertEquals(0, said.code(), said.err());
    var before = org.altgrad.plotting.runs.Run.read(run).metrics();
    var after = org.altgrad.plotting.runs.Run.read(folder.resolve("own")).metrics();
    for (String split : List.of("test", "validation")) {
      double[] theirs = before.track(split, "accuracy").value();
      double[] ours = after.track(split, "accuracy").value();
      assertEquals(theirs[theirs.length - 1], ours[0], 1e-6);
    }
    double[] loss = before.track("test", "loss").value();
    assertEquals(loss[loss.length - 1], after.track("test", "ce").value()[0], 1e-4);
    // Its code is its logits, ten numbers, whatever the section model says.
    assertTrue(after.track("test", "trusted/0.1").value()[0] >= 0);
    words.set(words.indexOf("method.backbone=" + run), "method.backbone=null");
    words.remove("method.cache=null");
    words.set(words.size() - 1, "run.dir=" + folder + "/none");
    Cli.Result none = Cli.run(words.toArray(String[]::new));
    assertTrue(none.err().contains("where the objective is vanilla"), none.err());
  }

  /** Accuracy and -ln p of the labels, of a table with columns row, label, prediction, p0, p1. */
  private static double[] scores(Path table) throws IOException {
    List<String> lines = Files.readAllLines(table);
    assertEquals("row,label,prediction,p0,p1", lines.get(0));
    double right = 0;
    double loss = 0;
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split(",");
      right += cells[1].equals(cells[2]) ? 1 : 0;
      loss -= Math.log(Double.parseDouble(cells[3 + Integer.parseInt(cells[1])]));
    }
    return new double[] {right / (lines.size() - 1), loss / (lines.size() - 1)};
  }

  /** Predictions, from numbers of words, are those of the run's own evaluation. */
  private void assertPredicts(Path run, String function, String loss) throws IOException {
    Path to = folder.resolve(function + "-" + loss + ".csv");
    Cli.Result said = Cli.run("predict", run + "/export", "--to=" + to, "--signature=" + function);
    assertEquals(0, said.code(), said.err());
    var own = org.altgrad.plotting.runs.Run.read(run).metrics();
    double[] found = scores(to);
    assertEquals(last(own.track("test", "accuracy").value()), found[0], 1e-6);
    assertEquals(last(own.track("test", loss).value()), found[1], 1e-4);
  }

  private static double last(double[] values) {
    return values[values.length - 1];
  }

  @Test
  void textsAndTheirWords() throws IOException {
    Path run =
        trained(
            "experiment=vub/text_backbone", "data.n_train=300", "data.n_test=50", "data.length=20");
    Backbone backbone = BackboneSource.of(run).load();
    assertEquals(TInt32.class, backbone.inputType());
    assertEquals(64, backbone.features());
    int[] tokens = new int[40];
    for (int i = 0; i < 30; i++) {
      tokens[i] = 1 + i % 7;
    }
    try (TInt32 x = TInt32.tensorOf(Shape.of(2, 20), DataBuffers.of(tokens))) {
      assertSame(run, "tokens", x, backbone);
    }
    assertPredicts(run, "predict", "loss");
    assertPredicts(run, "serving_default", "loss");
    Path head = folder.resolve("head");
    Cli.Result said = Cli.run(head(head, run));
    assertEquals(0, said.code(), said.err());
    assertPredicts(head, "predict", "ce");
    assertPredicts(head, "mean", "ce");
  }

  private static String[] head(Path to, Path backbone, String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "train",
                "experiment=vub/text_synth",
                "data.n_train=300",
                "data.n_test=50",
                "data.length=20",
                "method.backbone=" + backbone,
                "method.cache=null",
                "trainer.max_epochs=1",
                "trainer.steps_per_call=1",
                "run.figure=false",
                "run.export=true",
                "run.dir=" + to));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }
}
