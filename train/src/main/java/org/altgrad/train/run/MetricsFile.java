package org.altgrad.train.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/**
 * {@code metrics.csv}: one row for each metric, {@code step,epoch,split,metric,value}. A checkpoint
 * remembers how long the file was; a resumed run cuts it there, so that no row is lost, torn or
 * twice.
 */
public final class MetricsFile implements AutoCloseable {
  private static final String HEADER = "step,epoch,split,metric,value\n";
  private final FileChannel channel;

  /**
   * @param keep length in bytes of what is kept of an existing file; 0 for none
   */
  public MetricsFile(Path file, long keep) {
    try {
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (channel.size() < keep) {
        channel.close();
        throw new RunException(
            file + " is shorter than its run's checkpoint says: rows have been removed from it");
      }
      channel.truncate(keep);
      channel.position(keep);
      if (keep == 0) {
        write(HEADER);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be written", e);
    }
  }

  /** Appends one row for each value. */
  public void append(long step, long epoch, String split, Map<String, Double> values) {
    StringBuilder rows = new StringBuilder();
    values.forEach(
        (metric, value) ->
            rows.append(step)
                .append(',')
                .append(epoch)
                .append(',')
                .append(split)
                .append(',')
                .append(metric)
                .append(',')
                .append(value)
                .append('\n'));
    try {
      write(rows.toString());
    } catch (IOException e) {
      throw new UncheckedIOException("metrics.csv cannot be written", e);
    }
  }

  private void write(String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** Length of the file in bytes, all of which is on the disk after this call. */
  public long sync() {
    try {
      channel.force(false);
      return channel.position();
    } catch (IOException e) {
      throw new UncheckedIOException("metrics.csv cannot be written", e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("metrics.csv cannot be closed", e);
    }
  }
}
