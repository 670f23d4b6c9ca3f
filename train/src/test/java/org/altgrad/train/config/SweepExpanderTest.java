package org.altgrad.train.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.yaml.snakeyaml.Yaml;

class SweepExpanderTest {

  @TestFactory
  Stream<DynamicTest> table() {
    return Table.read("sweeps.txt").rows().stream()
        .map(row -> DynamicTest.dynamicTest(row.where(), () -> check(row)));
  }

  private static void check(Table.Row row) {
    boolean zipped = row.overrides().get(0).equals("zip");
    List<String> overrides =
        zipped ? row.overrides().subList(1, row.overrides().size()) : row.overrides();
    SweepExpander expander = new SweepExpander(row.sources());
    String expected = row.expected();
    if (expected.startsWith("!")) {
      ConfigException error =
          assertThrows(ConfigException.class, () -> expander.expand(overrides, zipped));
      if (expected.startsWith("!~")) {
        String part = expected.substring(2).strip();
        assertTrue(error.getMessage().contains(part), error.getMessage());
      } else {
        assertEquals(expected.substring(1).strip(), error.getMessage());
      }
      return;
    }
    List<SweepExpander.SweepJob> jobs = expander.expand(overrides, zipped);
    Object swept = jobs.stream().map(SweepExpander.SweepJob::swept).toList();
    assertEquals(new Yaml().<Object>load(expected), swept);
    for (SweepExpander.SweepJob job : jobs) {
      assertEquals(overrides.size(), job.overrides().size());
      job.overrides().forEach(text -> assertTrue(!OverrideParser.parse(text).isSweep(), text));
    }
  }

  @Test
  void laterWordsReplaceSweeps() {
    SweepExpander expander = new SweepExpander(MemoryTree.sources("config", "a: 1\nb: 2\nc: 3"));
    List<String> own = List.of("a=1,2", "b=1,2", "c=4", "b=range(3)");
    assertEquals(List.of("a=1,2", "c=4"), expander.replaced(own, List.of("b=7", "c=5")));
    assertEquals(own, expander.replaced(own, List.of("c=5")));
  }

  @Test
  void keepsTheFixedOverridesInPlace() {
    SweepExpander expander = new SweepExpander(MemoryTree.sources("config", "a: 1"));
    assertEquals(
        List.of("x=1", "a=2", "y=[1, 2]"),
        expander.expand(List.of("x=1", "a=1,2", "y=[1, 2]"), false).get(1).overrides());
  }

  @Test
  void shufflesTheSameWayEveryTime() {
    SweepExpander expander = new SweepExpander(MemoryTree.sources("config", "a: 1"));
    List<String> overrides = List.of("a=shuffle(range(20))");
    List<String> first =
        expander.expand(overrides, false).stream().map(j -> j.swept().get(0)).toList();
    List<String> second =
        expander.expand(overrides, false).stream().map(j -> j.swept().get(0)).toList();
    assertEquals(first, second);
    assertEquals(20, new TreeSet<>(first).size());
    assertTrue(!first.get(0).equals("a=0") || !first.get(1).equals("a=1"), first.toString());
  }
}
