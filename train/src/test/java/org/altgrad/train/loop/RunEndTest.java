package org.altgrad.train.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.altgrad.train.run.RunDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** However a run comes to its end, its length and what is due at the end are the same. */
class RunEndTest {
  private static final List<String> TINY =
      List.of(
          "experiment=hnca/vae_quick",
          "model.width=4",
          "data.n_train=400",
          "data.n_test=40",
          "trainer.batch_size=20",
          "trainer.threads=1",
          "method.iwae_samples=2",
          "optimizer.lr=0.05",
          "optimizer/schedule=cosine");

  @TempDir Path temp;

  private RunDirectory run(String name, String... overrides) throws IOException {
    return run(TINY, name, overrides);
  }

  private RunDirectory run(List<String> of, String name, String... overrides) throws IOException {
    List<String> all = new ArrayList<>(of);
    all.addAll(List.of(overrides));
    RunDirectory run = RunDirectory.createExactly(temp.resolve(name));
    TrainerTest.train(run, TrainerTest.composed(all));
    List<String> keys =
        Files.readAllLines(run.metrics()).stream()
            .map(row -> row.substring(0, row.lastIndexOf(',')))
            .toList();
    assertEquals(keys.size(), keys.stream().distinct().count(), "no row is there twice");
    return run;
  }

  private static String last(RunDirectory run, String metric) throws IOException {
    List<String> rows = TrainerTest.rows(run, ".*,test," + metric + ",.*");
    return rows.get(rows.size() - 1).replaceFirst(",\\d+,", ",");
  }

  @Test
  void theSameStepsAreTheSameRunWhateverLimitsThem() throws IOException {
    RunDirectory steps = run("steps", "trainer.max_steps=6");
    RunDirectory batches = run("batches", "trainer.limit_train_batches=3", "trainer.max_epochs=2");
    for (String metric : List.of("elbo", "iwae", "active_units/layer1")) {
      assertEquals(last(steps, metric), last(batches, metric));
    }
    assertEquals(1, TrainerTest.rows(steps, "6,.*,test,elbo,.*").size());
    assertEquals(2, TrainerTest.rows(batches, ".*,test,elbo,.*").size());
    RunDirectory longer = run("longer", "trainer.limit_train_batches=3", "trainer.max_epochs=3");
    assertNotEquals(
        TrainerTest.rows(batches, "6,2,test,elbo,.*"),
        TrainerTest.rows(longer, "6,2,test,elbo,.*"),
        "the schedule takes notice of the length");
  }

  /** One of each other method, whose schedule runs over the whole length. */
  static Stream<List<String>> methods() {
    return Stream.of(
        List.of(
            "experiment=ilc/spirals_quick",
            "data.examples_per_env=32",
            "data.n_test=60",
            "model.features=[8]",
            "trainer.batch_size=128",
            "optimizer.schedule={unit: fraction, milestones: [0.5]}"),
        List.of(
            "experiment=biohsic/xor",
            "data.n_train=300",
            "method.windows_per_step=16",
            "method.probe_windows=2",
            "method.probe_samples=20"),
        List.of(
            "experiment=ima/moebius_quick",
            "data.n_obs=600",
            "trainer.batch_size=64",
            "trainer.models=1",
            "trainer.steps_per_call=1",
            "trainer.compile=false",
            "method.metrics.last=[]",
            "method.metrics.jacobian_rows=20"));
  }

  /** Limits that come to the same steps are the same run, and every run is measured at its end. */
  @ParameterizedTest
  @MethodSource("methods")
  void everyMethodIsLimitedAlike(List<String> method) throws IOException {
    List<String> tiny = new ArrayList<>(method);
    tiny.addAll(List.of("trainer.threads=1", "trainer.evaluate_every=1000000"));
    RunDirectory steps = run(tiny, "steps", "trainer.max_steps=6", "trainer.max_epochs=100");
    RunDirectory batches =
        run(tiny, "batches", "trainer.limit_train_batches=3", "trainer.max_epochs=2");
    List<String> measured = TrainerTest.rows(steps, "6,.*,test,.*");
    assertFalse(measured.isEmpty());
    assertEquals(withoutEpochs(measured), withoutEpochs(TrainerTest.rows(batches, "6,.*,test,.*")));
    RunDirectory fast = run(tiny, "fast", "trainer.fast_dev_run=true");
    RunDirectory time = run(tiny, "time", "trainer.max_epochs=100000", "trainer.max_time=0.2s");
    for (RunDirectory run : List.of(steps, batches, fast, time)) {
      List<String> rows = Files.readAllLines(run.metrics());
      String end = rows.get(rows.size() - 1).replaceFirst(",.*", "");
      List<String> tests = TrainerTest.rows(run, ".*,test,.*");
      assertEquals(tests, TrainerTest.rows(run, end + ",.*,test,.*"), run.path() + "");
      assertEquals(names(measured), names(tests), run.path() + "");
    }
  }

  private static List<String> withoutEpochs(List<String> rows) {
    return rows.stream().map(row -> row.replaceFirst("^(\\d+),\\d+,", "$1,")).toList();
  }

  private static List<String> names(List<String> rows) {
    return rows.stream().map(row -> row.split(",")[3]).toList();
  }

  @Test
  void whatIsDueAtTheEndHappensOnceAtEveryKindOfEnd() throws IOException {
    String often = "trainer.evaluate_every=1000000";
    List<RunDirectory> runs =
        List.of(
            run("steps", "trainer.max_steps=6"),
            run("epochs", "trainer.max_epochs=2"),
            run("batches", "trainer.limit_train_batches=3", "trainer.max_epochs=2"),
            run("fast", "trainer.fast_dev_run=true"),
            run("time", "trainer.max_epochs=100000", "trainer.max_time=0.3s", often),
            run(
                "early",
                "trainer.max_epochs=50",
                "optimizer.lr=1e-30",
                "trainer.best={split: test, metric: elbo, mode: max}",
                "trainer.stopping={patience: 1, min_delta: 100}"));
    for (RunDirectory run : runs) {
      List<String> rows = Files.readAllLines(run.metrics());
      String end = rows.get(rows.size() - 1).replaceFirst(",.*", "");
      assertEquals(1, TrainerTest.rows(run, ".*,test,iwae,.*").size(), run.path() + "");
      assertEquals(1, TrainerTest.rows(run, end + ",.*,test,iwae,.*").size());
      assertEquals(1, TrainerTest.rows(run, end + ",.*,test,elbo,.*").size());
      assertTrue(Files.readString(run.result()).contains("iwae"));
    }
  }

  /** A run that stopped early and is asked to go on does nothing a second time. */
  @Test
  void anEndIsNotRepeated() throws IOException {
    List<String> all = new ArrayList<>(TINY);
    all.addAll(
        List.of(
            "optimizer.lr=1e-30",
            "trainer.best={split: test, metric: elbo, mode: max}",
            "trainer.stopping={patience: 1, min_delta: 100}"));
    RunDirectory run = RunDirectory.createExactly(temp.resolve("again"));
    TrainerTest.train(run, TrainerTest.composed(all));
    byte[] before = Files.readAllBytes(run.metrics());
    String message =
        TrainerTest.train(run, TrainerTest.composed(all)).outcome().message().orElseThrow();
    assertTrue(message.startsWith("stopped early"), message);
    assertEquals(new String(before), Files.readString(run.metrics()));
  }
}
