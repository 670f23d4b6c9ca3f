package org.altgrad.train.loop;

import com.google.protobuf.ByteString;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.altgrad.graphs.program.MetricName;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.SessionLog;
import org.tensorflow.proto.Summary;

/**
 * Writes scalars to an event file for TensorBoard: records of TensorFlow's format (length, masked
 * CRC-32C of the length, protocol buffer, masked CRC-32C of the buffer).
 */
final class TensorBoard implements AutoCloseable {
  private final DataOutputStream out;
  private final Clock clock;

  /**
   * @param first the first step that this process may write; TensorBoard forgets what an earlier,
   *     killed process wrote from there on
   */
  TensorBoard(Path directory, Clock clock, long first) {
    this.clock = clock;
    try {
      out =
          new DataOutputStream(
              new BufferedOutputStream(Files.newOutputStream(file(directory, clock))));
      write(Event.newBuilder().setFileVersion("brain.Event:2"));
      write(
          Event.newBuilder()
              .setStep(first)
              .setSessionLog(SessionLog.newBuilder().setStatus(SessionLog.SessionStatus.START)));
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("the TensorBoard events cannot be written", e);
    }
  }

  /** TensorBoard reads the files by name: this one comes last, whatever clock and process say. */
  private static Path file(Path directory, Clock clock) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      long last =
          all.map(path -> path.getFileName().toString())
              .filter(name -> name.matches("events\\.out\\.tfevents\\.\\d{10}\\..*"))
              .mapToLong(name -> Long.parseLong(name.substring(20, 30)))
              .max()
              .orElse(0);
      long second = Math.max(clock.millis() / 1000, last + 1);
      return directory.resolve(
          String.format("events.out.tfevents.%010d.%d", second, ProcessHandle.current().pid()));
    }
  }

  void scalars(long step, String split, Map<MetricName, Double> values) {
    Summary.Builder summary = Summary.newBuilder();
    values.forEach(
        (metric, value) ->
            summary.addValue(
                Summary.Value.newBuilder()
                    .setTag(split + "/" + metric)
                    .setSimpleValue(value.floatValue())));
    try {
      write(Event.newBuilder().setStep(step).setSummary(summary));
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("the TensorBoard events cannot be written", e);
    }
  }

  private void write(Event.Builder event) throws IOException {
    ByteString bytes = event.setWallTime(clock.millis() / 1000.0).build().toByteString();
    ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    length.putLong(bytes.size()).flip();
    out.write(length.array());
    writeMasked(length);
    bytes.writeTo(out);
    writeMasked(bytes.asReadOnlyByteBuffer());
  }

  private void writeMasked(ByteBuffer bytes) throws IOException {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    int value = (int) crc.getValue();
    int masked = Integer.rotateRight(value, 15) + 0xa282ead8;
    out.writeInt(Integer.reverseBytes(masked));
  }

  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException e) {
      throw new UncheckedIOException("the TensorBoard events cannot be written", e);
    }
  }
}
