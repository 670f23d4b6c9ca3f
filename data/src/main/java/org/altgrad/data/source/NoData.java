package org.altgrad.data.source;

import java.util.List;
import org.altgrad.base.Require;
import org.altgrad.data.DataSet;

/**
 * No data at all, for programs that generate what they study.
 *
 * @param name {@code none}
 */
public record NoData(String name) implements DataSource {

  public NoData {
    Require.that(name.equals("none"), "name", "none", name);
  }

  @Override
  public DataSet load(DataContext context) {
    return DataSet.of("none", 0, List.of());
  }
}
