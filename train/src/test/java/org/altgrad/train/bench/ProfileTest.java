package org.altgrad.train.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProfileTest {
  private static ExecutedNode node(String name, String op, long micros) {
    return new ExecutedNode(
        name, op, micros * 1000, new Work(op.equals("MatMul") ? 6e6 : 0, 0, true));
  }

  @Test
  void aNodeTakesItsMedianAndATypeTheSumOfItsNodes() {
    Profile profile =
        Profile.of(
            List.of(
                List.of(node("a", "MatMul", 10), node("b", "MatMul", 5), node("c", "Exp", 12)),
                List.of(node("a", "MatMul", 900), node("b", "MatMul", 5), node("c", "Exp", 12)),
                List.of(node("a", "MatMul", 11), node("b", "MatMul", 5), node("c", "Exp", 12))));
    assertEquals(3, profile.nodes());
    assertEquals(28, profile.micros());
    assertEquals(
        List.of(
            new Profile.ProfileLine("MatMul", 2, 16, 12), new Profile.ProfileLine("Exp", 1, 12, 0)),
        profile.types());
    assertEquals(
        List.of("c  Exp", "a  MatMul", "b  MatMul"),
        profile.named().stream().map(Profile.ProfileLine::label).toList());
  }

  @Test
  void aLoopAddsUpItsRoundsAndCallsAreTheirContents() {
    Profile profile =
        Profile.of(
            List.of(
                List.of(
                    node("call", "PartitionedCall", 100),
                    node("body", "Exp", 3),
                    node("body", "Exp", 4))));
    assertEquals(List.of(new Profile.ProfileLine("Exp", 2, 7, 0)), profile.types());
  }
}
