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
import java.util.zip.CRC32C;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.Summary;

/**
 * Writes scalars to an event file for TensorBoard: records of TensorFlow's format (length, masked
 * CRC-32C of the length, protocol buffer, masked CRC-32C of the buffer).
 */
final class TensorBoard implements AutoCloseable {
  private final DataOutputStream out;
  private final Clock clock;

  TensorBoard(Path directory, Clock clock) {
    this.clock = clock;
    String name =
        String.format(
            "events.out.tfevents.%010d.%d", clock.millis() / 1000, ProcessHandle.current().pid());
    try {
      out =
          new DataOutputStream(
              new BufferedOutputStream(Files.newOutputStream(directory.resolve(name))));
      write(Event.newBuilder().setFileVersion("brain.Event:2"));
    } catch (IOException e) {
      throw new UncheckedIOException(name + " cannot be written", e);
    }
  }

  void scalars(long step, String split, Map<String, Double> values) {
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
