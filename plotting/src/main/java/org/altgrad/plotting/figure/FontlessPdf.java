package org.altgrad.plotting.figure;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * A PDF file without fonts, of one whose texts are all outlines.
 *
 * <p>The library declares every font that a drawing sets, embeds none, and begins each page with
 * one. Publishers' checks refuse files that name fonts and do not hold them.
 */
final class FontlessPdf {
  private static final Pattern OBJECT = Pattern.compile("(\\d+) 0 obj\n");
  private static final Pattern LENGTH = Pattern.compile("/Length (\\d+)");
  private static final Pattern CONTENTS = Pattern.compile("/Contents (\\d+) 0 R");
  private static final Pattern FONTS =
      Pattern.compile("/Font <<\n(?:/Fnt\\d+ <<\n(?:/[^\n]*\n)*>>\n)*>>\n");
  private static final Pattern SET = Pattern.compile("(?m)^/Fnt\\d+ \\S+ Tf\n");
  private static final String STREAM = "\nstream\n";
  private static final String END = "\nendobj\n";

  private FontlessPdf() {}

  /**
   * Takes the fonts away.
   *
   * @param pdf as the library writes it: objects in the order of their numbers, page contents
   *     deflated
   */
  static byte[] of(byte[] pdf) {
    String text = new String(pdf, StandardCharsets.ISO_8859_1);
    String contents = find(CONTENTS, text);
    StringBuilder out = new StringBuilder(text.substring(0, text.indexOf('\n') + 1));
    List<Integer> places = new ArrayList<>();
    Matcher next = OBJECT.matcher(text);
    int at = out.length();
    while (next.region(at, text.length()).lookingAt()) {
      String body = body(text, next.end());
      places.add(out.length());
      out.append(next.group())
          .append(
              next.group(1).equals(contents) ? plain(body) : FONTS.matcher(body).replaceAll(""));
      at = next.end() + body.length();
    }
    int table = out.length();
    out.append("xref\n0 ").append(places.size() + 1).append("\n0000000000 65535 f \n");
    places.forEach(place -> out.append(String.format(Locale.ROOT, "%010d 00000 n \n", place)));
    String trailer = text.substring(text.indexOf("trailer\n", at), text.indexOf("startxref\n", at));
    out.append(trailer).append("startxref\n").append(table).append("\n%%EOF\n");
    return out.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  /** An object from behind its number to its end. */
  private static String body(String text, int from) {
    int end = text.indexOf(END, from);
    int stream = text.indexOf(STREAM, from);
    if (stream >= 0 && stream < end) {
      // What is within a stream may look like its end.
      int length = Integer.parseInt(find(LENGTH, text.substring(from, stream)));
      end = text.indexOf(END, stream + STREAM.length() + length);
    }
    return text.substring(from, end + END.length());
  }

  private static String plain(String body) {
    int start = body.indexOf(STREAM) + STREAM.length();
    int length = Integer.parseInt(find(LENGTH, body));
    String drawing = inflated(body.substring(start, start + length));
    String packed = deflated(SET.matcher(drawing).replaceAll(""));
    return LENGTH.matcher(body.substring(0, start)).replaceFirst("/Length " + packed.length())
        + packed
        + body.substring(start + length);
  }

  private static String inflated(String packed) {
    byte[] bytes = packed.getBytes(StandardCharsets.ISO_8859_1);
    try (var in = new InflaterInputStream(new ByteArrayInputStream(bytes))) {
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String deflated(String drawing) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (var out = new DeflaterOutputStream(bytes)) {
      out.write(drawing.getBytes(StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toString(StandardCharsets.ISO_8859_1);
  }

  private static String find(Pattern pattern, String text) {
    Matcher found = pattern.matcher(text);
    if (!found.find()) {
      throw new IllegalStateException("no " + pattern + " in a PDF file");
    }
    return found.group(1);
  }
}
