package org.altgrad.plotting.kind;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
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
   */
  static <R> R bind(String figure, Class<R> type, Map<String, String> values) {
    RecordComponent[] components = type.getRecordComponents();
    Object[] arguments = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      Class<?> part = components[i].getType();
      String name = name(components[i]);
      arguments[i] =
          part.isRecord()
              ? bind(figure, part, values)
              : new Text(figure, name, values.get(name).strip())
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

  /**
   * Refuses texts in place of names that a figure does not have.
   *
   * @param figure the figure's name, for messages
   * @param options the record by which it was drawn
   * @throws PlotException with the names that it has
   */
  static void requireAsked(String figure, Record options) {
    for (RecordComponent component : options.getClass().getRecordComponents()) {
      Class<?> type = component.getType();
      if (type == Labels.class || type.isRecord()) {
        Object part = part(options, component);
        if (part instanceof Labels labels) {
          labels.requireAsked(figure);
        } else {
          requireAsked(figure, (Record) part);
        }
      }
    }
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
  private record Text(String figure, String name, String text) {

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
      return Arrays.stream(text.split("(?<!\\\\),"))
          .map(part -> part.strip().replace("\\,", ","))
          .filter(part -> !part.isEmpty())
          .toList();
    }

    private Map<String, String> pairs() {
      Map<String, String> pairs = new LinkedHashMap<>();
      for (String part : list()) {
        int equals = part.lastIndexOf('=');
        if (equals <= 0) {
          throw wrong("pairs such as accuracy=Test accuracy, with commas between them");
        }
        pairs.put(part.substring(0, equals).strip(), part.substring(equals + 1).strip());
      }
      return pairs;
    }

    private PlotException wrong(String right) {
      return new OptionException(
          figure + ": option " + name + ": must be " + right + " but is '" + text + "'");
    }
  }
}
