package org.altgrad.train.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Spellings of one value, as settings read them. */
class OverrideReaderTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      quoteCharacter = '~',
      value = {
        "1e-3 0.001",
        "1 1.0",
        "1e2 100",
        "1_000 1000",
        "-0.0 0",
        "'2' 2",
        "true True",
        "'true' TRUE",
        "null 'null'",
        "abc 'abc'",
        "inf .inf",
        "nan .nan",
        "[1,2] [1.0,2e0]",
        "{a:1,b:x} {b:'x',a:1.0}",
        "9007199254740993 9007199254740993",
        "${x} '${x}'",
      })
  void areEqual(String one, String other) {
    assertEquals(OverrideReader.value(one), OverrideReader.value(other));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      quoteCharacter = '~',
      value = {
        "1 2",
        "1 1.0000001",
        "9007199254740992 9007199254740993",
        "yes true",
        "010 10",
        "abc Abc",
        "[1,2] [2,1]",
        "[1] 1",
        "'' null",
        "a,b [a,b]",
      })
  void areDifferent(String one, String other) {
    assertNotEquals(OverrideReader.value(one), OverrideReader.value(other));
  }
}
