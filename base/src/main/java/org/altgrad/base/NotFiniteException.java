package org.altgrad.base;

/**
 * A number that must be finite is not. Where it was computed from what a network has learned, this
 * says that the network has diverged, and whoever measures it answers with NaN.
 */
public final class NotFiniteException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public NotFiniteException(String message) {
    super(message);
  }
}
