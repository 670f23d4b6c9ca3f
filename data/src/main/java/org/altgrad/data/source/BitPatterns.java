package org.altgrad.data.source;

import java.util.List;
import org.altgrad.base.Require;
import org.altgrad.data.Column;
import org.altgrad.data.DataSet;
import org.altgrad.data.ElementType;
import org.altgrad.data.Split;

/**
 * Every pattern of a few bits, once, for training and for testing: small enough for sums over all
 * of them. Example i has bit k of the number i as its pixel k. Column: {@code image} uint8 of zeros
 * and ones with scale 1, {@code [1, bits, 1]}.
 *
 * @param name {@code patterns}
 * @param bits of a pattern, 1 to 16
 */
public record BitPatterns(String name, int bits) implements DataSource {
  private static final int MOST = 16;

  public BitPatterns {
    Require.that(name.equals("patterns"), "name", "patterns", name);
    if (bits < 1 || bits > MOST) {
      throw new IllegalArgumentException("bits: must be in [1, " + MOST + "] but is " + bits);
    }
  }

  @Override
  public DataSet load(DataContext context) {
    int count = 1 << bits;
    List<Integer> shape = List.of(1, bits, 1);
    var bytes = Column.allocate(ElementType.UINT8, shape, count);
    for (int i = 0; i < count * bits; i++) {
      bytes.put(i, (byte) (i / bits >> i % bits & 1));
    }
    Column image = new Column("image", ElementType.UINT8, shape, count, 1f, bytes);
    return DataSet.of("patterns", 0, List.of(), Split.of("train", image), Split.of("test", image));
  }
}
