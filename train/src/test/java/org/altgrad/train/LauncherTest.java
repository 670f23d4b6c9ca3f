package org.altgrad.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.altgrad.base.Durable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher with a Maven that makes empty jars, and a Java that says what it is given. */
class LauncherTest {
  @TempDir Path temp;

  private Path script(String name, String text) throws IOException {
    Path file = temp.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/usr/bin/env bash\n" + text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** A checkout with one module beside the main one, and one library from elsewhere. */
  private Path checkout() throws IOException {
    Path home = temp.resolve("checkout");
    for (String place : new String[] {"conf", "base/src/main", "train/src/main", "train/target"}) {
      Files.createDirectories(home.resolve(place));
    }
    for (String file : new String[] {"pom.xml", "base/pom.xml", "train/pom.xml"}) {
      Files.createFile(home.resolve(file));
    }
    Files.copy(Path.of("../altgrad"), home.resolve("altgrad"), StandardCopyOption.COPY_ATTRIBUTES);
    script(
        "bin/mvn",
        """
        home=$(dirname "$3")
        mkdir -p "$home/base/target"
        touch "$home/train/target/altgrad-train.jar" "$home/base/target/altgrad-base.jar"
        echo "$home/base/target/altgrad-base.jar:%s" >"$home/train/target/class-path.txt"
        """
            .formatted(Files.createFile(temp.resolve("library.jar"))));
    script("java/bin/java", "printf '%s\\n' \"$@\"\n");
    script("java/bin/javac", "");
    Files.writeString(temp.resolve("java/release"), "JAVA_VERSION=\"17.0.1\"\n");
    return home;
  }

  /** The class path that Java is given. */
  private String classPath(Path home) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(home.resolve("altgrad").toString(), "--version");
    builder
        .environment()
        .putAll(
            Map.of(
                "JAVA_HOME",
                temp.resolve("java").toString(),
                "PATH",
                temp.resolve("bin") + ":" + System.getenv("PATH")));
    Path said = temp.resolve("said");
    Process process =
        builder
            .redirectOutput(said.toFile())
            .redirectError(temp.resolve("errors").toFile())
            .start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    assertEquals(0, process.exitValue(), Files.readString(temp.resolve("errors")));
    String[] words = Files.readString(said).split("\n");
    for (int i = 0; i < words.length; i++) {
      if (words[i].equals("-cp")) {
        return words[i + 1];
      }
    }
    throw new AssertionError(Files.readString(said));
  }

  /** Copied with its build and its times, so that nothing is built again. */
  @Test
  void aCopiedCheckoutRunsItsOwnJars() throws Exception {
    Path home = checkout();
    String own = classPath(home);
    Path copy = temp.resolve("copy");
    copy(home, copy);
    script("bin/mvn", "exit 1\n");
    String copied = classPath(copy);
    assertEquals(own.replace(home.toString(), copy.toString()), copied);
    assertEquals(3, copied.split(":").length, copied);
    assertFalse(copied.contains(home + "/"), copied);
    Durable.deleteTree(home);
    assertEquals(copied, classPath(copy));
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.toList()) {
        Path target = to.resolve(from.relativize(path).toString());
        Files.copy(path, target, StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }
}
