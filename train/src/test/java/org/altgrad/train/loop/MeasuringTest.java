package org.altgrad.train.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MeasuringTest {
  /** A measurement of minutes said nothing until its end. */
  @Test
  void aLineInTenSecondsSaysWhatIsLeft() {
    List<String> lines = new ArrayList<>();
    long[] now = {5_000_000_000L};
    Measuring measuring = new Measuring(() -> false, lines::add, () -> now[0]);
    for (int second = 1; second <= 25; second++) {
      now[0] += 1_000_000_000L;
      measuring.drawn(second / 100.0);
    }
    assertEquals(
        List.of("directions: 10 % drawn, 1:30 left", "directions: 20 % drawn, 1:20 left"), lines);
    // The first draws wait for the graph.
    lines.clear();
    Measuring late = new Measuring(() -> false, lines::add, () -> now[0]);
    now[0] += 60_000_000_000L;
    late.drawn(0.01);
    now[0] += 1_000_000_000L;
    late.drawn(0.02);
    assertEquals(List.of("directions: 2 % drawn, 1:38 left"), lines);
  }
}
