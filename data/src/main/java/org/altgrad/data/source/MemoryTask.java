package org.altgrad.data.source;

import java.util.List;
import org.altgrad.base.Require;
import org.altgrad.data.Column;
import org.altgrad.data.DataSet;
import org.altgrad.data.Split;
import org.altgrad.data.random.RandomStream;

/**
 * A stream of independent samples, fresh at every step, to measure what a reservoir remembers:
 * there is nothing to learn about the next sample, so whatever depends on past ones needs memory.
 * Our control beside the reservoir of K. Daruwalla and M. Lipasti, Frontiers in Computational
 * Neuroscience 18, 2024, whose samples recur.
 *
 * <p>Columns: {@code input} float32 {@code [inputDims]} uniform on (-1, 1), {@code label} uniform
 * on the classes, {@code z} float32 {@code [zDims]} uniform on (0, 1), standing for a layer's
 * activity. Splits: {@code train} is the first three quarters of the stream, {@code test} the rest;
 * both are in the order of time.
 *
 * @param name {@code memory_task}
 * @param count samples of the stream, at least 4
 * @param inputDims length of the input
 * @param classes number of classes, at least 2
 * @param zDims length of z
 * @param seed seed of the stream
 */
public record MemoryTask(String name, int count, int inputDims, int classes, int zDims, long seed)
    implements DataSource {

  public MemoryTask {
    Require.that(name.equals("memory_task"), "name", "memory_task", name);
    Require.atLeast("count", count, 4);
    Require.atLeast("inputDims", inputDims, 1);
    Require.atLeast("classes", classes, 2);
    Require.atLeast("zDims", zDims, 1);
  }

  @Override
  public DataSet load(DataContext context) {
    RandomStream random = RandomStream.of(seed, "memory_task");
    float[][] inputs = new float[count][inputDims];
    int[] labels = new int[count];
    float[][] z = new float[count][zDims];
    for (int i = 0; i < count; i++) {
      random.fill(inputs[i], -1, 1);
      labels[i] = random.nextInt(classes);
      random.fill(z[i], 0, 1);
    }
    Split stream =
        Split.of(
            "train",
            Column.vectors("input", inputs),
            Column.labels(labels),
            Column.vectors("z", z));
    int trained = (int) (3L * count / 4);
    List<Split> splits = List.of(stream.prefix(trained), stream.from(trained).named("test"));
    return Generated.of("memory_task", classes, seed, splits);
  }
}
