package org.altgrad.train.config;

/**
 * One parsed override.
 *
 * @param text as typed
 * @param kind what it does
 * @param key the dotted key or the group
 * @param pkg the package after {@code @}; null where none is given
 * @param value what stands after {@code =}; null for {@code ~key} alone
 */
record ConfigOverride(String text, Kind kind, String key, String pkg, OverrideValue value) {

  /** What an override does with its key. */
  enum Kind {
    /** {@code key=value}: changes what is there. */
    SET(""),
    /** {@code +key=value}: adds what is not there. */
    ADD("+"),
    /** {@code ++key=value}: adds or changes. */
    FORCE("++"),
    /** {@code ~key}: removes. */
    DELETE("~");

    final String sign;

    Kind(String sign) {
      this.sign = sign;
    }
  }

  Origin origin() {
    return Origin.ofOverride(text);
  }

  /** The key with its package, as one types it. */
  String target() {
    return pkg == null ? key : key + "@" + (pkg.isEmpty() ? "_global_" : pkg);
  }

  boolean isSweep() {
    return value instanceof Sweep;
  }
}
