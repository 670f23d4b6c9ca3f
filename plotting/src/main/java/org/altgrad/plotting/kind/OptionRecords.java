package org.altgrad.plotting.kind;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.altgrad.plotting.PlotException;

/**
 * Binds options, which are text, to records. Components are text, whole numbers, numbers (NaN if
 * not given), booleans, words of an enum, lists and pairs {@code key=text} between commas; records
 * among them stand at their siblings' level.
 */
final class OptionRecords {
  private OptionRecords() {}

  /** The options that a record declares, in its order. */
  static List<FigureKind.Choice> declared(Class<?> type) {
    List<FigureKind.Choice> all = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      Option option = component.getAnnotation(Option.class);
      if (component.getType().isRecord()) {
        all.addAll(declared(component.getType()));
      } else {
        all.add(
            new FigureKind.Choice(
                name(component), option.fallback(), option.value(), option.data()));
      }
    }
    return all;
  }

  private static String name(RecordComponent component) {
    return words(component.getName().replaceAll("([A-Z])", "-$1"));
  }

  private static String words(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The record that some options say.
   *
   * @param figure the figure's name, for messages
   * @param values all options that the record declares
   * @param names those of the figure, as far as they are known: where a pair has several signs of
   *     equality, its key is the longest of them that it begins with, or else ends at the first
   */
  static <R> R bind(
      String figure, Class<R> type, Map<String, String> values, Collection<String> names) {
    RecordComponent[] components = type.getRecordComponents();
    Object[] arguments = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      Class<?> part = components[i].getType();
      String name = name(components[i]);
      arguments[i] =
          part.isRecord()
              ? bind(figure, part, values, names)
              : new Text(figure, name, values.get(name).strip(), names)
                  .as(part, components[i].getAnnotation(Option.class));
    }
    try {
      Class<?>[] types =
          Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      var constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException wrong) {
        throw new OptionException(figure + ": option " + wrong.getMessage(), wrong);
      }
      throw new IllegalStateException(type + ": cannot be made", e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type + ": is no record of options", e);
    }
  }

  /** The texts in place of names among options, if a figure takes any. */
  static Optional<Labels> labels(Record options) {
    for (RecordComponent component : options.getClass().getRecordComponents()) {
      Class<?> type = component.getType();
      if (type == Labels.class) {
        return Optional.of((Labels) part(options, component));
      }
      Optional<Labels> within =
          type.isRecord() ? labels((Record) part(options, component)) : Optional.empty();
      if (within.isPresent()) {
        return within;
      }
    }
    return Optional.empty();
  }

  private static Object part(Record options, RecordComponent component) {
    try {
      var accessor = component.getAccessor();
      accessor.setAccessible(true);
      return accessor.invoke(options);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(options.getClass() + ": is no record of options", e);
    }
  }

  /** One option's text. */
  private record Text(String figure, String name, String text, Collection<String> names) {

    Object as(Class<?> type, Option option) {
      if (type == String.class) {
        return text;
      }
      if (type == boolean.class) {
        return word("true", "false").equals("true");
      }
      if (type == int.class) {
        return (int) whole(option.min(), option.max());
      }
      if (type == OptionalLong.class) {
        return text.isEmpty()
            ? OptionalLong.empty()
            : OptionalLong.of(whole(option.min(), option.max()));
      }
      if (type == double.class) {
        return number();
      }
      if (type == List.class) {
        return list();
      }
      if (type == Labels.class) {
        return new Labels(pairs());
      }
      if (type == Map.class) {
        return pairs();
      }
      if (type.isEnum()) {
        Object[] all = type.getEnumConstants();
        List<String> known = Arrays.stream(all).map(c -> words(c.toString())).toList();
        return all[known.indexOf(word(known.toArray(String[]::new)))];
      }
      throw new IllegalStateException(figure + ": option " + name + " has the type " + type);
    }

    private String word(String... known) {
      if (!Arrays.asList(known).contains(text)) {
        throw wrong("one of " + String.join(", ", known));
      }
      return text;
    }

    private long whole(int min, int max) {
      try {
        long value = Long.parseLong(text);
        if (value >= min && value <= max) {
          return value;
        }
      } catch (NumberFormatException e) {
        // Reported below.
      }
      throw wrong(
          max == Integer.MAX_VALUE
              ? "a whole number of at least " + min
              : "a whole number from " + min + " to " + max);
    }

    private double number() {
      try {
        return text.isEmpty() ? Double.NaN : Double.parseDouble(text);
      } catch (NumberFormatException e) {
        throw wrong("a number");
      }
    }

    /** The parts between commas; a comma after a backslash is part of the text. */
    private List<String> list() {
      return parts().map(part -> part.replace("\\,", ",")).toList();
    }

    private Stream<String> parts() {
      return Arrays.stream(text.split("(?<!\\\\),"))
          .map(String::strip)
          .filter(part -> !part.isEmpty());
    }

    private Map<String, String> pairs() {
      Map<String, String> pairs = new LinkedHashMap<>();
      parts().forEach(part -> put(pairs, part.split("(?<!\\\\)=", -1)));
      return pairs;
    }

    /** A pair by its words between signs of equality that have no backslash before them. */
    private void put(Map<String, String> pairs, String... words) {
      int own = 1;
      for (int end = 2; end < words.length; end++) {
        own = names.contains(joined(words, 0, end)) ? end : own;
      }
      String key = joined(words, 0, own);
      if (words.length < 2 || key.isEmpty()) {
        throw wrong(
            "pairs such as accuracy=Test accuracy, with commas between them (within a text \\,"
                + " and within a name \\=)");
      }
      pairs.put(key, joined(words, own, words.length));
    }

    private static String joined(String[] words, int from, int to) {
      String text = String.join("=", Arrays.asList(words).subList(from, to));
      return text.replace("\\,", ",").replace("\\=", "=").strip();
    }

    private PlotException wrong(String right) {
      return new OptionException(
          figure + ": option " + name + ": must be " + right + " but is '" + text + "'");
    }
  }
}
