package org.altgrad.train.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.altgrad.base.Inline;
import org.altgrad.base.Nearest;
import org.altgrad.base.OnlyIf;
import org.altgrad.base.PartlyIdle;
import org.altgrad.base.Usual;

/** Turns one resolved node into a value of a Java type. */
final class TypeBinder {
  private static final double EXACT = 1L << 53;
  private static final Set<List<Class<?>>> SHORT =
      Set.of(
          List.of(double.class), List.of(String.class), List.of(Path.class), List.of(List.class));

  /**
   * For each type that is one of several records: the records by the {@code name} that users write.
   */
  private final Map<Class<?>, Map<String, ? extends Class<?>>> kinds;

  TypeBinder(Map<Class<?>, Map<String, ? extends Class<?>>> kinds) {
    this.kinds = kinds;
  }

  Object bind(Node node, String key, Type type) {
    if (node instanceof Node.Scalar scalar && scalar.isMissing()) {
      throw Config.mustBeGiven(node, key);
    }
    if (type instanceof ParameterizedType generic) {
      return bindGeneric(node, key, generic);
    }
    Class<?> raw = (Class<?>) type;
    boolean isNull = node instanceof Node.Scalar scalar && scalar.value() == null;
    if (raw == OptionalInt.class) {
      return isNull ? OptionalInt.empty() : OptionalInt.of((int) bindScalar(node, key, int.class));
    }
    if (raw == OptionalLong.class) {
      return isNull
          ? OptionalLong.empty()
          : OptionalLong.of((long) bindScalar(node, key, long.class));
    }
    if (raw == OptionalDouble.class) {
      return isNull
          ? OptionalDouble.empty()
          : OptionalDouble.of((double) bindScalar(node, key, double.class));
    }
    if (raw.isRecord() || kinds.containsKey(raw)) {
      if (node instanceof Node.Mapping mapping) {
        return raw.isRecord()
            ? bindRecord(mapping, key, raw, false)
            : bindRecord(mapping, key, kind(mapping, key, raw), true);
      }
      Optional<Method> shortForm = shortForm(raw, node instanceof Node.Seq);
      if (shortForm.isEmpty()) {
        throw wrong(node, key, "must be " + describe(raw), option(node, key, raw));
      }
      return shortened(node, key, shortForm.get());
    }
    if (raw == Object.class) {
      Config.requireGiven(node, key);
      return node.plain();
    }
    return bindScalar(node, key, raw);
  }

  /** How a section of one of several kinds is chosen, where its name alone was written. */
  private String option(Node node, String key, Class<?> type) {
    Set<String> names = kinds.getOrDefault(type, Map.of()).keySet();
    return node instanceof Node.Scalar scalar && names.contains(scalar.text())
        ? "; choose it with " + key.replace('.', '/') + "=" + scalar.text()
        : "";
  }

  /**
   * What makes a record from a number, a text, a path or a list, where users may write it as one:
   * its method {@code of}.
   *
   * @param list whether it is to be made from a list
   */
  private static Optional<Method> shortForm(Class<?> type, boolean list) {
    return Arrays.stream(type.getDeclaredMethods())
        .filter(m -> m.getName().equals("of") && m.getReturnType() == type && type.isRecord())
        .filter(m -> SHORT.contains(List.of(m.getParameterTypes())))
        .filter(m -> (m.getParameterTypes()[0] == List.class) == list)
        .findFirst();
  }

  private Object shortened(Node node, String key, Method of) {
    Class<?> plain = of.getParameterTypes()[0];
    Object value = node instanceof Node.Scalar scalar ? scalar.value() : node;
    value = plain == double.class ? converted(value) : value;
    if (value == null || (plain == double.class && !(value instanceof Number))) {
      throw wrong(node, key, "must be " + describe(of.getReturnType()));
    }
    try {
      of.setAccessible(true);
      return of.invoke(null, bind(node, key, of.getGenericParameterTypes()[0]));
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException cause && cause.getMessage() != null) {
        throw new ConfigException(node.origin(), key, cause.getMessage());
      }
      throw new IllegalStateException(of + " failed", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(of + " cannot be called", e);
    }
  }

  /** The value of a key that is not there. */
  Object absent(String key, Type type, Origin section) {
    if (type instanceof ParameterizedType generic && generic.getRawType() == Optional.class) {
      return Optional.empty();
    }
    if (type == OptionalInt.class) {
      return OptionalInt.empty();
    }
    if (type == OptionalLong.class) {
      return OptionalLong.empty();
    }
    if (type == OptionalDouble.class) {
      return OptionalDouble.empty();
    }
    throw new ConfigException(section, key, "is missing; it must be " + describe(type));
  }

  private Object bindGeneric(Node node, String key, ParameterizedType type) {
    Type[] arguments = type.getActualTypeArguments();
    if (type.getRawType() == Optional.class) {
      boolean isNull = node instanceof Node.Scalar scalar && scalar.value() == null;
      return isNull ? Optional.empty() : Optional.of(bind(node, key, arguments[0]));
    }
    if (type.getRawType() == List.class) {
      if (!(node instanceof Node.Seq seq)) {
        throw wrong(node, key, "must be a list");
      }
      List<Object> list = new ArrayList<>();
      for (int i = 0; i < seq.items().size(); i++) {
        list.add(bind(seq.items().get(i), KeyPath.child(key, i), arguments[0]));
      }
      return Collections.unmodifiableList(list);
    }
    if (type.getRawType() == Map.class && arguments[0] == String.class) {
      if (!(node instanceof Node.Mapping mapping)) {
        throw wrong(node, key, "must be a section (key: value)");
      }
      Map<String, Object> map = new LinkedHashMap<>();
      mapping
          .entries()
          .forEach(
              (name, value) -> map.put(name, bind(value, KeyPath.child(key, name), arguments[1])));
      return Collections.unmodifiableMap(map);
    }
    throw new IllegalStateException(key + ": the binder knows no type " + type);
  }

  private Object bindScalar(Node node, String key, Class<?> type) {
    Object value = node instanceof Node.Scalar scalar ? converted(scalar.value()) : null;
    if (type == int.class || type == Integer.class) {
      Long whole = whole(value);
      if (whole == null) {
        throw wrong(node, key, "must be an integer");
      }
      if (whole != whole.intValue()) {
        throw wrong(node, key, "must be an integer of at most 2147483647 in size");
      }
      return whole.intValue();
    }
    if (type == long.class || type == Long.class) {
      Long whole = whole(value);
      if (whole == null) {
        boolean large = node instanceof Node.Scalar scalar && scalar.text().matches("[+-]?[0-9]+");
        throw wrong(node, key, "must be an integer" + (large ? " of 64 bits" : ""));
      }
      return whole;
    }
    if (type == double.class || type == Double.class) {
      if (!(value instanceof Number number)) {
        throw wrong(node, key, "must be a number");
      }
      return number.doubleValue();
    }
    if (type == boolean.class || type == Boolean.class) {
      if (!(value instanceof Boolean)) {
        throw wrong(node, key, "must be true or false");
      }
      return value;
    }
    if (value == null && (type == String.class || type == Path.class)) {
      throw wrong(node, key, "must be a text");
    }
    if (type == String.class) {
      return ((Node.Scalar) node).text();
    }
    if (type == Path.class) {
      if (((Node.Scalar) node).text().isEmpty()) {
        throw wrong(node, key, "must be a path");
      }
      try {
        return Path.of(((Node.Scalar) node).text());
      } catch (InvalidPathException e) {
        throw wrong(node, key, "must be a path");
      }
    }
    if (type.isEnum()) {
      return bindEnum(node, key, type);
    }
    throw new IllegalStateException(key + ": the binder knows no type " + type);
  }

  /** Text that a typed key gets, as from an environment variable, is read as its type. */
  private static Object converted(Object value) {
    return value instanceof String text ? Scalars.fromOverride(text) : value;
  }

  /** The integer that a number is; null if it is none. Numbers such as 1e5 are integers. */
  private static Long whole(Object value) {
    if (value instanceof Double real && real == Math.rint(real) && Math.abs(real) <= EXACT) {
      return real.longValue();
    }
    return value instanceof Long number ? number : null;
  }

  private Object bindEnum(Node node, String key, Class<?> type) {
    List<String> names = constants(type);
    String name =
        node instanceof Node.Scalar scalar && scalar.value() != null ? scalar.text() : null;
    int index = name == null ? -1 : names.indexOf(name);
    if (index < 0) {
      String near = name == null ? "" : Nearest.hint(name, names);
      throw wrong(node, key, "must be one of " + String.join(", ", names), near);
    }
    return type.getEnumConstants()[index];
  }

  /** The names by which the constants of an enum are written in a configuration. */
  static List<String> constants(Class<?> type) {
    List<String> names = new ArrayList<>();
    for (Object constant : type.getEnumConstants()) {
      names.add(((Enum<?>) constant).name().toLowerCase(Locale.ROOT));
    }
    return names;
  }

  /** The record that the section's {@code name} stands for. */
  private Class<?> kind(Node.Mapping mapping, String key, Class<?> type) {
    Map<String, ? extends Class<?>> byName = kinds.get(type);
    String nameKey = KeyPath.child(key, "name");
    Node node = mapping.get("name");
    // In an order that no process changes.
    List<String> names = byName.keySet().stream().sorted().toList();
    if (node == null) {
      throw new ConfigException(
          mapping.origin(), nameKey, "is missing; it must be one of " + String.join(", ", names));
    }
    String name = (String) bindScalar(node, nameKey, String.class);
    if (!byName.containsKey(name)) {
      throw wrong(
          node, nameKey, "must be one of " + String.join(", ", names), Nearest.hint(name, names));
    }
    return byName.get(name);
  }

  /**
   * @param named whether the key {@code name} has chosen the record, which need not have it
   */
  private Object bindRecord(Node.Mapping mapping, String key, Class<?> type, boolean named) {
    Set<String> known = new LinkedHashSet<>();
    addKeys(mapping, key, type, known);
    List<String> names = List.copyOf(known);
    mapping
        .entries()
        .forEach(
            (name, node) -> {
              if (!names.contains(name) && !(named && name.equals("name"))) {
                throw byName(mapping, node, key, name)
                    .orElseGet(
                        () ->
                            new ConfigException(
                                node.origin(),
                                KeyPath.child(key, name),
                                "no such key" + meant(node, key, name, names)));
              }
            });
    return bindComponents(mapping, key, type);
  }

  /** Which key was meant: in a file it stands beside the others, typed it is written whole. */
  private static String meant(Node node, String key, String name, List<String> names) {
    String hint = node.meant(name, names);
    return node.origin().isOverride()
        ? hint.replaceFirst("(did you mean )([^?]+)", "$1" + KeyPath.child(key, "$2"))
        : hint;
  }

  /**
   * What is wrong where the name of another kind was typed alone, whose keys are others.
   *
   * @param node the value of the key that it has not; null where it has one that is not there
   */
  private Optional<ConfigException> byName(
      Node.Mapping mapping, Node node, String key, String name) {
    Node chosen = mapping.get("name");
    boolean typed = chosen instanceof Node.Scalar && chosen.origin().isOverride();
    if (!typed || (node != null && node.origin().isOverride())) {
      return Optional.empty();
    }
    String option = ((Node.Scalar) chosen).text();
    boolean known = kinds.values().stream().anyMatch(names -> names.containsKey(option));
    String group = key.replace('.', '/');
    return Optional.of(
        new ConfigException(
            chosen.origin(),
            KeyPath.child(key, "name"),
            "must be chosen with its keys, by "
                + (known ? group + "=" + option : "an option of the group " + group)
                + ", for "
                + (node == null ? "it wants " : "it has no ")
                + KeyPath.child(key, name)));
  }

  /** The keys of a record in its section, those of its {@link Inline} components among them. */
  private void addKeys(Node.Mapping mapping, String key, Class<?> type, Set<String> keys) {
    for (RecordComponent component : type.getRecordComponents()) {
      if (component.isAnnotationPresent(Inline.class)) {
        if (!component.getType().isRecord()) {
          keys.add("name");
        }
        addKeys(mapping, key, inlined(mapping, key, component), keys);
      } else if (!keys.add(snakeCase(component.getName())) && !component.getName().equals("name")) {
        throw new IllegalStateException(type + ": a second component " + component.getName());
      }
    }
  }

  /** The record that is bound from the keys beside it. */
  private Class<?> inlined(Node.Mapping mapping, String key, RecordComponent component) {
    Class<?> type = component.getType();
    if (!type.isRecord() && !kinds.containsKey(type)) {
      throw new IllegalStateException(component + ": only records can be inline");
    }
    return type.isRecord() ? type : kind(mapping, key, type);
  }

  private Object bindComponents(Node.Mapping mapping, String key, Class<?> type) {
    RecordComponent[] components = type.getRecordComponents();
    Object[] values = new Object[components.length];
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      if (components[i].isAnnotationPresent(Inline.class)) {
        values[i] = bindComponents(mapping, key, inlined(mapping, key, components[i]));
        continue;
      }
      String name = snakeCase(components[i].getName());
      String child = KeyPath.child(key, name);
      Type componentType = components[i].getGenericType();
      Node node = mapping.get(name);
      if (node != null && components[i].isAnnotationPresent(OnlyIf.class)) {
        requireEffect(mapping, key, name, components[i].getAnnotation(OnlyIf.class));
      }
      if (node != null) {
        values[i] = bind(node, child, componentType);
        continue;
      }
      if (components[i].isAnnotationPresent(Usual.class)) {
        String usual = components[i].getAnnotation(Usual.class).value();
        values[i] = bind(usual(usual, mapping.origin()), child, componentType);
        continue;
      }
      try {
        values[i] = absent(child, componentType, mapping.origin());
      } catch (ConfigException e) {
        throw byName(mapping, null, key, name).orElse(e);
      }
    }
    Object made = construct(mapping, key, type, types, values);
    if (made instanceof PartlyIdle partly) {
      partly.idle().forEach((name, why) -> requireLeftOut(mapping, key, name, "no effect: " + why));
    }
    return made;
  }

  private static Node usual(String text, Origin section) {
    return text.equals("{}")
        ? new Node.Mapping(Map.of(), section)
        : new Node.Scalar(Scalars.fromYaml(text), text, section);
  }

  /** Refuses to have what is not read chosen. */
  private static void requireEffect(
      Node.Mapping mapping, String key, String name, OnlyIf condition) {
    Node other = mapping.get(condition.key());
    boolean listed = condition.is().length > 0;
    List<String> values = List.of(listed ? condition.is() : condition.not());
    if (other == null
        || values.stream().anyMatch(value -> isWritten(value, other.plain())) == listed) {
      return;
    }
    requireLeftOut(
        mapping,
        key,
        name,
        String.format(
            "an effect only if %s is %s%s",
            KeyPath.child(key, condition.key()),
            listed ? "" : "not ",
            String.join(" or ", values)));
  }

  private static void requireLeftOut(Node.Mapping mapping, String key, String name, String has) {
    Node node = KeyPath.get(mapping, List.of(name.split("\\.")));
    if (node != null) {
      node.chosen(KeyPath.child(key, name))
          .forEach(
              (chosen, origin) -> {
                throw new ConfigException(origin, chosen, "must be left out, for it has " + has);
              });
    }
  }

  private static boolean isWritten(String text, Object value) {
    return value instanceof Number number
        ? text.matches("[0-9.]+") && Double.parseDouble(text) == number.doubleValue()
        : text.equals(String.valueOf(value));
  }

  private Object construct(
      Node.Mapping mapping, String key, Class<?> type, Class<?>[] types, Object[] values) {
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof IllegalArgumentException cause && cause.getMessage() != null) {
        throw violation(mapping, key, cause.getMessage());
      }
      throw new IllegalStateException(type + " cannot be made", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type + " cannot be made", e);
    }
  }

  /** A message {@code component: text} of a record, with the full key and the value's origin. */
  private static ConfigException violation(Node.Mapping mapping, String key, String message) {
    int colon = message.indexOf(':');
    if (colon > 0 && message.indexOf(' ') > colon) {
      String component = snakeCase(message.substring(0, colon));
      Node node = KeyPath.get(mapping, List.of(component.split("\\.")));
      Origin origin = node == null ? mapping.origin() : node.origin();
      return new ConfigException(
          origin, KeyPath.child(key, component), message.substring(colon + 1).strip());
    }
    return new ConfigException(mapping.origin(), key, message);
  }

  /** {@code hiddenLayers} as {@code hidden_layers}. */
  static String snakeCase(String name) {
    StringBuilder snake = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (Character.isUpperCase(c)) {
        snake.append('_').append(Character.toLowerCase(c));
      } else {
        snake.append(c);
      }
    }
    return snake.toString();
  }

  private static ConfigException wrong(Node node, String key, String must) {
    return wrong(node, key, must, "");
  }

  private static ConfigException wrong(Node node, String key, String must, String end) {
    String is;
    if (node instanceof Node.Mapping) {
      is = "a section";
    } else if (node instanceof Node.Seq) {
      is = "a list";
    } else {
      Object value = ((Node.Scalar) node).value();
      is = value instanceof String text ? "the text \"" + text + "\"" : Scalars.format(value);
    }
    return new ConfigException(node.origin(), key, must + " but is " + is + end);
  }

  /** What a value of a type looks like, for the message about a missing one. */
  private static String describe(Type type) {
    if (type instanceof ParameterizedType generic) {
      return generic.getRawType() == List.class ? "a list" : "a section (key: value)";
    }
    Class<?> raw = (Class<?>) type;
    if (raw == List.class) {
      return "a list";
    }
    if (raw.isEnum()) {
      return "one of " + String.join(", ", constants(raw));
    }
    if (raw.isRecord()) {
      List<String> ways =
          Stream.of(false, true)
              .flatMap(list -> shortForm(raw, list).stream())
              .map(m -> describe(m.getParameterTypes()[0]))
              .collect(Collectors.toCollection(ArrayList::new));
      // Of one component both ways say all that a section would.
      if (ways.size() < 2 || raw.getRecordComponents().length > 1) {
        ways.add("a section (key: value)");
      }
      return String.join(" or ", ways);
    }
    if (raw.isInterface() && !raw.isAssignableFrom(String.class)) {
      return "a section (key: value)";
    }
    return switch (raw.getSimpleName()) {
      case "int", "long", "Integer", "Long" -> "an integer";
      case "double", "Double" -> "a number";
      case "boolean", "Boolean" -> "true or false";
      case "Path" -> "a path";
      default -> "a text";
    };
  }
}
