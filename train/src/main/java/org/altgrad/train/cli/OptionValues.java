package org.altgrad.train.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/** How values of options and parameters are read, with what would be right if they cannot be. */
final class OptionValues {
  private OptionValues() {}

  /** Registers paths and numbers with a command line and all commands below it. */
  static void register(CommandLine line) {
    line.registerConverter(Path.class, OptionValues::path);
    line.registerConverter(int.class, text -> whole(text, Integer::valueOf));
    line.registerConverter(Integer.class, text -> whole(text, Integer::valueOf));
    line.registerConverter(long.class, text -> whole(text, Long::valueOf));
    line.registerConverter(Long.class, text -> whole(text, Long::valueOf));
    line.registerConverter(double.class, OptionValues::number);
    line.registerConverter(Double.class, OptionValues::number);
  }

  private static Path path(String text) {
    if (text.isEmpty()) {
      throw new TypeConversionException("must be a path but is empty");
    }
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new TypeConversionException("must be a path but is '" + text + "'");
    }
  }

  private static <N> N whole(String text, Function<String, N> read) {
    try {
      return read.apply(text);
    } catch (NumberFormatException e) {
      String what = text.matches("[+-]?[0-9]+") ? "a number nearer to 0" : "a whole number";
      throw new TypeConversionException("must be " + what + " but is '" + text + "'");
    }
  }

  private static Double number(String text) {
    try {
      return Double.valueOf(text);
    } catch (NumberFormatException e) {
      throw new TypeConversionException("must be a number but is '" + text + "'");
    }
  }
}
