package org.altgrad.train.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.altgrad.base.CpuTime;
import org.altgrad.base.Durable;
import org.altgrad.base.Seal;
import org.altgrad.base.YamlFile;
import org.altgrad.train.config.Composer;
import org.altgrad.train.config.Config;
import org.altgrad.train.experiment.Experiment;
import org.altgrad.train.run.RunDirectory;
import org.altgrad.train.run.RunProvenance;
import org.altgrad.train.run.Yamls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** To go on never becomes to begin again, and who is refused finds all as it was. */
class ResumeTest {
  @TempDir Path temp;

  private record Said(int code, String out, String err) {}

  private static Said run(String... args) {
    PrintStream before = System.out;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    try {
      Cli.Result result = Cli.run(args);
      return new Said(result.code(), out + result.out(), result.err());
    } finally {
      System.setOut(before);
    }
  }

  private Path train(String name, String... overrides) {
    Path place = temp.resolve(name);
    Said said = run(arguments(place, overrides));
    assertEquals(0, said.code(), said.err());
    return place;
  }

  private static String[] arguments(Path place, String... overrides) {
    List<String> args =
        new ArrayList<>(
            List.of(
                "train",
                "experiment=hnca/bandit",
                "data=proto_bits",
                "data.n_train=400",
                "data.n_test=100",
                "model.width=8",
                "trainer.batch_size=20",
                "trainer.max_epochs=2",
                "trainer.threads=1",
                "run.figure=false",
                "run.dir=" + place));
    args.addAll(List.of(overrides));
    return args.toArray(String[]::new);
  }

  /** Contents of all files but the lock. */
  private static Map<String, String> contents(Path run) throws IOException {
    Map<String, String> all = new TreeMap<>();
    try (Stream<Path> files = Files.walk(run)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = run.relativize(file).toString();
        if (!name.equals(".lock")) {
          all.put(name, new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
        }
      }
    }
    return all;
  }

  private static void refused(Path run, int code, String message, String... overrides)
      throws IOException {
    Map<String, String> before = contents(run);
    List<String> args = new ArrayList<>(List.of("train", "--resume", run.toString()));
    args.addAll(List.of(overrides));
    Said said = run(args.toArray(String[]::new));
    assertTrue(said.err().contains(message), said.err() + said.out());
    assertEquals(code, said.code());
    assertEquals(before, contents(run));
  }

  @Test
  void withoutAnUsableCheckpointNothingBeginsAgain() throws IOException {
    Path run = train("deleted");
    Durable.deleteTree(run.resolve("checkpoints"));
    refused(run, Main.FAILURE, "has no usable checkpoint, so it cannot go on");
    Path killed = train("killed");
    Durable.deleteTree(killed.resolve("checkpoints"));
    Files.delete(killed.resolve("result.yaml"));
    Map<String, Object> info = Yamls.read(killed.resolve("run.yaml"));
    info.put("state", "RUNNING");
    info.remove("run_sha256");
    YamlFile.write(killed.resolve("run.yaml"), info);
    refused(killed, Main.FAILURE, "has no usable checkpoint, so it cannot go on");
    Path damaged = train("damaged");
    try (Stream<Path> steps = Files.list(damaged.resolve("checkpoints"))) {
      for (Path step : steps.filter(Files::isDirectory).toList()) {
        Files.writeString(step.resolve("variables.index"), "nonsense");
      }
    }
    refused(damaged, Main.FAILURE, "move run.yaml, metrics.csv, result.yaml and checkpoints");
    // What the message offers works.
    Path old = Files.createDirectory(temp.resolve("old"));
    for (String file : List.of("run.yaml", "metrics.csv", "result.yaml", "checkpoints")) {
      Files.move(damaged.resolve(file), old.resolve(file));
    }
    assertEquals(0, run("train", "--resume", damaged.toString()).code());
    assertEquals(
        Files.readString(old.resolve("metrics.csv")),
        Files.readString(damaged.resolve("metrics.csv")));
  }

  /** Killed when its last checkpoint was written: the directory ends as that of any other run. */
  @Test
  void aRunThatWasKilledAtItsEndKeepsNoMoreCheckpoints() throws IOException {
    Path run = train("run", "trainer.max_epochs=4", "trainer.keep=1");
    Map<String, String> before = contents(run.resolve("checkpoints"));
    Path other = train("other", "trainer.max_epochs=4", "trainer.keep=4");
    for (int step : List.of(20, 40, 60)) {
      Path place = run.resolve("checkpoints/step-" + step);
      if (!Files.exists(place)) {
        Files.move(other.resolve("checkpoints/step-" + step), place);
      }
    }
    Files.writeString(run.resolve("checkpoints/index.yaml"), "last: step-60\n");
    Files.delete(run.resolve("result.yaml"));
    Map<String, Object> info = Yamls.read(run.resolve("run.yaml"));
    info.put("state", "RUNNING");
    info.remove("run_sha256");
    YamlFile.write(run.resolve("run.yaml"), info);
    assertTrue(before.size() < contents(run.resolve("checkpoints")).size());
    assertEquals(0, run("train", "--resume", run.toString()).code());
    assertEquals(before, contents(run.resolve("checkpoints")));
  }

  @Test
  void nothingIsFiledBeforeTheCommandIsAccepted() throws IOException {
    Path run = train("run");
    refused(run, Main.USAGE, "trainer.max_epochs: must be at least 2", "trainer.max_epochs=1");
    refused(run, Main.USAGE, "trainer.max_steps: must be at least 40", "trainer.max_steps=3");
    try (FileChannel lock = new RunDirectory(run).lock()) {
      assertTrue(lock.isOpen());
      refused(run, Main.FAILURE, "being worked on by another process", "trainer.max_epochs=3");
    }
    Said said = run("train", "--resume", run.toString(), "trainer.max_epochs=3");
    assertEquals(0, said.code(), said.err());
    assertTrue(Files.readString(run.resolve("config.yaml")).contains("max_epochs: 3"));
  }

  /** A checkpoint of another run is found when the graph is there: until then nothing has begun. */
  @Test
  void doneStaysDoneUntilThereIsMoreToDo() throws Exception {
    Path run = train("run");
    anonymous(train("wide", "model.width=16"), run.resolve("checkpoints/step-40"));
    unsealed(run);
    String before = Files.readString(run.resolve("run.yaml"));
    assertEquals(Main.FAILURE, run("train", "--resume", run.toString()).code());
    assertEquals(before, Files.readString(run.resolve("run.yaml")));
    Path whole = train("whole");
    before = Files.readString(whole.resolve("run.yaml"));
    assertEquals(0, run("train", "--resume", whole.toString()).code());
    assertEquals(before, Files.readString(whole.resolve("run.yaml")));
    assertEquals(0, run("train", "--resume", whole.toString(), "trainer.max_epochs=3").code());
    assertEquals(60, Yamls.read(whole.resolve("run.yaml")).get("steps"));
  }

  /** What changes no step of a run that is done is refused, and nothing of it is filed. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "trainer.threads=2",
        "trainer.max_time=1h",
        "trainer.max_steps=40",
        "trainer.max_steps=400",
        "trainer.max_epochs=2",
        "trainer.keep=1"
      })
  void wordsWithoutEffectAreNotFiled(String word) throws Exception {
    Path run = train("run");
    refused(run, Main.USAGE, word + ": has no effect, for the run is done: all of its 40", word);
    assertEquals(
        0,
        run("train", "--resume", run.toString(), "trainer.max_epochs=3", "trainer.keep=1").code());
    assertTrue(Files.readString(run.resolve("config.yaml")).contains("keep: 1"));
  }

  /**
   * So it is of a run that was killed when all steps were made, and it comes to its end without.
   */
  @Test
  void wordsForAnEndThatIsLeftAreNotFiled() throws Exception {
    Path run = train("run");
    Map<String, Object> info = new TreeMap<>(Yamls.read(run.resolve("run.yaml")));
    info.put("state", "RUNNING");
    info.remove("run_sha256");
    YamlFile.write(run.resolve("run.yaml"), info);
    Files.delete(run.resolve("result.yaml"));
    for (String word : List.of("trainer.max_time=0.1s", "trainer.threads=2")) {
      refused(run, Main.USAGE, word + ": has no effect, for only the run's end is left", word);
    }
    assertEquals(0, run("train", "--resume", run.toString()).code());
    assertEquals("DONE", Yamls.read(run.resolve("run.yaml")).get("state"));
    assertFalse(Files.readString(run.resolve("config.yaml")).contains("max_time: 0.1s"));
  }

  @Test
  void aRunThatIsRemovedIsNotMadeAgain() throws Exception {
    Path run = temp.resolve("run");
    Thread remover =
        new Thread(
            () -> {
              try {
                while (!Files.exists(run.resolve("checkpoints/index.yaml"))) {
                  Thread.sleep(1);
                }
                Files.move(run, temp.resolve("removed"));
              } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    remover.start();
    Said said = run(arguments(run, "trainer.max_epochs=5000"));
    remover.join();
    assertTrue(said.err().contains("was removed while the run went on"), said.err());
    assertEquals(Main.FAILURE, said.code());
    assertFalse(Files.exists(run));
  }

  /** The figure is drawn from the finished run: a file stands where its directory should be. */
  @Test
  void doneStaysDoneWhateverBecomesOfTheFigure() throws IOException {
    Path run = train("run");
    Files.writeString(run.resolve("figures"), "in the way");
    Said said = run("train", "--resume", run.toString(), "run.figure=true");
    String reason = "no figure could be drawn: " + run.resolve("figures") + ": must be a directory";
    assertTrue(said.out().contains(reason), said.out() + said.err());
    assertEquals(0, said.code());
    assertEquals("DONE", Yamls.read(run.resolve("run.yaml")).get("state"));
  }

  @Test
  void changedMetricsAreFound() throws IOException {
    Path run = train("run");
    Path metrics = run.resolve("metrics.csv");
    String rows = Files.readString(metrics);
    String more = "trainer.max_epochs=3";
    Files.writeString(metrics, rows.replace("\n", "\r\n"));
    refused(run, Main.FAILURE, "metrics.csv has been saved with lines that end in CR LF", more);
    int digit = rows.lastIndexOf('.') + 1;
    Files.writeString(metrics, rows.substring(0, digit) + "x" + rows.substring(digit + 1));
    refused(run, Main.FAILURE, "metrics.csv has been changed since its run's checkpoint", more);
    // What is to be done without the original works.
    String begin = "trainer.init_from=" + run;
    refused(run, Main.FAILURE, begin + " begins a new run", more);
    Path next = temp.resolve("next");
    assertEquals(0, run(arguments(next, begin)).code());
    assertTrue(Files.readString(next.resolve("run.yaml")).contains("step-40"));
    Files.delete(metrics);
    refused(run, Main.FAILURE, "metrics.csv is gone", more);
    Files.writeString(metrics, rows);
    assertEquals(0, run("train", "--resume", run.toString(), more).code());
  }

  @Test
  void aCheckpointOfAnotherRunIsRefused() throws Exception {
    Path run = train("run");
    Path other = train("other", "seed=5");
    Path place = run.resolve("checkpoints/step-40");
    copy(other.resolve("checkpoints/step-40"), place);
    for (String command : List.of("eval", "record")) {
      Said said = run(command, run.toString());
      assertTrue(said.err().contains("step-40 must be of run "), said.err());
      assertEquals(Main.FAILURE, said.code());
    }
    refused(run, Main.FAILURE, "must be of run", "trainer.max_epochs=3");
    // As older versions wrote them: without identity, and in a run that does not seal itself.
    unsealed(run);
    Path wide = train("wide", "model.width=16");
    Path deep = train("deep", "model.depth=2");
    for (Path foreign : List.of(wide, deep)) {
      anonymous(foreign, place);
      Said said = run("train", "--resume", run.toString(), "trainer.max_epochs=3");
      String why = foreign == wide ? "does not hold this program's variables" : "is of another run";
      assertTrue(said.err().contains(why), said.err());
      assertEquals(Main.FAILURE, said.code());
    }
    anonymous(wide, place);
    Said eval = run("eval", run.toString());
    assertTrue(eval.err().contains("does not hold this program's variables"), eval.err());
    assertEquals(Main.FAILURE, eval.code());
  }

  /** With checksums made right again; of a run that went on from an older version's, too. */
  @Test
  void aCheckpointWithoutItsSealIsDamaged() throws Exception {
    Path run = train("run");
    Path other = train("other", "seed=5");
    Path place = run.resolve("checkpoints/step-40");
    Path seal = place.resolve("seal.yaml");
    Files.delete(seal);
    Map<String, Object> manifest = Yamls.read(place.resolve("manifest.yaml"));
    for (String file : List.of("variables.index", "variables.data-00000-of-00001")) {
      Path foreign = other.resolve("checkpoints/step-40").resolve(file);
      Files.copy(foreign, place.resolve(file), StandardCopyOption.REPLACE_EXISTING);
      manifest.put(file, Seal.of(foreign));
    }
    YamlFile.write(place.resolve("manifest.yaml"), manifest);
    Said eval = run("eval", run.toString());
    assertTrue(eval.out().contains(run.resolve("checkpoints/step-20") + "\n"), eval.out());
    assertEquals(0, eval.code());
    Durable.deleteTree(run.resolve("checkpoints/step-20"));
    refused(run, Main.FAILURE, "has no usable checkpoint", "trainer.max_epochs=3");
    eval = run("eval", run.toString());
    String damaged = place + " is damaged and passed over: seal.yaml is missing";
    assertTrue(eval.err().contains(damaged), eval.err());
    assertEquals(Main.FAILURE, eval.code());

    // An older version's: it is read, and what comes after it has a seal.
    unsealed(other);
    for (int step : List.of(20, 40)) {
      Files.delete(other.resolve("checkpoints/step-" + step + "/seal.yaml"));
    }
    assertEquals(0, run("eval", other.toString()).code());
    String keep = "trainer.keep=3";
    assertEquals(
        0, run("train", "--resume", other.toString(), "trainer.max_epochs=3", keep).code());
    assertEquals(41, Yamls.read(other.resolve("run.yaml")).get("sealed_from"));
    assertEquals(0, run("eval", other.toString()).code());
    Durable.deleteTree(other.resolve("checkpoints/step-60/seal.yaml"));
    Said said = run("eval", other.toString());
    assertTrue(said.out().contains(other.resolve("checkpoints/step-40") + "\n"), said.out());
  }

  /** It was cut off, or replaced, without a word. */
  @Test
  void anEndThatWasEditedIsRefused() throws Exception {
    Path run = train("run");
    Path metrics = run.resolve("metrics.csv");
    String rows = Files.readString(metrics);
    String more = "trainer.max_epochs=3";
    Files.writeString(metrics, rows + "40,2,test,accuracy,,0.99\n");
    refused(run, Main.FAILURE, "metrics.csv has been changed since its run ended", more);
    refused(run, Main.FAILURE, "metrics.csv has been changed since its run ended");
    Files.writeString(metrics, rows);
    Path result = run.resolve("result.yaml");
    String own = Files.readString(result);
    Files.writeString(result, own.replaceFirst("steps: .*", "steps: 99"));
    refused(run, Main.FAILURE, result + ": is not what the run wrote; put the run's own", more);
    Files.writeString(result, own);
    // Rows that a killed run has written behind its checkpoint are no edit.
    Map<String, Object> info = new TreeMap<>(Yamls.read(run.resolve("run.yaml")));
    info.put("state", "RUNNING");
    List.of("run_sha256", "metrics_sha256", "result_sha256").forEach(info::remove);
    YamlFile.write(run.resolve("run.yaml"), info);
    Files.writeString(metrics, rows + "41,3,test,accuracy,,0.99\n");
    assertEquals(0, run("train", "--resume", run.toString(), more).code());
    assertFalse(Files.readString(metrics).contains("0.99\n"));
  }

  /** As a version filed it that sealed neither this file nor checkpoints. */
  private static void unsealed(Path run) {
    Map<String, Object> info = new TreeMap<>(Yamls.read(run.resolve("run.yaml")));
    List.of("run_sha256", "sealed_from").forEach(info::remove);
    YamlFile.write(run.resolve("run.yaml"), info);
  }

  private static void anonymous(Path run, Path place) throws Exception {
    copy(run.resolve("checkpoints/step-40"), place);
    Files.delete(place.resolve("seal.yaml"));
    Map<String, Object> state = Yamls.read(place.resolve("state.yaml"));
    state.remove("run");
    state.put("metrics_bytes", 0);
    state.put("metrics_sha256", "");
    YamlFile.write(place.resolve("state.yaml"), state);
    Map<String, Object> manifest = Yamls.read(place.resolve("manifest.yaml"));
    byte[] digest =
        MessageDigest.getInstance("SHA-256")
            .digest(Files.readAllBytes(place.resolve("state.yaml")));
    manifest.put("state.yaml", HexFormat.of().formatHex(digest));
    YamlFile.write(place.resolve("manifest.yaml"), manifest);
  }

  private static void copy(Path from, Path to) throws IOException {
    Durable.deleteTree(to);
    Files.createDirectory(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        try (OutputStream out = Files.newOutputStream(to.resolve(file.getFileName()))) {
          Files.copy(file, out);
        }
      }
    }
  }

  /** A done run's configuration stays, and whoever types a word for it is told. */
  @Test
  void wordsForADoneRunHoldForTheCommandAlone() throws IOException {
    Path run = train("run");
    String filed = Files.readString(run.resolve("config.yaml"));
    var said = run("train", "--resume", run.toString(), "run.figure=false");
    assertEquals(0, said.code(), said.err());
    assertTrue(
        said.out()
            .contains(
                "note: run.figure=false holds for this command alone: the run is done, and keeps"
                    + " its configuration and the figure that it has"),
        said.out());
    assertEquals(filed, Files.readString(run.resolve("config.yaml")));
  }

  @Test
  void aRunWithoutIdentityIsStillRead() throws IOException {
    Path run = train("run");
    Map<String, Object> info = Yamls.read(run.resolve("run.yaml"));
    Object id = info.remove("id");
    info.remove("run_sha256");
    YamlFile.write(run.resolve("run.yaml"), info);
    assertEquals(0, run("eval", run.toString()).code());
    assertEquals(0, run("train", "--resume", run.toString(), "trainer.max_epochs=3").code());
    assertEquals(id, Yamls.read(run.resolve("run.yaml")).get("id"));
  }

  /** Of a session that was killed what its checkpoint knows counts. */
  @Test
  void timesAreThoseOfAllSessions() throws IOException {
    Path run = train("run");
    Path file = run.resolve("run.yaml");
    Map<String, Object> info = Yamls.read(file);
    info.put("seconds", 1000.0);
    info.put("cpu_seconds", 2000.0);
    new RunDirectory(run).writeInfo(info);
    String[] longer = {"train", "--resume", run.toString(), "trainer.max_epochs=3"};
    long start = System.nanoTime();
    assertEquals(0, run(longer).code());
    double mostSeconds = 1000 + (System.nanoTime() - start) / 1e9;
    // This process is the tests', too.
    double mostCpu = 2000 + CpuTime.seconds();
    Map<String, Object> all = Yamls.read(file);
    double seconds = ((Number) all.get("seconds")).doubleValue();
    assertTrue(seconds > 1000 && seconds <= mostSeconds, "" + seconds);
    double cpu = ((Number) all.get("cpu_seconds")).doubleValue();
    assertTrue(cpu > 2000 && cpu <= mostCpu, "" + cpu);
    Map<String, Object> killed = new TreeMap<>(Map.of("seconds_before", 5.0));
    RunProvenance.addTime(killed, Map.of("seconds", 4.0));
    assertEquals(5.0, killed.get("seconds_before"));
    RunProvenance.addTime(killed, Map.of("seconds", 7.5));
    assertEquals(7.5, killed.get("seconds_before"));
  }

  /** Its configuration, metrics and checkpoints may then be of any runs. */
  @Test
  void aRunWithoutItsRunFileIsRefused() throws Exception {
    Path run = train("run");
    Path info = run.resolve("run.yaml");
    String own = Files.readString(info);
    Files.delete(info);
    Path config = run.resolve("config.yaml");
    Files.writeString(config, Files.readString(config).replace("seed: 0", "seed: 3"));
    String gone = "run.yaml is gone, so nothing tells whether config.yaml and metrics.csv are";
    refused(run, Main.FAILURE, gone);
    refused(run, Main.FAILURE, gone, "trainer.max_epochs=3");
    for (String command : List.of("eval", "record")) {
      Said said = run(command, run.toString());
      assertTrue(said.err().contains(gone), said.err());
      assertEquals(Main.FAILURE, said.code());
    }
    Said table = run("table", run.toString());
    assertTrue(
        table.err().contains("run.yaml: is gone, though the run has metrics.csv and"), table.err());
    // Without checkpoints too there is something to lose.
    Path checkpoints = run.resolve("checkpoints");
    Files.move(checkpoints, temp.resolve("kept"));
    Files.delete(run.resolve("result.yaml"));
    refused(run, Main.FAILURE, "has no usable checkpoint, so it cannot go on");
    Files.move(temp.resolve("kept"), checkpoints);
    // The configuration is not the run's, which its own file says.
    Files.writeString(info, own);
    refused(run, Main.FAILURE, "config.yaml is not what the run of run.yaml was started with");
    // Those of older versions cannot tell.
    Path old = train("old");
    Path last = old.resolve("checkpoints/step-40");
    anonymous(train("same"), last);
    Files.delete(old.resolve("run.yaml"));
    Said said = run("eval", old.toString());
    assertEquals(0, said.code(), said.err());
  }

  /** A run is read from elsewhere: the paths in it are not those of where it was typed. */
  @Test
  void pathsAreFiledAbsolute() {
    List<String> typed =
        List.of("experiment=hnca/bandit", "data=mnist", "data.root=a/b", "trainer.init_from=c/d");
    Config config =
        new Composer(Configuration.sources(List.of()))
            .compose(Configuration.PRIMARY, typed, Clock.systemUTC());
    String filed = Experiment.of(config).filed();
    for (String key :
        List.of(
            "root: " + Path.of("a/b").toAbsolutePath(),
            "init_from: " + Path.of("c/d").toAbsolutePath())) {
      assertTrue(filed.contains(key), filed);
    }
    assertEquals(typed, config.overrides());
  }

  @Test
  void whatWasKilledAtBirthSaysSo() throws IOException {
    Path run = Files.createDirectory(temp.resolve("dead"));
    Files.createFile(run.resolve("config.yaml"));
    for (String[] args : List.of(new String[] {"train", "--resume", run + ""}, arguments(run))) {
      Said said = run(args);
      assertTrue(said.err().contains("was killed when it was made"), said.err());
      assertFalse(said.err().contains("resume it"), said.err());
      assertEquals(Main.FAILURE, said.code());
    }
    assertFalse(Files.exists(run.resolve("run.yaml")));
  }
}
