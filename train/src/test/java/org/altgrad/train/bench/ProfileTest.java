package org.altgrad.train.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
                List.of(node("a", "MatMul", 11), node("b", "MatMul", 5), node("c", "Exp", 12))),
            1);
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
                    node("body", "Exp", 4))),
            1);
    assertEquals(List.of(new Profile.ProfileLine("Exp", 2, 7, 0)), profile.types());
  }

  @Test
  void aCallOfSeveralStepsIsDividedAmongThem() {
    List<ExecutedNode> call =
        List.of(
            node("once", "Gather", 8),
            node("body", "MatMul", 3),
            node("body", "MatMul", 5),
            node("body", "MatMul", 4),
            node("body", "MatMul", 4));
    Profile profile = Profile.of(List.of(call, call), 4);
    assertEquals(
        List.of(
            new Profile.ProfileLine("MatMul", 1, 4, 6),
            new Profile.ProfileLine("Gather", 0.25, 2, 0)),
        profile.types());
    String text = profile.toText(5);
    assertTrue(
        text.startsWith("1.25 nodes a step (5 nodes in a call of 4), 6.0 us a step inside"), text);
  }

  @Test
  void oneNodeIsOne() {
    Profile profile = Profile.of(List.of(List.of(node("a", "Exp", 3))), 1);
    assertTrue(profile.toText(5).startsWith("1 node a step, 3.0 us"), profile.toText(5));
  }
}
