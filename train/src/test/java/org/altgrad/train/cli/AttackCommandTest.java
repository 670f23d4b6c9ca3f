package org.altgrad.train.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.altgrad.base.Seal;
import org.altgrad.data.Split;
import org.altgrad.data.source.DataContext;
import org.altgrad.graphs.core.Expr;
import org.altgrad.graphs.core.Nodes;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;

/** Attacks as users make them, on nearest means of digits: honest ones, and such as hide. */
class AttackCommandTest {
  private static final int PIXELS = 784;
  private static final double[][] W = new double[PIXELS][10];
  private static final double[] B = new double[10];

  @TempDir private Path folder;

  @BeforeAll
  static void means() {
    Split train = digits("train");
    int[] counts = new int[10];
    for (int i = 0; i < train.count(); i++) {
      int label = train.column("label").label(i);
      counts[label]++;
      float[] x = train.column("image").values(i);
      for (int j = 0; j < PIXELS; j++) {
        W[j][label] += x[j];
      }
    }
    for (int j = 0; j < PIXELS; j++) {
      for (int c = 0; c < 10; c++) {
        W[j][c] /= counts[c];
        B[c] -= W[j][c] * W[j][c] / 2;
      }
    }
  }

  private static Split digits(String split) {
    var config =
        TrainedData.compose(
            List.of("data=mnist10k", "++data.train_limit=1000", "++data.test_limit=100"));
    return ((org.altgrad.data.source.DataSource)
            org.altgrad.train.config.Binder.bind(
                config, "data", org.altgrad.data.source.DataSources.kind("mnist10k")))
        .load(DataContext.standard(false, org.altgrad.data.Progress.NONE))
        .split(split);
  }

  /** A model that others have saved: what it makes of its input, and of its logits. */
  private Path model(
      String name,
      UnaryOperator<Expr<TFloat32>> before,
      Function<Expr<TFloat32>, Operand<?>> after) {
    return model(name, before, after, List.of("feature", "logits"));
  }

  private Path model(
      String name,
      UnaryOperator<Expr<TFloat32>> before,
      Function<Expr<TFloat32>, Operand<?>> after,
      List<String> outputs) {
    Path path = folder.resolve(name);
    try (Graph graph = new Graph()) {
      Nodes<TFloat32> nodes = Nodes.of(Ops.create(graph), TFloat32.class);
      Expr<TFloat32> x = nodes.placeholder(Shape.of(-1, 28, 28, 1));
      Expr<TFloat32> feature = before.apply(x).reshape(-1, PIXELS);
      Operand<?> logits =
          after.apply(feature.matmul(nodes.constant(W)).plus(nodes.constant(Shape.of(10), B)));
      Signature.Builder signature =
          Signature.builder("serving_default")
              .input("image", x)
              .methodName("tensorflow/serving/predict");
      outputs.forEach(
          output -> signature.output(output, output.equals("feature") ? feature : logits));
      try (Session session = new Session(graph)) {
        SavedModelBundle.exporter(path.toString())
            .withSession(session)
            .withSignatures(signature.build())
            .export();
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
    return path;
  }

  private Cli.Result attack(Path model, String... more) {
    List<String> all = new ArrayList<>(List.of("attack", model.toString()));
    all.addAll(
        List.of(
            "--data=mnist10k",
            "++data.train_limit=10",
            "++data.test_limit=100",
            "--to=" + folder.resolve("run"),
            "method.rows=16",
            "method.batch=50",
            "method.distance_rows=4",
            "method.verdict={rows: 100, noise: 40, points: 5, inner: 60}",
            "method.epsilons=[0.1]"));
    all.addAll(List.of(more));
    return Cli.run(all.toArray(String[]::new));
  }

  /** Of an export with several, as a number that its functions take chooses one. */
  @Test
  void whichOfSeveralNetworksIsAttackedIsTold() {
    Path run = folder.resolve("trained");
    Cli.Result trained =
        Cli.run(
            "train",
            "experiment=vub/mnist_quick",
            "trainer.models=2",
            "trainer.max_steps=2",
            "trainer.batch_size=50",
            "data.train_limit=200",
            "data.test_limit=100",
            "run.export=true",
            "run.dir=" + run);
    assertEquals(0, trained.code(), trained::err);
    String first = several(run.toString(), 0);
    assertTrue(
        first.contains("network 0, the first, of several in " + run.resolve("export")), first);
    assertTrue(first.contains("; +method.classifier.network=N is another\n"), first);
    String second = several(run.toString(), 0, "+method.classifier.network=1");
    assertTrue(second.contains("classifier   network 1 of several in "), second);
    String third = several(run.toString(), Main.USAGE, "+method.classifier.network=2");
    assertTrue(third.contains("network: must be below 2, as there are so many, but is 2\n"), third);
  }

  private String several(String run, int code, String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "attack",
                run,
                "--to="
                    + folder.resolve("attacked" + more.length + code + List.of(more).hashCode()),
                "method.rows=4",
                "method.verdict=null",
                "method.epsilons=[0.1]",
                "method.list=[{name: fgs, loss: ce, clip: true}]"));
    all.addAll(List.of(more));
    Cli.Result said = Cli.run(all.toArray(String[]::new));
    assertEquals(code, said.code(), said::err);
    return said.out() + said.err();
  }

  /** By 60 steps distances on a head of digits were nearly twice as long as by 100 or 200. */
  @Test
  void searchesForTheLeastDistanceHaveStepsEnough() throws IOException {
    Pattern searches = Pattern.compile("name: carlini_wagner,[^}]*steps: (\\d+)");
    int seen = 0;
    try (Stream<Path> files = Files.walk(Path.of("../conf"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).toList()) {
        Matcher search = searches.matcher(Files.readString(file));
        while (search.find()) {
          assertTrue(Integer.parseInt(search.group(1)) >= 100, file + ": " + search.group());
          seen++;
        }
      }
    }
    assertTrue(seen >= 4, "found " + seen);
  }

  private static String list(String loss) {
    return "method.list=[{name: fgs, loss: "
        + loss
        + ", clip: true}, {name: pgd, steps: 40, reach: 2.5, start: true, restarts: 1, loss: "
        + loss
        + "}, {name: square, queries: 60, p: 0.8}, {name: carlini_wagner, kappa: 0, first_c: 1,"
        + " tries: 2, steps: 20, lr: 0.05, abort_early: false}]";
  }

  private static Map<String, String> seals(Path model) throws IOException {
    Map<String, String> all = new TreeMap<>();
    try (Stream<Path> files = Files.walk(model)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.put(file.toString(), Seal.of(file));
      }
    }
    return all;
  }

  private String recorded(String name) throws IOException {
    return Files.readString(folder.resolve("run/recordings/" + name + "/step-000000001.csv"));
  }

  @Test
  void anHonestModelIsBelieved() throws IOException {
    Path model = model("honest", x -> x, l -> l);
    Map<String, String> before = seals(model);
    Cli.Result said = attack(model, list("margin"), "--from=" + model);
    assertEquals(0, said.code(), said.err());
    assertTrue(
        said.out().matches("(?s).*robust accuracy [.0-9]+ of 100 inputs at 25.5/255: trusted, .*"),
        said.out());
    assertTrue(
        said.out().contains("threat model  linf, epsilon 0.1 (25.5/255), box [0, 1], white"));
    assertEquals(before, seals(model), "an attack changes nothing");
    assertTrue(
        said.out().matches("(?s).*clean accuracy 0[.]\\d+ of the first 16, which are attacked\n.*"),
        said.out());
    assertFalse(said.out().contains("best "), said.out());
    for (int point = 1; point <= 11; point++) {
      assertTrue(recorded("checks").contains("mean,0.1," + point + ","), recorded("checks"));
    }
    String attacks = recorded("attacks");
    for (String name : List.of("fgs", "pgd", "square", "carlini_wagner", "worst case", "noise")) {
      assertTrue(attacks.contains("," + name + ","), attacks);
    }
    assertTrue(recorded("adversarial").contains(",difference,"));
    assertTrue(recorded("distances").contains("carlini_wagner"));
    Path run = folder.resolve("run");
    Cli.Result table = Cli.run("table", run.toString(), "--metric=trusted/0.1,failed_checks/0.1");
    assertTrue(table.out().contains("trusted/0.1"), table.out());
    Path drawn = folder.resolve("figure");
    for (String figure : List.of("robustness", "adversarial", "distances")) {
      Cli.Result plot = Cli.run("plot", figure, run.toString(), "--to=" + drawn + figure);
      assertEquals(0, plot.code(), plot.err());
    }
  }

  @Test
  void logitsThatTakeTheGradientAwayAreCaught() throws IOException {
    Cli.Result said =
        attack(model("loud", x -> x, l -> l.times(1000)), list("ce"), "method.rows=9");
    assertEquals(0, said.code(), said.err());
    assertTrue(said.out().contains("NOT TRUSTED"), said.out());
    assertTrue(said.out().contains("zero_gradients"), said.out());
    assertTrue(
        said.out()
            .contains(
                "  that is of the first 100 inputs (method.verdict.rows); the table is of the first"
                    + " 9\n"),
        said.out());
    // Of 9 inputs: those that the clean row says are right, and those of them that stay so.
    String metrics = Files.readString(folder.resolve("run/metrics.csv"));
    double clean = cell("worst case", 6);
    double robust = number(metrics, "robust_worst/0.1");
    assertEquals(cell("worst case", 7), robust);
    assertEquals(Math.rint(9 * robust), 9 * robust, 1e-9);
    assertEquals(robust / clean, number(metrics, "robust_of_right_worst/0.1"), 1e-9);
  }

  private double cell(String attack, int column) throws IOException {
    String row =
        recorded("attacks")
            .lines()
            .filter(line -> line.contains("," + attack + ","))
            .findFirst()
            .orElseThrow();
    return Double.parseDouble(row.split(",")[column]);
  }

  private static double number(String metrics, String metric) {
    String row =
        metrics
            .lines()
            .filter(line -> line.contains("," + metric + ",,"))
            .findFirst()
            .orElseThrow();
    return Double.parseDouble(row.substring(row.lastIndexOf(',') + 1));
  }

  @Test
  void anInputInStepsIsCaught() {
    Path model =
        model(
            "steps",
            x -> {
              Expr<TFloat32> rounded =
                  x.nodes().of(x.nodes().tf().math.floor(x.times(8).plus(0.5)));
              return rounded.over(8).stop();
            },
            l -> l);
    Cli.Result said = attack(model, list("margin"));
    assertEquals(0, said.code(), said.err());
    assertTrue(said.out().contains("NOT TRUSTED"), said.out());
    Cli.Result tested =
        attack(model, list("margin"), "--self-test", "run.dir=" + folder.resolve("test"));
    assertEquals(0, tested.code(), tested.err());
    assertTrue(tested.out().contains("failed  10 binarisation"), tested.out());
  }

  /**
   * Its robust accuracies are too large by .05 and more, and Square with few queries is as blind.
   */
  @Test
  void aGradientOfWhichHalfIsNoiseIsCaught() throws IOException {
    List<Integer> order = new ArrayList<>(IntStream.range(0, PIXELS).boxed().toList());
    Collections.shuffle(order, new Random(4));
    int[] shuffled = order.stream().mapToInt(i -> i).toArray();
    Path model =
        model(
            "noisy",
            x -> {
              Ops tf = x.nodes().tf();
              Expr<TFloat32> pixels = x.reshape(-1, PIXELS);
              Expr<TFloat32> other =
                  x.nodes().of(tf.gather(pixels, tf.constant(shuffled), tf.constant(1)));
              return pixels.plus(other.minus(other.stop()));
            },
            l -> l);
    Cli.Result said = attack(model, list("margin"));
    assertEquals(0, said.code(), said.err());
    assertTrue(said.out().contains("NOT TRUSTED"), said.out());
    assertTrue(said.out().contains("failed   7 gradient: the gradient is far from"), said.out());
  }

  @Test
  void ofFewInputsNothingIsTrusted() throws IOException {
    Path model = model("honest", x -> x, l -> l);
    Cli.Result said = attack(model, list("margin"), "method.verdict.rows=1");
    assertEquals(0, said.code(), said.err());
    assertTrue(
        said.out()
            .contains(
                ": NOT TRUSTED, 1 input cannot show a difference of a point: verdict.rows, and"
                    + " the split's examples, must be 100 or more"),
        said.out());
  }

  @Test
  void aModelOfLogitsAloneIsAttackedAsWell() throws IOException {
    for (String output : List.of("logits", "dense_7")) {
      Path model = model("alone_" + output, x -> x, l -> l, List.of(output));
      Cli.Result said = attack(model, list("margin"), "--twin=" + model);
      assertEquals(0, said.code(), said.err());
      assertTrue(said.out().contains("25.5/255: trusted, "), said.out());
      assertTrue(
          said.out()
              .contains(
                  "not run       binarisation: the model gives logits alone, no features to read"
                      + " anew\n"),
          said.out());
      deleteRun();
    }
    Path two = model("two", x -> x, l -> l, List.of("a", "b"));
    Cli.Result refused = attack(two, list("margin"));
    assertEquals(2, refused.code(), refused.err());
    assertTrue(
        refused
            .err()
            .contains(
                "classifier: "
                    + two
                    + ": logits: must be one of the model's outputs [a, b] but is"
                    + " null"),
        refused.err());
    Cli.Result named = attack(two, list("margin"), "method.classifier.logits=a");
    assertEquals(0, named.code(), named.err());
  }

  private void refused(String what, Function<Expr<TFloat32>, Operand<?>> after, String said) {
    for (List<String> outputs : List.of(List.of("feature", "logits"), List.of("logits"))) {
      Path model = model(what + outputs.size(), x -> x, after, outputs);
      Cli.Result told = attack(model, list("margin"));
      assertEquals(2, told.code(), told.err());
      assertTrue(told.err().contains("classifier: " + model + ": "), told.err());
      assertTrue(told.err().contains(said), told.err());
      assertTrue(Files.notExists(folder.resolve("run")), "a run is left");
    }
  }

  @Test
  void logitsThatAreNoneAreRefusedInALine() {
    refused(
        "rounded",
        l -> l.nodes().of(l.nodes().tf().math.rint(l)),
        "Rint has no gradient, but a derivative was asked for through ");
    refused("one", Expr::sum, "logits: must be [rows, classes] but is [] of one row");
    refused("rows", l -> l.sum(1), "logits: must be [rows, classes] but is [1] of one row");
    refused(
        "whole",
        l -> l.nodes().tf().dtypes.cast(l, TInt32.class),
        "logits: must be numbers with a derivative, float32 for example, but is int32");
  }

  @Test
  void logitsOfTwiceTheLengthAreTaken() {
    Path model = model("long", x -> x, l -> l.nodes().tf().dtypes.cast(l, TFloat64.class));
    Cli.Result said = attack(model, list("margin"));
    assertEquals(0, said.code(), said.err());
    assertTrue(said.out().contains("25.5/255: trusted, "), said.out());
  }

  @Test
  void logitsThatAreNoNumbersAreNotBelieved() {
    Cli.Result said = attack(model("nan", x -> x, l -> l.times(Double.NaN)), list("margin"));
    assertEquals(0, said.code(), said.err());
    assertTrue(
        said.out().contains("NOT TRUSTED, the logits of 100 of 100 inputs are no finite numbers"),
        said.out());
  }

  private void deleteRun() throws IOException {
    org.altgrad.base.Durable.deleteTree(folder.resolve("run"));
  }

  /** The worst case over the attacks of the settings' file, beside the closed form. */
  @Test
  void ofALinearModelTheUsualAttacksFindAllThereIs() throws IOException {
    Cli.Result said =
        attack(
            model("honest", x -> x, l -> l),
            "method.rows=100",
            "method.distance_rows=100",
            "method.verdict=null",
            "method.epsilons=[0.05]");
    assertEquals(0, said.code(), said.err());
    Split test = digits("test");
    int exact = 0;
    for (int i = 0; i < 100; i++) {
      exact += robust(test.column("image").values(i), test.column("label").label(i), 0.05) ? 1 : 0;
    }
    assertTrue(exact > 10 && exact < 90, "exact " + exact);
    assertEquals(exact, 100 * cell("worst case", 7), 1e-9, said.out());
  }

  private static boolean robust(float[] x, int label, double epsilon) {
    for (int other = 0; other < 10; other++) {
      double ahead = B[label] - B[other];
      for (int j = 0; j < PIXELS; j++) {
        double slope = W[j][label] - W[j][other];
        ahead += slope * (slope > 0 ? Math.max(0, x[j] - epsilon) : Math.min(1, x[j] + epsilon));
      }
      if (other != label && ahead <= 0) {
        return false;
      }
    }
    return true;
  }

  /** The least distance at which another class wins, the box included. */
  private static double least(float[] x, int label) {
    double least = Double.POSITIVE_INFINITY;
    for (int other = 0; other < 10; other++) {
      if (other != label) {
        double low = 0;
        double high = 1e4;
        for (int i = 0; i < 60; i++) {
          double middle = (low + high) / 2;
          boolean over = moved(x, label, other, middle)[0] >= 0;
          low = over ? low : middle;
          high = over ? middle : high;
        }
        least = Math.min(least, moved(x, label, other, high)[1]);
      }
    }
    return least;
  }

  /** By how much another class is ahead, and how far that is, of so many slopes in the box. */
  private static double[] moved(float[] x, int label, int other, double by) {
    double ahead = B[other] - B[label];
    double square = 0;
    for (int j = 0; j < PIXELS; j++) {
      double slope = W[j][other] - W[j][label];
      double to = Math.max(0, Math.min(1, x[j] + by * slope));
      ahead += slope * to;
      square += (to - x[j]) * (to - x[j]);
    }
    return new double[] {ahead, Math.sqrt(square)};
  }

  @Test
  void ofALinearModelTheLeastDistanceIsFound() throws IOException {
    Split test = digits("test");
    double[] exact =
        IntStream.range(0, 100)
            .filter(i -> robust(test.column("image").values(i), test.column("label").label(i), 0))
            .mapToDouble(i -> least(test.column("image").values(i), test.column("label").label(i)))
            .sorted()
            .toArray();
    double median = (exact[exact.length / 2] + exact[(exact.length - 1) / 2]) / 2;
    for (double scale : new double[] {1, 0.05, 20}) {
      Path model = model("by" + scale, x -> x, l -> l.times(scale));
      Cli.Result said = attack(model, "method.distance_rows=100", "method.verdict=null");
      assertEquals(0, said.code(), said.err());
      assertEquals(1, cell("carlini_wagner", 9), said.out());
      double found = cell("carlini_wagner", 10);
      assertTrue(found >= 0.999 * median && found <= 1.05 * median, found + " of " + median);
      deleteRun();
    }
  }

  @Test
  void distancesThatHaveNotConvergedAreToldSo() throws IOException {
    Path model = model("honest", x -> x, l -> l);
    String pgd = "{name: pgd, steps: 10, reach: 2.5, start: true, restarts: 1, loss: margin}, ";
    String cw = "{name: carlini_wagner, kappa: 0, first_c: 1, lr: 0.05, abort_early: false, ";
    Cli.Result said = attack(model, "method.list=[" + pgd + cw + "tries: 5, steps: 60}]");
    assertEquals(0, said.code(), said.err());
    assertTrue(
        said.out().contains("distances     NOT CONVERGED, l2_carlini_wagner is too large: "),
        said.out());
    assertEquals(0, number(metrics(), "converged_carlini_wagner"));
    deleteRun();
    said = attack(model, "method.list=[" + pgd + cw + "tries: 9, steps: 200}]");
    assertTrue(said.out().contains("distances     carlini_wagner has converged: "), said.out());
    assertEquals(1, number(metrics(), "converged_carlini_wagner"));
  }

  private String metrics() throws IOException {
    return Files.readString(folder.resolve("run/metrics.csv"));
  }

  /** A share of nothing is no number. */
  @Test
  void withNothingRightThereIsNothingToAttack() throws IOException {
    Path model = model("wrong", x -> x, l -> l.negate());
    Cli.Result said = attack(model, list("margin"));
    assertEquals(0, said.code(), said.err());
    assertTrue(
        said.out()
            .contains(" accuracy 0 of the first 16: none is right, so that none is attacked\n"),
        said.out());
    assertTrue(
        said.out().contains("NOT TRUSTED, no input is right: there is nothing to attack"),
        said.out());
    for (String left : List.of("robust_of_right_", "success_", "flat_", "converged_", "NaN")) {
      assertFalse(metrics().contains(left), metrics());
    }
    assertTrue(metrics().contains("robust_worst/0.1"), metrics());
    String row =
        recorded("attacks").lines().filter(l -> l.contains(",pgd,")).findFirst().orElseThrow();
    assertTrue(row.contains(",16,0.0,0.0,,,,"), row);
    String run = folder.resolve("run").toString();
    Cli.Result table = Cli.run("table", run, "--metric=robust_worst/0.1");
    assertEquals(0, table.code(), table.err());
    for (String figure : List.of("robustness", "distances")) {
      Cli.Result plot = Cli.run("plot", figure, run, "--to=" + folder.resolve(figure));
      assertEquals(0, plot.code(), plot.err());
    }
  }

  @Test
  void anHonestModelPassesTheTest() {
    Cli.Result said = attack(model("honest", x -> x, l -> l), list("margin"), "--self-test");
    assertEquals(0, said.code(), said.err());
    assertTrue(said.out().contains("passed  10 binarisation: PGD finds 1.00"), said.out());
    assertTrue(said.out().contains("passed   9 known_planes: PGD crosses 1.00"), said.out());
  }

  @Test
  void whatIsWrongIsSaidInALine() {
    Path model = model("honest", x -> x, l -> l);
    assertSays("--data SET: must be given, for ", "attack", model.toString());
    assertSays(
        "must be with pgd or apgd, without which there is no verdict",
        "attack",
        model.toString(),
        "--data=mnist10k",
        "method.list=[{name: noise, draws: 3}]");
    assertSays(
        "classifier: must be a model with logits of 2 classes, as the data set has them, but is"
            + " one of 10",
        "attack",
        model.toString(),
        "--data=xor",
        "--to=" + folder.resolve("other"));
  }

  private static void assertSays(String line, String... words) {
    Cli.Result said = Cli.run(words);
    assertTrue(said.err().contains(line), said.err());
    assertEquals(2, said.code());
  }

  /** Attacks never leave [0, 1]; a table of one's own may. */
  @Test
  void inputsBeyondTheBoxAreRefusedBeforeThereIsARun() throws IOException {
    StringBuilder text = new StringBuilder("x,y,label,site\n");
    for (int i = 0; i < 60; i++) {
      text.append("1.25,%d,%d,s%d\n".formatted(i % 2, i % 3, i % 2));
    }
    Path table = Files.writeString(folder.resolve("mine.csv"), text);
    Path trained = folder.resolve("trained");
    Cli.Result train =
        Cli.run(
            "train",
            "experiment=ilc/own",
            "data.train_file=" + table,
            "data.environment=site",
            "trainer.batch_size=4",
            "trainer.max_steps=1",
            "run.figure=false",
            "run.dir=" + trained);
    assertEquals(0, train.code(), train.err());
    Path to = folder.resolve("attacked");
    Cli.Result said = Cli.run("attack", trained.toString(), "--to=" + to);
    assertEquals(2, said.code(), said.err());
    assertTrue(
        said.err()
            .matches(
                "(?s).*altgrad: data: must be one whose inputs are in \\[0, 1\\], .* but is one"
                    + " with 1.2500 in row \\d+ \\(from 0\\) of test\\R"),
        said.err());
    assertTrue(Files.notExists(to), "a run is left");
    assertTrue(Files.notExists(trained.resolve("export")), "an export is left");
    for (String wrong : List.of("method.rows=0", "method.rws=3", "--from=" + folder)) {
      assertEquals(2, Cli.run("attack", trained.toString(), "--to=" + to, wrong).code(), wrong);
      assertTrue(Files.notExists(trained.resolve("export")), wrong);
    }
  }

  @Test
  void aNetworkThatDrawsBitsIsRefusedInWords() {
    Path trained = folder.resolve("bits");
    Cli.Result train =
        Cli.run(
            "train",
            "experiment=hnca/bandit",
            "data=proto_bits",
            "model.width=4",
            "trainer.max_steps=1",
            "run.figure=false",
            "run.dir=" + trained);
    assertEquals(0, train.code(), train.err());
    Cli.Result said = Cli.run("attack", trained.toString());
    assertEquals(1, said.code(), "as a run that cannot be sampled");
    assertTrue(
        said.err().contains("cannot be attacked: its network draws random bits"), said.err());
    assertTrue(Files.notExists(trained.resolve("export")), "an export is left");
  }
}
