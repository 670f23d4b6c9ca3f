package org.altgrad.graphs.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.altgrad.graphs.TestGraph;
import org.junit.jupiter.api.Test;

class ChangeTest {
  /** Two variables take each other's values, many times: no part sees what another has changed. */
  @Test
  void partsChangeAtOnce() {
    try (TestGraph g = new TestGraph()) {
      var a = g.variables.state("a", g.vector(1, 2));
      var b = g.variables.state("b", g.vector(3, 5));
      // An addition copies: the read of a variable may be the variable's own memory.
      var change =
          Change.set(a, b.value().plus(0))
              .and(Change.NONE)
              .and(Change.set(List.of(b), List.of(a.value().plus(0))));
      var op = change.apply(g.tf, List.of());
      g.initialize();
      for (int i = 0; i < 101; i++) {
        g.run(op);
      }
      assertArrayEquals(new double[] {3, 5}, g.value(a.value()));
      assertArrayEquals(new double[] {1, 2}, g.value(b.value()));
    }
  }

  @Test
  void valuesFitVariables() {
    try (TestGraph g = new TestGraph()) {
      var a = g.variables.state("a", g.vector(1, 2));
      assertThrows(IllegalArgumentException.class, () -> Change.set(List.of(a), List.of()));
    }
  }
}
