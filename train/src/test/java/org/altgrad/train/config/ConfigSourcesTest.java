package org.altgrad.train.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigSourcesTest {
  private static final Map<String, String> FILES =
      Map.of(
          "conf/config.yaml", "defaults: [{db: mysql}]\nx: 1\n",
          "conf/db/mysql.yaml", "# The old one\nport: 1\n",
          "conf/db/pg.yaml", "# @package _group_\n# The new one\n# with a second line\nport: 2\n",
          "conf/exp/a/b.yaml", "y: 1\n",
          "other/z.yaml", "z: 1\n");

  @TempDir Path dir;

  private Path directory() throws IOException {
    for (Map.Entry<String, String> file : FILES.entrySet()) {
      Path path = dir.resolve("tree").resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
    return dir.resolve("tree");
  }

  private static void check(ConfigSources sources, String name) {
    assertEquals(List.of("config", "db/mysql", "db/pg", "exp/a/b"), List.copyOf(sources.files()));
    Config config = new Composer(sources).compose("config", List.of("db=pg"), Clock.systemUTC());
    assertEquals(Map.of("db.port", 2L, "x", 1L), config.flat());
    assertEquals(name + "/db/pg.yaml:4", config.origin("db.port").orElseThrow().toString());
    assertEquals(
        List.of(
            new GroupCatalogue.Group(
                "db",
                List.of(
                    new GroupCatalogue.Option("mysql", "The old one"),
                    new GroupCatalogue.Option("pg", "The new one"))),
            new GroupCatalogue.Group("exp", List.of(new GroupCatalogue.Option("a/b", "")))),
        new GroupCatalogue(sources).groups());
  }

  /** Beside a run in training files come and go, some of which cannot be read. */
  @Test
  void ofARunOnlyItsConfigurationIsRead() throws Exception {
    Path run = Files.createDirectory(directory().resolve("a-run"));
    Files.writeString(run.resolve("config.yaml"), "seed: 1\n");
    Files.createSymbolicLink(run.resolve("loop"), run); // cannot be walked
    assertEquals(java.util.Set.of("config"), ConfigSources.run(run).files());
    assertEquals(
        1L,
        new Composer(ConfigSources.run(run))
            .compose("config", java.util.List.of(), java.time.Clock.systemUTC())
            .find("seed")
            .orElseThrow());
  }

  @Test
  void readsADirectory() throws IOException {
    Path root = directory().resolve("conf");
    check(ConfigSources.directory(root), root.toString());
  }

  @Test
  void readsAClassPathDirectory() throws IOException {
    try (URLClassLoader loader = loader(directory())) {
      check(ConfigSources.packaged(loader, "conf"), "conf");
    }
  }

  @Test
  void readsAJar() throws IOException {
    Path jar = dir.resolve("a jar.jar");
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out)) {
      for (Map.Entry<String, String> file : FILES.entrySet()) {
        entries.putNextEntry(new JarEntry(file.getKey()));
        entries.write(file.getValue().getBytes(StandardCharsets.UTF_8));
        entries.closeEntry();
      }
    }
    try (URLClassLoader loader = loader(jar)) {
      check(ConfigSources.packaged(loader, "conf"), "conf");
    }
  }

  private static URLClassLoader loader(Path path) throws IOException {
    return new URLClassLoader(new URL[] {path.toUri().toURL()}, null);
  }

  @Test
  void searchesUserDirectoriesFirst() throws IOException {
    Path first = Files.createDirectories(dir.resolve("first/db"));
    Files.writeString(first.resolve("mysql.yaml"), "port: 77\n");
    Path second = Files.createDirectories(dir.resolve("second/db"));
    Files.writeString(second.resolve("mysql.yaml"), "port: 88\n");
    Files.writeString(second.resolve("own.yaml"), "port: 99\n");
    ConfigSources sources =
        ConfigSources.directory(directory().resolve("conf"))
            .withUserDirectories(List.of(dir.resolve("first"), dir.resolve("second")));
    Composer composer = new Composer(sources);
    Clock clock = Clock.systemUTC();
    assertEquals(77L, composer.compose("config", List.of(), clock).flat().get("db.port"));
    assertEquals(99L, composer.compose("config", List.of("db=own"), clock).flat().get("db.port"));
    assertEquals(2L, composer.compose("config", List.of("db=pg"), clock).flat().get("db.port"));
  }

  @Test
  void refusesADirectoryThatIsNotThere() throws IOException {
    ConfigSources sources = ConfigSources.directory(directory().resolve("conf"));
    Path none = dir.resolve("none");
    ConfigException error =
        assertThrows(ConfigException.class, () -> sources.withUserDirectories(List.of(none)));
    assertEquals(none + ": no such configuration directory", error.getMessage());
  }

  @Test
  void neverReadsOutsideTheTree() throws IOException {
    ConfigSources sources = ConfigSources.directory(directory().resolve("conf"));
    Composer composer = new Composer(sources);
    ConfigException error =
        assertThrows(
            ConfigException.class,
            () -> composer.compose("config", List.of("db=../../other/z"), Clock.systemUTC()));
    assertTrue(error.getMessage().contains("no such option in group 'db'"), error.getMessage());
  }
}
