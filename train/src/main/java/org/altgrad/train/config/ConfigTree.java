package org.altgrad.train.config;

import java.util.SortedSet;

/** One tree of YAML files in the search path. */
interface ConfigTree {

  /** The tree's root as users know it. */
  String name();

  /** All files of the tree: paths below its root with {@code /}, without {@code .yaml}. */
  SortedSet<String> files();

  /** The text of one of {@link #files()}. */
  String read(String path);
}
