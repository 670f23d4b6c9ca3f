package org.altgrad.train.config;

/** The bare syntax of <code>${...}</code>: where one ends. */
final class Interpolation {
  private static final int MAX_DEPTH = 32;

  private Interpolation() {}

  /**
   * The position after the brace that closes an interpolation. Quoted text inside is passed over.
   *
   * @param text the text
   * @param start where <code>${</code> stands
   */
  static int end(String text, int start, Origin origin) {
    return end(text, start, origin, 0);
  }

  private static int end(String text, int start, Origin origin, int outside) {
    int depth = outside;
    int at = start;
    char quote = '\0';
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '\\' && at + 1 < text.length()) {
        at++;
      } else if (quote != '\0' && text.startsWith("${", at)) {
        // Quotes inside an interpolation inside of quotes are its own.
        at = end(text, at, origin, depth);
        continue;
      } else if (quote != '\0') {
        quote = c == quote ? '\0' : quote;
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else if (c == '{') {
        if (++depth > MAX_DEPTH) {
          throw new ConfigException(
              origin, "braces nested more than " + MAX_DEPTH + " levels deep");
        }
      } else if (c == '}' && --depth == outside) {
        return at + 1;
      }
      at++;
    }
    throw new ConfigException(origin, "missing } after " + text.substring(start));
  }
}
