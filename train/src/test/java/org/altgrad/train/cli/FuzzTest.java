package org.altgrad.train.cli;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.altgrad.data.format.Archives;
import org.altgrad.data.format.CifarRecords;
import org.altgrad.data.format.ImageBlock;
import org.altgrad.data.format.NpyArray;
import org.altgrad.graphs.backbone.BackboneSource;
import org.altgrad.train.search.Definition;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * More than three thousand damaged inputs of every kind that users hand in: each is read, or
 * refused in a line, within its time.
 */
@Tag("fuzz")
class FuzzTest {
  private static final Path CONF = Path.of("../conf");

  /** Of all methods. */
  private static final List<String> EXPERIMENTS =
      List.of(
          "hnca/bandit_quick",
          "hnca/vae_tiny",
          "ilc/spirals_quick",
          "biohsic/lif_quick",
          "ima/moebius_quick",
          "vub/mnist_quick");

  private static final List<String> OVERRIDES =
      List.of(
          "model.depth=3",
          "model.features=[8,4]",
          "optimizer.lr=1e-3",
          "optimizer=sgd",
          "seed=range(3)",
          "trainer={max_epochs: 2, batch_size: 5}",
          "++trainer.models=2",
          "~run.tags",
          "trainer.max_time=20m",
          "trainer.seeds=[1,2,3]",
          "run.dir='a b/${seed}'",
          "optimizer.schedule={name: cosine, unit: epochs, over: 3, end: 0.1}",
          "data.train_limit=${oc.env:HOME}",
          "method=ilc",
          "launcher.workers=choice(1,2)");

  @TempDir private Path dir;
  private Path csv;

  @BeforeEach
  void place() {
    csv = dir.resolve("out.csv");
  }

  private void export(String set, String... overrides) {
    List<String> words = new ArrayList<>(List.of("data", "export", set));
    words.addAll(List.of(overrides));
    words.addAll(List.of("--force", "--to", csv.toString()));
    Fuzzer.run(words.toArray(String[]::new));
  }

  private static byte[] zipped(byte[] bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return out.toByteArray();
  }

  @Test
  void experiments() throws Exception {
    Path folder = Files.createDirectories(dir.resolve("experiment"));
    new Fuzzer(1)
        .run(
            500,
            fuzz -> {
              String good =
                  Files.readString(CONF.resolve("experiment/" + fuzz.any(EXPERIMENTS) + ".yaml"));
              Files.writeString(folder.resolve("fuzz.yaml"), fuzz.text(good));
              String[] words = {
                "train", "--cfg", "job", "--config-dir", dir.toString(), "experiment=fuzz"
              };
              Fuzzer.run(words);
            });
  }

  @Test
  void groupFiles() throws Exception {
    List<Path> files;
    try (Stream<Path> all = Files.walk(CONF)) {
      files =
          all.filter(
                  file -> file.toString().matches(".*/(model|optimizer|method|trainer)/.*\\.yaml"))
              .sorted()
              .toList();
    }
    new Fuzzer(2)
        .run(
            300,
            fuzz -> {
              Path own = dir.resolve("own.yaml");
              Files.writeString(own, fuzz.text(Files.readString(fuzz.any(files))));
              String experiment = "experiment=" + fuzz.any(EXPERIMENTS);
              Fuzzer.run("train", "--cfg", "all", experiment, "--config", own.toString());
            });
  }

  @Test
  void overrides() throws Exception {
    new Fuzzer(3)
        .run(
            600,
            fuzz -> {
              List<String> words = new ArrayList<>(List.of("train", "--cfg", "job"));
              words.add("experiment=" + fuzz.any(EXPERIMENTS));
              words.add(fuzz.text(fuzz.any(OVERRIDES)));
              if (fuzz.below(2) == 0) {
                words.add(fuzz.any(OVERRIDES));
              }
              if (fuzz.below(3) == 0) {
                words.add("--resolve");
              }
              words.removeIf(
                  word -> word.matches("(?s)-{1,2}[hV].*|--?c.*") && !word.equals("--cfg"));
              Fuzzer.run(words.toArray(String[]::new));
            });
  }

  @Test
  void sweepFiles() throws Exception {
    List<String> good =
        List.of(
            """
            experiment: ilc/spirals
            overrides: [trainer.epochs=27]
            method: tpe
            count: 50
            seed: 1
            parameters:
              optimizer.lr: {distribution: log, min: 1e-4, max: 1e-1}
              method/combiner: [mean, and_mask]
              method.combiner.tau: {min: 0.1, max: 1.0, when: {method/combiner: and_mask}}
            metric: {name: accuracy, goal: maximize, split: validation}
            replicates: 5
            confirm: {top: 3, seeds: 5}
            early_stopping: {name: asha, min_resource: 1, eta: 3, promotion: true}
            """,
            """
            program: train.py
            method: bayes
            metric: {name: Metrics/val/mcc, goal: maximize}
            parameters:
              lr: {distribution: log_uniform_values, min: !!float 1e-5, max: 0.1}
              seed: {values: [1, 2, 3], probabilities: [0.5, 0.3, 0.2]}
              model: {parameters: {depth: {distribution: q_normal, mu: 3, sigma: 1, q: 2}}}
            early_terminate: {type: hyperband, min_iter: 3, eta: 2}
            run_cap: 20
            """,
            "method: grid\nparameters: {a: [1, 2], b: {min: 1, max: 8, step: 2}}\n",
            "method: list\npoints: [{a: 1e-3, b: x}, {a: 2, b: y}]\n");
    Path file = dir.resolve("sweep.yaml");
    new Fuzzer(4)
        .run(
            400,
            fuzz -> {
              Files.writeString(file, fuzz.text(fuzz.any(good)));
              Definition definition = Definition.read(file);
              for (int trial = 0; trial < 3; trial++) {
                definition.propose(trial, List.of());
              }
            });
  }

  @Test
  void idx() throws Exception {
    ByteBuffer images =
        ByteBuffer.allocate(16 + 12 * 9).putInt(0x803).putInt(12).putInt(3).putInt(3);
    ByteBuffer labels = ByteBuffer.allocate(8 + 12).putInt(0x801).putInt(12);
    for (int i = 0; i < 12; i++) {
      labels.put((byte) (i % 3));
    }
    Path x = Files.write(dir.resolve("x"), images.array());
    Path y = Files.write(dir.resolve("y"), labels.array());
    new Fuzzer(5)
        .run(
            300,
            fuzz -> {
              boolean gzip = fuzz.below(4) == 0;
              boolean both = fuzz.below(3) == 0;
              Path badX =
                  fuzz.file(dir.resolve("bad-x"), images.array(), b -> gzip ? zipped(b) : b);
              Path badY = fuzz.file(dir.resolve("bad-y"), labels.array(), b -> b);
              boolean first = fuzz.below(2) == 0;
              export(
                  "idx",
                  "data.train.images=" + (both || first ? badX : x),
                  "data.train.labels=" + (both || !first ? badY : y));
            });
  }

  @Test
  void cifarInArchives() throws Exception {
    byte[] records = new byte[3 * CifarRecords.RECORD];
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    try (TarArchiveOutputStream out = new TarArchiveOutputStream(tar)) {
      for (String name : List.of("cifar/batch.bin", "cifar/readme.txt")) {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(records.length);
        out.putArchiveEntry(entry);
        out.write(records);
        out.closeArchiveEntry();
      }
    }
    var limits = new Archives.ArchiveLimits(20, 1 << 20, 1 << 21);
    new Fuzzer(6, e -> e instanceof IOException)
        .run(
            400,
            fuzz -> {
              byte[] plain = fuzz.bytes(tar.toByteArray());
              byte[] bad = fuzz.below(3) == 0 ? zipped(plain) : plain;
              Archives.visitTar(
                  new ByteArrayInputStream(fuzz.below(5) == 0 ? fuzz.bytes(bad) : bad),
                  "fuzz.tar",
                  limits,
                  (name, in) -> {
                    ImageBlock block = new ImageBlock(3, CifarRecords.SHAPE);
                    CifarRecords.read(in, name, block, 0, 3);
                  });
            });
  }

  private static byte[] zip(byte[]... files) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      String[] names = {"x.npy", "y.npy", "x_test.npy"};
      for (int i = 0; i < files.length; i++) {
        out.putNextEntry(new ZipEntry(names[i]));
        out.write(files[i]);
      }
    }
    return bytes.toByteArray();
  }

  @Test
  void numpyAndZip() throws Exception {
    byte[] x = NpyArray.encoded(20, new float[40]);
    byte[] y = NpyArray.encoded(new int[20]);
    Path file = dir.resolve("bad.npz");
    var limits = new Archives.ArchiveLimits(20, 1 << 20, 1 << 21);
    new Fuzzer(7)
        .run(
            500,
            fuzz -> {
              byte[] inner = zip(fuzz.below(2) == 0 ? fuzz.bytes(x) : x, fuzz.bytes(y));
              Files.write(file, fuzz.below(2) == 0 ? inner : fuzz.bytes(zip(x, y)));
              export("npz", "data.file=" + file);
              Path npy = fuzz.file(dir.resolve("bad.npy"), x, b -> b);
              Path labels = Files.write(dir.resolve("y.npy"), y);
              export("features", "data.train.features=" + npy, "data.train.labels=" + labels);
              Archives.visitZip(file, limits, (name, in) -> in.readAllBytes());
            });
  }

  @Test
  void csv() throws Exception {
    StringBuilder table = new StringBuilder("a,b,label,site\n");
    StringBuilder texts = new StringBuilder("text,label\n");
    for (int i = 0; i < 20; i++) {
      table.append("%d,%s,%s,%d%n".formatted(i, 0.1 * i, i % 2 == 0 ? "cat" : "dog", i % 3));
      texts.append("\"a fine, %d \"\"film\"\"\",%d%n".formatted(i, i % 2));
    }
    Path bad = dir.resolve("bad.csv");
    new Fuzzer(8)
        .run(
            450,
            fuzz -> {
              int kind = fuzz.below(3);
              String good = (kind == 0 ? texts : table).toString();
              byte[] damaged =
                  fuzz.below(4) == 0 ? fuzz.bytes(good.getBytes()) : fuzz.text(good).getBytes();
              Files.write(bad, fuzz.below(5) == 0 ? zipped(damaged) : damaged);
              switch (kind) {
                case 0 -> Fuzzer.run("data", "show", "text_csv", "data.train_file=" + bad);
                case 1 -> export("csv", "data.train_file=" + bad, "data.environment=site");
                default -> export("features", "data.train.features=" + bad);
              }
            });
  }

  private static byte[] picture(String format, int size) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB), format, bytes);
    return bytes.toByteArray();
  }

  @Test
  void imageFolders() throws Exception {
    List<byte[]> good = List.of(picture("png", 9), picture("jpg", 16));
    Path root = dir.resolve("pictures");
    for (String name : List.of("cat", "dog")) {
      Files.createDirectories(root.resolve("train/" + name));
      for (int i = 0; i < 4; i++) {
        Files.write(root.resolve("train/" + name + "/" + i + ".png"), good.get(0));
      }
    }
    String map = "folder,label\ncat,0\ndog,1\n";
    Path classes = dir.resolve("classes.csv");
    new Fuzzer(9)
        .run(
            200,
            fuzz -> {
              int kind = fuzz.below(2);
              Path at = root.resolve("train/cat/bad." + (kind == 0 ? "png" : "jpg"));
              fuzz.file(at, good.get(kind), b -> b);
              Files.writeString(classes, fuzz.below(3) == 0 ? fuzz.text(map) : map);
              export(
                  "image_folder",
                  "data.folder=" + root,
                  "data.root=" + dir,
                  "data.resize=8",
                  "data.crop=8",
                  "data.class_map=" + classes);
              Files.delete(at);
            });
  }

  @Test
  void runsAndRecordings() throws Exception {
    Path run = Cli.fakeRun(dir.resolve("runs/a"), 2, 0, 0.5);
    Cli.fakeRun(dir.resolve("runs/b"), 3, 1, 0.25);
    Path recording = Files.createDirectories(run.resolve("recordings/kept"));
    Files.writeString(
        recording.resolve("step-000000001.csv"), "layer,tau,fraction\na,0.5,1\nb,1,0\n");
    Files.writeString(run.resolve("notes.yaml"), "tags: [good]\nnote: a\n");
    List<Path> files =
        List.of(
            run.resolve("metrics.csv"),
            run.resolve("config.yaml"),
            run.resolve("run.yaml"),
            recording.resolve("step-000000001.csv"));
    String runs = dir.resolve("runs").toString();
    List<List<String>> commands =
        List.of(
            List.of("table", runs),
            List.of("table", runs, "--pivot", "depth", "--at", "best", "--metric", "accuracy"),
            List.of("ls", runs, "--json", "--sort", "best"),
            List.of("show", run.toString()),
            List.of("diff", run.toString(), runs + "/b"),
            List.of("plot", "kept", run.toString(), "--force", "--to", dir + "/figure"),
            List.of("report", run.toString(), "--force", "--to", dir + "/report.html"));
    new Fuzzer(10)
        .run(
            400,
            fuzz -> {
              Path file = fuzz.any(files);
              byte[] good = Files.readAllBytes(file);
              boolean text = fuzz.below(4) > 0;
              Files.write(file, text ? fuzz.text(new String(good)).getBytes() : fuzz.bytes(good));
              try {
                Fuzzer.run(fuzz.any(commands).toArray(String[]::new));
              } finally {
                Files.write(file, good);
              }
            });
  }

  @Test
  void modelFolders() throws Exception {
    String model =
        """
        {"modelTopology": {"node": [
          {"name": "x", "op": "Placeholder", "attr": {"dtype": {"type": "DT_FLOAT"},
            "shape": {"shape": {"dim": [{"size": "-1"}, {"size": "2"}]}}}},
          {"name": "w", "op": "Const", "attr": {"dtype": {"type": 1}}},
          {"name": "product", "op": "MatMul", "input": ["x", "w", "^x"],
            "attr": {"T": {"type": 1}, "transpose_a": {"b": false}, "transpose_b": {"b": true}}},
          {"name": "y", "op": "Tanh", "input": ["product"], "attr": {"T": {"type": 1}}}
        ]}, "weightsManifest": [
          {"paths": ["a"], "weights": [
            {"name": "w", "shape": [3, 2], "dtype": "float32",
              "quantization": {"dtype": "uint8", "scale": 0.5, "min": -1}}]}]}
        """;
    byte[] weights = ByteBuffer.allocate(6).order(ByteOrder.LITTLE_ENDIAN).array();
    var names = new BackboneSource.Names(Optional.empty(), "y", Optional.empty());
    new Fuzzer(11, e -> e instanceof IllegalArgumentException)
        .run(
            300,
            fuzz -> {
              Files.writeString(dir.resolve("model.json"), fuzz.text(model));
              Files.write(dir.resolve("a"), fuzz.below(6) == 0 ? fuzz.bytes(weights) : weights);
              new BackboneSource(dir, BackboneSource.Kind.AUTO, names).load();
            });
  }
}
