package org.altgrad.train.experiment;

import org.altgrad.base.Require;

/**
 * How the runs of a sweep are started: section {@code launcher}.
 *
 * @param workers runs at the same time, each a process of its own
 * @param zip take the swept values in step instead of all their combinations
 */
public record LauncherSettings(int workers, boolean zip) {
  public LauncherSettings {
    Require.atLeast("workers", workers, 1);
  }
}
