package org.altgrad.base.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TokenSealTest {
  @Test
  void othersAreTold() {
    TokenSeal words = TokenSeal.of(Map.of("a.csv", "1", "vocabulary", "2")).orElseThrow();
    TokenSeal pieces = TokenSeal.of(Map.of("pieces", "2")).orElseThrow();
    assertEquals(Optional.empty(), TokenSeal.of(Map.of("a.csv", "1")));
    assertEquals(Optional.empty(), words.foreign(new TokenSeal("vocabulary", "2")));
    assertEquals(
        Optional.of("data.tokens: must be words, as in the training of the network, but is pieces"),
        words.foreign(pieces));
    assertEquals(
        Optional.of(
            "data.pieces: must be the file of the network's training (SHA-256 2…) but is another"
                + " (3…), whose numbers mean other pieces to it"),
        pieces.foreign(new TokenSeal("pieces", "3")));
  }
}
