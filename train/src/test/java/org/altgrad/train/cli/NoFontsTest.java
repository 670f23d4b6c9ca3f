package org.altgrad.train.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A Java without a display and without any font paints sprites, trains on them, and draws none. */
@EnabledOnOs(OS.LINUX) // where fontconfig says what fonts there are
class NoFontsTest {
  private static final String SAYS = "cannot draw text: install a font, such as DejaVu (";

  @TempDir Path dir;

  private record Said(int code, String text) {}

  private Said run(String... args) throws Exception {
    Path none = dir.resolve("fonts.conf");
    Files.writeString(none, "<?xml version=\"1.0\"?><fontconfig></fontconfig>");
    Path log = dir.resolve("log");
    List<String> command = new ArrayList<>(Cli.java());
    // Java remembers fonts in the home directory.
    command.add(1, "-Duser.home=" + Files.createDirectories(dir.resolve("home")));
    command.add(Main.class.getName());
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("FONTCONFIG_FILE", none.toString());
    builder.environment().remove("DISPLAY");
    File file = log.toFile();
    int code = Cli.end(builder.redirectOutput(file).start());
    return new Said(code, Files.readString(log));
  }

  @Test
  void spritesNeedNone() throws Exception {
    Path run = dir.resolve("run");
    Said said =
        run(
            "train",
            "experiment=ima/sprites_quick",
            "data.n_obs=100",
            "data.root=" + dir.resolve("data"),
            "trainer.fast_dev_run=true",
            "run.dir=" + run);
    assertEquals(0, said.code(), said.text());
    assertTrue(Files.readString(run.resolve("run.yaml")).contains("state: DONE"));
    assertTrue(said.text().contains(SAYS), said.text());
  }

  @Test
  void figuresSayWhatTheyLack() throws Exception {
    Cli.fakeRun(dir.resolve("run"), 1, 0, 0.5);
    Said said = run("plot", "learning-curve", dir + "/run", "--to", dir + "/figure.png");
    assertEquals(1, said.code(), said.text());
    assertTrue(said.text().startsWith("altgrad: " + SAYS), said.text());
    assertEquals(1, said.text().strip().lines().count(), said.text());
  }
}
