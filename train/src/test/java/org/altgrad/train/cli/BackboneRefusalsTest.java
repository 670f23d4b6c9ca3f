package org.altgrad.train.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;

/** What a head cannot stand on ends a command with one line that says what is wrong. */
class BackboneRefusalsTest {
  @TempDir private static Path folder;

  private static int runs;

  /** An exported network of digits, and the same with calls of what is not there. */
  @BeforeAll
  static void export() throws IOException {
    Cli.Result said =
        Cli.run(
            "train",
            "experiment=vub/mnist_backbone_quick",
            "data.train_limit=300",
            "data.test_limit=60",
            "trainer.max_epochs=1",
            "run.figure=false",
            "run.export=true",
            "run.dir=" + folder.resolve("run"));
    assertEquals(0, said.code(), said.err());
    Path export = folder.resolve("run/export");
    Path called = folder.resolve("called");
    try (Stream<Path> files = Files.walk(export)) {
      for (Path file : files.toList()) {
        if (!file.endsWith("altgrad.yaml")) {
          Files.copy(file, called.resolve(export.relativize(file).toString()));
        }
      }
    }
    Path model = called.resolve("saved_model.pb");
    SavedModel.Builder all = SavedModel.parseFrom(Files.readAllBytes(model)).toBuilder();
    GraphDef.Builder graph = all.getMetaGraphsBuilder(0).getGraphDefBuilder();
    for (NodeDef.Builder node : graph.getNodeBuilderList()) {
      if (node.getOp().equals("Relu")) {
        AttrValue floats =
            AttrValue.newBuilder()
                .setList(AttrValue.ListValue.newBuilder().addType(DataType.DT_FLOAT))
                .build();
        node.setOp("StatefulPartitionedCall")
            .clearAttr()
            .putAttr("Tin", floats)
            .putAttr("Tout", floats)
            .putAttr(
                "f",
                AttrValue.newBuilder().setFunc(NameAttrList.newBuilder().setName("relu")).build());
      }
    }
    Files.write(model, all.build().toByteArray());
  }

  private static Cli.Result train(String... words) {
    List<String> all =
        new ArrayList<>(
            List.of("train", "trainer.max_epochs=1", "run.figure=false", "method.cache=null"));
    for (String word : words) {
      all.add(word.replace("DIR", folder.toString()));
    }
    all.add("run.dir=" + folder.resolve("refused" + ++runs));
    return Cli.run(all.toArray(String[]::new));
  }

  private static void assertSays(String expected, Cli.Result found) {
    assertEquals(2, found.code(), found.err());
    List<String> lines = found.err().lines().filter(line -> line.startsWith("altgrad: ")).toList();
    assertEquals(1, lines.size(), found.err());
    assertTrue(lines.get(0).contains(expected.replace("DIR", folder.toString())), lines.get(0));
    assertTrue(!found.err().contains("\tat "), found.err());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "method.backbone={kind: auto, path: DIR/run/export, feature: pooled}|data.stride=1"
            + "|feature: must be one of its outputs [feature, logits, probabilities], or of its nodes, but is"
            + " pooled",
        "method.backbone={kind: auto, path: DIR/called, feature: feature}|data.stride=1|called: Failed to find function",
        "method.backbone=DIR/run|data.stride=2"
            + "|must be one that reads examples of shape [14, 14, 1], as the data set has them, but"
            + " is of [28, 28, 1]",
        "method.backbone=DIR/none|data.stride=1|DIR/none: must be a folder but is not there",
      })
  void isSaid(String backbone, String stride, String expected) {
    assertSays(
        expected,
        train(
            "experiment=vub/fmnist",
            "data=mnist10k",
            "data.train_limit=300",
            "data.test_limit=60",
            "data.holdout=0.1",
            backbone,
            stride));
  }

  @Test
  void textsAreNoPictures() {
    assertSays(
        "must be one that reads what the data set has, but reads image",
        train(
            "experiment=vub/text_synth",
            "data.n_train=60",
            "data.n_test=20",
            "method.backbone=DIR/run"));
  }
}
