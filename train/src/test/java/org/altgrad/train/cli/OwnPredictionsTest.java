package org.altgrad.train.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Predictions of data that were written by the program, or by a user. */
class OwnPredictionsTest {
  @TempDir Path dir;

  private static Cli.Result done(String... words) {
    Cli.Result result = Cli.run(words);
    assertEquals(0, result.code(), result.err());
    return result;
  }

  private Path exported(String... overrides) {
    List<String> words = new ArrayList<>(List.of("train"));
    words.addAll(List.of(overrides));
    words.addAll(List.of("trainer.fast_dev_run=true", "run.figure=false", "run.dir=" + file("r")));
    done(words.toArray(String[]::new));
    done("export", file("r"), "--to", file("export"));
    return dir.resolve("export");
  }

  private String file(String name) {
    return dir.resolve(name).toString();
  }

  private String predicted(Path export, String... arguments) throws IOException {
    List<String> words = new ArrayList<>(List.of("predict", export.toString()));
    words.addAll(List.of("--force", "--to", file("predicted.csv")));
    words.addAll(List.of(arguments));
    done(words.toArray(String[]::new));
    return Files.readString(dir.resolve("predicted.csv"));
  }

  private static String described(Path export) throws IOException {
    return Files.readString(export.resolve("altgrad.yaml")).replaceAll("\\s+", " ");
  }

  @Test
  void exportedPicturesAreReadAgain() throws IOException {
    Path export = exported("experiment=hnca/bandit_quick", "data.n_train=60", "data.n_test=40");
    String wanted = predicted(export);
    String said = described(export);
    assertTrue(said.contains("images with intensities in [0, 1]"), said);
    Cli.Result taken = Cli.run("export", file("r"), "--to", file("predicted.csv"));
    assertTrue(taken.err().contains("predicted.csv is a file; name another"), taken.err());
    assertFalse(taken.err().contains("not empty"), taken.err());
    for (String name : List.of("bits.csv", "bits.npz")) {
      done("data", "export", "proto_bits", "data.n_train=60", "data.n_test=40", "--to", file(name));
    }
    String table = "data.train_file=" + file("bits.csv");
    Cli.Result flat =
        Cli.run(
            "predict",
            export.toString(),
            "--to",
            file("none.csv"),
            "--data",
            "csv",
            table,
            "data.split=split");
    assertEquals(1, flat.err().strip().lines().count(), flat.err());
    assertTrue(flat.err().contains("rows of a table are pictures with data.shape=[8,8,1]"));
    assertEquals(
        wanted,
        predicted(export, "--data", "csv", table, "data.split=split", "data.shape=[8,8,1]"));
    assertEquals(
        wanted,
        predicted(
            export,
            "--data",
            "npz",
            "data.file=" + file("bits.npz"),
            "data.input=image",
            "data.label=label"));
  }

  @Test
  void aFileIsTheSameHoweverItIsNamed() throws IOException {
    StringBuilder rows = new StringBuilder("a,b,label\n");
    for (int i = 0; i < 200; i++) {
      rows.append("%d,%d,%d\n".formatted(i * 7 % 200, i, i % 2));
    }
    Path own = Files.writeString(dir.resolve("own.csv"), rows);
    Path export = exported("experiment=hnca/own", "data.train_file=" + own, "data.label=label");
    String said = described(export);
    assertTrue(said.contains("rows of numbers on the scale of the training data"), said);
    assertFalse(said.contains("intensities"), said);
    Path link = Files.createSymbolicLink(dir.resolve("link.csv"), own);
    Path relative = Path.of("").toAbsolutePath().relativize(own);
    for (Path named : List.of(own, relative, dir.resolve("export/../own.csv"), link)) {
      Cli.Result result =
          done(
              "predict",
              export.toString(),
              "--force",
              "--to",
              file("p.csv"),
              "--data",
              "csv",
              "data.train_file=" + named);
      assertFalse(result.out().contains("but for"), result.out());
      assertFalse(result.out().contains("not those of the training"), result.out());
    }
    Path other = Files.copy(own, dir.resolve("other.csv"));
    Cli.Result result =
        done(
            "predict",
            export.toString(),
            "--force",
            "--to",
            file("p.csv"),
            "data.train_file=" + other);
    assertTrue(result.out().contains("data.train_file=" + other + ", there "), result.out());
  }
}
