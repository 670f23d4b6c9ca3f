package org.altgrad.graphs.nn;

/** What happens at the border of an image. */
public enum Padding {
  /** Zeros all around, so that the output has ⌈size / stride⌉ rows and columns. */
  SAME,
  /** No padding: the window stays inside the image. */
  VALID
}
