package org.altgrad.train.config;

/** What stands to the right of an override's {@code =}. */
sealed interface OverrideValue permits Node, Sweep, ListExtension {}
