package org.altgrad.data;

/** Type of the numbers in a column. */
public enum ElementType {
  /** Unsigned bytes, 0 to 255. */
  UINT8(1),
  /** 32-bit signed integers, native byte order. */
  INT32(4),
  /** 32-bit floats, native byte order. */
  FLOAT32(4);

  private final int bytes;

  ElementType(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of one number. */
  public int bytes() {
    return bytes;
  }
}
