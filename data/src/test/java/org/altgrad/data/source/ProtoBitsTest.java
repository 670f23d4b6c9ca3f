package org.altgrad.data.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import org.altgrad.data.Column;
import org.altgrad.data.DataException;
import org.altgrad.data.DataSet;
import org.altgrad.data.Progress;
import org.altgrad.data.Split;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProtoBitsTest {
  private static final DataContext OFFLINE = DataContext.standard(false, Progress.NONE);
  private static final double FLIP = 0.15;

  private static ProtoBits source(int nTrain, int nTest, long seed) {
    return new ProtoBits("proto_bits", 10, 64, FLIP, nTrain, nTest, seed);
  }

  @Test
  void hasTheAgreedForm() {
    DataSet data = source(5000, 1000, 0).load(OFFLINE);
    Column image = data.split("train").column("image");
    assertEquals(List.of(8, 8, 1), image.shape());
    assertEquals(1f, image.scale());
    assertEquals(5000, image.count());
    assertEquals(1000, data.split("test").count());
    ByteBuffer bits = image.data();
    while (bits.hasRemaining()) {
      assertTrue((bits.get() & 0xfe) == 0, "zeros and ones only");
    }
    for (int count : Facts.labelCounts(data.split("train"))) {
      assertEquals(500, count, 5 * Math.sqrt(5000 * 0.09));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 2, 12345, -1})
  void prototypesDifferInAtLeast20Bits(long seed) {
    byte[][] p = source(1, 1, seed).prototypes();
    for (int a = 0; a < 10; a++) {
      for (int b = 0; b < a; b++) {
        assertTrue(distance(p[a], p[b]) >= 20);
      }
    }
  }

  @Test
  void bitsFlipWithTheGivenProbability() {
    ProtoBits source = source(20_000, 1, 3);
    byte[][] p = source.prototypes();
    Split train = source.load(OFFLINE).split("train");
    long flips = 0;
    for (int i = 0; i < train.count(); i++) {
      flips += distance(p[train.column("label").label(i)], bits(train, i));
    }
    double n = 20_000 * 64.0;
    assertEquals(FLIP, flips / n, 5 * Math.sqrt(FLIP * (1 - FLIP) / n));
  }

  @Test
  void bayesClassifierIsRightWithMoreThan999InThousand() {
    ProtoBits source = source(1, 20_000, 4);
    byte[][] p = source.prototypes();
    Split test = source.load(OFFLINE).split("test");
    int right = 0;
    for (int i = 0; i < test.count(); i++) {
      int best = 0;
      for (int c = 1; c < 10; c++) {
        if (distance(p[c], bits(test, i)) < distance(p[best], bits(test, i))) {
          best = c;
        }
      }
      right += best == test.column("label").label(i) ? 1 : 0;
    }
    assertTrue(right / 20_000.0 > 0.999, right + " of 20000");
  }

  @Test
  void bestLikelihoodIsThatOfTheMixture() {
    ProtoBits source = source(1, 20_000, 5);
    byte[][] p = source.prototypes();
    Split test = source.load(OFFLINE).split("test");
    double sum = 0;
    for (int i = 0; i < test.count(); i++) {
      double likelihood = 0;
      for (byte[] prototype : p) {
        int d = distance(prototype, bits(test, i));
        likelihood += 0.1 * Math.pow(FLIP, d) * Math.pow(1 - FLIP, 64 - d);
      }
      sum += Math.log(likelihood);
    }
    assertEquals(-29.35, source.optimalLogLikelihood(), 0.01);
    // One example deviates by ln(.85/.15) * sqrt(64 * .15 * .85) = 4.96 nats; the exact mixture is
    // better than the formula by the rare overlaps, 0.02 nats or so.
    assertEquals(-29.34, sum / test.count(), 4 * 4.96 / Math.sqrt(20_000) + 0.02);
  }

  @Test
  void independentBitsReachTheirClosedForm() {
    ProtoBits source = source(50_000, 1, 6);
    Split train = source.load(OFFLINE).split("train");
    // The best independent model has the frequencies of the ones; its likelihood is the sum of the
    // entropies of these.
    int[] ones = new int[64];
    for (int i = 0; i < train.count(); i++) {
      byte[] x = bits(train, i);
      for (int d = 0; d < 64; d++) {
        ones[d] += x[d];
      }
    }
    double likelihood = 0;
    for (int count : ones) {
      double mu = (double) count / train.count();
      likelihood += mu * Math.log(mu) + (1 - mu) * Math.log(1 - mu);
    }
    assertEquals(likelihood, source.independentLogLikelihood(), 0.05);
    assertTrue(likelihood < source.optimalLogLikelihood() - 5);
  }

  @Test
  void isTheSameForTheSameSeedOnly() {
    assertEquals(source(50, 50, 1).load(OFFLINE), source(50, 50, 1).load(OFFLINE));
    DataSet one = source(50, 50, 1).load(OFFLINE);
    DataSet two = source(50, 50, 2).load(OFFLINE);
    assertNotEquals(one.files().get(0).sha256(), two.files().get(0).sha256());
    assertNotEquals(
        one.split("train").column("image").data(), one.split("test").column("image").data());
  }

  @Test
  void moreExamplesBeginWithTheSameOnes() {
    assertEquals(
        source(50, 9, 1).load(OFFLINE).split("train"),
        source(80, 9, 1).load(OFFLINE).split("train").prefix(50));
  }

  @Test
  void wrongSettingsNameTheComponent() {
    assertMessage("flip: must be in [0, 0.5) but is 0.7", 10, 64, 0.7, 1);
    assertMessage("flip: must be in [0, 0.5) but is NaN", 10, 64, Double.NaN, 1);
    assertMessage("classes: must be at least 2 but is 1", 1, 64, 0.1, 1);
    assertMessage("bits: must be at least 20 but is 8", 10, 8, 0.1, 1);
    assertMessage("nTrain: must be at least 1 but is 0", 10, 64, 0.1, 0);
  }

  @Test
  void impossibleDistancesEndWithAnExplanation() {
    ProtoBits tight = new ProtoBits("proto_bits", 10, 24, 0.1, 1, 1, 0);
    String message = assertThrows(DataException.class, () -> tight.load(OFFLINE)).getMessage();
    assertTrue(message.contains("use more bits or fewer classes"), message);
  }

  private static void assertMessage(
      String message, int classes, int bits, double flip, int nTrain) {
    assertEquals(
        message,
        assertThrows(
                IllegalArgumentException.class,
                () -> new ProtoBits("proto_bits", classes, bits, flip, nTrain, 1, 0))
            .getMessage());
  }

  private static byte[] bits(Split split, int i) {
    byte[] bits = new byte[64];
    split.column("image").example(i).get(bits);
    return bits;
  }

  private static int distance(byte[] a, byte[] b) {
    int distance = 0;
    for (int d = 0; d < a.length; d++) {
      distance += a[d] == b[d] ? 0 : 1;
    }
    return distance;
  }
}
