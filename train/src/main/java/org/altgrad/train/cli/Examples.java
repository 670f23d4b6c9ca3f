package org.altgrad.train.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Commands to try, which every command's help ends with. Words of capitals stand for directories:
 * of a run, a sweep, an export, a run of a generative model, of a backbone, of another run.
 */
final class Examples {
  private static final String FILE = "examples.txt";

  private Examples() {}

  /** All of them, without the program's name. */
  static List<String> all() {
    try (InputStream in = Examples.class.getResourceAsStream(FILE)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(FILE + " cannot be read", e);
    }
  }

  /** Ends the help of every command with its own. */
  static void add(CommandLine line) {
    List<String> all = all();
    line.getSubcommands().values().forEach(command -> add(command, "", all));
  }

  private static void add(CommandLine command, String before, List<String> all) {
    CommandSpec spec = command.getCommandSpec();
    String name = before + spec.name() + " ";
    command.getSubcommands().values().forEach(below -> add(below, name, all));
    List<String> own = all.stream().filter(example -> (example + " ").startsWith(name)).toList();
    if (own.isEmpty()) {
      return;
    }
    List<String> footer = new ArrayList<>(List.of(spec.usageMessage().footer()));
    footer.addAll(List.of("", own.size() == 1 ? "Example:" : "Examples:"));
    own.forEach(example -> footer.add("  altgrad " + example));
    spec.usageMessage().footer(footer.toArray(String[]::new));
  }
}
