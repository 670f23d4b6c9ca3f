package org.altgrad.train.cli;

import static org.altgrad.train.cli.Cli.said;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A learning rate is shown in one spelling, whichever one its file has. */
class NumbersShownTest {
  @TempDir Path temp;

  @BeforeEach
  void runs() throws IOException {
    run("a", 0, "0.0001");
    run("b", 1, "1e-4");
    run("c", 0, "2.5e-05");
    run("d", 1, "0.000025");
  }

  private void run(String name, int seed, String rate) throws IOException {
    Path run = Cli.fakeRun(temp.resolve("runs/" + name), 1, seed, 0.5);
    Path config = run.resolve("config.yaml");
    String text = Files.readString(config) + "optimizer: {lr: " + rate + "}\n";
    Files.writeString(config, text);
  }

  private static void assertShown(String text) {
    assertTrue(text.contains("1e-4") && text.contains("2.5e-5"), text);
    for (String other : List.of("E-", "0.0001", "1.0e", "e-05")) {
      assertTrue(!text.contains(other), () -> other + " in " + text);
    }
  }

  @Test
  void inTables() throws IOException {
    String runs = temp.resolve("runs").toString();
    assertShown(said("ls", runs));
    String table = said("table", runs, "--by", "lr", "--metric", "accuracy", "--split", "test");
    assertShown(table);
    assertEquals(
        2, table.lines().filter(line -> line.matches(" *(1e-4|2.5e-5) .*")).count(), table);
    String found = said("ls", runs, "--where", "lr=0.0001");
    assertEquals(2, found.lines().filter(line -> line.contains("/runs/")).count(), found);
  }

  @Test
  void inDifferences() {
    assertShown(said("diff", temp.resolve("runs/a").toString(), temp.resolve("runs/c").toString()));
    String same =
        said("diff", temp.resolve("runs/a").toString(), temp.resolve("runs/b").toString());
    assertTrue(!same.contains("lr"), same);
  }

  @Test
  void inReports() throws IOException {
    Path page = temp.resolve("page.html");
    said("report", temp.resolve("runs").toString(), "--to", page.toString());
    String text = Files.readString(page);
    assertTrue(text.contains("1e-4; 2.5e-5"), text);
    assertTrue(!text.contains("1.0E-4"), text);
  }
}
