package org.altgrad.data.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import org.altgrad.data.Column;
import org.altgrad.data.DataSet;
import org.altgrad.data.Progress;
import org.junit.jupiter.api.Test;

class BitPatternsTest {
  @Test
  void everyPatternIsThereOnce() {
    DataSet data = new BitPatterns("patterns", 4).load(DataContext.standard(false, Progress.NONE));
    for (String split : new String[] {"train", "test"}) {
      Column image = data.split(split).column("image");
      assertEquals(16, image.count());
      Set<String> seen = new HashSet<>();
      for (int i = 0; i < 16; i++) {
        seen.add(java.util.Arrays.toString(image.values(i)));
      }
      assertEquals(16, seen.size());
      assertArrayEquals(new float[] {0, 1, 1, 0}, image.values(6));
    }
  }

  @Test
  void tooManyBitsAreRefused() {
    var wrong = assertThrows(IllegalArgumentException.class, () -> new BitPatterns("patterns", 17));
    assertTrue(wrong.getMessage().startsWith("bits: must be in [1, 16] but is 17"));
  }
}
