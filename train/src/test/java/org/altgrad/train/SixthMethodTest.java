package org.altgrad.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tutorial: its files make a method, and its commands do what it says. */
class SixthMethodTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern FILE =
      Pattern.compile(
          "(?m)^`([^`]+)`(?:, [a-z ]+:)?\n\n```(?:java|yaml)\n(.*?)^```$", Pattern.DOTALL);

  /** Which of TensorFlow's native builds is looked for: that of this process, or the usual one. */
  private static final String EXTENSION = "org.bytedeco.javacpp.platform.extension";

  @TempDir static Path temp;

  private static String tutorial;
  private static String classPath;

  @BeforeAll
  static void follow() throws IOException {
    tutorial = Files.readString(ROOT.resolve("docs/sixth-method.md"));
    copy(ROOT.resolve("conf"), temp.resolve("classes/conf"));
    List<String> sources = new ArrayList<>();
    for (Map.Entry<String, String> file : files().entrySet()) {
      String text = file.getValue();
      Path original = ROOT.resolve(file.getKey());
      if (Files.exists(original)) {
        String start = "      List.of(\n";
        String before = Files.readString(original);
        assertTrue(before.contains(start), "the list of methods");
        text = before.replace(start, start + text);
      }
      boolean java = file.getKey().endsWith(".java");
      Path to = temp.resolve(java ? "sources" : "classes").resolve(file.getKey());
      Files.createDirectories(to.getParent());
      Files.writeString(to, text);
      if (java) {
        sources.add(to.toString());
      }
    }
    Path classes = temp.resolve("classes");
    String own = System.getProperty("java.class.path");
    List<String> options =
        new ArrayList<>(
            List.of("-Xlint:all,-processing", "-Werror", "-parameters", "-d", classes.toString()));
    options.addAll(List.of("-cp", own));
    options.addAll(sources);
    int code =
        ToolProvider.getSystemJavaCompiler().run(null, null, null, options.toArray(new String[0]));
    assertEquals(0, code, "the tutorial compiles without a warning");
    classPath = classes + File.pathSeparator + own;
  }

  private static Map<String, String> files() {
    Map<String, String> files = new LinkedHashMap<>();
    Matcher matcher = FILE.matcher(tutorial);
    while (matcher.find()) {
      files.put(matcher.group(1), matcher.group(2));
    }
    assertEquals(7, files.size(), files.keySet().toString());
    return files;
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path file : (Iterable<Path>) all::iterator) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }

  private static String run(String command) throws IOException, InterruptedException {
    List<String> words =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xss32m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-Djava.awt.headless=true",
                "-D" + EXTENSION + "=" + System.getProperty(EXTENSION, ""),
                "-cp",
                classPath,
                "org.altgrad.train.cli.Main"));
    words.addAll(List.of(command.split(" ")).subList(1, command.split(" ").length));
    Path out = Files.createTempFile(temp, "out", ".txt");
    Process process =
        new ProcessBuilder(words)
            .directory(temp.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    assertTrue(process.waitFor(180, TimeUnit.SECONDS), command);
    String text = Files.readString(out);
    assertEquals(0, process.exitValue(), command + "\n" + text);
    return text;
  }

  @Test
  void itIsShort() {
    long lines = files().values().stream().flatMap(String::lines).filter(l -> !l.isBlank()).count();
    assertTrue(lines < 150, lines + " lines");
  }

  @Test
  void itsCommandsDoWhatItSays() throws IOException, InterruptedException {
    List<String> commands = tutorial.lines().filter(line -> line.startsWith("altgrad ")).toList();
    assertEquals(4, commands.size());
    run(commands.get(0));
    List<String> rows = Files.readAllLines(temp.resolve("outputs/sixth/metrics.csv"));
    double accuracy =
        rows.stream()
            .filter(row -> row.contains(",test,accuracy,"))
            .mapToDouble(row -> Double.parseDouble(row.substring(row.lastIndexOf(',') + 1)))
            .max()
            .orElseThrow();
    assertTrue(accuracy > 0.3, "chance is a tenth, it is " + accuracy);
    String gradients = run(commands.get(1));
    assertTrue(gradients.contains("\nperturbation "), gradients);
    run(commands.get(2));
    run(commands.get(3));
    assertTrue(Files.exists(temp.resolve("outputs/sixth-export/saved_model.pb")));
  }
}
