package org.altgrad.train.loop;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.Value;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.altgrad.graphs.program.MetricName;
import org.tensorflow.proto.DataClass;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.SessionLog;
import org.tensorflow.proto.Summary;
import org.tensorflow.proto.SummaryMetadata;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * Writes scalars, settings and pictures to an event file for TensorBoard: records of TensorFlow's
 * format (length, masked CRC-32C of the length, protocol buffer, masked CRC-32C of the buffer).
 */
final class TensorBoard implements AutoCloseable {
  /** What stands where a plugin reads the metadata alone: no numbers. */
  private static final TensorProto NOTHING =
      TensorProto.newBuilder()
          .setDtype(DataType.DT_FLOAT)
          .setTensorShape(
              TensorShapeProto.newBuilder().addDim(TensorShapeProto.Dim.getDefaultInstance()))
          .build();

  private static final long PNG_SIGNATURE = 0x89504e470d0a1a0aL;

  /** Number of a picture's channels, as summaries count them. */
  private static final int RGBA = 4;

  private final DataOutputStream out;
  private final Clock clock;

  /**
   * @param first the first step that this process may write; TensorBoard forgets what an earlier,
   *     killed process wrote from there on
   */
  TensorBoard(Path directory, Clock clock, long first) {
    this(directory, clock, OptionalLong.of(first));
  }

  /** With nothing forgotten where no step is given. */
  private TensorBoard(Path directory, Clock clock, OptionalLong first) {
    this(newFile(directory, clock), clock, first);
  }

  private TensorBoard(OutputStream to, Clock clock, OptionalLong first) {
    this.clock = clock;
    out = new DataOutputStream(new BufferedOutputStream(to));
    try {
      write(Event.newBuilder().setFileVersion("brain.Event:2"));
      if (first.isPresent()) {
        write(
            Event.newBuilder()
                .setStep(first.getAsLong())
                .setSessionLog(SessionLog.newBuilder().setStatus(SessionLog.SessionStatus.START)));
      }
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("the TensorBoard events cannot be written", e);
    }
  }

  /** One that writes no file, of a run that shall have none. */
  static TensorBoard none() {
    return new TensorBoard(
        OutputStream.nullOutputStream(), Clock.systemUTC(), OptionalLong.empty());
  }

  private static OutputStream newFile(Path directory, Clock clock) {
    try {
      return Files.newOutputStream(file(directory, clock));
    } catch (IOException e) {
      throw new UncheckedIOException("the TensorBoard events cannot be written", e);
    }
  }

  /**
   * Adds a picture to what a run has written, which must have ended: TensorBoard goes on to the
   * newest file, and would miss what is written to another one still.
   *
   * @param step that the picture shows the state after
   * @param png its file
   * @throws UncheckedIOException if it is no PNG file, or cannot be read or added
   */
  static void picture(Path directory, Clock clock, long step, String tag, Path png) {
    try (TensorBoard board = new TensorBoard(directory, clock, OptionalLong.empty())) {
      byte[] bytes = Files.readAllBytes(png);
      // The header comes first: 8 bytes of signature, its length and name, width and height.
      if (bytes.length < 24 || ByteBuffer.wrap(bytes).getLong() != PNG_SIGNATURE) {
        throw new IOException(png + " is no PNG file");
      }
      Summary.Image image =
          Summary.Image.newBuilder()
              .setWidth(ByteBuffer.wrap(bytes).getInt(16))
              .setHeight(ByteBuffer.wrap(bytes).getInt(20))
              .setColorspace(RGBA)
              .setEncodedImageString(ByteString.copyFrom(bytes))
              .build();
      Summary.Value value = Summary.Value.newBuilder().setTag(tag).setImage(image).build();
      board.write(step, Summary.newBuilder().addValue(value));
    } catch (IOException e) {
      throw new UncheckedIOException("a picture cannot be added for TensorBoard", e);
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

  /**
   * The settings, as a text and for the table of hyper-parameters, whose metrics are the scalars.
   *
   * @param settings with dotted keys
   * @param text all of them
   */
  void configuration(Map<String, Object> settings, String text) {
    UnknownFieldSet.Builder start = UnknownFieldSet.newBuilder();
    UnknownFieldSet.Field.Builder all = UnknownFieldSet.Field.newBuilder();
    settings.forEach(
        (key, value) ->
            all.addLengthDelimited(
                fields(1, ByteString.copyFromUtf8(key), 2, value(value).toByteString())));
    start.addField(1, all.build());
    start.addField(5, number(clock.millis() / 1000.0));
    // Lines that begin with four spaces are shown as they are.
    String shown = text.lines().map(line -> "    " + line).collect(Collectors.joining("\n"));
    TensorProto words =
        TensorProto.newBuilder()
            .setDtype(DataType.DT_STRING)
            .setTensorShape(TensorShapeProto.getDefaultInstance())
            .addStringVal(ByteString.copyFromUtf8(shown))
            .build();
    plugin(0, "configuration", "text", ByteString.EMPTY, words);
    plugin(0, "_hparams_/session_start_info", "hparams", fields(3, start.build()), NOTHING);
  }

  /**
   * How the run ended.
   *
   * @param step the first one that was not made, from which a longer run forgets it
   */
  void end(long step, boolean well) {
    UnknownFieldSet end =
        UnknownFieldSet.newBuilder()
            .addField(1, UnknownFieldSet.Field.newBuilder().addVarint(well ? 1 : 2).build())
            .addField(2, number(clock.millis() / 1000.0))
            .build();
    plugin(step, "_hparams_/session_end_info", "hparams", fields(4, end), NOTHING);
  }

  private static UnknownFieldSet.Field number(double value) {
    return UnknownFieldSet.Field.newBuilder().addFixed64(Double.doubleToLongBits(value)).build();
  }

  private static ByteString fields(int number, UnknownFieldSet content) {
    return fields(number, content.toByteString());
  }

  /** A message of numbers of fields and what they hold. */
  private static ByteString fields(Object... numbersAndBytes) {
    UnknownFieldSet.Builder message = UnknownFieldSet.newBuilder();
    for (int i = 0; i < numbersAndBytes.length; i += 2) {
      ByteString bytes = (ByteString) numbersAndBytes[i + 1];
      message.addField(
          (Integer) numbersAndBytes[i],
          UnknownFieldSet.Field.newBuilder().addLengthDelimited(bytes).build());
    }
    return message.build().toByteString();
  }

  private static Value value(Object setting) {
    if (setting instanceof Boolean truth) {
      return Value.newBuilder().setBoolValue(truth).build();
    }
    return setting instanceof Number number
        ? Value.newBuilder().setNumberValue(number.doubleValue()).build()
        : Value.newBuilder().setStringValue(String.valueOf(setting)).build();
  }

  private void plugin(long step, String tag, String name, ByteString content, TensorProto tensor) {
    SummaryMetadata.PluginData data =
        SummaryMetadata.PluginData.newBuilder().setPluginName(name).setContent(content).build();
    SummaryMetadata metadata =
        SummaryMetadata.newBuilder()
            .setPluginData(data)
            .setDataClass(DataClass.DATA_CLASS_TENSOR)
            .build();
    Summary.Value value =
        Summary.Value.newBuilder().setTag(tag).setMetadata(metadata).setTensor(tensor).build();
    write(step, Summary.newBuilder().addValue(value));
  }

  void scalars(long step, String split, Map<MetricName, Double> values) {
    Summary.Builder summary = Summary.newBuilder();
    values.forEach(
        (metric, value) ->
            summary.addValue(
                Summary.Value.newBuilder()
                    .setTag(split + "/" + metric)
                    .setSimpleValue(value.floatValue())));
    write(step, summary);
  }

  private void write(long step, Summary.Builder summary) {
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
