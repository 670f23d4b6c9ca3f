package org.altgrad.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.altgrad.base.Require;
import org.altgrad.graphs.hnca.Credit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page about the library: its project is made outside of the tree, of installed artifacts, and
 * its programs learn what it says.
 */
class LibraryTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern FILE =
      Pattern.compile("(?m)^`([^`]+)`\n\n```(?:java|xml)\n(.*?)^```$", Pattern.DOTALL);

  @TempDir static Path temp;

  private static final List<Path> LINKS = new ArrayList<>();

  private static String page;

  @BeforeAll
  static void read() throws IOException {
    page = Files.readString(ROOT.resolve("docs/library.md"));
  }

  @AfterAll
  static void unlink() throws IOException {
    for (Path link : LINKS) {
      Files.delete(link);
    }
  }

  private static Map<String, String> files() {
    Map<String, String> files = new LinkedHashMap<>();
    Matcher matcher = FILE.matcher(page);
    while (matcher.find()) {
      files.put(matcher.group(1), matcher.group(2));
    }
    assertEquals(3, files.size(), files.keySet().toString());
    return files;
  }

  @Test
  void programsAreShort() {
    files()
        .forEach(
            (name, text) -> {
              long lines = text.lines().filter(l -> !l.isBlank()).count();
              assertTrue(name.equals("pom.xml") || lines < 40, name + ": " + lines);
            });
  }

  @Tag("slow")
  @Test
  void programsLearn() throws IOException, InterruptedException {
    Path repository = temp.resolve("repository");
    install(repository);
    Path project = temp.resolve("project");
    for (Map.Entry<String, String> file : files().entrySet()) {
      Path to = project.resolve(file.getKey());
      Files.createDirectories(to.getParent());
      Files.writeString(to, file.getValue());
    }
    Matcher commands = Pattern.compile("```sh\n(.*?)^```$", 40).matcher(page);
    assertTrue(commands.find());
    List<String> lines = commands.group(1).lines().toList();
    assertEquals(4, lines.size());
    run(project, lines.get(0).replace("mvn", "mvn -o -Dmaven.repo.local=" + repository));
    String classPath = Files.readString(project.resolve("target/class-path"));
    assertTrue(classPath.contains(repository.resolve("org/altgrad/altgrad-graphs").toString()));
    assertTrue(!classPath.contains("altgrad-train"), classPath);
    assertTrue(number(run(project, lines.get(1))) > 0.95);
    assertTrue(number(run(project, lines.get(2))) < 0.6, "the mean takes the shortcut");
    assertTrue(number(run(project, lines.get(3))) > 0.68, "the AND-mask does not");
  }

  /** As {@code mvn javadoc:aggregate} does it. */
  @Tag("slow")
  @Test
  void referenceHasNoWarnings() throws IOException {
    List<String> words = new ArrayList<>();
    words.addAll(List.of("-quiet", "-Werror", "-Xdoclint:all,-missing", "-encoding", "UTF-8"));
    words.addAll(List.of("-cp", System.getProperty("java.class.path")));
    words.addAll(List.of("-d", temp.resolve("reference").toString()));
    for (String module : List.of("base", "graphs", "data", "plotting", "train")) {
      try (Stream<Path> all = Files.walk(ROOT.resolve(module + "/src/main/java"))) {
        all.filter(file -> file.toString().endsWith(".java"))
            .map(Path::toString)
            .forEach(words::add);
      }
    }
    StringWriter said = new StringWriter();
    PrintWriter out = new PrintWriter(said);
    ToolProvider javadoc = ToolProvider.findFirst("javadoc").orElseThrow();
    assertEquals(0, javadoc.run(out, out, words.toArray(String[]::new)), said::toString);
    assertEquals("", said.toString());
  }

  /** A local repository whose artifacts of ours are made of what is tested; others are linked. */
  private static void install(Path repository) throws IOException {
    Path usual = Path.of(System.getProperty("user.home"), ".m2", "repository");
    Path maven = Path.of(System.getProperty("localRepository", usual.toString()));
    link(maven, repository, "org");
    link(maven.resolve("org"), repository.resolve("org"), "altgrad");
    install(repository, "altgrad", ROOT.resolve("pom.xml"), null);
    install(repository, "altgrad-base", ROOT.resolve("base/pom.xml"), Require.class);
    install(repository, "altgrad-graphs", ROOT.resolve("graphs/pom.xml"), Credit.class);
  }

  private static void link(Path from, Path to, String without) throws IOException {
    Files.createDirectories(to.resolve(without));
    try (Stream<Path> all = Files.list(from)) {
      for (Path each : (Iterable<Path>) all::iterator) {
        String name = each.getFileName().toString();
        if (!name.equals(without)) {
          LINKS.add(Files.createSymbolicLink(to.resolve(name), each));
        }
      }
    }
  }

  private static void install(Path repository, String name, Path pom, Class<?> of)
      throws IOException {
    Path to = Files.createDirectories(repository.resolve("org/altgrad/" + name + "/1.0.0"));
    Files.copy(pom, to.resolve(name + "-1.0.0.pom"));
    if (of == null) {
      return;
    }
    Path classes = Path.of(of.getProtectionDomain().getCodeSource().getLocation().getPath());
    Path jar = to.resolve(name + "-1.0.0.jar");
    if (Files.isRegularFile(classes)) {
      Files.copy(classes, jar);
      return;
    }
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out);
        Stream<Path> all = Files.walk(classes)) {
      for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
        entries.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
        Files.copy(file, entries);
      }
    }
  }

  private static String run(Path project, String line) throws IOException, InterruptedException {
    Path log = temp.resolve("log");
    ProcessBuilder shell =
        new ProcessBuilder("sh", "-c", line)
            .directory(project.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    shell.environment().put("TF_CPP_MIN_LOG_LEVEL", "3");
    Process process = shell.start();
    assertTrue(process.waitFor(180, TimeUnit.SECONDS), line);
    String said = Files.readString(log);
    assertEquals(0, process.exitValue(), line + "\n" + said);
    return said;
  }

  /** The number at the end of what was said. */
  private static double number(String said) {
    String[] words = said.strip().split("\\s+");
    return Double.parseDouble(words[words.length - 1]);
  }
}
