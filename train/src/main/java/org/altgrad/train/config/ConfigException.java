package org.altgrad.train.config;

import java.util.List;
import org.altgrad.base.Nearest;

/**
 * Something in the configuration is wrong. The message is one line for the user: where it stands
 * (file and line, or the override as typed), what is wrong and, where it can be known, what would
 * be right.
 */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * An error with its whole message.
   *
   * @param message one line that names the place and the remedy
   */
  public ConfigException(String message) {
    super(message);
  }

  /** An error at a place: {@code conf/model/mlp.yaml:3: ...} or {@code model.width=x: ...}. */
  public ConfigException(Origin origin, String message) {
    super(origin + ": " + message);
  }

  /** An error about one key: the key is named unless the override already begins with it. */
  ConfigException(Origin origin, String key, String message) {
    super(origin.naming(key) + ": " + message);
  }

  /** A name that is none of those that there are. */
  public static ConfigException noneOf(String key, String name, List<String> known) {
    return new ConfigException(
        key + ": must be one of this program's but is " + name + Nearest.hintAndList(name, known));
  }
}
