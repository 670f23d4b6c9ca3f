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
    line.registerConverter(Path.class, new Reading<>(OptionValues::path));
    Reading<Integer> integer = new Reading<>(text -> whole(text, Integer::valueOf));
    line.registerConverter(int.class, integer);
    line.registerConverter(Integer.class, integer);
    Reading<Long> large = new Reading<>(text -> whole(text, Long::valueOf));
    line.registerConverter(long.class, large);
    line.registerConverter(Long.class, large);
    Reading<Double> number = new Reading<>(OptionValues::number);
    line.registerConverter(double.class, number);
    line.registerConverter(Double.class, number);
  }

  /**
   * How values of a type are read. It is a class, for Java 17 crashes as it writes the archive of
   * classes where a lambda stands for picocli's interface.
   */
  private record Reading<T>(Function<String, T> read) implements CommandLine.ITypeConverter<T> {
    @Override
    public T convert(String text) {
      return read.apply(text);
    }
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
