package org.altgrad.train.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

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

  /** Ends the help of every command with its own; they are read when somebody asks for help. */
  static void add(CommandLine line) {
    Map<String, CommandLine.IHelpSectionRenderer> sections =
        new LinkedHashMap<>(line.getHelpSectionMap());
    sections.put(
        UsageMessageSpec.SECTION_KEY_FOOTER, help -> help.footer() + of(help.commandSpec()));
    line.setHelpSectionMap(sections);
  }

  private static String of(CommandSpec spec) {
    String program = spec.root().name() + " ";
    String name = (spec.qualifiedName() + " ").substring(program.length());
    List<String> own = all().stream().filter(example -> (example + " ").startsWith(name)).toList();
    if (name.isEmpty() || own.isEmpty()) {
      return "";
    }
    StringBuilder text = new StringBuilder("\n");
    text.append(own.size() == 1 ? "Example:\n" : "Examples:\n");
    own.forEach(example -> text.append("  ").append(program).append(example).append('\n'));
    return text.toString();
  }
}
