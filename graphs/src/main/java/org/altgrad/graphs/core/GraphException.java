package org.altgrad.graphs.core;

/**
 * A graph that cannot be built as a method asks for it: the message names the operation, where it
 * is and what to do instead.
 */
public final class GraphException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String trouble;
  private final String advice;

  /**
   * @param trouble what cannot be
   * @param advice what to do instead
   */
  public GraphException(String trouble, String advice, Throwable cause) {
    super(trouble + "; " + advice, cause);
    this.trouble = trouble;
    this.advice = advice;
  }

  /** The same trouble, with the name of what was being built. */
  public GraphException in(String what) {
    return new GraphException(what + ": " + trouble, advice, this);
  }

  /** The same trouble for somebody who can do something else about it. */
  public GraphException instead(String other) {
    return new GraphException(trouble, other, this);
  }
}
