package org.altgrad.train.config;

import org.altgrad.train.config.ConfigOverride.Kind;

/** Reads one override: {@code [+|++|~] key[@package] [= value]}. */
final class OverrideParser {
  private OverrideParser() {}

  static ConfigOverride parse(String text) {
    int at = 0;
    Kind kind = Kind.SET;
    if (text.startsWith("~")) {
      kind = Kind.DELETE;
      at = 1;
    } else if (text.startsWith("++")) {
      kind = Kind.FORCE;
      at = 2;
    } else if (text.startsWith("+")) {
      kind = Kind.ADD;
      at = 1;
    }
    int equals = text.indexOf('=', at);
    String target = (equals < 0 ? text.substring(at) : text.substring(at, equals)).strip();
    checkKey(target, text);
    if (equals < 0 && kind != Kind.DELETE) {
      throw new ConfigException(
          text + ": an override is key=value (or ~key to remove a key); '=' is missing");
    }
    int ampersat = target.indexOf('@');
    String key = ampersat < 0 ? target : target.substring(0, ampersat);
    String pkg = ampersat < 0 ? null : target.substring(ampersat + 1);
    if ("_global_".equals(pkg)) {
      pkg = "";
    }
    OverrideValue value = null;
    if (equals >= 0) {
      value = ValueParser.overrideValue(text, equals + 1);
    }
    return new ConfigOverride(text, kind, key, pkg, value);
  }

  private static void checkKey(String target, String text) {
    if (target.isEmpty()) {
      throw new ConfigException("'" + text + "': an override is key=value; the key is missing");
    }
    if (target.indexOf(':') >= 0) {
      throw new ConfigException(
          text + ": packages cannot be renamed since Hydra 1.1; write group@package=option");
    }
    int ampersats = 0;
    for (int i = 0; i < target.length(); i++) {
      char c = target.charAt(i);
      ampersats += c == '@' ? 1 : 0;
      boolean known = Character.isLetterOrDigit(c) || "_-$./@[]".indexOf(c) >= 0;
      if (!known || ampersats > 1) {
        throw new ConfigException(
            text
                + ": '"
                + c
                + "' cannot stand in the key '"
                + target
                + "'; an override is key=value");
      }
    }
    if (target.startsWith("@")
        || target.startsWith("/")
        || target.endsWith("/")
        || ("/" + target + "/").contains("/../")) {
      throw new ConfigException(text + ": '" + target + "' is neither a key nor a group");
    }
  }
}
