package org.altgrad.train.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;

/** Runs commands within the test, and in processes of their own. */
final class Cli {
  private static final String EXTENSION = "org.bytedeco.javacpp.platform.extension";

  private Cli() {}

  /** What a command left behind. */
  record Result(int code, String out, String err) {}

  /** Runs a command in this process. */
  static Result run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine line = Main.commandLine(args);
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    int code = line.execute(args);
    return new Result(code, out.toString(), err.toString());
  }

  /** What a command that works says, but for its errors. */
  static String said(String... words) {
    Result result = run(words);
    assertEquals(0, result.code(), result.err());
    return result.out();
  }

  /** The command line of the program in a Java machine of its own. */
  static List<String> java() {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-XX:-UsePerfData",
            "-Djava.awt.headless=true"));
    // Which of TensorFlow's native builds is looked for, if this process was told.
    String extension = System.getProperty(EXTENSION);
    if (extension != null) {
      words.add("-D" + EXTENSION + "=" + extension);
    }
    words.addAll(List.of("-cp", System.getProperty("java.class.path")));
    return words;
  }

  /** Starts a command in a Java machine of its own, which writes all it says to a log. */
  static Process start(Path log, List<String> args) throws IOException {
    List<String> command = new ArrayList<>(java());
    command.add(Main.class.getName());
    command.addAll(args);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  /** The exit code of a process that ends in time. */
  static int end(Process process) throws InterruptedException {
    assertTrue(process.waitFor(180, TimeUnit.SECONDS), "it hangs");
    return process.exitValue();
  }

  /** Sends a signal by its name without SIG. */
  static void signal(Process process, String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-s", name, Long.toString(process.pid()))
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  /** A run directory with two epochs of the accuracy given, and one metric below a slash. */
  static Path fakeRun(Path dir, int depth, int seed, double accuracy) throws IOException {
    Files.createDirectories(dir);
    Files.writeString(
        dir.resolve("config.yaml"),
        "model: {name: m, depth: %d}\nmethod: {name: x}\nseed: %d\n".formatted(depth, seed));
    Files.writeString(dir.resolve("run.yaml"), "state: DONE\n");
    Files.writeString(
        dir.resolve("metrics.csv"),
        """
        step,epoch,split,metric,value
        10,1,test,accuracy,%s
        10,1,test,norm,3.0
        10,1,test,norm/layer0,2.0
        20,2,test,accuracy,%s
        20,2,test,norm,1.0
        20,2,test,norm/layer0,0.5
        """
            .formatted(accuracy + 0.25, accuracy));
    return dir;
  }
}
