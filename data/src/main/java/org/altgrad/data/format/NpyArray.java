package org.altgrad.data.format;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.altgrad.base.Place;
import org.altgrad.base.ZipContent;
import org.altgrad.data.DataException;
import org.altgrad.data.Provenance;

/**
 * An array of numbers, or of words in an archive, in a file as NumPy writes it, {@code .npy},
 * versions 1 to 3 of the format, in C order. The file stays on the disk and must not change as long
 * as the array is in use.
 *
 * @param path the file
 * @param type NumPy's name of the type without the order of bytes, such as {@code f4} or {@code
 *     i8}; of words of at most five letters {@code U5} or {@code S5}
 * @param shape its axes
 * @param data its numbers or letters, in their order of bytes
 */
public record NpyArray(Path path, String type, List<Integer> shape, ByteBuffer data) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final Map<String, Integer> TYPES =
      Map.of(
          "f4", 4, "f8", 8, "i1", 1, "i2", 2, "i4", 4, "i8", 8, "u1", 1, "u2", 2, "u4", 4, "b1", 1);
  private static final Pattern WORDS = Pattern.compile("([US])([0-9]{1,6})");
  private static final Pattern TYPE = Pattern.compile("'descr': *'([<>|=]?)([^']*)'");
  private static final Pattern SIZED = Pattern.compile("([a-zA-Z])([0-9]{1,6})(.*)");
  private static final Pattern ORDER = Pattern.compile("'fortran_order': *(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape': *\\(([0-9, ]*)\\)");

  /**
   * Opens a file.
   *
   * @throws DataException if it is not there, or no array of whole or floating-point numbers
   */
  public static NpyArray open(Path path) {
    if (!Files.isRegularFile(path)) {
      throw new DataException(path + ": must be a .npy file but " + Place.found(path));
    }
    try (FileChannel file = FileChannel.open(path)) {
      if (file.size() > Integer.MAX_VALUE) {
        throw new DataException(path + ": must have at most 2 GiB but has " + file.size());
      }
      NpyArray array = of(path, file.map(FileChannel.MapMode.READ_ONLY, 0, file.size()));
      if (array.words()) {
        throw new DataException(
            path
                + ": must be an array of numbers but has words; number them from 0 on"
                + " (numpy.unique(a, return_inverse=True)[1]), or bring a table (data=csv)");
      }
      return array;
    } catch (IOException e) {
      throw new DataException("cannot read %s (%s)".formatted(path, DataException.reason(e)), e);
    }
  }

  /**
   * A matrix of 32-bit floating-point numbers as a file of this format.
   *
   * @param rows of it
   * @param numbers row by row
   */
  public static byte[] encoded(int rows, float[] numbers) {
    ByteBuffer file = begun("<f4", rows + ", " + numbers.length / rows, 4 * numbers.length);
    file.asFloatBuffer().put(numbers);
    return file.array();
  }

  /** A row of whole numbers as a file of this format. */
  public static byte[] encoded(int[] numbers) {
    ByteBuffer file = begun("<i4", numbers.length + ",", 4 * numbers.length);
    file.asIntBuffer().put(numbers);
    return file.array();
  }

  private static ByteBuffer begun(String type, String shape, int bytes) {
    byte[] header = header(type, shape);
    return ByteBuffer.allocate(header.length + bytes).order(ByteOrder.LITTLE_ENDIAN).put(header);
  }

  /**
   * Magic, version 1.0 and a header that ends at a multiple of 64 bytes: what stands before the
   * numbers.
   *
   * @param type NumPy's name of it
   * @param shape as in a tuple: {@code 3, 4} or {@code 3,}
   */
  static byte[] header(String type, String shape) {
    String dictionary =
        "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }".formatted(type, shape);
    int length = (MAGIC.length + 4 + dictionary.length() + 1 + 63) / 64 * 64 - MAGIC.length - 4;
    String header = dictionary + " ".repeat(length - dictionary.length() - 1) + "\n";
    ByteBuffer file = ByteBuffer.allocate(MAGIC.length + 4 + length);
    file.order(ByteOrder.LITTLE_ENDIAN).put(MAGIC).put((byte) 1).put((byte) 0);
    return file.putShort((short) length).put(header.getBytes(StandardCharsets.US_ASCII)).array();
  }

  /**
   * The arrays of a file as NumPy's {@code savez} and {@code savez_compressed} write it, by their
   * names without {@code .npy}.
   *
   * @throws DataException if it is not there, or holds something else than arrays of numbers and
   *     words
   */
  public static Map<String, NpyArray> archive(Path path) {
    if (!Files.isRegularFile(path)) {
      throw new DataException(path + ": must be a .npz file but " + Place.found(path));
    }
    Map<String, NpyArray> arrays = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(path.toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        if (!entry.getName().endsWith(".npy") || entry.getSize() > Integer.MAX_VALUE - 8) {
          throw new DataException(
              "%s: must hold .npy files of at most 2 GiB but holds %s"
                  .formatted(path, entry.getName()));
        }
        String name = entry.getName().substring(0, entry.getName().length() - ".npy".length());
        arrays.put(name, of(path.resolve(name), ByteBuffer.wrap(content(path, zip, entry))));
      }
    } catch (ZipException e) {
      throw new DataException(path + ": must be a .npz file as NumPy writes it but is not", e);
    } catch (IOException e) {
      throw new DataException("cannot read %s (%s)".formatted(path, DataException.reason(e)), e);
    }
    return arrays;
  }

  private static byte[] content(Path path, ZipFile zip, ZipEntry entry) throws IOException {
    try {
      return ZipContent.read(zip, entry);
    } catch (ZipException e) {
      throw new DataException(path + ": " + e.getMessage() + "; copy or write the file again", e);
    }
  }

  private static NpyArray of(Path path, ByteBuffer file) {
    file.order(ByteOrder.LITTLE_ENDIAN);
    byte[] magic = new byte[MAGIC.length];
    int start = 0;
    int header = 0;
    boolean npy = file.remaining() > 12;
    if (npy) {
      file.get(0, magic);
      boolean first = file.get(6) == 1;
      start = first ? 10 : 12;
      header = first ? file.getShort(8) & 0xffff : file.getInt(8);
      npy = Arrays.equals(magic, MAGIC) && file.get(6) >= 1 && file.get(6) <= 3;
      npy &= header >= 0 && header <= file.remaining() - start;
    }
    if (!npy) {
      throw new DataException(path + ": must be a .npy file as NumPy writes it but is not");
    }
    byte[] bytes = new byte[header];
    file.get(start, bytes);
    String text = new String(bytes, StandardCharsets.UTF_8).strip();
    Matcher type = TYPE.matcher(text);
    Matcher order = ORDER.matcher(text);
    Matcher shape = SHAPE.matcher(text);
    requireReadable(path, type, order, shape);
    List<Integer> axes =
        Arrays.stream(shape.group(1).split(","))
            .map(String::strip)
            .filter(axis -> !axis.isEmpty())
            .map(axis -> parsed(axis, path))
            .toList();
    long numbers = axes.stream().mapToLong(axis -> axis).reduce(1, (a, b) -> a * b);
    long needed = numbers * bytes(type.group(2));
    ByteBuffer data = file.slice(start + header, file.remaining() - start - header);
    if (data.remaining() != needed) {
      throw new DataException(
          "%s: must have %d bytes for shape %s but has %d"
              .formatted(path, needed, axes, data.remaining()));
    }
    boolean big = type.group(1).equals(">");
    return new NpyArray(
        path,
        type.group(2),
        axes,
        data.order(big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN));
  }

  /** Refuses what is not read, in words; else the matchers stand on what they have found. */
  private static void requireReadable(Path path, Matcher type, Matcher order, Matcher shape) {
    if (!order.find() || !shape.find()) {
      throw new DataException(path + ": must have a header as NumPy writes it but has another");
    }
    boolean named = type.find();
    if (named && type.group(2).startsWith("O")) {
      throw new DataException(
          path
              + ": must be an array of numbers or words but has objects of Python's; write words as"
              + " such (a.astype(str))");
    }
    String found =
        "%s of shape [%s]"
            .formatted(
                named ? words(type.group(2)) : "rows of several fields",
                shape.group(1).strip().replaceAll(",$", ""));
    if (!named || bytes(type.group(2)) < 0) {
      throw new DataException(
          "%s: must be an array of %s but is %s"
              .formatted(
                  path,
                  TYPES.keySet().stream().map(NpyArray::words).sorted().collect(joining(", ")),
                  found));
    }
    if (order.group(1).equals("True")) {
      throw new DataException(
          path
              + ": must be in C order (numpy.ascontiguousarray) but is in Fortran order, "
              + found);
    }
  }

  /** A type as NumPy prints it: {@code float16} of {@code f2}. */
  private static String words(String type) {
    Matcher sized = SIZED.matcher(type);
    if (!sized.matches()) {
      return type;
    }
    int bytes = Integer.parseInt(sized.group(2));
    return switch (sized.group(1)) {
      case "b" -> "bool";
      case "f" -> "float" + 8 * bytes;
      case "i" -> "int" + 8 * bytes;
      case "u" -> "uint" + 8 * bytes;
      case "c" -> "complex" + 8 * bytes;
      case "M" -> "datetime64" + sized.group(3);
      case "m" -> "timedelta64" + sized.group(3);
      case "U", "S" -> "words of " + bytes + " letters";
      default -> "raw bytes (" + type + ")";
    };
  }

  /** What its numbers are, as NumPy prints it: {@code float64}. */
  public String kind() {
    return words(type);
  }

  /** Of an entry; -1 of what is not read. */
  private static int bytes(String type) {
    Matcher words = WORDS.matcher(type);
    if (words.matches()) {
      return (words.group(1).equals("U") ? 4 : 1) * Integer.parseInt(words.group(2));
    }
    return TYPES.getOrDefault(type, -1);
  }

  /** Whether it has words, and no numbers. */
  public boolean words() {
    return WORDS.matcher(type).matches();
  }

  /** Word {@code i} of all. */
  public String word(int i) {
    int size = bytes(type);
    StringBuilder word = new StringBuilder();
    if (type.startsWith("U")) {
      for (int at = i * size; at < (i + 1) * size; at += 4) {
        int letter = data.getInt(at);
        word.appendCodePoint(Character.isValidCodePoint(letter) ? letter : 0xFFFD);
      }
    } else {
      byte[] letters = new byte[size];
      data.get(i * size, letters);
      word.append(new String(letters, StandardCharsets.UTF_8));
    }
    int end = word.length();
    while (end > 0 && word.charAt(end - 1) == 0) {
      end--;
    }
    return word.substring(0, end);
  }

  private static int parsed(String axis, Path path) {
    if (axis.length() > 9) {
      throw new DataException(path + ": must have axes of at most 999999999 but has " + axis);
    }
    return Integer.parseInt(axis);
  }

  /** Whether its numbers are whole. */
  public boolean whole() {
    return !type.startsWith("f");
  }

  /** Number {@code i} of all, row by row. */
  public double number(int i) {
    return switch (type) {
      case "f4" -> data.getFloat(4 * i);
      case "f8" -> data.getDouble(8 * i);
      case "i1" -> data.get(i);
      case "u1", "b1" -> data.get(i) & 0xff;
      case "i2" -> data.getShort(2 * i);
      case "u2" -> data.getShort(2 * i) & 0xffff;
      case "i4" -> data.getInt(4 * i);
      case "u4" -> data.getInt(4 * i) & 0xffffffffL;
      default -> data.getLong(8 * i);
    };
  }

  /** Checksum of its numbers. */
  public Provenance provenance() {
    return Provenance.of(path.getFileName().toString(), path.toString(), data);
  }
}
