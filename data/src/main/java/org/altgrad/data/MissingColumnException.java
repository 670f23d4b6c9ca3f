package org.altgrad.data;

import java.nio.file.Path;
import java.util.List;

/** A column or array that a setting names, or a value in it, is not in a user's file. */
public final class MissingColumnException extends DataException {
  private static final long serialVersionUID = 1L;

  private final String setting;
  private final String column;
  private final transient Path file;
  private final transient List<String> there;

  /**
   * @param setting its key, such as {@code data.label}
   * @param column that it names
   * @param there the columns that there are
   */
  public MissingColumnException(
      String message, String setting, String column, Path file, List<String> there) {
    super(message);
    this.setting = setting;
    this.column = column;
    this.file = file;
    this.there = List.copyOf(there);
  }

  /** Key of the setting that names the column. */
  public String setting() {
    return setting;
  }

  /** The column that is not there. */
  public String column() {
    return column;
  }

  /** The file without it. */
  public Path file() {
    return file;
  }

  /** The columns that are there. */
  public List<String> there() {
    return there;
  }
}
