package org.altgrad.graphs.vub;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.IntFunction;
import org.altgrad.base.Durable;
import org.altgrad.base.Seal;

/**
 * Features on disk, in parts of so many rows, each written whole and with its digest: a killed
 * preparation goes on behind the last part, and a damaged part is computed again.
 *
 * @param folder of one backbone on one split, if they are kept
 * @param rows in a part
 */
record FeatureCache(Optional<Path> folder, int rows) {
  private static final int DIGEST = 32;

  /** The cache of what a digest has seen, in a folder of its own below the root. */
  static FeatureCache of(Optional<Path> root, MessageDigest seen, int rows) {
    String name = HexFormat.of().formatHex(seen.digest(), 0, 16);
    return new FeatureCache(root.map(path -> path.resolve(name)), rows);
  }

  /**
   * All features, row by row.
   *
   * @param compute the numbers of the part that begins with a row
   */
  ByteBuffer all(int count, int features, IntFunction<float[]> compute) {
    ByteBuffer all =
        ByteBuffer.allocateDirect(Math.multiplyExact(4 * features, count))
            .order(ByteOrder.nativeOrder());
    for (int from = 0; from < count; from += rows) {
      int numbers = Math.min(rows, count - from) * features;
      int first = from;
      float[] part =
          read(from, numbers)
              .orElseGet(
                  () -> {
                    float[] made = compute.apply(first);
                    write(first, made);
                    return made;
                  });
      for (float value : part) {
        all.putFloat(value);
      }
    }
    return all.flip();
  }

  private Path file(Path in, int from) {
    return in.resolve("%09d.f32".formatted(from));
  }

  private Optional<float[]> read(int from, int numbers) {
    Optional<Path> file = folder.map(in -> file(in, from)).filter(Files::isRegularFile);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try {
      byte[] bytes = Files.readAllBytes(file.get());
      if (bytes.length != DIGEST + 4L * numbers
          || !Arrays.equals(
              Arrays.copyOf(bytes, DIGEST), digestOf(bytes, DIGEST, bytes.length - DIGEST))) {
        return Optional.empty();
      }
      float[] values = new float[numbers];
      little(bytes)
          .position(DIGEST)
          .slice()
          .order(ByteOrder.LITTLE_ENDIAN)
          .asFloatBuffer()
          .get(values);
      return Optional.of(values);
    } catch (IOException e) {
      throw new UncheckedIOException(file.get() + " cannot be read", e);
    }
  }

  private void write(int from, float[] values) {
    if (folder.isEmpty()) {
      return;
    }
    byte[] bytes = new byte[DIGEST + 4 * values.length];
    ByteBuffer content = little(bytes).position(DIGEST);
    for (float value : values) {
      content.putFloat(value);
    }
    byte[] digest = digestOf(bytes, DIGEST, bytes.length - DIGEST);
    System.arraycopy(digest, 0, bytes, 0, DIGEST);
    Path file = file(folder.get(), from);
    try {
      Files.createDirectories(folder.get());
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be written", e);
    }
    Durable.writeAmongOthers(file, bytes); // processes may prepare the same features
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] digestOf(byte[] bytes, int from, int length) {
    MessageDigest digest = Seal.digest();
    digest.update(bytes, from, length);
    return digest.digest();
  }
}
