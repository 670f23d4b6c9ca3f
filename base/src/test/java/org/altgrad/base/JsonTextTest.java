package org.altgrad.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {
  @TempDir private Path folder;

  private Object read(String json) throws IOException {
    Path file = folder.resolve("a.json");
    Files.writeString(file, json);
    return JsonText.read(file);
  }

  @Test
  void readsAllKinds() throws IOException {
    assertEquals(
        Map.of("a", Arrays.asList(1L, -2.5e-3, true, false, null), "b", Map.of(), "c", List.of()),
        read(" {\"a\": [1, -2.5e-3,true , false,\n null], \"b\":{ }, \"c\":[ ]}\t"));
    assertEquals(
        "q\"\\/\b\f\n\r\t\u00e9\ud83d\ude00",
        read("\"q\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\ud83d\\uDE00\""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[1,]",
        "{\"a\" 1}",
        "{a: 1}",
        "01",
        "1.",
        "nul",
        "\"a",
        "\"\\x\"",
        "[1] 2",
        "[",
        "\"\\u12g4\"",
        "+1",
        "\"\n\""
      })
  void refusesWhatIsNone(String json) {
    assertThrows(IllegalArgumentException.class, () -> read(json));
  }

  @Test
  void doesNotOverflowTheStack() {
    assertThrows(IllegalArgumentException.class, () -> read("[".repeat(100_000)));
  }
}
