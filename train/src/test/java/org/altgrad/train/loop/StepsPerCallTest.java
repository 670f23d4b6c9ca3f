package org.altgrad.train.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.altgrad.base.Durable;
import org.altgrad.train.run.RunDirectory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Many steps in a call, of programs whose steps stand in the graph one by one. */
class StepsPerCallTest {
  @TempDir Path temp;

  /** An epoch has 13 steps or so. */
  static Stream<List<String>> methods() {
    return Stream.of(
        // 400 examples in batches of 32: the last of an epoch has 16.
        List.of(
            "experiment=biohsic/xor_bp",
            "data.n_train=400",
            "method.probe_samples=0",
            "trainer.batch_size=32"),
        List.of(
            "experiment=hnca/bandit",
            "data=proto_bits",
            "data.n_train=260",
            "data.n_test=20",
            "model.width=8",
            "model.depth=2",
            "trainer.batch_size=20"),
        List.of(
            "experiment=hnca/bandit",
            "data=proto_bits",
            "data.n_train=260",
            "data.n_test=20",
            "model.width=8",
            "method.estimator=reinforce",
            "method.baseline=ema",
            "trainer.batch_size=20"),
        List.of(
            "experiment=hnca/vae_quick",
            "data.n_train=260",
            "data.n_test=20",
            "model.width=4",
            "method.iwae_samples=2",
            "trainer.batch_size=20"),
        List.of(
            "experiment=ilc/spirals_quick",
            "data.examples_per_env=26",
            "data.n_test=20",
            "model.features=[8]",
            "trainer.batch_size=32"),
        List.of(
            "experiment=biohsic/xor",
            "data.n_train=416",
            "method.windows_per_step=32",
            "method.probe_windows=2",
            "method.probe_samples=20"));
  }

  private RunDirectory train(String name, List<String> method, String... more) throws IOException {
    List<String> all = new ArrayList<>(method);
    all.addAll(List.of("trainer.max_epochs=3", "trainer.threads=1", "trainer.checkpoint_steps=5"));
    all.addAll(List.of(more));
    RunDirectory run = RunDirectory.open(temp.resolve(name));
    TrainerTest.train(run, TrainerTest.composed(all));
    return run;
  }

  /**
   * And so does a run that was killed within what is one call elsewhere, and resumed. Calls as long
   * as an epoch, and of so few steps that checkpoints divide them, are the loop's concern and not a
   * method's: one whose step is copied, and one whose step is a window, stand for all.
   */
  @ParameterizedTest
  @MethodSource("methods")
  void metricsHaveTheSameBytes(List<String> method) throws IOException {
    RunDirectory.createExactly(temp.resolve("single"));
    String expected = Files.readString(train("single", method).metrics());
    boolean all = method.contains("model.depth=2") || method.contains("data.n_train=416");
    for (int perCall : all ? new int[] {2, 7, 64} : new int[] {7}) {
      String steps = "trainer.steps_per_call=" + perCall;
      RunDirectory.createExactly(temp.resolve(steps));
      RunDirectory run =
          train(
              steps,
              method,
              steps,
              perCall == 7 ? "trainer.max_steps=18" : "trainer.max_steps=null");
      if (perCall == 7) {
        // What a killed process leaves: the newest checkpoint is of an earlier step.
        Durable.deleteTree(run.checkpoints().resolve("step-18"));
        train(steps, method, steps);
      }
      assertEquals(expected, Files.readString(run.metrics()), perCall + " steps in a call");
    }
  }
}
