package org.altgrad.train.loop;

import java.util.Optional;
import org.altgrad.train.run.RunDirectory;

/** The runs that the networks of one graph become, each when it comes to its end. */
public interface Members {
  /**
   * Begins a network's run anew.
   *
   * @return where it is filed; empty if it is done already, or nobody's any more
   */
  Optional<RunDirectory> begin(int network);

  /** What a network has come to is in its directory. */
  void ended(int network, Trainer.RunEnd end);
}
