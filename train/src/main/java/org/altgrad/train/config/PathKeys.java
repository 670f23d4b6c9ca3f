package org.altgrad.train.config;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.altgrad.base.Inline;

/** The keys of a bound configuration that name files or directories. */
public final class PathKeys {
  private PathKeys() {}

  /**
   * The keys of a section and below.
   *
   * @param section its key
   * @param bound record that it is bound to
   */
  public static Set<String> of(String section, Record bound) {
    Set<String> keys = new TreeSet<>();
    for (String key : having(section, bound, Path.class::isInstance)) {
      keys.add(key);
      // A section with a path may be written short, as the path alone.
      keys.add(key.substring(0, key.lastIndexOf('.')));
    }
    return keys;
  }

  /** The keys of a section and below whose values are such. */
  public static Set<String> having(String section, Record bound, Predicate<Object> such) {
    Set<String> keys = new TreeSet<>();
    collect(section, bound, such, keys);
    return keys;
  }

  private static void collect(String key, Object value, Predicate<Object> such, Set<String> keys) {
    if (such.test(value)) {
      keys.add(key);
    } else if (value instanceof Optional<?> optional) {
      optional.ifPresent(some -> collect(key, some, such, keys));
    } else if (value instanceof Record record) {
      for (RecordComponent component : record.getClass().getRecordComponents()) {
        try {
          Object part = component.getAccessor().invoke(record);
          String name = TypeBinder.snakeCase(component.getName());
          boolean inline = component.isAnnotationPresent(Inline.class);
          collect(inline ? key : key + "." + name, part, such, keys);
        } catch (ReflectiveOperationException e) {
          throw new IllegalStateException(component + " cannot be read", e);
        }
      }
    }
  }

  /** Whether two paths lead to the same place, through links or not. */
  public static boolean same(String a, String b) {
    return real(a).equals(real(b));
  }

  private static Path real(String path) {
    Path whole = Path.of(absolute(path));
    try {
      return whole.toRealPath();
    } catch (IOException e) {
      return whole; // nothing is there
    }
  }

  /** A path that means the same wherever the process stands. */
  public static String absolute(String path) {
    return Path.of(path).toAbsolutePath().normalize().toString();
  }
}
