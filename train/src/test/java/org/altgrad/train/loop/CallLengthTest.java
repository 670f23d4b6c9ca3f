package org.altgrad.train.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Whoever asks a run to stop waits for a step, or for a fifth of a second, and not for a call. */
class CallLengthTest {
  @Test
  void theFirstCallMakesOneStep() {
    assertEquals(1, new CallLength().atMost(1000));
  }

  @Test
  void aCallOfFastStepsIsAsLongAsItMayBe() {
    CallLength length = new CallLength();
    length.took(1, 100e-6);
    assertEquals(1000, length.atMost(1000));
    length.took(1000, 0);
    assertEquals(1000, length.atMost(1000));
  }

  @Test
  void aCallOfSlowStepsLastsAFifthOfASecond() {
    CallLength length = new CallLength();
    length.took(1, 3.2e-3);
    assertEquals(62, length.atMost(1000));
    assertEquals(7, length.atMost(7));
    length.took(62, 31);
    assertEquals(1, length.atMost(1000));
  }

  @Test
  void oneSlowCallIsForgottenByTheNext() {
    CallLength length = new CallLength();
    length.took(1, 10);
    assertEquals(1, length.atMost(1000));
    length.took(1, 1e-3);
    assertEquals(200, length.atMost(1000));
  }
}
