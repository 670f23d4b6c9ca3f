package org.altgrad.train.config;

import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** A tree of files in memory; paths are without {@code .yaml}. */
record MemoryTree(String name, Map<String, String> texts) implements ConfigTree {

  static ConfigSources sources(String... pathsAndTexts) {
    Map<String, String> texts = new TreeMap<>();
    for (int i = 0; i < pathsAndTexts.length; i += 2) {
      texts.put(pathsAndTexts[i], pathsAndTexts[i + 1]);
    }
    return ConfigSources.of(new MemoryTree("conf", texts));
  }

  @Override
  public SortedSet<String> files() {
    return new TreeSet<>(texts.keySet());
  }

  @Override
  public String read(String path) {
    return texts.get(path);
  }
}
