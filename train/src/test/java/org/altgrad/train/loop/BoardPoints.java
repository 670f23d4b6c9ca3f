package org.altgrad.train.loop;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.SessionLog;

/** What TensorBoard shows of a run, by its own rules for what an earlier session wrote. */
public final class BoardPoints {
  private BoardPoints() {}

  /**
   * How often each point is there.
   *
   * @return keys {@code <step> <split>/<metric>}
   */
  public static Map<String, Long> shown(Path run) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(run)) {
      files = all.filter(f -> f.toString().contains("tfevents")).sorted().toList();
    }
    Map<String, Long> shown = new TreeMap<>();
    for (Path file : files) {
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
      while (whole(bytes)) {
        byte[] event = new byte[(int) bytes.getLong()];
        bytes.getInt();
        bytes.get(event);
        bytes.getInt();
        Event read = Event.parseFrom(event);
        if (read.getSessionLog().getStatus() == SessionLog.SessionStatus.START) {
          shown.keySet().removeIf(point -> Long.parseLong(point.split(" ")[0]) >= read.getStep());
        }
        read.getSummary()
            .getValueList()
            .forEach(v -> shown.merge(read.getStep() + " " + v.getTag(), 1L, Long::sum));
      }
    }
    return shown;
  }

  /** The last record of a process that was killed may be torn. */
  private static boolean whole(ByteBuffer bytes) {
    return bytes.remaining() >= 16 && bytes.getLong(bytes.position()) <= bytes.remaining() - 16;
  }
}
