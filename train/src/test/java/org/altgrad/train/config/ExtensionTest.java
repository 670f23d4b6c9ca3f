package org.altgrad.train.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every file of the packaged tree can be what a user's own file begins with. */
class ExtensionTest {
  private static final ConfigSources PACKAGED =
      ConfigSources.packaged(ExtensionTest.class.getClassLoader(), "conf");

  @TempDir static Path dir;

  @TestFactory
  Stream<DynamicTest> everyOption() {
    List<GroupCatalogue.Group> groups = new GroupCatalogue(PACKAGED).groups();
    assertFalse(groups.isEmpty());
    return groups.stream()
        .flatMap(
            group ->
                group.options().stream()
                    .map(
                        option ->
                            DynamicTest.dynamicTest(
                                group.name() + "=" + option.name(),
                                () -> extend(group.name(), option.name()))));
  }

  /** What help says of an option is not broken off. */
  @Test
  void descriptionsAreWhole() {
    List<String> broken =
        new GroupCatalogue(PACKAGED)
            .groups().stream()
                .flatMap(group -> group.options().stream())
                .map(GroupCatalogue.Option::description)
                .filter(text -> !text.isEmpty() && !text.matches(".*[.?)]"))
                .toList();
    assertEquals(List.of(), broken);
    GroupCatalogue.Group attacks =
        new GroupCatalogue(PACKAGED)
            .groups().stream().filter(group -> group.name().equals("experiment")).findFirst().get();
    assertTrue(
        attacks.options().stream()
            .anyMatch(option -> option.description().endsWith("altgrad attack RUN says both.")));
  }

  /** One group alone, for which not all files are read, is the same as among all. */
  @Test
  void aGroupAlone() {
    GroupCatalogue catalogue = new GroupCatalogue(PACKAGED);
    for (GroupCatalogue.Group group : catalogue.groups()) {
      assertEquals(group, catalogue.group(group.name()));
    }
    assertEquals(List.of(), catalogue.group("nothing").options());
  }

  /** A file that takes over another and changes nothing comes to the same values. */
  private static void extend(String group, String option) throws Exception {
    boolean experiment = group.equals("experiment");
    Path own = dir.resolve(group).resolve("my_own.yaml");
    Files.createDirectories(own.getParent());
    Files.writeString(
        own,
        experiment
            ? "# @package _global_\ndefaults: [" + option + ", _self_]\n"
            : "defaults: [" + option + "@_here_, _self_]\n");
    String at = experiment ? "experiment=" : "+" + group + "@place=";
    assertEquals(composed(PACKAGED, at, option), composed(sources(), at, "my_own"));
    Files.delete(own);
  }

  private static ConfigSources sources() {
    return PACKAGED.withUserDirectories(List.of(dir));
  }

  private static Map<String, Object> composed(ConfigSources sources, String at, String option) {
    List<String> overrides =
        at.startsWith("experiment") ? List.of(at + option) : List.of(at + option, "~experiment");
    Config config = new Composer(sources).compose("config", overrides, Clock.systemUTC());
    Map<String, Object> values = new TreeMap<>();
    leaves(config.raw(""), "", values);
    // What is named after the chosen file itself.
    values.values().removeIf(value -> String.valueOf(value).contains("choices:experiment"));
    return values;
  }

  private static void leaves(Node node, String key, Map<String, Object> into) {
    if (node instanceof Node.Mapping mapping && !mapping.entries().isEmpty()) {
      mapping.entries().forEach((name, value) -> leaves(value, KeyPath.child(key, name), into));
    } else {
      into.put(key, node.plain());
    }
  }
}
