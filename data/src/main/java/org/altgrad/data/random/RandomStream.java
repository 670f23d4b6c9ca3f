package org.altgrad.data.random;

import java.nio.charset.StandardCharsets;

/**
 * A stream of random numbers that is the same on every platform and in every version of Java:
 * SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, OOPSLA 2014).
 */
public final class RandomStream {
  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private long state;

  /** The stream of a seed. */
  public RandomStream(long seed) {
    this.state = seed;
  }

  /**
   * A stream of its own for each purpose: seeded by a hash (FNV-1a) of the purpose and the seed.
   */
  public static RandomStream of(long seed, String purpose) {
    long hash = FNV_OFFSET;
    for (byte b : purpose.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * FNV_PRIME;
    }
    return new RandomStream(mix(seed + GOLDEN_GAMMA) ^ mix(hash));
  }

  /** Uniform on all 64-bit numbers. */
  public long nextLong() {
    state += GOLDEN_GAMMA;
    return mix(state);
  }

  /** Uniform on [0, 1), a multiple of 2^-53. */
  public double nextDouble() {
    return (nextLong() >>> 11) * 0x1p-53;
  }

  /** Uniform on 0..bound-1. */
  public int nextInt(int bound) {
    return (int) (nextDouble() * bound);
  }

  /** 1 with probability p, else 0. */
  public int nextBit(double p) {
    return nextDouble() < p ? 1 : 0;
  }

  /** Uniform on [low, high). */
  public double uniform(double low, double high) {
    return low + (high - low) * nextDouble();
  }

  /** Fills an array with numbers uniform on [low, high). */
  public void fill(float[] values, double low, double high) {
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) uniform(low, high);
    }
  }

  /**
   * Normal with mean 0 and variance 1, by Marsaglia's polar method (SIAM Review 6, 1964), of whose
   * two numbers the second is not kept: a draw leaves nothing behind but the stream's position.
   */
  public double nextGaussian() {
    while (true) {
      double u = uniform(-1, 1);
      double v = uniform(-1, 1);
      double s = u * u + v * v;
      if (s > 0 && s < 1) {
        return u * Math.sqrt(-2 * StrictMath.log(s) / s);
      }
    }
  }

  /** The numbers 0..n-1 in random order. */
  public int[] permutation(int n) {
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      int j = nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
