package org.altgrad.train.cli;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.altgrad.base.Nearest;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** One line for a command line that cannot be read, and where to find the rules. */
final class UsageErrors {
  private static final Pattern CHOICE =
      Pattern.compile("(.*: )expected one of \\[(.*)] \\(case-insensitive\\) but was (.*)");

  /** Options of Hydra's, and what does the same here. */
  private static final Map<String, String> HYDRA =
      Map.of(
          "-cn", "--config-name",
          "-cd", "--config-dir",
          "-cp", "--config-dir",
          "--config-path", "--config-dir",
          "--hydra-help", "--help");

  private UsageErrors() {}

  static int report(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    String text = message(e);
    String told =
        ofHydra(command, args)
            .or(() -> DashedWords.told(text, command, List.of(args)))
            .orElse(text);
    command.getErr().println("altgrad: " + told + "; see " + name + " --help");
    return Main.USAGE;
  }

  private static Optional<String> ofHydra(CommandLine command, String[] args) {
    return Stream.of(args)
        .map(word -> word.replaceFirst("=.*", ""))
        .filter(word -> HYDRA.containsKey(word) && isComposed(command))
        .filter(word -> command.getCommandSpec().optionsMap().containsKey(HYDRA.get(word)))
        .map(word -> word + ": no such option, unlike in Hydra; write " + HYDRA.get(word))
        .findFirst();
  }

  private static String message(ParameterException e) {
    if (e instanceof UnmatchedArgumentException unmatched) {
      String word = unmatched.getUnmatched().get(0);
      if (word.isBlank()) {
        return "'" + word + "': must be a word but is empty";
      }
      boolean group = e.getCommandLine().getSubcommands().size() > 0;
      String what =
          unmatched.isUnknownOption() || word.startsWith("-")
              ? "no such option"
              : group ? "no such command" : "one word too many";
      String key = word.replaceFirst("^-+", "");
      boolean setting = unmatched.isUnknownOption() && isComposed(e.getCommandLine());
      return word
          + ": "
          + what
          + (setting
                  && Nearest.to(word.replaceFirst("=.*", ""), options(e.getCommandLine())).isEmpty()
              ? "; a setting is typed without dashes: "
                  + (key.contains("=") ? key : key + "=VALUE")
                  + "; options: "
                  + String.join(", ", options(e.getCommandLine()))
              : hint(e.getCommandLine(), word.replaceFirst("=.*", ""), group));
    }
    String text =
        e.getMessage().strip().lines().findFirst().orElse("").replace("option option", "option");
    Matcher choice = CHOICE.matcher(text);
    if (choice.matches()) {
      // Constants are written in lower case, as in a configuration.
      String names = choice.group(2).toLowerCase(Locale.ROOT);
      text = choice.group(1) + "must be one of " + names + " but is " + choice.group(3);
    }
    // picocli's sentences begin with a capital letter, ours do not.
    return text.startsWith("--")
        ? text
        : text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
  }

  /** Whether a command takes settings. */
  private static boolean isComposed(CommandLine command) {
    return command.getCommandSpec().positionalParameters().stream()
        .anyMatch(words -> words.paramLabel().equals("OVERRIDE"));
  }

  private static List<String> options(CommandLine command) {
    return command.getCommandSpec().optionsMap().keySet().stream()
        .filter(name -> name.startsWith("--"))
        .toList();
  }

  private static String hint(CommandLine command, String word, boolean group) {
    List<String> known =
        word.startsWith("-") ? options(command) : group ? visible(command) : List.of();
    return known.isEmpty() ? "" : Nearest.hintAndList(word, known);
  }

  private static List<String> visible(CommandLine command) {
    Stream<String> all =
        command.getSubcommands().entrySet().stream()
            .filter(entry -> !entry.getValue().getCommandSpec().usageMessage().hidden())
            .map(Map.Entry::getKey);
    boolean whole = command.getCommandSpec().parent() == null;
    return Stream.concat(all, whole ? Main.words() : Stream.of()).toList();
  }
}
