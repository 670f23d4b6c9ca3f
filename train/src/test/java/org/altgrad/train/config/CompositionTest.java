package org.altgrad.train.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.yaml.snakeyaml.Yaml;

/**
 * Composition against tables of what Hydra's manual says, or what we say where we differ.
 *
 * <p>An expectation is {@code {dotted.key: value}} for some keys, {@code exactly {...}} for the
 * whole result, {@code ! message} for an error and {@code !~ part} for a part of one. Expected
 * values are read by SnakeYAML's own constructor, not by the code under test.
 */
class CompositionTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2024-03-05T14:07:09.123456Z"), ZoneOffset.UTC);
  private static final UnaryOperator<String> ENVIRONMENT =
      Map.of("USER_NAME", "ada", "PORT", "8080", "LIST", "[1,2]", "EMPTY", "")::get;

  @TestFactory
  Stream<DynamicTest> defaults() {
    return table("defaults.txt");
  }

  @TestFactory
  Stream<DynamicTest> overrides() {
    return table("overrides.txt");
  }

  @TestFactory
  Stream<DynamicTest> interpolation() {
    return table("interpolation.txt");
  }

  @TestFactory
  Stream<DynamicTest> yaml() {
    return table("yaml.txt");
  }

  @TestFactory
  Stream<DynamicTest> rulesOfHydra() {
    return table("hydra.txt");
  }

  private static Stream<DynamicTest> table(String name) {
    return Table.read(name).rows().stream()
        .map(row -> DynamicTest.dynamicTest(row.where(), () -> check(row)));
  }

  private static void check(Table.Row row) {
    String expected = row.expected();
    if (expected.startsWith("!")) {
      ConfigException error = assertThrows(ConfigException.class, () -> compose(row).flat());
      if (expected.startsWith("!~")) {
        String part = expected.substring(2).strip();
        assertTrue(error.getMessage().contains(part), error.getMessage());
      } else {
        assertEquals(expected.substring(1).strip(), error.getMessage());
      }
      assertEquals(1, error.getMessage().lines().count(), "an error is one line");
      return;
    }
    Config config = compose(row);
    if (expected.startsWith("exactly ")) {
      Object all = config.find("").orElseThrow();
      assertEquals(plain(expected.substring("exactly ".length())), all);
      return;
    }
    Map<?, ?> wanted = (Map<?, ?>) plain(expected);
    Map<String, Object> actual = new LinkedHashMap<>();
    wanted
        .keySet()
        .forEach(key -> actual.put(key.toString(), config.find((String) key).orElse(null)));
    assertEquals(wanted, actual);
  }

  private static Config compose(Table.Row row) {
    return new Composer(row.sources(), ENVIRONMENT).compose("config", row.overrides(), CLOCK);
  }

  /** A value as SnakeYAML reads it, its integers as the longs that we use. */
  private static Object plain(String yaml) {
    return longs(new Yaml().load(yaml));
  }

  private static Object longs(Object value) {
    if (value instanceof Integer number) {
      return number.longValue();
    }
    if (value instanceof List<?> list) {
      return list.stream().map(CompositionTest::longs).toList();
    }
    if (value instanceof Map<?, ?> map) {
      Map<Object, Object> copy = new LinkedHashMap<>();
      map.forEach((key, item) -> copy.put(key, longs(item)));
      return copy;
    }
    return value;
  }
}
