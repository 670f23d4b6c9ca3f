package org.altgrad.graphs.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LayerSizesTest {
  private static LayerSizes sizes(String features, Integer width, Integer depth) {
    List<Integer> all =
        features == null
            ? List.of()
            : Arrays.stream(features.split(" ")).map(Integer::valueOf).toList();
    return new LayerSizes(all, optional(width), optional(depth));
  }

  private static OptionalInt optional(Integer value) {
    return value == null ? OptionalInt.empty() : OptionalInt.of(value);
  }

  @ParameterizedTest
  @CsvSource({
    "128 64, , , '[128, 64]'",
    ", , , '[]'",
    "64, 32, , '[32]'",
    "64, , 3, '[64, 64, 64]'",
    "64 64 64, 8, , '[8, 8, 8]'",
    "64 64 64, , 2, '[64, 64]'",
    "64, , 0, '[]'",
    ", 16, 2, '[16, 16]'"
  })
  void oneSizeForEachLayer(String features, Integer width, Integer depth, String expected) {
    LayerSizes sizes = sizes(features, width, depth);
    assertEquals(expected, sizes.all().toString());
    assertEquals(sizes.all().size(), sizes.count());
  }

  @ParameterizedTest
  @CsvSource({
    "128 64, 32, , 'features: must be sizes that are all equal where width or depth is given too but is [128, 64]'",
    "128 64, , 2, 'features: must be sizes that are all equal where width or depth is given too but is [128, 64]'",
    "3 0, , , 'features: must be sizes above 0 but is [3, 0]'",
    ", 4, , 'features: must be at least one size, unless both width and depth are given, but is []'",
    "4, 0, , 'width: must be at least 1 but is 0'",
    "4, , -1, 'depth: must be between 0 and 10000 layers but is -1'"
  })
  void errorsSayWhatWouldBeRight(String features, Integer width, Integer depth, String message) {
    var e = assertThrows(IllegalArgumentException.class, () -> sizes(features, width, depth));
    assertEquals(message, e.getMessage());
  }
}
