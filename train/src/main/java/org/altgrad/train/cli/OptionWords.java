package org.altgrad.train.cli;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.altgrad.train.config.ConfigException;
import org.altgrad.train.run.RunException;

/** Errors about keys that options have set, told by what was typed. */
final class OptionWords {
  private OptionWords() {}

  /**
   * Does something; what is wrong with a key is said of its option.
   *
   * @param options options, by the keys that they set
   */
  static <R> R telling(Map<String, String> options, Supplier<R> action) {
    try {
      return action.get();
    } catch (ConfigException e) {
      throw told(options, e.getMessage()).map(ConfigException::new).orElse(e);
    } catch (RunException e) {
      throw told(options, e.getMessage()).map(text -> new RunException(text, e)).orElse(e);
    }
  }

  private static Optional<String> told(Map<String, String> options, String message) {
    Pattern begin = Pattern.compile("[+]{0,2}([a-z_.]+)(=|: )");
    Matcher found = begin.matcher(message);
    if (!found.lookingAt() || !options.containsKey(found.group(1))) {
      return Optional.empty();
    }
    String between = found.group(2).equals("=") ? " " : ": ";
    return Optional.of(options.get(found.group(1)) + between + message.substring(found.end()));
  }
}
