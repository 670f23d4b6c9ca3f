package org.altgrad.base;

/** Waiting for others. */
public final class Pause {
  private Pause() {}

  /** Waits so long, or until the thread is interrupted, which it is then still. */
  public static void millis(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
