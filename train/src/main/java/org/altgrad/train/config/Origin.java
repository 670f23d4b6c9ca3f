package org.altgrad.train.config;

/**
 * Where a value was written.
 *
 * @param source the file as users know it, or the override as typed
 * @param line the line in the file, from 1; 0 for an override
 * @param chosen whether it was chosen for this very run: by an override, or in a user's own file
 */
public record Origin(String source, int line, boolean chosen) {
  Origin(String source, int line) {
    this(source, line, line == 0);
  }

  /** The same in a user's own file. */
  Origin ofOwnFile() {
    return new Origin(source, line, true);
  }

  static Origin ofOverride(String text) {
    return new Origin(text, 0);
  }

  /** Whether the value was given as an override. */
  public boolean isOverride() {
    return line == 0;
  }

  /** The place and the key, without repeating a key that the override begins with. */
  String naming(String key) {
    if (key.isEmpty()) {
      return toString();
    }
    if (isOverride()) {
      int start = 0;
      while (start < source.length() && "+~".indexOf(source.charAt(start)) >= 0) {
        start++;
      }
      if (source.startsWith(key + "=", start)) {
        return source;
      }
    }
    return this + ": " + key;
  }

  @Override
  public String toString() {
    return isOverride() ? source : source + ":" + line;
  }
}
