package org.altgrad.base;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSerializationContext;
import com.google.gson.JsonSerializer;
import com.google.gson.Strictness;
import com.google.gson.ToNumberPolicy;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.lang.reflect.Type;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads JSON (RFC 8259), as other programs write it, and writes it for them. */
public final class JsonText {
  private static final TypeAdapter<Object> ANY =
      new GsonBuilder()
          .setObjectToNumberStrategy(ToNumberPolicy.LONG_OR_DOUBLE)
          .create()
          .getAdapter(Object.class);

  private static final Gson WRITER = writer().setPrettyPrinting().create();
  private static final Gson LINES = writer().create();

  private JsonText() {}

  /**
   * JSON of maps, lists, texts, numbers, booleans and null; what JSON has no number for is null.
   */
  public static String write(Object value) {
    return WRITER.toJson(value);
  }

  /** The same in one line, without its end. */
  public static String line(Object value) {
    return LINES.toJson(value);
  }

  private static GsonBuilder writer() {
    return new GsonBuilder()
        .serializeNulls()
        .disableHtmlEscaping()
        .registerTypeHierarchyAdapter(Double.class, (JsonSerializer<Double>) JsonText::number);
  }

  private static JsonElement number(Double value, Type type, JsonSerializationContext context) {
    boolean whole = value == Math.rint(value) && Math.abs(value) < 1L << 53;
    return !Double.isFinite(value)
        ? JsonNull.INSTANCE
        : whole ? new JsonPrimitive(value.longValue()) : new JsonPrimitive(value);
  }

  /**
   * The value in a file: maps, lists, texts, {@code Long} or {@code Double}, booleans and null.
   *
   * @throws IllegalArgumentException in one line, if it cannot be read or is no JSON
   */
  public static Object read(Path file) {
    String text;
    try {
      text = Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(file + ": must be UTF-8 but is not", e);
    } catch (IOException e) {
      throw new IllegalArgumentException(file + " cannot be read: " + Durable.reason(e), e);
    }
    try {
      return parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": must be JSON but is damaged", e);
    }
  }

  /**
   * The one value that a text is.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static Object parse(String text) {
    try (JsonReader reader = new JsonReader(new StringReader(text))) {
      reader.setStrictness(Strictness.STRICT);
      Object value = ANY.read(reader);
      Require.that(reader.peek() == JsonToken.END_DOCUMENT, "text", "one value", "more");
      return value;
    } catch (IOException | JsonParseException e) {
      throw new IllegalArgumentException("text: must be JSON but is damaged", e);
    }
  }
}
