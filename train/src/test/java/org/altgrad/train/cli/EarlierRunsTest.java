package org.altgrad.train.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.altgrad.train.config.Composer;
import org.altgrad.train.config.ConfigException;
import org.altgrad.train.experiment.Experiment;
import org.altgrad.train.run.RunDirectory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an earlier version filed (the resources, all of its making) is read as it was meant. */
class EarlierRunsTest {
  @TempDir Path temp;

  private static Path resource(String name) {
    try {
      return Path.of(EarlierRunsTest.class.getResource("/earlier/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private Experiment open(String yaml) throws IOException {
    Path run = Files.createDirectories(temp.resolve("filed"));
    Files.writeString(run.resolve("config.yaml"), yaml);
    return Runner.open(RunDirectory.open(run), List.of());
  }

  /** The experiments of those names still mean what they meant. */
  @ParameterizedTest
  @CsvSource({
    "hnca/bandit_conv, hnca_bandit_conv",
    "hnca/vae, hnca_vae",
    "ilc/coloured_mnist_quick, ilc_coloured_mnist_quick",
    "biohsic/cifar10_quick, biohsic_cifar10_quick",
    "biohsic/lif_quick, biohsic_lif_quick"
  })
  void configurationsOfEarlierVersionsAreRead(String experiment, String file) throws IOException {
    Experiment filed = open(Files.readString(resource(file + ".yaml")));
    Experiment now =
        Experiment.of(
            new Composer(Configuration.sources(List.of()))
                .compose(
                    Configuration.PRIMARY,
                    // What was chosen by stands in the file, which is not what is usual now.
                    List.of("experiment=" + experiment, "trainer.best.split=test"),
                    Clock.systemUTC()));
    assertEquals(now.setup().settings(), filed.setup().settings());
    assertEquals(now.setup().model(), filed.setup().model());
    assertEquals(now.optimizer(), filed.optimizer());
    assertEquals(now.trainer(), filed.trainer());
    assertEquals(now.data(), filed.data());
  }

  @Test
  void whatCannotBeKnownIsRefused() throws IOException {
    String cut = Files.readString(resource("hnca_vae.yaml")).replaceFirst("(?m)^  keep: .*\n", "");
    ConfigException e = assertThrows(ConfigException.class, () -> open(cut));
    assertTrue(e.getMessage().contains("trainer.keep: is missing"), e.getMessage());
    String rise =
        Files.readString(resource("ilc_coloured_mnist_quick.yaml"))
            .replace("kind: constant", "kind: rise");
    e = assertThrows(ConfigException.class, () -> open(rise));
    assertTrue(e.getMessage().contains("method.combiner.tau_schedule"), e.getMessage());
  }

  /** Trained, and in {@code continued.csv} continued, by that version. */
  @Test
  void aRunOfAnEarlierVersionIsEvaluatedExportedAndResumed() throws IOException {
    Path run = temp.resolve("run");
    try (Stream<Path> files = Files.walk(resource("run"))) {
      for (Path file : files.toList()) {
        Files.copy(file, run.resolve(resource("run").relativize(file).toString()));
      }
    }
    Cli.Result eval = captured("eval", run.toString());
    assertEquals(0, eval.code(), eval.err());
    // Of 20 examples, by other draws than that version made.
    assertTrue(eval.out().contains("test  accuracy  0.4500"), eval.out());
    long told = eval.err().lines().filter(line -> line.contains("of an earlier version")).count();
    assertEquals(1, told, eval.err());
    assertTrue(eval.err().contains("model.features=[3, 3]"), eval.err());
    assertEquals(0, captured("table", run.toString()).code());
    Cli.Result export = captured("export", run.toString(), "--to", temp.resolve("model") + "");
    assertEquals(0, export.code(), export.err());
    Cli.Result resumed = captured("train", "--resume", run.toString(), "trainer.max_epochs=4");
    assertEquals(0, resumed.code(), resumed.err());
    List<String> found = Files.readAllLines(run.resolve("metrics.csv"));
    List<String> wanted = Files.readAllLines(resource("continued.csv"));
    assertEquals(keys(wanted), keys(found));
    for (int i = 1; i < wanted.size(); i++) {
      boolean drawn = wanted.get(i).matches("(9|12),.*,test,.*");
      assertEquals(value(wanted.get(i)), value(found.get(i)), drawn ? 0.45 : 1e-5, wanted.get(i));
    }
    // From here on the run is this version's.
    Cli.Result again = captured("eval", run.toString());
    assertEquals(0, again.code(), again.err());
    assertTrue(!again.err().contains("of an earlier version"), again.err());
  }

  private static List<String> keys(List<String> rows) {
    return rows.stream().map(row -> row.substring(0, row.lastIndexOf(','))).toList();
  }

  private static double value(String row) {
    return Double.parseDouble(row.substring(row.lastIndexOf(',') + 1));
  }

  private static Cli.Result captured(String... args) {
    List<PrintStream> before = new ArrayList<>(List.of(System.out, System.err));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    try {
      Cli.Result said = Cli.run(args);
      return new Cli.Result(said.code(), out + said.out(), err + said.err());
    } finally {
      System.setOut(before.get(0));
      System.setErr(before.get(1));
    }
  }
}
