package org.altgrad.train.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.altgrad.data.source.DataSource;
import org.altgrad.data.source.DataSources;
import org.altgrad.train.config.Binder;
import org.altgrad.train.config.Composer;
import org.altgrad.train.config.Config;
import org.altgrad.train.config.ConfigSources;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataShowCommandTest {
  private static final int BLUE = 0x0072B2;
  private static final int ORANGE = 0xD55E00;
  private static final int GREEN = 0x009E73;

  @TempDir private Path dir;

  private BufferedImage show(String... words) throws IOException {
    Path file = dir.resolve("shown.png");
    List<String> line = new ArrayList<>(List.of("data", "show"));
    line.addAll(List.of(words));
    line.addAll(List.of("--force", "--to", file.toString()));
    Cli.Result result = Cli.run(line.toArray(String[]::new));
    assertTrue(result.out().endsWith("samples  " + file + "\n"), result.err());
    return ImageIO.read(file.toFile());
  }

  private static long pixels(BufferedImage image, IntPredicate wanted) {
    long count = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        count += wanted.test(image.getRGB(x, y) & 0xFFFFFF) ? 1 : 0;
      }
    }
    return count;
  }

  private static long pixels(BufferedImage image, int rgb) {
    return pixels(image, found -> found == rgb);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "linear",
        "xor",
        "plane_grid",
        "patchwork data.rows=last",
        "sem data.setting=hb --split validation",
        "moebius data.n_obs=2000 data.linear_map=cos_theta data.cos_theta=0.8",
        "mlp_mixing data.n_obs=2000 --split test",
        "ar_flow data.n_obs=2000 --split validation",
        "triangular data.n_obs=2000",
        "blobs data.n_obs=100 data.shear=true",
        "memory_task",
        "reservoir_digits --split test",
        "label_noise --split mislabelled",
        "shifted_images data.without=[7] --split left_out",
        "shifted_images --split gaussian_blur_5",
        "coloured_mnist_fork data.parity=true data.random_labels=0.25 --split mislabelled",
        "sample_complexity data.set=cs",
        "strong_weak data.features=30 --split test",
        "spirals --split mechanism data.envs=2",
        "spirals data.shortcut_dims=0 --count 7"
      })
  void everyGeneratedSetIsDrawn(String words) throws IOException {
    BufferedImage image = show(words.split(" "));
    assertTrue(pixels(image, rgb -> rgb != 0xFFFFFF) > 2000, words);
  }

  @Test
  void pointsHaveTheColourOfTheirLabel() throws IOException {
    BufferedImage linear = show("linear");
    // The line's normal points left: label 1 is on that side only.
    int middle = linear.getWidth() / 2;
    BufferedImage left = linear.getSubimage(100, 200, middle - 300, 300);
    BufferedImage right = linear.getSubimage(linear.getWidth() - 200, 200, 180, 300);
    assertTrue(pixels(left, ORANGE) > 500);
    assertEquals(0, pixels(left, BLUE));
    assertTrue(pixels(right, BLUE) > 500);
    assertEquals(0, pixels(right, ORANGE));
  }

  @Test
  void spiralsHaveAColumnOfPanelsForEachOfTheFirstEnvironments() throws IOException {
    // Two pixels a point; a panel is 230 points wide, the margins are 8 each.
    assertEquals(2 * (4 * 230 + 16), show("spirals").getWidth());
    assertEquals(2 * (3 * 230 + 16), show("spirals", "data.envs=3").getWidth());
    assertEquals(2 * (320 + 16), show("spirals", "--split", "test").getWidth());
  }

  @Test
  void colouredPicturesAreRedOrGreen() throws IOException {
    BufferedImage image = show("coloured_mnist", "--count", "40");
    long red = pixels(image, rgb -> (rgb & 0xFF0000) > 0x400000 && (rgb & 0xFFFF) == 0);
    long green = pixels(image, rgb -> (rgb & 0xFF00) > 0x4000 && (rgb & 0xFF00FF) == 0);
    assertTrue(red > 5000 && green > 5000, red + " red, " + green + " green");
    // Twenty pictures of each environment fill two rows of ten.
    BufferedImage more = show("coloured_mnist", "--count", "60");
    assertEquals(2 * 2 * (48 + 14 + 4), more.getHeight() - image.getHeight());
  }

  @Test
  void regressionsShowTheTrueWeightsToo() throws IOException {
    BufferedImage sem = show("sem");
    for (int colour : new int[] {BLUE, ORANGE, GREEN}) {
      assertTrue(pixels(sem, colour) > 2000);
    }
  }

  @Test
  void sourcesStandAboveTheirMixture() throws IOException {
    // Two pixels a point; a panel is 320 points square, of three and more sources there are two.
    BufferedImage two = show("moebius", "data.n_obs=500");
    BufferedImage three = show("triangular", "data.n_obs=500");
    assertEquals(2 * (320 + 16), two.getWidth());
    assertEquals(2 * (2 * 320 + 16), three.getWidth());
    assertEquals(two.getHeight(), three.getHeight());
    for (int shift : new int[] {0, 8, 16}) {
      int others = 0xFFFFFF & ~(0xFF << shift);
      IntPredicate bright = rgb -> (rgb >> shift & 0xFF) > 0xC0 && (rgb & others & 0xC0C0C0) == 0;
      assertTrue(pixels(two, bright) > 20);
    }
  }

  @Test
  void constantsAreNamed() {
    Cli.Result result =
        Cli.run(
            "data",
            "show",
            "moebius",
            "data.n_obs=100",
            "data.linear_map=cos_theta",
            "data.cos_theta=0.5",
            "--to",
            dir.resolve("m.png").toString());
    assertTrue(result.out().contains("\nconstant mixing.1.moebius_matrix [2, 2]\n"), result.err());
    assertTrue(result.out().contains("\nconstant mixing.linear_map_cima [] 0.1115717"));
  }

  @Test
  void spritesAreKeptBelowTheRoot() throws IOException {
    BufferedImage image =
        show(
            "sprites",
            "data.n_obs=40",
            "data.image_size=32",
            "--root",
            dir.resolve("r").toString());
    assertTrue(pixels(image, rgb -> rgb == 0) > 10_000);
    try (var files = Files.list(dir.resolve("r").resolve("sprites"))) {
      assertEquals(1, files.filter(f -> f.toString().endsWith(".rgb")).count());
    }
    Cli.Result none =
        Cli.run("data", "show", "image_factors", "data.folder=" + dir.resolve("mine"));
    assertEquals(1, none.code());
    assertEquals(
        "altgrad: "
            + dir.resolve("mine").resolve("factors.csv")
            + ": must be a CSV file with a first line file,factor,factor,… but is not there\n",
        none.err());
  }

  @Test
  void featuresAreDrawnAsInputs() throws IOException {
    StringBuilder table = new StringBuilder("x,y,label\n");
    for (int i = 0; i < 200; i++) {
      table.append(i % 2 + 0.004 * i).append(',').append(i).append(',').append(i % 2).append('\n');
    }
    Path file = dir.resolve("f.csv");
    Files.writeString(file, table);
    BufferedImage image = show("features", "data.train.features=" + file);
    assertTrue(pixels(image, ORANGE) > 500 && pixels(image, BLUE) > 500);
  }

  @Test
  void textsArePrintedAsTheyAreAndAsTheyAreRead() throws IOException {
    Path train = dir.resolve("t.csv");
    Files.writeString(
        train, "text,label\n\"A Good, good film!\",1\n\"A bad film it is, a bad one\",0\n");
    Cli.Result result =
        Cli.run(
            "data",
            "show",
            "text_csv",
            "data.train_file=" + train,
            "data.length=6",
            "data.vocabulary_limit=3",
            "data.min_count=2",
            "data.holdout=0");
    assertEquals(
        """
        texts of t.csv, train: 2 texts, 1 of class 0, 1 of class 1
        tokens   5.0 of 6 on average, 40.0 % of them unknown; 50.0 % of texts fill all

        0, label 1
            A Good, good film!
          read as
            a <unk> <unk> film

        1, label 0
            A bad film it is, a bad one
          read as
            a bad film <unk> <unk> a
        """,
        result.out(), result.err());
    Cli.Result drawn = Cli.run("data", "show", "text_synth", "--to", "x.png");
    assertEquals(
        "altgrad: --to x.png: texts are printed; leave it out; see altgrad data show --help\n",
        drawn.err());
  }

  @Test
  void aSetWithoutExamplesSaysSo() {
    Cli.Result result = Cli.run("data", "show", "none", "--to", dir.resolve("x.png").toString());
    assertEquals(1, result.code());
    assertEquals("altgrad: data set none has no examples to show\n", result.err());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      value = {
        "show spirals --root x > --root x: must be left out, for spirals is not looked for in a",
        "export spirals --root x > --root x: must be left out, for spirals is not looked for in",
        "show csv --root x data.train_file=x.csv > for csv is not looked for in a directory",
        "show mnist --root x data.root=y > --root x: must be left out, for data.root=y says it",
        "export proto_bits --split train,test,train > --split train,test,train: must name each",
      })
  void whatHasNoEffectIsRefused(String words, String message) {
    boolean export = words.startsWith("export");
    Path file = dir.resolve(export ? "x.csv" : "x.png");
    List<String> line = new ArrayList<>(List.of("data"));
    line.addAll(List.of(words.strip().split(" ")));
    line.addAll(List.of("--to", file.toString()));
    Cli.Result result = Cli.run(line.toArray(String[]::new));
    assertTrue(result.err().contains(message), result.err());
    assertEquals(Main.USAGE, result.code());
    assertFalse(Files.exists(file));
  }

  /** Correlations of so many examples are not those of all. */
  @Test
  void theCountHoldsForCorrelations() throws IOException {
    StringBuilder rows = new StringBuilder("a,b,c,label\n");
    for (int i = 0; i < 40; i++) {
      rows.append("%d,%d,%d,%d\n".formatted(i < 20 ? i % 2 : 1 - i % 2, i % 3, i % 5, i % 2));
    }
    Path own = Files.writeString(dir.resolve("own.csv"), rows);
    String[] words = {"csv", "data.train_file=" + own, "data.label=label", "data.holdout=0"};
    long all = pixels(show(words), BLUE);
    List<String> first = new ArrayList<>(List.of(words));
    first.addAll(List.of("--count", "20"));
    long some = pixels(show(first.toArray(String[]::new)), BLUE);
    assertTrue(some > all + 1000, some + " " + all); // a is the label in the first half alone
  }

  @Test
  void settingsAreCheckedWithTheirKey() {
    Cli.Result result = Cli.run("data", "show", "spirals", "data.examples_per_env=1");
    assertEquals(2, result.code());
    assertEquals("altgrad: data.examples_per_env=1: must be at least 2 but is 1\n", result.err());
  }

  /** The run's seed drives the data too, and every packaged configuration is a data set's. */
  @Test
  void theRunsSeedIsTheSeedOfTheData() throws ReflectiveOperationException {
    ConfigSources sources = ConfigSources.packaged(getClass().getClassLoader(), "conf");
    int seeded = 0;
    for (String name : DataSources.names()) {
      List<String> typed = List.of("~experiment", "data=" + name, "seed=41");
      Config config =
          new Composer(sources).compose(Configuration.PRIMARY, typed, Clock.systemUTC());
      DataSource source = Binder.bind(config, "data", DataSources.kind(name));
      assertEquals(name, source.name());
      for (RecordComponent component : source.getClass().getRecordComponents()) {
        if (component.getName().equals("seed") && !name.equals("proto_bits")) {
          assertEquals(41L, component.getAccessor().invoke(source), name);
          seeded++;
        }
      }
    }
    assertEquals(12, seeded);
  }

  /**
   * Beside what training makes, not where somebody happens to be; nothing is overwritten, and
   * nothing drawn twice.
   */
  @Test
  void figuresHaveAPlaceOfTheirOwn() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    Path classes = Path.of("").toAbsolutePath();
    for (String word : Cli.java()) {
      command.add(
          word.equals(System.getProperty("java.class.path"))
              ? Arrays.stream(word.split(File.pathSeparator))
                  .map(part -> classes.resolve(part).toString())
                  .collect(Collectors.joining(File.pathSeparator))
              : word);
    }
    command.addAll(List.of(Main.class.getName(), "data", "show", "blobs"));
    List<String> names = new ArrayList<>();
    for (String setting : List.of("data.n_obs=50", "data.n_obs=40", "data.n_obs=50")) {
      List<String> words = new ArrayList<>(command);
      words.add(setting);
      Process process =
          new ProcessBuilder(words)
              .directory(dir.toFile())
              .redirectErrorStream(true)
              .redirectOutput(dir.resolve("said").toFile())
              .start();
      String said = Cli.end(process) + Files.readString(dir.resolve("said"));
      names.add(said.substring(said.indexOf("samples")).strip());
    }
    assertEquals(
        List.of(
            "samples  outputs/data/blobs.png",
            "samples  outputs/data/blobs-2.png",
            "samples  outputs/data/blobs.png"),
        names);
    for (String file : List.of("blobs.png", "blobs-2.png")) {
      assertTrue(Files.exists(dir.resolve("outputs/data").resolve(file)), file);
    }
  }
}
