package org.altgrad.data.source;

import java.util.Set;
import org.altgrad.data.DataException;
import org.altgrad.data.DataSet;

/**
 * A data set as an experiment asks for it. Each kind is a record whose components are its settings;
 * its constructor refuses wrong ones by an {@link IllegalArgumentException} whose message begins
 * with the component's name and a colon.
 */
public interface DataSource {
  /** The name of its kind, one of {@link DataSources#names()}. */
  String name();

  /**
   * Loads, downloads or generates the data set.
   *
   * @throws DataException if that is not possible; the message says what to do
   */
  DataSet load(DataContext context);

  /** Keys, as users write them, that change labels and nothing else. */
  default Set<String> labelling() {
    return Set.of();
  }
}
