package org.altgrad.plotting.kind;

/** What is drawn around a mean over runs. */
public enum Bands {
  CI95(Spreads.CI95),
  SD(Spreads.SD),
  SE(Spreads.SE),
  NONE(Spreads.NONE),
  /** A thin line for each run. */
  SEEDS(Spreads.NONE);

  private final Spreads spread;

  Bands(Spreads spread) {
    this.spread = spread;
  }

  /** The interval, of which there is none where each run has a line. */
  public Spreads spread() {
    return spread;
  }
}
