package org.altgrad.train.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.Summary;

/** Against bytes that TensorBoard 2.21's own messages are written as. */
class TensorBoardTest {
  private static final String START = "1a1a0a0f0a026c72120911000000000000e03f290000000000408f40";
  private static final String END = "220b0801110000000000408f40";
  private static final String NOTHING = "080112021200";

  @TempDir private Path dir;

  private Map<String, Summary.Value> written() throws IOException {
    Map<String, Summary.Value> values = new TreeMap<>();
    Path file;
    try (Stream<Path> all = Files.list(dir)) {
      file = all.findFirst().orElseThrow();
    }
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      byte[] event = new byte[(int) bytes.getLong()];
      bytes.getInt();
      bytes.get(event);
      bytes.getInt();
      Event read = Event.parseFrom(event);
      read.getSummary()
          .getValueList()
          .forEach(v -> values.put(read.getStep() + " " + v.getTag(), v));
    }
    return values;
  }

  private static String hex(Summary.Value value) {
    byte[] content = value.getMetadata().getPluginData().getContent().toByteArray();
    return HexFormat.of().formatHex(content);
  }

  @Test
  void settingsAndTheEndAreThoseOfThePlugin() throws IOException {
    Clock clock = Clock.fixed(Instant.ofEpochSecond(1000), ZoneOffset.UTC);
    try (TensorBoard board = new TensorBoard(dir, clock, 0)) {
      board.configuration(Map.of("lr", 0.5), "lr: 0.5\n");
      board.end(8, true);
    }
    Map<String, Summary.Value> values = written();
    Summary.Value start = values.get("0 _hparams_/session_start_info");
    assertEquals("hparams", start.getMetadata().getPluginData().getPluginName());
    assertEquals(START, hex(start));
    assertEquals(NOTHING, HexFormat.of().formatHex(start.getTensor().toByteArray()));
    assertEquals(END, hex(values.get("8 _hparams_/session_end_info")));
    Summary.Value text = values.get("0 configuration");
    assertEquals("text", text.getMetadata().getPluginData().getPluginName());
    String shown = text.getTensor().getStringVal(0).toString(StandardCharsets.UTF_8);
    assertEquals("    lr: 0.5", shown);
  }

  /** CRC-32C bit by bit, from its polynomial alone. */
  private static int masked(byte[] bytes) {
    int crc = -1;
    for (byte b : bytes) {
      crc ^= b & 0xff;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc >>> 1) ^ ((crc & 1) == 0 ? 0 : 0x82f63b78);
      }
    }
    crc = ~crc;
    return ((crc >>> 15) | (crc << 17)) + 0xa282ead8;
  }

  @Test
  void aPictureIsTheFile() throws IOException {
    BufferedImage drawn = new BufferedImage(7, 5, BufferedImage.TYPE_INT_ARGB);
    drawn.setRGB(3, 2, 0xff336699);
    Path png = dir.resolve("drawn.png");
    ImageIO.write(drawn, "png", png.toFile());
    Path board = Files.createDirectories(dir.resolve("board"));
    BoardPictures.add(board, 12, "figures/drawn", png);
    Path file;
    try (Stream<Path> all = Files.list(board)) {
      file = all.findFirst().orElseThrow();
    }
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    List<Event> events = new ArrayList<>();
    while (bytes.hasRemaining()) {
      byte[] length = new byte[8];
      bytes.get(bytes.position(), length);
      byte[] event = new byte[(int) bytes.getLong()];
      assertEquals(masked(length), bytes.getInt());
      bytes.get(event);
      assertEquals(masked(event), bytes.getInt());
      events.add(Event.parseFrom(event));
    }
    assertEquals(2, events.size()); // and none that begins a session: nothing is forgotten
    assertEquals(12, events.get(1).getStep());
    Summary.Value value = events.get(1).getSummary().getValue(0);
    assertEquals("figures/drawn", value.getTag());
    assertEquals(7, value.getImage().getWidth());
    assertEquals(5, value.getImage().getHeight());
    BufferedImage shown = ImageIO.read(value.getImage().getEncodedImageString().newInput());
    assertEquals(0xff336699, shown.getRGB(3, 2));
    assertEquals(0, shown.getRGB(0, 0));
    Files.writeString(png, "no picture, but long enough for one");
    assertThrows(UncheckedIOException.class, () -> BoardPictures.add(board, 1, "x", png));
  }
}
