package org.altgrad.base;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Commands as messages print them, to be typed again. */
public final class ShellCommand {
  private static final String VARIABLE = "ALTGRAD_COMMAND";

  private ShellCommand() {}

  /**
   * The program as it is called where it was called: {@code altgrad} on the PATH, {@code ./altgrad}
   * in a checkout, as the launcher has found it.
   */
  public static String program() {
    return Optional.ofNullable(System.getenv(VARIABLE))
        .filter(command -> !command.isBlank())
        .map(ShellCommand::quoted)
        .orElse("altgrad");
  }

  /**
   * A command of this program.
   *
   * @param words which are quoted where a shell needs it
   */
  public static String of(Object... words) {
    return program() + " " + joined(Arrays.stream(words).map(String::valueOf).toList());
  }

  /** Words of a command line. */
  public static String joined(List<String> words) {
    return words.stream().map(ShellCommand::quoted).collect(Collectors.joining(" "));
  }

  /** A word as a shell reads it. */
  public static String quoted(String word) {
    return word.matches("[\\w:/.,@%=+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
