package org.altgrad.train.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.altgrad.train.study.Study;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands that help texts end with. */
class ExamplesTest {
  private static final int WIDTH = 80;

  @TempDir Path temp;

  private static void eachCommand(CommandLine line, List<CommandLine> all) {
    line.getSubcommands().values().forEach(below -> eachCommand(below, all));
    if (line.getSubcommands().isEmpty() && !line.getCommandSpec().usageMessage().hidden()) {
      all.add(line);
    }
  }

  /** Every command has one, in one line that can be copied from a terminal of usual width. */
  @Test
  void everyCommandHasOne() {
    List<CommandLine> commands = new ArrayList<>();
    eachCommand(Main.commandLine(), commands);
    assertTrue(commands.size() > 20);
    for (CommandLine command : commands) {
      String name = command.getCommandSpec().qualifiedName();
      String help = command.getUsageMessage(CommandLine.Help.Ansi.OFF);
      List<String> own = help.lines().filter(line -> line.startsWith("  " + name + " ")).toList();
      assertFalse(own.isEmpty() && !help.contains("  " + name + "\n"), help);
      own.forEach(example -> assertTrue(Examples.all().contains(example.substring(10)), example));
    }
  }

  /** Descriptions are patterns: a single percent sign would warn in the help. */
  @Test
  void helpWarnsOfNothing() {
    PrintStream before = System.err;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    System.setErr(new PrintStream(said, true));
    try {
      List<CommandLine> commands = new ArrayList<>();
      eachCommand(Main.commandLine(), commands);
      commands.forEach(command -> command.getUsageMessage(CommandLine.Help.Ansi.OFF));
    } finally {
      System.setErr(before);
    }
    assertEquals("", said.toString());
  }

  /** All are parsed, and what they configure is composed and checked. */
  @Test
  void allAreUnderstood() {
    for (String example : Examples.all()) {
      List<String> words = Documents.words(example);
      CommandLine.ParseResult parsed = Main.commandLine().parseArgs(words.toArray(String[]::new));
      CommandLine command = parsed.subcommand().commandSpec().commandLine();
      if (command.getCommand() instanceof StudyCommand && words.size() > 2) {
        new StudyRun(
            Configuration.sources(List.of()),
            words.get(1),
            example.contains("paper") ? Study.SizeName.PAPER : Study.SizeName.QUICK,
            List.of(),
            example.contains("--seeds") ? List.of(17L, 18L, 19L) : List.of(),
            "",
            null);
      }
      assertTrue(("  altgrad " + example).length() < WIDTH, example);
    }
  }

  /** All are run, one after the other, but for whole studies. */
  @Tag("slow")
  @Test
  void allWork() throws Exception {
    Map<String, String> places = new LinkedHashMap<>();
    String quick = "train experiment=hnca/bandit_quick trainer.max_epochs=2 run.figure=false";
    String tiny = "train experiment=hnca/vae_tiny trainer.max_epochs=1 run.figure=false";
    String backbone = "train experiment=vub/mnist_backbone_quick run.export=true run.figure=false";
    run(quick + " run.dir=outputs/run");
    run(quick + " run.dir=outputs/other seed=1");
    run(tiny + " run.dir=outputs/vae");
    run(backbone + " run.dir=outputs/backbone");
    run(quick + " -m model.depth=1,2 run.root=outputs/many");
    places.put("RUN", "outputs/run");
    places.put("OTHER", "outputs/other");
    places.put("VAE", "outputs/vae");
    places.put("BACKBONE", "outputs/backbone");
    places.put("EXPORT", "outputs/backbone/export");
    try (Stream<Path> all = Files.walk(temp.resolve("outputs/many"))) {
      Path mark = all.filter(file -> file.endsWith("sweep.yaml")).findFirst().orElseThrow();
      places.put("SWEEP", temp.relativize(mark.getParent()).toString());
    }
    Files.writeString(temp.resolve("step.sh"), "echo CPU us step 100 101 102\n");
    for (String example : Examples.all()) {
      if (example.startsWith("study ") && !example.equals("study --list")) {
        continue; // takes minutes
      }
      String concrete = example.replace("python3 step.py", "sh step.sh");
      for (Map.Entry<String, String> place : places.entrySet()) {
        concrete = concrete.replaceAll("\\b" + place.getKey() + "\\b", place.getValue());
      }
      run(concrete);
    }
    try (Stream<Path> figures = Files.walk(temp)) {
      assertTrue(figures.anyMatch(file -> file.toString().endsWith("learning-curve.svg")));
    }
  }

  private void run(String line) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(Cli.java());
    command.add(Main.class.getName());
    command.addAll(Documents.words(line));
    Path log = temp.resolve("log");
    Process process =
        new ProcessBuilder(command)
            .directory(temp.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertTrue(process.waitFor(15, TimeUnit.MINUTES), () -> line + " hangs");
    assertEquals(0, process.exitValue(), () -> line + ": " + said(log));
  }

  private static String said(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
