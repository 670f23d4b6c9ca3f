package org.altgrad.train.cli;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Options that were typed as settings are, {@code workers=2} for {@code --workers 2}. */
final class DashedWords {
  private static final Pattern TYPED = Pattern.compile("[+~]{0,2}([A-Za-z][A-Za-z_-]*)=(.*)");

  /** What is said of a word that is no setting, file or argument. */
  private static final String REASON =
      "((?:no such (?:key|directory)|one word|only|a study)[^;]*).*";

  private DashedWords() {}

  /**
   * What to say instead of a message about such a word.
   *
   * @param args the whole command line
   * @return empty if it is about something else
   */
  static Optional<String> told(String message, CommandLine command, List<String> args) {
    if (message == null) {
      return Optional.empty();
    }
    for (String word : args) {
      Matcher typed = TYPED.matcher(word);
      if (typed.matches()) {
        Optional<OptionSpec> option = option(command, typed.group(1));
        String about = "(?s)(?:.*\\s)?[+~]{0,2}" + Pattern.quote(typed.group(1)) + "(?:=\\S*)?: ";
        Matcher found = Pattern.compile(about + REASON).matcher(message);
        if (option.isPresent() && found.matches()) {
          String meant = option.get().longestName() + value(option.get(), typed.group(2));
          return Optional.of(
              word + ": " + found.group(1) + "; an option is typed with dashes: " + meant);
        }
      }
    }
    return Optional.empty();
  }

  /** Of that name, or of several of them. */
  private static Optional<OptionSpec> option(CommandLine command, String key) {
    String name = "--" + key.replace('_', '-');
    return Stream.of(name, name + "s")
        .map(command.getCommandSpec().optionsMap()::get)
        .filter(option -> option != null)
        .findFirst();
  }

  /** As it stands behind the option. */
  private static String value(OptionSpec option, String typed) {
    if (option.arity().max() == 0) {
      return "";
    }
    boolean list = option.splitRegex().equals(",") && typed.matches("\\[.*]");
    String plain = list ? typed.replaceAll("[\\[\\] ]", "") : typed;
    return " " + (plain.matches("\\S+") ? plain : "'" + plain + "'");
  }
}
