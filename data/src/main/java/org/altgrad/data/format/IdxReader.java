package org.altgrad.data.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.altgrad.data.DataException;

/**
 * Reads IDX, the format of MNIST: two zero bytes, the element type (8 = unsigned byte), the rank,
 * one big-endian 32-bit size per axis, then the elements row-major. Accepted are unsigned bytes of
 * rank 1 to 4 whose sizes match the file to the byte.
 */
public final class IdxReader {
  private static final int UNSIGNED_BYTE = 8;
  private static final int MAX_RANK = 4;

  /** Deflate cannot shrink anything more than this. */
  private static final long MAX_COMPRESSION = 1032;

  private IdxReader() {}

  /**
   * Reads a file, gunzipped if need be. Nothing is allocated for sizes that the file cannot hold.
   *
   * @throws DataException if it cannot be read or is not such a file
   */
  public static IdxArray read(Path path) {
    String file = path.toString();
    try (ContentStream in =
        ContentStream.of(file, Files.newInputStream(path), /* unpack= */ true, /* md5= */ false)) {
      long bound = Files.size(path) * (in.gunzipped() ? MAX_COMPRESSION : 1);
      byte[] magic = new byte[4];
      in.readFully(magic);
      int rank = rank(magic, file);
      byte[] sizes = new byte[4 * rank];
      in.readFully(sizes);
      List<Integer> shape = shape(ByteBuffer.wrap(sizes), rank, bound, file);
      ByteBuffer data = in.readFully(elements(shape));
      if (in.read() >= 0) {
        throw new DataException(
            "%s has more bytes than the %d elements of its shape %s"
                .formatted(file, elements(shape), shape));
      }
      return new IdxArray(shape, data);
    } catch (IOException e) {
      throw ContentStream.failure(file, e);
    }
  }

  /**
   * Reads the content of a file that is in memory; the elements are a view of it.
   *
   * @param content a direct buffer
   * @param file the file's name for messages
   * @throws DataException if it is not such a file
   */
  public static IdxArray parse(ByteBuffer content, String file) {
    ByteBuffer in = content.slice();
    byte[] magic = new byte[4];
    if (in.remaining() < 4) {
      throw new DataException(
          "%s is cut off: it ends after %d bytes".formatted(file, in.remaining()));
    }
    in.get(magic);
    int rank = rank(magic, file);
    if (in.remaining() < 4 * rank) {
      throw new DataException(
          "%s is cut off: it ends after %d bytes".formatted(file, content.remaining()));
    }
    int elements = in.remaining() - 4 * rank;
    List<Integer> shape = shape(in, rank, elements, file);
    if (elements(shape) != elements) {
      throw new DataException(
          "%s has %d bytes of elements, but its shape %s means %d"
              .formatted(file, elements, shape, elements(shape)));
    }
    return new IdxArray(shape, in.slice());
  }

  private static int rank(byte[] magic, String file) {
    int type = magic[2];
    int rank = magic[3];
    if (magic[0] != 0 || magic[1] != 0) {
      throw new DataException(
          "%s is not an IDX file: it begins with bytes %02x %02x, not with two zeros"
              .formatted(file, magic[0], magic[1]));
    }
    if (type != UNSIGNED_BYTE) {
      throw new DataException(
          "%s has elements of IDX type %02x; only 08 (unsigned bytes) is read"
              .formatted(file, type));
    }
    if (rank < 1 || rank > MAX_RANK) {
      throw new DataException(
          "%s has %d axes; an IDX file here has 1 to %d".formatted(file, rank & 0xff, MAX_RANK));
    }
    return rank;
  }

  /** Reads the sizes and refuses those that need more than {@code bound} bytes. */
  private static List<Integer> shape(ByteBuffer in, int rank, long bound, String file) {
    List<Long> sizes = new ArrayList<>();
    boolean fits = true;
    long elements = 1;
    for (int axis = 0; axis < rank; axis++) {
      long size = Integer.toUnsignedLong(in.getInt());
      sizes.add(size);
      if (size == 0) {
        throw new DataException("%s claims a size of 0 on axis %d".formatted(file, axis));
      }
      fits = fits && size <= Math.min(bound, Integer.MAX_VALUE) / elements;
      elements = fits ? elements * size : elements;
    }
    if (!fits) {
      throw new DataException(
          "%s claims the shape %s, more than its %s bytes can hold".formatted(file, sizes, bound));
    }
    return sizes.stream().map(Long::intValue).toList();
  }

  private static int elements(List<Integer> shape) {
    return shape.stream().reduce(1, Math::multiplyExact);
  }
}
