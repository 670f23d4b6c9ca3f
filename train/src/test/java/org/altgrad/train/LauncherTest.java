package org.altgrad.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.altgrad.base.Durable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
    return checkout("library.jar");
  }

  private Path checkout(String library) throws IOException {
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
        while [ "$1" != -f ]; do shift; done
        home=$(dirname "$2")
        mkdir -p "$home/base/target"
        touch "$home/train/target/altgrad-train.jar" "$home/base/target/altgrad-base.jar"
        echo "$home/base/target/altgrad-base.jar:%s" >"$home/train/target/class-path.txt"
        """
            .formatted(Files.createFile(temp.resolve(library))));
    script("java/bin/java", "printf '%s\\n' \"$@\"\n");
    script("java/bin/javac", "");
    Files.writeString(temp.resolve("java/release"), "JAVA_VERSION=\"17.0.1\"\n");
    return home;
  }

  /** The class path that Java is given. */
  private String classPath(Path home) throws IOException, InterruptedException {
    List<String> words = words(home, "--version");
    return words.get(words.indexOf("-cp") + 1);
  }

  /** All words that Java is given. */
  private List<String> words(Path home, String... command)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(home.resolve("altgrad").toString());
    builder.command().addAll(List.of(command));
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
    return List.of(Files.readString(said).split("\n"));
  }

  /** Only short commands do without the optimising compiler, and only CUDA's build finds CUDA. */
  @Test
  void optionsFitTheCommandAndTheBuild() throws Exception {
    String quick = "-XX:TieredStopAtLevel=1";
    String noCuda = "-Dorg.bytedeco.javacpp.platform.extension=-cpu";
    Path home = checkout();
    assertTrue(words(home, "table").contains(quick));
    assertFalse(words(home, "train", "seed=1").contains(quick));
    assertFalse(words(home, "train", "trainer.fast_dev_run=false").contains(quick));
    assertTrue(words(home, "train", "a=b", "trainer.fast_dev_run=true", "c=d").contains(quick));
    assertTrue(words(home, "train", "trainer.fast_dev_run=true").contains(quick));
    assertFalse(words(home, "study", "trainer.fast_dev_run=true").contains(quick));
    assertFalse(words(home, "sweep", "work", "a").contains(quick));
    assertTrue(words(home, "sweep", "watch", "a").contains(quick));
    assertTrue(words(home, "train", "seed=1").contains(noCuda));
    Durable.deleteTree(home);
    home = checkout("tensorflow-core-native-1.1.0-linux-x86_64-gpu.jar");
    assertFalse(words(home, "train", "seed=1").contains(noCuda));
  }

  /** Commands that are printed begin with what works where the program was called. */
  @ParameterizedTest
  @CsvSource({
    "cd checkout && ./altgrad table, ./altgrad",
    "cd checkout/conf && ../altgrad table, ../altgrad",
    "cd checkout && PATH=$PWD:$PATH altgrad table, altgrad",
    "ln -s ../checkout/altgrad bin/altgrad && PATH=$PWD/bin:$PATH altgrad table, altgrad",
    "ln -s checkout/altgrad ag && ./ag table, ./ag",
    "ln -s checkout/altgrad ag && PATH=$PWD/checkout:$PATH ./ag table, altgrad",
  })
  void printedCommandsBeginAsTheProgramWasCalled(String line, String program) throws Exception {
    checkout();
    script("java/bin/java", "echo \"$ALTGRAD_COMMAND\"\n");
    ProcessBuilder builder = new ProcessBuilder("bash", "-c", line).directory(temp.toFile());
    builder.environment().put("JAVA_HOME", temp.resolve("java").toString());
    builder.environment().put("PATH", temp.resolve("bin") + ":" + System.getenv("PATH"));
    Process process = builder.redirectError(temp.resolve("errors").toFile()).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    assertEquals(program + "\n", said, Files.readString(temp.resolve("errors")));
  }

  /** Without a locale that says how names of files are written, they are UTF-8. */
  @ParameterizedTest
  @CsvSource({
    "C, '', '', US-ASCII, C.UTF-8",
    "POSIX, '', '', US-ASCII, C.UTF-8",
    "'', C, en_US.UTF-8, US-ASCII, C.UTF-8",
    "'', '', C, US-ASCII, C.UTF-8",
    "'', '', '', US-ASCII, C.UTF-8",
    "'', '', en_US.UTF-8, UTF-8, ''",
    "de_DE.UTF-8, '', C, UTF-8, de_DE.UTF-8",
    "de_DE.ISO-8859-1, '', '', ISO-8859-1, de_DE.ISO-8859-1",
    // Not installed, as over ssh: the C library goes on without it.
    "de_DE.UTF-8, '', C, ANSI_X3.4-1968, C.UTF-8",
    "'', '', ar_EG.UTF-8, ANSI_X3.4-1968, C.UTF-8",
  })
  void namesOfFilesAreUnicode(String all, String type, String lang, String letters, String given)
      throws Exception {
    Path home = checkout();
    script("bin/locale", "echo " + letters + "\n");
    script("java/bin/java", "printf '%s' \"${LC_ALL-}\"\n");
    Path said = temp.resolve("said");
    ProcessBuilder builder = new ProcessBuilder(home.resolve("altgrad").toString(), "ls");
    Map<String, String> environment = builder.environment();
    environment.put("JAVA_HOME", temp.resolve("java").toString());
    environment.put("PATH", temp.resolve("bin") + ":" + System.getenv("PATH"));
    environment.putAll(Map.of("LC_ALL", all, "LC_CTYPE", type, "LANG", lang));
    Process process =
        builder
            .redirectOutput(said.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    assertEquals(given, Files.readString(said));
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

  /** What the libraries write of themselves, as they do it, between an error and what is blank. */
  private static final String NOTES =
      """
      altgrad: a real error

      2026-11-28 22:48:58.273905: E external/local_xla/cuda/cuda_fft.cc:477] Unable to register cuFFT factory: x
      WARNING: All log messages before absl::InitializeLog() is called are written to STDERR
      E0000 00:00:1795906138.696355    6162 cuda_dnn.cc:8310] Unable to register cuDNN factory: x
      E0000 00:00:1795906138.783143    6162 cuda_blas.cc:1418] Unable to register cuBLAS factory: x
      2026-11-28 22:48:59.802485: E external/cuda/cuda_driver.cc:152] failed call to cuInit: INTERNAL: x
      I0000 00:00:1795906140.429060    6162 mlir_graph_optimization_pass.cc:401] x
      I0000 00:00:1795906140.429060    6162 device_compiler.h:188] Compiled cluster using XLA!  x
      2026-11-28 22:49:01.520074: W tensorflow/core/profiler/convert/xplane_to_step_stats.cc:78] GPU trace was not collected.
      2026-11-28 22:49:01.520075: W external/local_xla/xla/tsl/framework/bfc_allocator.cc:497] Allocator (mklcpu) ran out
      If the cause is memory fragmentation maybe the environment variable will improve the situation.\s
      Current allocation summary follows.
      2026-11-28 22:49:01.520076: W tensorflow/core/framework/op_kernel.cc:1841] OP_REQUIRES failed at x.h:321 : RESOURCE_EXHAUSTED: x
      2026-11-28 22:49:01.520077: W tensorflow/core/framework/op_kernel.cc:1841] OP_REQUIRES failed at x.h:321 : INTERNAL: a real warning
      E0000 00:00:1795906140.429061    6162 cuda_driver.cc:99] out of memory
      the end
      """;

  /** Without a graphics processor the CUDA build says so in one line, and no error is lost. */
  @Test
  void theCudaBuildSaysWhatItRunsOn() throws Exception {
    Path home = checkout();
    Files.writeString(temp.resolve("notes"), NOTES);
    script("java/bin/java", "cat '" + temp.resolve("notes") + "' >&2\n");
    Path errors = temp.resolve("errors");
    ProcessBuilder builder = new ProcessBuilder(home.resolve("altgrad").toString(), "train");
    Map<String, String> environment = builder.environment();
    environment.put("JAVA_HOME", temp.resolve("java").toString());
    environment.put("PATH", temp.resolve("bin") + ":" + System.getenv("PATH"));
    for (boolean cuda : new boolean[] {false, true}) {
      environment.put("ALTGRAD_GPU", cuda ? "1" : "0");
      Process process = builder.redirectError(errors.toFile()).start();
      assertTrue(process.waitFor(60, TimeUnit.SECONDS));
      for (int i = 0; i < 500 && !Files.readString(errors).contains("the end"); i++) {
        Thread.sleep(20); // what filters ends after the launcher
      }
      String said = Files.readString(errors);
      boolean none = cuda && !Files.exists(Path.of("/dev/nvidiactl"));
      assertEquals(none, said.contains("altgrad: no GPU found, running on the processor\n"), said);
      assertEquals(!none, said.contains("cuInit"), said);
      assertTrue(said.contains("(about " + (cuda ? 590 : 220) + " MB)\n"), said);
      assertTrue(said.contains("altgrad: a real error\n\n"), said);
      assertTrue(said.contains("out of memory\nthe end\n"), said);
      assertTrue(said.contains("a real warning\n"), said);
      for (String note :
          List.of(
              "Unable",
              "absl",
              "mlir",
              "XLA",
              "GPU trace",
              "mklcpu",
              "fragm",
              "summary",
              "RESOURCE")) {
        assertFalse(said.contains(note), said);
      }
      Durable.deleteTree(home.resolve("target"));
    }
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
