package org.altgrad.graphs.nn;

/** What happens at the border of an image. */
public enum Padding {
  /** Zeros all around, so that the output has ⌈size / stride⌉ rows and columns. */
  SAME,
  /** No padding: the window stays inside the image. */
  VALID;

  /** Places of a kernel along an axis of the image. */
  int outputs(int size, int kernel, int stride) {
    return this == SAME ? (size + stride - 1) / stride : (size - kernel) / stride + 1;
  }

  /** Zeros before the image along an axis; of an odd number one more comes after it. */
  int before(int size, int kernel, int stride) {
    return this == SAME
        ? Math.max(0, (outputs(size, kernel, stride) - 1) * stride + kernel - size) / 2
        : 0;
  }
}
