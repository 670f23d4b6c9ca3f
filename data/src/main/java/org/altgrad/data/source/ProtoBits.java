package org.altgrad.data.source;

import java.nio.ByteBuffer;
import java.util.List;
import org.altgrad.base.Require;
import org.altgrad.data.Column;
import org.altgrad.data.DataException;
import org.altgrad.data.DataSet;
import org.altgrad.data.ElementType;
import org.altgrad.data.Provenance;
import org.altgrad.data.Split;
import org.altgrad.data.format.Fingerprint;
import org.altgrad.data.random.RandomStream;

/**
 * Noisy copies of random bit patterns, a small stand-in for binarised digits with known optima.
 *
 * <p>Prototypes P[c,d] ~ Bernoulli(1/2), drawn anew as a whole until every two differ in at least
 * 20 bits. An example has y uniform on the classes and x = P[y] with each bit flipped with
 * probability {@code flip}, independently. Columns: {@code image} uint8 of zeros and ones with
 * scale 1, {@code [side, side, 1]} if the number of bits is a square, else {@code [1, bits, 1]};
 * {@code label}.
 *
 * @param name {@code proto_bits}
 * @param classes number of prototypes, at least 2
 * @param bits bits of a prototype, at least 20
 * @param flip probability of a flip, in [0, 0.5)
 * @param nTrain number of training examples
 * @param nTest number of test examples
 * @param seed seed of prototypes and examples
 */
public record ProtoBits(
    String name, int classes, int bits, double flip, int nTrain, int nTest, long seed)
    implements DataSource {
  private static final int MIN_DISTANCE = 20;
  private static final int MAX_DRAWS = 10_000;

  public ProtoBits {
    Require.that(name.equals("proto_bits"), "name", "proto_bits", name);
    Require.atLeast("classes", classes, 2);
    if (bits < MIN_DISTANCE) {
      throw new IllegalArgumentException(
          "bits: must be at least %d but is %d".formatted(MIN_DISTANCE, bits));
    }
    Require.that(flip >= 0 && flip < 0.5, "flip", "in [0, 0.5)", flip);
    Selection.positive("nTrain", nTrain);
    Selection.positive("nTest", nTest);
  }

  @Override
  public DataSet load(DataContext context) {
    byte[][] prototypes = prototypes();
    Split train = split("train", nTrain, prototypes);
    Split test = split("test", nTest, prototypes);
    return DataSet.of(
        "proto_bits", classes, List.of(provenance(train), provenance(test)), train, test);
  }

  /**
   * The prototypes, {@code [classes][bits]}, zeros and ones.
   *
   * @throws DataException if no draw has them far enough from each other
   */
  public byte[][] prototypes() {
    RandomStream random = RandomStream.of(seed, "proto_bits prototypes");
    byte[][] prototypes = new byte[classes][bits];
    for (int draw = 0; draw < MAX_DRAWS; draw++) {
      for (byte[] prototype : prototypes) {
        for (int d = 0; d < bits; d++) {
          prototype[d] = (byte) random.nextBit(0.5);
        }
      }
      if (farApart(prototypes)) {
        return prototypes;
      }
    }
    throw new DataException(
        ("proto_bits: %d draws of %d prototypes of %d bits had none where every two differ in at"
                + " least %d bits; use more bits or fewer classes")
            .formatted(MAX_DRAWS, classes, bits, MIN_DISTANCE));
  }

  /**
   * The best mean log-likelihood of x that a model can reach, in nats: -(ln C + D h(flip)), where h
   * is the binary entropy. Holds as far as examples tell their class without error.
   */
  public double optimalLogLikelihood() {
    return -(Math.log(classes) + bits * entropy(flip));
  }

  /**
   * The best mean log-likelihood of x for a model of independent bits, in nats: -sum_d h(mu_d) with
   * mu_d = flip + (1 - 2 flip) mean_c P[c,d].
   */
  public double independentLogLikelihood() {
    byte[][] prototypes = prototypes();
    double sum = 0;
    for (int d = 0; d < bits; d++) {
      int ones = 0;
      for (byte[] prototype : prototypes) {
        ones += prototype[d];
      }
      sum -= entropy(flip + (1 - 2 * flip) * ones / classes);
    }
    return sum;
  }

  private Split split(String split, int count, byte[][] prototypes) {
    RandomStream random = RandomStream.of(seed, "proto_bits " + split);
    int side = (int) Math.round(Math.sqrt(bits));
    List<Integer> shape = side * side == bits ? List.of(side, side, 1) : List.of(1, bits, 1);
    ByteBuffer images = Column.allocate(ElementType.UINT8, shape, count);
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = random.nextInt(classes);
      for (byte bit : prototypes[labels[i]]) {
        images.put((byte) (bit ^ random.nextBit(flip)));
      }
    }
    return Split.of(
        split,
        new Column("image", ElementType.UINT8, shape, count, 1f, images.flip()),
        Column.labels(labels));
  }

  /** Fingerprint of images and labels, so that runs can be compared by it. */
  private Provenance provenance(Split split) {
    byte[] content = new byte[split.count() * (bits + 1)];
    split.column("image").data().get(content, 0, split.count() * bits);
    for (int i = 0; i < split.count(); i++) {
      content[split.count() * bits + i] = (byte) split.column("label").label(i);
    }
    Fingerprint found = Fingerprint.of(content);
    return new Provenance(
        "proto_bits " + split.name(), found.sha256(), found.bytes(), "generated, seed " + seed);
  }

  private static boolean farApart(byte[][] prototypes) {
    for (int a = 0; a < prototypes.length; a++) {
      for (int b = 0; b < a; b++) {
        int distance = 0;
        for (int d = 0; d < prototypes[a].length; d++) {
          distance += prototypes[a][d] ^ prototypes[b][d];
        }
        if (distance < MIN_DISTANCE) {
          return false;
        }
      }
    }
    return true;
  }

  private static double entropy(double p) {
    return p <= 0 || p >= 1 ? 0 : -p * Math.log(p) - (1 - p) * Math.log(1 - p);
  }
}
