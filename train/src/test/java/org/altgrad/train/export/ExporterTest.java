package org.altgrad.train.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.altgrad.train.loop.Live;
import org.altgrad.train.run.RunException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Result;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

class ExporterTest {
  @TempDir static Path shared;
  private static Path whole;
  @TempDir Path temp;

  @BeforeAll
  static void export() {
    try (Trained trained = Trained.bandit()) {
      whole = trained.export(shared.resolve("whole")).directory();
    }
  }

  private void roundTrip(Trained trained, Set<String> signatures) {
    Exporter.Report report = trained.export(temp.resolve("export"));
    assertEquals(signatures, report.signatures().keySet());
    assertTrue(report.largestDifference() <= 1e-6, "difference " + report.largestDifference());
    try (ExportedModel model = ExportedModel.open(temp.resolve("export"))) {
      assertEquals(signatures, model.description().signatures().keySet());
      assertEquals(report.signatures(), model.description().signatures());
      assertEquals(List.of(8, 8, 1), model.description().imageShape());
      assertEquals(
          new Description.Source(
              trained.experiment().name(),
              trained.experiment().method().name(),
              "a-run",
              "an-id",
              "abc",
              7,
              12,
              "proto_bits"),
          model.description().source());
    }
    // Only programs of generative methods have the functions that samples are drawn with.
    for (Sampler.SampledPixels pixels : Sampler.SampledPixels.values()) {
      assertEquals(
          trained.experiment().method().generative(), signatures.contains(pixels.function()));
    }
  }

  @Test
  void aLinkLeadsToThePlaceAndStays() throws Exception {
    Path empty = Files.createDirectory(temp.resolve("elsewhere"));
    Path link = Files.createSymbolicLink(temp.resolve("link"), empty);
    try (Trained trained = Trained.bandit()) {
      trained.export(link);
    }
    assertTrue(Files.isSymbolicLink(link));
    assertTrue(Files.exists(empty.resolve("saved_model.pb")));
  }

  /** Whoever comes second is told, and what the first has made is whole. */
  @Test
  void twoExportsToOnePlace() throws Exception {
    Path to = temp.resolve("export");
    int exports = 2;
    CyclicBarrier together = new CyclicBarrier(exports);
    ExecutorService threads = Executors.newFixedThreadPool(exports);
    List<Future<String>> ends = new ArrayList<>();
    for (int i = 0; i < exports; i++) {
      ends.add(
          threads.submit(
              () -> {
                try (Trained trained = Trained.bandit()) {
                  together.await();
                  trained.export(to);
                  return "";
                } catch (RunException e) {
                  return e.getMessage();
                }
              }));
    }
    List<String> said = new ArrayList<>();
    for (Future<String> end : ends) {
      said.add(end.get());
    }
    threads.shutdown();
    assertEquals(1, said.stream().filter(String::isEmpty).count(), said::toString);
    assertTrue(
        said.stream()
            .filter(message -> !message.isEmpty())
            .allMatch(message -> message.contains("name another directory")),
        said::toString);
    ExportedModel.open(to).close();
    assertEquals(List.of("export"), List.of(temp.toFile().list()));
  }

  @Test
  void bandit() {
    try (Trained trained = Trained.bandit()) {
      roundTrip(trained, Set.of("predict", "act", "serving_default"));
    }
  }

  @Test
  void convolutionalBandit() {
    try (Trained trained = Trained.convBandit()) {
      roundTrip(trained, Set.of("predict", "act", "serving_default"));
    }
  }

  /** Each of two networks can be asked for; there is no fourth. */
  @Test
  void severalNetworks() {
    try (Trained trained =
        Trained.any(
            "experiment=ima/moebius_quick",
            "data.n_obs=200",
            "trainer.batch_size=64",
            "trainer.models=2",
            "trainer.compile=false",
            "method.metrics.permutations=20")) {
      Exporter.Report report = trained.export(temp.resolve("export"));
      assertTrue(report.signatures().get("encode").inputs().containsKey("network"));
    }
  }

  @Test
  void autoEncoder() {
    try (Trained trained = Trained.vae(2)) {
      roundTrip(
          trained,
          Set.of("encode", "elbo", "decode", "sample", "sample_pixels", "serving_default"));
    }
  }

  private static double[] variable(Live live, String name) {
    var value = live.program().variables().entry(name, TFloat32.class).value();
    try (Result result = live.run(Map.of(), List.of(value), List.of())) {
      return ExportedNumbers.of(result.get(0)).values();
    }
  }

  /** The exported decoder of one layer against σ(zW + b) in plain Java. */
  @Test
  void theExportedDecoderIsTheFormula() {
    try (Trained trained = Trained.vae(1)) {
      double[] w = variable(trained.live(), "decoder1/weights");
      double[] b = variable(trained.live(), "decoder1/bias");
      trained.export(temp.resolve("export"));
      float[] z = {1, 0, 1, 1, 0, 0, 0, 0, 0, 0};
      double[] expected = new double[2 * 64];
      for (int row = 0; row < 2; row++) {
        for (int pixel = 0; pixel < 64; pixel++) {
          double logit = b[pixel];
          for (int unit = 0; unit < 5; unit++) {
            logit += z[5 * row + unit] * w[64 * unit + pixel];
          }
          expected[64 * row + pixel] = 1 / (1 + Math.exp(-logit));
        }
      }
      try (ExportedModel model = ExportedModel.open(temp.resolve("export"));
          Tensor latent = ExportedNumbers.tensor(Shape.of(2, 5), z);
          Tensor seed = TInt64.scalarOf(3)) {
        ExportedNumbers found =
            model
                .function("decode")
                .call(Map.of("latent", latent, "seed", seed))
                .get("probabilities");
        assertEquals(Shape.of(2, 64), found.shape());
        assertArrayEquals(expected, found.values(), 1e-6);
      }
    }
  }

  @Test
  void samplesOfAProgramAndItsExportAreTheSame() {
    try (Trained trained = Trained.vae(2)) {
      trained.export(temp.resolve("export"));
      try (ExportedModel model = ExportedModel.open(temp.resolve("export"))) {
        for (Sampler.SampledPixels pixels : Sampler.SampledPixels.values()) {
          float[] live = Sampler.draw(trained.live(), List.of(8, 8, 1), pixels, 9, 5);
          assertEquals(9 * 64, live.length);
          assertArrayEquals(live, Sampler.draw(model, pixels, 9, 5));
          assertFalse(Arrays.equals(live, Sampler.draw(model, pixels, 9, 6)));
        }
      }
    }
  }

  /** Bits are draws with the probabilities of the same seed: their standardised sum is normal. */
  @Test
  void bitsHaveTheProbabilities() {
    try (Trained trained = Trained.vae(2)) {
      List<Integer> image = List.of(8, 8, 1);
      float[] p = Sampler.draw(trained.live(), image, Sampler.SampledPixels.PROBABILITIES, 4000, 1);
      float[] bits = Sampler.draw(trained.live(), image, Sampler.SampledPixels.BITS, 4000, 1);
      for (int pixel = 0; pixel < 64; pixel++) {
        double excess = 0;
        double variance = 0;
        for (int i = pixel; i < p.length; i += 64) {
          assertTrue(bits[i] == 0 || bits[i] == 1);
          excess += bits[i] - p[i];
          variance += p[i] * (1 - p[i]);
        }
        assertTrue(Math.abs(excess) < 5 * Math.sqrt(variance), "pixel " + pixel + ": " + excess);
      }
    }
  }

  @Test
  void aDirectoryInUseIsRefused() throws IOException {
    Files.writeString(temp.resolve("mine"), "mine");
    try (Trained trained = Trained.bandit()) {
      RunException e = assertThrows(RunException.class, () -> trained.export(temp));
      assertTrue(e.getMessage().contains("not empty"), e.getMessage());
    }
    assertEquals(List.of("mine"), List.of(temp.toFile().list()));
  }

  /** Each damage, and what the message must name. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      value = {
        "delete saved_model.pb > has no saved_model.pb; see altgrad export",
        "delete altgrad.yaml > has no altgrad.yaml",
        "delete variables/variables.index > has no variables/variables.index",
        "cut saved_model.pb > saved_model.pb is not what altgrad.yaml says was exported",
        "cut variables/variables.index > is not what altgrad.yaml says was exported",
        "cut variables/variables.data-00000-of-00001 > is not what altgrad.yaml says was exported",
        "flip variables/variables.data-00000-of-00001 > is not what altgrad.yaml says was exported",
        "cut altgrad.yaml > altgrad.yaml",
        "binary altgrad.yaml > altgrad.yaml: not UTF-8 text",
        "format: 3=format: 4 > altgrad.yaml is damaged: format must be 3 but is 4",
        "format: 3=[format > : not valid YAML: ",
        "step: 12=step: soon > step must be a whole number but is soon",
        "method: hnca_bandit=method: [] > method must be a text",
        "signatures:=functions: > signatures is missing",
        "- 8=- 8.5 > image_shape must be a list of whole numbers but is [8.5, 8, 1]",
        "- 8=- 99999999 > image_shape must be height, width and channels but is [99999999, 8, 1]",
        "seed: int64 []=seed: 5 > signatures.act.inputs.seed must be a type and a shape such as",
        "image: float32 [-1, 64]=image: float32 [-1, 9] > altgrad.yaml has been changed since the"
            + " export",
        "act:=walk: > altgrad.yaml has been changed since the export",
      })
  void damageIsNamed(String damage, String message) throws IOException {
    Path export = temp.resolve("export");
    copy(whole, export);
    spoil(export, damage);
    RunException e = assertThrows(RunException.class, () -> ExportedModel.open(export).close());
    assertTrue(e.getMessage().contains(message), e.getMessage());
    assertEquals(1, e.getMessage().lines().count());
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file)));
      }
    }
  }

  private static void spoil(Path export, String damage) throws IOException {
    if (damage.contains("=")) {
      int equals = damage.indexOf('=');
      Path yaml = export.resolve("altgrad.yaml");
      String text = Files.readString(yaml);
      String changed =
          text.replaceFirst(
              java.util.regex.Pattern.quote(damage.substring(0, equals)),
              damage.substring(equals + 1));
      assertFalse(changed.equals(text), "there is no " + damage);
      Files.writeString(yaml, changed);
      return;
    }
    String[] words = damage.split(" ");
    Path file = export.resolve(words[1]);
    byte[] bytes = Files.readAllBytes(file);
    switch (words[0]) {
      case "delete" -> Files.delete(file);
      case "cut" -> {
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
          open.setLength(bytes.length / 2);
        }
      }
      case "flip" -> {
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
      }
      case "binary" -> Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0});
      default -> throw new IllegalArgumentException(damage);
    }
  }
}
