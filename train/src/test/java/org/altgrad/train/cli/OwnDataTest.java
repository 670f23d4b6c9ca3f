package org.altgrad.train.cli;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.altgrad.train.run.RunDirectory;
import org.altgrad.train.run.Yamls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Data that changed after the training are not taken for those of the training. */
class OwnDataTest {
  private static final String OTHER = "was trained with other data: data set ";
  private static final int SIDE = 8;

  @TempDir Path temp;

  /** What a command says on all streams, and its exit code. */
  private static String run(int code, String... args) {
    PrintStream out = System.out;
    PrintStream err = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(said, true, StandardCharsets.UTF_8);
    System.setOut(stream);
    System.setErr(stream);
    Cli.Result result;
    try {
      result = Cli.run(args);
    } finally {
      System.setOut(out);
      System.setErr(err);
    }
    String all = said.toString(StandardCharsets.UTF_8) + result.out() + result.err();
    assertEquals(code, result.code(), all);
    return all;
  }

  private void picture(String name, int shade) throws IOException {
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < SIDE * SIDE; i++) {
      image.setRGB(i % SIDE, i / SIDE, (shade + 3 * i) * 0x10101);
    }
    Path file = temp.resolve("pictures").resolve(name);
    Files.createDirectories(file.getParent());
    ImageIO.write(image, "png", file.toFile());
  }

  /** A batch has as many rows of each: whoever brings a table need not know. */
  @ParameterizedTest
  @ValueSource(ints = {2, 3, 5, 6})
  void aTableOfSomeEnvironmentsIsTrainedOnAsItIs(int environments) throws IOException {
    StringBuilder text = new StringBuilder("x,y,kind,site\n");
    for (int i = 0; i < 40 * environments; i++) {
      text.append(
          "%d,%d,%s,s%d\n".formatted(i % 7, i % 5, i % 2 == 0 ? "a" : "b", i % environments));
    }
    Path table = Files.writeString(temp.resolve("mine.csv"), text);
    String said =
        run(
            0,
            "train",
            "experiment=ilc/own",
            "data.train_file=" + table,
            "data.label=kind",
            "data.environment=site",
            "trainer.fast_dev_run=true",
            "trainer.threads=1",
            "run.figure=false",
            "run.dir=" + temp.resolve("run"));
    String its =
        "own table mine.csv (input 2 [x, y], "
            + environments
            + " environments ["
            + IntStream.range(0, environments).mapToObj(e -> "s" + e).collect(joining(", "))
            + "], 2 classes [a, b]): train";
    assertTrue(said.contains("; " + its), said);
    assertTrue(
        run(0, "show", temp.resolve("run").toString())
            .replaceAll(" +", " ")
            .contains(" environments env0 s0\n env1 s1\n"));
    String shown =
        run(
            0,
            "data",
            "show",
            "csv",
            "data.train_file=" + table,
            "data.label=kind",
            "data.environment=site",
            "--to",
            temp.resolve("shown.png").toString());
    assertTrue(shown.contains("data     " + its), shown);
  }

  /** Labels that begin with 1 are taken as they are, and that is told before anything else. */
  @Test
  void aClassWithoutExamplesIsTold() throws IOException {
    StringBuilder text = new StringBuilder("x,y,kind\n");
    for (int i = 0; i < 120; i++) {
      text.append("%d,%d,%d\n".formatted(i % 7, i % 5, 1 + i % 3));
    }
    Path table = Files.writeString(temp.resolve("mine.csv"), text);
    List<String> data = List.of("data.train_file=" + table, "data.label=kind");
    List<String> train = new ArrayList<>(List.of("train", "experiment=hnca/own"));
    train.addAll(data);
    train.addAll(List.of("trainer.fast_dev_run=true", "trainer.threads=1", "run.figure=false"));
    train.add("run.dir=" + temp.resolve("run"));
    List<String> show = new ArrayList<>(List.of("data", "show", "csv"));
    show.addAll(data);
    show.addAll(List.of("--to", temp.resolve("shown.png").toString()));
    for (List<String> words : List.of(train, show)) {
      String said = run(0, words.toArray(String[]::new));
      assertTrue(
          said.contains("(input 2 [x, y], 4 classes but no example of class 0): train"), said);
      assertTrue(
          said.matches("(?s).*note:? +no example of train has class 0: .* there are 4 of them.*"),
          said);
    }
  }

  /** Of one environment a combiner makes what the mean makes: it is refused, and that is told. */
  @Test
  void aSingleEnvironmentHasNothingToCombine() throws IOException {
    StringBuilder text = new StringBuilder("x,y,kind,site\n");
    for (int i = 0; i < 120; i++) {
      text.append("%d,%d,%d,s0\n".formatted(i % 7, i % 5, i % 2));
    }
    Path table = Files.writeString(temp.resolve("mine.csv"), text);
    List<String> words = new ArrayList<>(List.of("train", "experiment=ilc/own"));
    words.addAll(List.of("data.train_file=" + table, "data.label=kind", "data.environment=site"));
    words.addAll(List.of("trainer.fast_dev_run=true", "trainer.threads=1", "run.figure=false"));
    words.add("run.dir=" + temp.resolve("run"));
    String said = run(2, words.toArray(String[]::new));
    String refused = ": method.combiner.name: must be mean (method/combiner=mean), or another that";
    assertTrue(said.contains(refused), said);
    assertTrue(said.contains("all examples to train on are of one; name a column"), said);
    assertFalse(Files.exists(temp.resolve("run")), "no run stays");
    words.add("method/combiner=mean");
    said = run(0, words.toArray(String[]::new));
    assertTrue(said.contains("note: all examples of train are of one environment: "), said);
  }

  /** Rows of noise, of which some are held out twice: to choose by, and to test. */
  private List<String> twoEpochs(String dir) throws IOException {
    StringBuilder text = new StringBuilder("x,y,kind,site\n");
    for (int i = 0; i < 120; i++) {
      text.append("%d,%d,%d,s%d\n".formatted(i % 7, i % 5, i % 2, i % 3));
    }
    Path table = Files.writeString(temp.resolve("mine.csv"), text);
    List<String> words = new ArrayList<>(List.of("train", "experiment=ilc/own"));
    words.addAll(List.of("data.train_file=" + table, "data.label=kind", "data.environment=site"));
    words.addAll(List.of("trainer.max_epochs=2", "trainer.threads=1", "run.figure=false"));
    words.add("run.dir=" + temp.resolve(dir));
    return words;
  }

  /** What is tested is looked at once, at the end; of the choice the result and the run tell. */
  @Test
  void theBestCheckpointIsChosenByWhatIsHeldOutToChooseBy() throws IOException {
    String said = run(0, twoEpochs("usual").toArray(String[]::new));
    Map<?, ?> result = Yamls.read(temp.resolve("usual/result.yaml"));
    Map<?, ?> best = (Map<?, ?>) result.get("best");
    assertEquals("validation", best.get("split"));
    assertTrue(said.contains("best accuracy of validation: "), said);
    assertTrue(
        Files.readString(temp.resolve("usual/metrics.csv"))
            .contains(
                "%s,%s,validation,accuracy,,%s\n"
                    .formatted(best.get("step"), best.get("epoch"), best.get("value"))));

    List<String> words = twoEpochs("named");
    words.add("trainer.best={split: test, metric: accuracy, mode: max}"); // as it was filed once
    said = run(0, words.toArray(String[]::new));
    result = Yamls.read(temp.resolve("named/result.yaml"));
    assertEquals("test", ((Map<?, ?>) result.get("best")).get("split"));
    assertTrue(said.contains("best accuracy of test: "), said);
  }

  /** Whoever is judged by a split that nobody gave hears how it is had, and no run stays. */
  @ParameterizedTest
  @ValueSource(strings = {"hnca/own", "biohsic/own"})
  void nothingHeldOutToTestIsToldBeforeThereIsARun(String experiment) throws IOException {
    List<String> words = twoEpochs("none");
    words.set(1, "experiment=" + experiment);
    words.remove("data.environment=site");
    words.addAll(List.of("data.inputs=[x,y]", "data.holdout=0"));
    String said = run(2, words.toArray(String[]::new));
    assertTrue(said.contains("data.holdout=0: must leave a split 'test'"), said);
    assertFalse(Files.exists(temp.resolve("none")));
  }

  @Test
  void filesOfTheUser() throws IOException {
    for (int i = 0; i < 10; i++) {
      picture("dark/" + i + ".png", i);
      picture("light/" + i + ".png", 50 + i);
    }
    String dir = temp.resolve("run").toString();
    String[] train = {
      "train",
      "experiment=hnca/bandit",
      "data=image_folder",
      "data.folder=" + temp.resolve("pictures"),
      "data.root=" + temp.resolve("cache"),
      "data.resize=" + SIDE,
      "data.crop=" + SIDE,
      "data.holdout=0.2",
      "model.width=4",
      "trainer.batch_size=4",
      "trainer.max_epochs=1",
      "trainer.threads=1",
      "run.figure=false",
      "run.dir=" + dir
    };
    run(0, train);
    String export = temp.resolve("export").toString();
    run(0, "export", dir, "--to", export);
    String to = temp.resolve("predicted.csv").toString();
    String[] predict = {
      "predict", export, "--to", to, "--force", "data.root=" + temp.resolve("cache")
    };
    assertFalse(run(0, predict).contains("not those of the training"));

    picture("light/0.png", 90);
    String[][] commands = {
      {"eval", dir},
      {"export", dir, "--to", temp.resolve("second").toString()},
      {"record", dir},
      {"train", "--resume", dir, "trainer.max_epochs=2"},
    };
    for (String[] command : commands) {
      String said = run(Main.FAILURE, command);
      assertTrue(said.contains(OTHER + "pictures of pictures; "), said);
      assertTrue(said.contains(", pictures: must have SHA-256 "), said);
      assertTrue(said.contains("put its own back"), said);
      boolean resumes = command[0].equals("train");
      assertEquals(!resumes, said.contains("eval --other-data"), said);
    }
    assertEquals("DONE", Yamls.read(Path.of(dir, "run.yaml")).get("state"));
    assertFalse(Files.exists(temp.resolve("second")));
    String said = run(0, "eval", dir, "--other-data");
    assertTrue(said.contains("other data than those of the training: "), said);
    said = run(0, predict);
    assertTrue(said.contains("not those of the training: data set pictures of pictures"), said);

    picture("light/0.png", 50);
    run(0, "eval", dir);
    assertFalse(run(0, predict).contains("not those of the training"));
    run(0, "train", "--resume", dir, "trainer.max_epochs=2");
  }

  /** Once for all runs, whatever their seeds are, of which none begins. */
  @Test
  void dataOfManyRunsAreCheckedBeforeTheFirst() throws IOException {
    Path bad = Files.writeString(temp.resolve("bad.csv"), "x,y,kind\n1,2,a\n3,z,b\n");
    Path root = temp.resolve("runs");
    String line =
        "altgrad: "
            + bad
            + ":3: y: must be a number but is 'z'; mend it, or name the inputs without it in"
            + " data.inputs\n";
    String[] data = {
      "data=csv", "data.train_file=" + bad, "data.label=kind", "data.seed=7", "run.root=" + root
    };
    List<String> sweep = new ArrayList<>(List.of("train", "-m", "experiment=hnca/bandit_quick"));
    sweep.add("seed=0,1");
    sweep.addAll(List.of(data));
    assertEquals(line, run(Main.FAILURE, sweep.toArray(String[]::new)));
    assertFalse(Files.exists(root));
    List<String> study = new ArrayList<>(List.of("study", "hnca/bandit"));
    study.addAll(List.of(data));
    String said = run(Main.FAILURE, study.toArray(String[]::new));
    assertTrue(said.endsWith("\n" + line) && !said.contains("running"), said);
  }

  /** Of generated sets the content is known too; runs of older versions may not say it. */
  @Test
  void madeByAnotherVersion() throws IOException {
    Path dir = temp.resolve("tiny");
    String[] train = {
      "train",
      "experiment=hnca/vae_tiny",
      "trainer.max_epochs=1",
      "run.figure=false",
      "run.dir=" + dir
    };
    run(0, train);
    RunDirectory filed = new RunDirectory(dir);
    Map<String, Object> info = new LinkedHashMap<>(filed.readInfo());
    Object kept = info.get("data");
    info.put("data", Map.of("content", "0123456789abcdef".repeat(4), "sha256", Map.of()));
    filed.writeInfo(info);
    String[] measure = {
      "gradients", "--run=" + dir, "--draws=50", "--seconds=0", "--direction=hnca"
    };
    for (String[] command : new String[][] {{"eval", dir.toString()}, measure}) {
      String said = run(Main.FAILURE, command);
      assertTrue(said.contains("must have SHA-256 0123456789abcdef…, as in the training"), said);
      assertTrue(said.contains("another version makes other data of them"), said);
    }
    // sample takes no more than the size of images from them
    assertTrue(
        run(0, "sample", dir.toString(), "--count=4").contains("other data than those of the"));

    info.remove("data");
    filed.writeInfo(info);
    assertTrue(run(0, "eval", dir.toString()).contains("does not say what the data were"));
    info.put("data", kept);
    filed.writeInfo(info);
    assertFalse(run(0, "eval", dir.toString()).contains("data were"));
  }
}
