package org.altgrad.data.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.altgrad.data.DataException;
import org.altgrad.data.DataSet;
import org.altgrad.data.format.NpyArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeatureTableTest {
  private static final String FLOAT32 =
      "k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzog"
          + "KDMsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg"
          + "ICAgICAgIAoAAAA/AACAvwAAAEAAAEBAAACIQAAAoMAAAMBAAADgQAAAAkE=";
  private static final String INT64 =
      "k05VTVBZAQB2AHsnZGVzY3InOiAnPGk4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzog"
          + "KDMsKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg"
          + "ICAgICAgIAoCAAAAAAAAAAAAAAAAAAAAAQAAAAAAAAA=";
  private static final String BIG_FLOAT64 =
      "k05VTVBZAQB2AHsnZGVzY3InOiAnPmY4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzog"
          + "KDIsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg"
          + "ICAgICAgIAo/8AAAAAAAAEAAAAAAAAAAQAgAAAAAAADAEAAAAAAAAD9QYk3S8an8QBgAAAAAAAA=";
  private static final String FORTRAN =
      "k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBUcnVlLCAnc2hhcGUnOiAo"
          + "MiwgMyksIH0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg"
          + "ICAgICAgIAoAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

  @TempDir private Path dir;

  private FeatureFiles files(String features, String labels) {
    return new FeatureFiles(path(features), path(labels));
  }

  private Optional<Path> path(String file) {
    return Optional.of(file).filter(f -> !f.isEmpty()).map(dir::resolve);
  }

  private DataSet load(FeatureFiles train, FeatureFiles test, double holdout) {
    return new FeatureTable(
            "features",
            train,
            files("", ""),
            test,
            new OwnLimits(Optional.empty(), Optional.empty(), Optional.empty()),
            new HoldOut(holdout, 1))
        .load(Samples.OFFLINE);
  }

  private String failure(String features, String labels) {
    return assertThrows(DataException.class, () -> load(files(features, labels), files("", ""), 0))
        .getMessage()
        .replace(dir + File.separator, "");
  }

  private void write(String file, String base64) throws IOException {
    Files.write(dir.resolve(file), Base64.getMimeDecoder().decode(base64));
  }

  private void npy(String file, int version, String type, String shape, ByteBuffer data)
      throws IOException {
    String text = "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }\n";
    ByteBuffer all = ByteBuffer.allocate(12 + text.length() + data.limit());
    all.order(ByteOrder.LITTLE_ENDIAN)
        .put((byte) 0x93)
        .put("NUMPY".getBytes(StandardCharsets.US_ASCII));
    all.put((byte) version).put((byte) 0);
    if (version == 1) {
      all.putShort((short) text.length());
    } else {
      all.putInt(text.length());
    }
    all.put(text.getBytes(StandardCharsets.US_ASCII)).put(data.duplicate().rewind());
    Files.write(dir.resolve(file), java.util.Arrays.copyOf(all.array(), all.position()));
  }

  private static ByteBuffer doubles(double... values) {
    ByteBuffer data = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      data.putDouble(value);
    }
    return data;
  }

  private static ByteBuffer longs(long... values) {
    ByteBuffer data = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (long value : values) {
      data.putLong(value);
    }
    return data.flip();
  }

  private static ByteBuffer bytes(int... values) {
    ByteBuffer data = ByteBuffer.allocate(values.length);
    for (int value : values) {
      data.put((byte) value);
    }
    return data;
  }

  /** Features of other splits are found by name, whichever order they stand in. */
  @Test
  void columnsAreFoundByName() throws IOException {
    Files.writeString(dir.resolve("a.csv"), "x,y,label\n1,2,0\n3,4,1\n");
    Files.writeString(dir.resolve("b.csv"), "label,y,x\n1,6,5\n");
    DataSet data = load(files("a.csv", ""), files("b.csv", ""), 0);
    FloatBuffer test = data.split("test").column("feature").data().asFloatBuffer();
    assertEquals(5, test.get(0));
    assertEquals(6, test.get(1));
    assertEquals("x\ny", data.attachments().get("inputs").text());
    Files.writeString(dir.resolve("c.csv"), "label,y,z\n1,6,5\n");
    DataException e =
        assertThrows(DataException.class, () -> load(files("a.csv", ""), files("c.csv", ""), 0));
    assertTrue(e.getMessage().contains("c.csv:1: must name a column x"), e.getMessage());
  }

  /** The files that NumPy itself wrote. */
  @Test
  void readsWhatNumpyWrites() throws IOException {
    write("x.npy", FLOAT32);
    write("y.npy", INT64);
    write("t.npy", BIG_FLOAT64);
    Files.writeString(dir.resolve("l.csv"), "label\n2\n0\n");
    DataSet data = load(files("x.npy", "y.npy"), files("t.npy", "l.csv"), 0);
    assertArrayEquals(
        new float[][] {{0.5f, -1, 2}, {3, 4.25f, -5}, {6, 7, 8.125f}},
        Samples.vectors(data.split("train"), "feature"));
    assertArrayEquals(new int[] {2, 0, 1}, Samples.integers(data.split("train"), "label"));
    assertArrayEquals(
        new float[][] {{1, 2, 3}, {-4, (float) 1e-3, 6}},
        Samples.vectors(data.split("test"), "feature"));
    assertEquals(3, data.classes());
    assertEquals(
        List.of("x.npy", "y.npy", "t.npy", "l.csv"),
        data.files().stream().map(file -> file.file()).toList());
  }

  @Test
  void versionsOfTheFormatAndTypesOfLabels() throws IOException {
    npy("x.npy", 2, "<f8", "(2, 1)", doubles(1, 2));
    npy("a.npy", 1, "|u1", "(2,)", bytes(200, 7));
    npy("b.npy", 3, ">i2", "(2,)", bytes(1, 2, 0, 9));
    assertEquals(201, load(files("x.npy", "a.npy"), files("", ""), 0).classes());
    assertEquals(259, load(files("x.npy", "b.npy"), files("", ""), 0).classes());
    npy("c.npy", 1, "<u4", "(1,)", bytes(255, 255, 255, 255));
    assertEquals(4294967295.0, NpyArray.open(dir.resolve("c.npy")).number(0));
    npy("d.npy", 1, "<i8", "(1,)", bytes(255, 255, 255, 255, 255, 255, 255, 255));
    assertEquals(-1, NpyArray.open(dir.resolve("d.npy")).number(0));
  }

  @Test
  void tablesHoldOutWhatHasNoFile() throws IOException {
    StringBuilder text = new StringBuilder("a,label,b\n");
    for (int i = 0; i < 20; i++) {
      text.append(i).append(',').append(i % 2).append(',').append(-i).append('\n');
    }
    Files.writeString(dir.resolve("x.csv"), text);
    DataSet data = load(files("x.csv", ""), files("", ""), 0.1);
    assertEquals(16, data.split("train").count());
    assertEquals(2, data.split("validation").count());
    assertEquals(2, data.split("test").count());
    for (float[] row : Samples.vectors(data.split("train"), "feature")) {
      assertEquals(0f, row[0] + row[1]);
    }
  }

  @Test
  void whatIsWrongIsSaidWithItsRow() throws IOException {
    npy("x.npy", 1, "<f8", "(2, 2)", doubles(1, 2, 3, Double.NaN));
    npy("y.npy", 1, "|u1", "(2,)", bytes(1, 0));
    assertEquals(
        "x.npy: row 1, column 1 (from 0): must be a finite number but is NaN",
        failure("x.npy", "y.npy"));
    npy("x.npy", 1, "<f8", "(2, 2)", doubles(1, 1e300, 3, 4));
    assertEquals(
        "x.npy: row 0, column 1 (from 0): must be a number of at most 3.4e38 but is 1.0E300",
        failure("x.npy", "y.npy"));
    npy("x.npy", 1, "<f8", "(2, 2)", doubles(1, 2, 3, 4));
    npy("z.npy", 1, "|u1", "(3,)", bytes(1, 0, 1));
    assertEquals(
        "z.npy: must have 2 labels, as many as x.npy has rows, but has 3",
        failure("x.npy", "z.npy"));
    assertEquals("x.npy: must have a file of labels beside it but has none", failure("x.npy", ""));
    npy("w.npy", 1, "|i1", "(2,)", bytes(1, 255));
    assertEquals(
        "w.npy: row 1 (from 0): must be a label of at least 0 but is -1",
        failure("x.npy", "w.npy"));
    npy("w.npy", 1, "<i8", "(2,)", longs(1, 1L << 40));
    assertEquals(
        "w.npy: row 1 (from 0): must be a label of at most 2147483646 but is 1099511627776",
        failure("x.npy", "w.npy"));
    npy("w.npy", 1, "<i8", "(2,)", longs(1, 1000000));
    assertEquals(
        "x.npy: row 1 (from 0): label: must be a class, which are numbered from 0 on, but is"
            + " 1000000, which makes 1000001 classes with examples of 2; number them 0, 1, 2, …, or"
            + " set data.classes=1000001",
        failure("x.npy", "w.npy"));
    assertEquals(
        "x.npy: must be whole numbers of shape [rows] but is float64 of shape [2, 2]",
        failure("x.npy", "x.npy"));
    npy("v.npy", 1, "<f8", "(4,)", doubles(1, 2, 3, 4));
    assertEquals("v.npy: must have shape [rows, features] but has [4]", failure("v.npy", "y.npy"));
    npy("v.npy", 1, "<f8", "(2, 3)", doubles(1, 2, 3, 4));
    assertEquals(
        "v.npy: must have 48 bytes for shape [2, 3] but has 32", failure("v.npy", "y.npy"));
    npy("v.npy", 1, "<c16", "(2, 1)", doubles(1, 2, 3, 4));
    assertEquals(
        "v.npy: must be an array of bool, float32, float64, int16, int32, int64, int8, uint16,"
            + " uint32, uint8 but is"
            + " complex128 of shape [2, 1]",
        failure("v.npy", "y.npy"));
    for (String[] kind :
        new String[][] {{"<f2", "float16"}, {"<u8", "uint64"}, {"<M8[ns]", "datetime64[ns]"}}) {
      npy("v.npy", 1, kind[0], "(4,)", doubles(1));
      String said = failure("v.npy", "y.npy");
      assertTrue(said.endsWith(" but is " + kind[1] + " of shape [4]"), said);
    }
    npy("v.npy", 1, "<U3", "(2,)", doubles(1, 2, 3));
    assertEquals(
        "v.npy: must be an array of numbers but has words; number them from 0 on"
            + " (numpy.unique(a, return_inverse=True)[1]), or bring a table (data=csv)",
        failure("v.npy", "y.npy"));
    write("v.npy", FORTRAN);
    assertEquals(
        "v.npy: must be in C order (numpy.ascontiguousarray) but is in Fortran order,"
            + " float32 of shape [2, 3]",
        failure("v.npy", "y.npy"));
    Files.writeString(dir.resolve("v.npy"), "features of mine, in words");
    assertEquals(
        "v.npy: must be a .npy file as NumPy writes it but is not", failure("v.npy", "y.npy"));
    assertEquals("u.npy: must be a .npy file but is not there", failure("u.npy", "y.npy"));
    npy("t.npy", 1, "<f8", "(2, 3)", doubles(1, 2, 3, 4, 5, 6));
    assertEquals(
        "data.test: must have 2 features, as data.train, but has 3",
        assertThrows(
                DataException.class,
                () -> load(files("x.npy", "y.npy"), files("t.npy", "y.npy"), 0))
            .getMessage());
    npy("w.npy", 1, "|i1", "(2,)", bytes(1, 2));
    assertEquals(
        "w.npy: row 1 (from 0): must be a label from 0 to 1 but is 2",
        assertThrows(
                DataException.class,
                () -> load(files("x.npy", "y.npy"), files("x.npy", "w.npy"), 0))
            .getMessage()
            .replace(dir + File.separator, ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a,label;1,0;nan,1 | x.csv:3: a: must be a number but is 'nan'",
        "a,label;1,0;Infinity,1 | x.csv:3: a: must be a number but is 'Infinity'",
        "a,label;1,0;,1 | x.csv:3: a: must be a number but is ''",
        "a,label;1,0;2,1.5 | x.csv:3: label: must be a whole number of at least 0 but is '1.5'",
        "a,label;1,0;2,-1 | x.csv:3: label: must be a whole number of at least 0 but is '-1'",
        "a,label;1,0;2,1099511627776 | x.csv:3: label: must be a whole number of at most 2147483646"
            + " but is '1099511627776'",
        "a,label;1,0;2,4000 | x.csv:3: label: must be a class, which are numbered from 0 on, but is"
            + " 4000, which makes 4001 classes with examples of 2; number them 0, 1, 2, …, or set"
            + " data.classes=4001",
        "a,label;1,0;2,3,1 | x.csv:3: must have 2 fields, as the first line, but has 3",
        "a,b;1,0 | x.csv:1: must name a column label; available: a, b",
        "label;1 | x.csv:1: must name a feature but has the label only"
      })
  void whatIsWrongInATableIsSaidWithItsLine(String text, String message) throws IOException {
    Files.writeString(dir.resolve("x.csv"), text.strip().replace(';', '\n') + "\n");
    assertEquals(message.strip(), failure("x.csv", ""));
  }
}
