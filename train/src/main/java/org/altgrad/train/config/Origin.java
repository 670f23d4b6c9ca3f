package org.altgrad.train.config;

/**
 * Where a value was written.
 *
 * @param source the file as users know it, or the override as typed
 * @param line the line in the file, from 1; 0 for an override
 */
public record Origin(String source, int line) {

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
