package org.altgrad.data;

/** There are too few examples to hold a part of them out. */
public final class TooFewException extends DataException {
  private static final long serialVersionUID = 1L;

  private final String what;

  /**
   * @param what is wrong
   * @param right what would be right in a training
   */
  public TooFewException(String what, String right) {
    super(what + "; " + right);
    this.what = what;
  }

  /** What is wrong, without what would be right. */
  public String what() {
    return what;
  }
}
