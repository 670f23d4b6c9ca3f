package org.altgrad.train.run;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.altgrad.base.Seal;
import org.altgrad.base.ShellCommand;
import org.altgrad.graphs.program.MetricName;

/**
 * {@code metrics.csv}: one row for each value, {@code step,epoch,split,metric,model,value}, where
 * the model is the number of one of several networks. A checkpoint remembers how long the file was
 * and its SHA-256; a resumed run cuts it there, so that no row is lost, torn or twice. A file that
 * an older version began, {@code step,epoch,split,metric,value} with metrics {@code loss/model3},
 * goes on as it is.
 */
public final class MetricsFile implements AutoCloseable {
  private static final String HEADER = "step,epoch,split,metric,model,value\n";
  private final FileChannel channel;
  private final MessageDigest digest;
  private final boolean modelColumn;

  /**
   * @param keep length in bytes of what is kept of an existing file; 0 for none
   * @param sha256 of what is kept; empty if it is not known
   */
  public MetricsFile(Path file, long keep, Optional<String> sha256) {
    digest = verify(file, keep, sha256);
    try {
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      channel.truncate(keep);
      channel.position(keep);
      if (keep == 0) {
        write(HEADER);
      }
      try (BufferedReader lines = Files.newBufferedReader(file)) {
        modelColumn = lines.readLine().equals(HEADER.strip());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be written", e);
    }
  }

  /**
   * Checks that what is kept of a file is what was written.
   *
   * @return the digest of it
   * @throws RunException if it has been changed
   */
  public static MessageDigest verify(Path file, long keep, Optional<String> sha256) {
    byte[] bytes = new byte[0];
    try {
      if (keep > 0) {
        try (InputStream in = Files.newInputStream(file)) {
          bytes = in.readNBytes(Math.toIntExact(keep));
        }
      }
    } catch (NoSuchFileException e) {
      throw new RunException(
          file + " is gone", "put it back before the run can go on" + otherwise(file));
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
    MessageDigest digest = Seal.digest();
    digest.update(bytes);
    String changed = null;
    if (bytes.length < keep) {
      changed =
          "is shorter than its run's checkpoint says: rows have been removed from it, or changed";
    } else if (new String(bytes, StandardCharsets.UTF_8).contains("\r")) {
      changed =
          "has been saved with lines that end in CR LF: they must end in LF alone (tr -d '\\r')";
    } else if (keep > 0 && bytes[bytes.length - 1] != '\n'
        || sha256.isPresent() && !sha256.get().equals(hex(digest))) {
      changed = "has been changed since its run's checkpoint was made: rows are not as written";
    }
    if (changed != null) {
      throw changed(file, changed);
    }
    return digest;
  }

  /** What to do about a file that is not what its run has written. */
  public static RunException changed(Path file, String how) {
    return new RunException(
        file + " " + how, "put the original back, then resume" + otherwise(file));
  }

  /** What can be done if nobody has the rows as they were written. */
  private static String otherwise(Path file) {
    return "; if there is none, these numbers cannot be gone on with, but "
        + ShellCommand.of("train")
        + " with the run's own overrides and trainer.init_from="
        + file.getParent()
        + " begins a new run with the variables of its last checkpoint";
  }

  private static String hex(MessageDigest digest) {
    try {
      return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** SHA-256 of all that has been written. */
  public String sha256() {
    return hex(digest);
  }

  /** Appends one row for each value. */
  public void append(long step, long epoch, String split, Map<MetricName, Double> values) {
    StringBuilder rows = new StringBuilder();
    values.forEach(
        (metric, value) ->
            rows.append(step)
                .append(',')
                .append(epoch)
                .append(',')
                .append(split)
                .append(',')
                .append(modelColumn ? metric.name() + "," + model(metric) : metric)
                .append(',')
                .append(value)
                .append('\n'));
    try {
      write(rows.toString());
    } catch (IOException e) {
      throw new UncheckedIOException("metrics.csv cannot be written", e);
    }
  }

  private static String model(MetricName metric) {
    return metric.model().isPresent() ? "" + metric.model().getAsInt() : "";
  }

  private void write(String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    digest.update(bytes.duplicate());
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** Length of the file in bytes. */
  public long length() {
    try {
      return channel.position();
    } catch (IOException e) {
      throw new UncheckedIOException("metrics.csv cannot be read", e);
    }
  }

  /** Length of the file in bytes, all of which is on the disk after this call. */
  public long sync() {
    try {
      channel.force(false);
      return length();
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
