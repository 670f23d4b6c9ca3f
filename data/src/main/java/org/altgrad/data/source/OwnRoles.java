package org.altgrad.data.source;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.altgrad.base.Require;
import org.altgrad.data.Column;
import org.altgrad.data.DataException;
import org.altgrad.data.ElementType;

/**
 * What the columns of a user's table are for.
 *
 * @param inputs what a network reads, in this order; empty for all numbers that have no other role
 * @param label the class: whole numbers from 0 on, or words; empty for none
 * @param environment where the example comes from, numbers or words; empty for none
 * @param testEnvironments those that are the split test, and nothing is trained on; perhaps none
 * @param factors what is behind the example, which metrics look for; perhaps none
 * @param shape of an example that is a picture, {@code [height, width, channels]}: column {@code
 *     image} in place of {@code input}
 */
public record OwnRoles(
    Optional<List<String>> inputs,
    Optional<String> label,
    Optional<String> environment,
    List<String> testEnvironments,
    List<String> factors,
    Optional<List<Integer>> shape) {
  private static final int MOST_PIXEL = 255;

  public OwnRoles {
    testEnvironments = List.copyOf(testEnvironments);
    factors = List.copyOf(factors);
    Require.that(
        testEnvironments.isEmpty() || environment.isPresent(),
        "test_environments",
        "[] where environment is null",
        testEnvironments);
    Require.that(
        inputs.map(names -> !names.isEmpty()).orElse(true), "inputs", "names, or null", "empty");
    inputs.ifPresent(names -> requireDifferent("inputs", names));
    requireDifferent("test_environments", testEnvironments);
    requireDifferent("factors", factors);
    Require.that(
        label.isEmpty() || inputs.isEmpty() || !inputs.get().contains(label.get()),
        "inputs",
        "columns without the label " + label.orElse(""),
        inputs.orElse(List.of()));
    shape.ifPresent(
        axes ->
            Require.that(
                axes.size() == 3 && axes.stream().allMatch(axis -> axis > 0),
                "shape",
                "[height, width, channels]",
                axes));
  }

  private static void requireDifferent(String key, List<String> names) {
    Require.that(
        Set.copyOf(names).size() == names.size(), key, "names that are all different", names);
  }

  /** Whether a column has a role that is not the input's. */
  boolean isOther(String name) {
    return label.equals(Optional.of(name))
        || environment.equals(Optional.of(name))
        || factors.contains(name);
  }

  /**
   * The examples as a network reads them.
   *
   * @param place of the table, for messages
   */
  Column input(String place, float[][] rows) {
    int width = rows[0].length;
    if (shape.isEmpty()) {
      return Column.vectors("input", rows);
    }
    List<Integer> axes = shape.get();
    int wanted = axes.stream().reduce(1, Math::multiplyExact);
    if (wanted != width) {
      throw new DataException(
          "data.shape: must have %d numbers, as many as a row of %s, but %s has %d"
              .formatted(width, place, axes, wanted));
    }
    boolean bytes = isBytes(rows);
    ElementType type = bytes ? ElementType.UINT8 : ElementType.FLOAT32;
    var data = Column.allocate(type, axes, rows.length);
    for (float[] row : rows) {
      for (float number : row) {
        if (bytes) {
          data.put((byte) (int) number);
        } else {
          data.putFloat(number);
        }
      }
    }
    return new Column("image", type, axes, rows.length, bytes ? Column.PIXEL : 1f, data.flip());
  }

  /** Numbers that are pixels are whole, from 0 to 255, and not only 0 and 1. */
  private static boolean isBytes(float[][] rows) {
    boolean large = false;
    for (float[] row : rows) {
      for (float number : row) {
        if (number != Math.rint(number) || number < 0 || number > MOST_PIXEL) {
          return false;
        }
        large |= number > 1;
      }
    }
    return large;
  }
}
