package org.altgrad.data.source;

/** How much of a data set of images to use. */
public enum Subset {
  /** Everything. */
  FULL,
  /** The first 1000 training and the first 100 test examples. */
  SMALL
}
