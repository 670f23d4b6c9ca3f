package org.altgrad.base;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import com.google.gson.ToNumberPolicy;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads JSON (RFC 8259), as other programs write it. */
public final class JsonText {
  private static final TypeAdapter<Object> ANY =
      new GsonBuilder()
          .setObjectToNumberStrategy(ToNumberPolicy.LONG_OR_DOUBLE)
          .create()
          .getAdapter(Object.class);

  private JsonText() {}

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
      throw new IllegalArgumentException(file + " cannot be read: " + e.getMessage(), e);
    }
    try (JsonReader reader = new JsonReader(new StringReader(text))) {
      reader.setStrictness(Strictness.STRICT);
      Object value = ANY.read(reader);
      Require.that(reader.peek() == JsonToken.END_DOCUMENT, "text", "one value", "more");
      return value;
    } catch (IOException | JsonParseException | IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ": must be JSON but is damaged", e);
    }
  }
}
