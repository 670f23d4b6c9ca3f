package org.altgrad.train.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pictures drawn from runs of one step and from their exports. */
class SampleCommandTest {
  private static final String FEW_SAMPLES = "method.iwae_samples=0";

  @TempDir static Path dir;

  @BeforeAll
  static void runs() throws IOException {
    train("vae", "experiment=hnca/vae_quick", "model.width=5", "run.figure=false", FEW_SAMPLES);
    train("bandit", "experiment=hnca/bandit_quick", "run.figure=false");
    for (String run : List.of("vae", "bandit")) {
      Cli.Result result =
          Cli.run(
              "export",
              dir.resolve(run).toString(),
              "--to",
              dir.resolve(run + "-export").toString());
      assertEquals(0, result.code(), result.err());
    }
    Files.createDirectories(dir.resolve("empty"));
    Files.writeString(dir.resolve("taken.png"), "mine");
  }

  private static void train(String name, String... overrides) {
    List<String> args = new ArrayList<>(List.of("train"));
    args.addAll(List.of(overrides));
    args.addAll(
        List.of(
            "data.n_train=100",
            "data.n_test=50",
            "trainer.fast_dev_run=true",
            "run.dir=" + dir.resolve(name)));
    assertEquals(0, Cli.run(args.toArray(String[]::new)).code());
  }

  private static byte[] sample(String place, String file, String... options) throws IOException {
    List<String> args = new ArrayList<>(List.of("sample", dir.resolve(place).toString()));
    args.addAll(List.of("--to", dir.resolve(file).toString()));
    args.addAll(List.of(options));
    Cli.Result result = Cli.run(args.toArray(String[]::new));
    assertEquals(0, result.code(), result.err());
    assertEquals("samples  " + dir.resolve(file) + "\n", result.out());
    return Files.readAllBytes(dir.resolve(file));
  }

  @ParameterizedTest
  @CsvSource({"probabilities", "bits"})
  void aRunAndItsExportGiveTheSamePicture(String pixels) throws IOException {
    byte[] run = sample("vae", pixels + "-run.png", "--pixels", pixels, "--seed", "3");
    byte[] export = sample("vae-export", pixels + "-export.png", "--pixels", pixels, "--seed", "3");
    assertArrayEquals(run, export);
    byte[] other = sample("vae", pixels + "-other.png", "--pixels", pixels, "--seed", "4");
    assertFalse(Arrays.equals(run, other));
  }

  @Test
  void bitsAreBlackAndWhiteInAGridOfEightByEight() throws IOException {
    sample("vae", "grid.png", "--pixels", "bits", "--checkpoint", "best");
    BufferedImage grid = ImageIO.read(dir.resolve("grid.png").toFile());
    sample("vae", "few.png", "--count", "5");
    BufferedImage few = ImageIO.read(dir.resolve("few.png").toFile());
    // 8 images in a row against 3, each 48 points and a gap of 4, drawn at twice the size.
    assertEquals(2 * (8 - 3) * (48 + 4), grid.getWidth() - few.getWidth());
    int shades = 0;
    // From the middle down there is no title.
    for (int y = grid.getHeight() / 2; y < grid.getHeight(); y++) {
      for (int x = 0; x < grid.getWidth(); x++) {
        int rgb = grid.getRGB(x, y) & 0xffffff;
        shades += rgb == 0 || rgb == 0xffffff ? 0 : 1;
      }
    }
    assertEquals(0, shades);
  }

  /** The figure at a run's end and pictures drawn later would begin one. */
  @Test
  void aRunWithoutTensorBoardGetsNoFileOfIt() throws IOException {
    String off = "trainer.tensorboard=false";
    train("off", "experiment=hnca/vae_quick", "model.width=5", FEW_SAMPLES, off);
    Path run = dir.resolve("off");
    assertTrue(Files.exists(run.resolve("figures/learning-curve.png")));
    assertEquals(0, Cli.run("sample", run.toString()).code());
    assertTrue(Files.exists(run.resolve("samples/step-1-seed-0.png")));
    try (Stream<Path> files = Files.list(run)) {
      assertTrue(files.noneMatch(file -> file.toString().contains("tfevents")));
    }
  }

  @Test
  void picturesGoToTheRunAndAreNeverReplaced() throws IOException {
    String run = dir.resolve("vae").toString();
    Path first = dir.resolve("vae/samples/step-1-seed-8.png");
    assertEquals("samples  " + first + "\n", Cli.run("sample", run, "--seed", "8").out());
    byte[] before = Files.readAllBytes(first);
    assertEquals("samples  " + first + "\n", Cli.run("sample", run, "--seed", "8").out());
    Cli.Result again = Cli.run("sample", run, "--seed", "8", "--count", "4");
    assertTrue(again.out().contains("step-1-seed-8-2.png"), again.out());
    assertArrayEquals(before, Files.readAllBytes(first));
    assertEquals(0, Cli.run("sample", run, "--seed", "8", "--count", "4", "--force").code());
    assertFalse(Arrays.equals(before, Files.readAllBytes(first)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      value = {
        "DIR/bandit > 1 > DIR/bandit cannot be sampled: the method hnca_bandit does not generate images; these do: hnca_vae",
        "DIR/bandit-export > 1 > DIR/bandit-export cannot be sampled: the method hnca_bandit does not generate images; these do: hnca_vae",
        "DIR/none > 1 > DIR/none: no such directory; name a run directory or an exported model",
        "DIR/empty > 1 > DIR/empty is neither a run directory (no config.yaml) nor an exported model (no saved_model.pb)",
        "DIR/vae --count 0 > 2 > --count 0: must be from 1 to 4096; see altgrad sample --help",
        "DIR/vae --pixels bit > 2 > invalid value for option '--pixels': must be one of probabilities, bits but is 'bit'; see altgrad sample --help",
        "DIR/vae --to x.jpg > 2 > --to x.jpg: the name must end in .png; see altgrad sample --help",
        "DIR/vae --to DIR/taken.png > 1 > DIR/taken.png: exists already; choose another name, or replace it with --force",
        "DIR/vae-export --checkpoint best > 2 > --checkpoint: DIR/vae-export is an export, which holds one checkpoint only; see altgrad sample --help",
      })
  void mistakesGetOneLine(String args, int code, String message) {
    Cli.Result result = Cli.run(("sample " + args.replace("DIR", dir.toString())).split(" "));
    assertEquals("altgrad: " + message.replace("DIR", dir.toString()) + "\n", result.err());
    assertEquals(code, result.code());
  }
}
