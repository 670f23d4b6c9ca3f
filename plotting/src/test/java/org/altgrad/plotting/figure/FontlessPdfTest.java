package org.altgrad.plotting.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.altgrad.plotting.FakeRuns;
import org.altgrad.plotting.catalogue.Declared;
import org.altgrad.plotting.runs.Runs;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Publishers refuse files that name fonts which they do not hold. */
class FontlessPdfTest {
  @TempDir static Path dir;

  @ParameterizedTest
  @ValueSource(strings = {"learning-curve", "bars", "heat-map"})
  void noFontIsDeclaredOrSet(String kind) throws IOException, DataFormatException {
    Path place = dir.resolve(kind);
    FakeRuns.sweep(place);
    Figure figure = Declared.figures().named(kind).draw(Runs.read(List.of(place)), Map.of());
    byte[] bytes = FigureWriter.pdf(figure);
    String pdf = new String(bytes, StandardCharsets.ISO_8859_1);
    assertFalse(pdf.contains("/Font") || pdf.contains("DejaVu"), pdf.substring(pdf.length() - 900));

    // The table of objects, which readers go by.
    int table = Integer.parseInt(group("startxref\n(\\d+)\n%%EOF", pdf));
    assertTrue(pdf.startsWith("xref\n0 ", table), "the table's place");
    int count = Integer.parseInt(group("/Size (\\d+)", pdf));
    int first = pdf.indexOf("\n", table + 5) + 1;
    for (int i = 1; i < count; i++) {
      String entry = pdf.substring(first + 20 * i, first + 20 * i + 20);
      assertTrue(entry.endsWith(" 00000 n \n"), entry);
      assertTrue(pdf.startsWith(i + " 0 obj\n", Integer.parseInt(entry.substring(0, 10))), entry);
    }
    assertTrue(pdf.startsWith("trailer\n", first + 20 * count), "as many as it says");

    String contents = drawing(bytes, pdf);
    assertFalse(Pattern.compile("(?m) Tf$").matcher(contents).find());
    assertTrue(contents.contains(" m ") && contents.contains("/ f"), "the outlines are there");
  }

  private static String drawing(byte[] bytes, String pdf) throws DataFormatException {
    int at = pdf.indexOf("\n" + group("/Contents (\\d+) 0 R", pdf) + " 0 obj\n");
    int length = Integer.parseInt(group("/Length (\\d+)", pdf.substring(at)));
    int start = pdf.indexOf("stream\n", at) + 7;
    assertTrue(pdf.startsWith("\nendstream\nendobj\n", start + length), "the stream's length");
    Inflater inflater = new Inflater();
    inflater.setInput(bytes, start, length);
    byte[] plain = new byte[4_000_000];
    int size = inflater.inflate(plain);
    assertTrue(inflater.finished(), "whole");
    assertEquals(length, inflater.getBytesRead());
    inflater.end();
    return new String(plain, 0, size, StandardCharsets.ISO_8859_1);
  }

  private static String group(String pattern, String text) {
    Matcher found = Pattern.compile(pattern).matcher(text);
    assertTrue(found.find(), pattern);
    return found.group(1);
  }
}
