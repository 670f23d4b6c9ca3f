package org.altgrad.train.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The search path: trees of YAML files, the first that has a file wins. A directory in a tree is a
 * group, a file in it an option. Files are read at most once.
 */
public final class ConfigSources {
  /** By address: what is packaged does not change while the program runs. */
  private static final Map<String, ConfigSources> PACKAGED = new ConcurrentHashMap<>();

  private final List<ConfigTree> trees;
  private final Map<String, ConfigFile> loaded = new ConcurrentHashMap<>();
  private SortedSet<String> files;

  private ConfigSources(List<ConfigTree> trees) {
    this.trees = List.copyOf(trees);
  }

  static ConfigSources of(ConfigTree... trees) {
    return new ConfigSources(List.of(trees));
  }

  /**
   * The tree that is packaged with the program, in a jar or in a directory of the class path.
   *
   * @param loader whose class path
   * @param root the folder on the class path, for example {@code conf}; it holds {@code
   *     config.yaml}
   */
  public static ConfigSources packaged(ClassLoader loader, String root) {
    URL anchor = loader.getResource(root + "/config.yaml");
    if (anchor == null) {
      throw new ConfigException("the program was packaged without its " + root + "/config.yaml");
    }
    return PACKAGED.computeIfAbsent(anchor.toString(), address -> at(anchor, root));
  }

  private static ConfigSources at(URL anchor, String root) {
    if (anchor.getProtocol().equals("jar")) {
      return of(new JarTree(anchor, root));
    }
    try {
      return of(new DirectoryTree(Path.of(new URI(anchor.toString())).getParent(), root));
    } catch (URISyntaxException e) {
      throw new ConfigException(anchor + ": not a usable address: " + e.getMessage());
    }
  }

  /** A tree in a directory. */
  public static ConfigSources directory(Path root) {
    return of(new DirectoryTree(root, root.toString()));
  }

  /** The configuration that a run has filed; the run may be in training meanwhile. */
  public static ConfigSources run(Path directory) {
    return of(DirectoryTree.file(directory, "config"));
  }

  /** The same trees with the users' own directories searched before them, in the given order. */
  public ConfigSources withUserDirectories(List<Path> directories) {
    if (directories.isEmpty()) {
      return this;
    }
    List<ConfigTree> all = new ArrayList<>();
    for (Path directory : directories) {
      all.add(new DirectoryTree(directory, directory.toString()));
    }
    all.addAll(trees);
    return new ConfigSources(all);
  }

  /** All files of all trees, as paths without {@code .yaml}. */
  synchronized SortedSet<String> files() {
    if (files == null) {
      SortedSet<String> all = new TreeSet<>();
      trees.forEach(tree -> all.addAll(tree.files()));
      files = Collections.unmodifiableSortedSet(all);
    }
    return files;
  }

  /** The file at a path such as {@code model/mlp}; null if no tree has it. */
  ConfigFile load(String path) {
    ConfigFile known = loaded.get(path);
    if (known != null) {
      return known;
    }
    // Only listed files are read, so a path cannot lead out of its tree.
    for (ConfigTree tree : trees) {
      if (tree.files().contains(path)) {
        String name = tree.name() + "/" + path + DirectoryTree.SUFFIX;
        ConfigFile file = ConfigFile.parse(path, name, tree.read(path));
        loaded.put(path, file);
        return file;
      }
    }
    return null;
  }

  /** Whether some tree has a directory of this name. */
  boolean isGroup(String path) {
    SortedSet<String> below = files().tailSet(path + "/");
    return !path.isEmpty() && !below.isEmpty() && below.first().startsWith(path + "/");
  }

  /** The names of the trees, for messages. */
  String describe() {
    List<String> names = new ArrayList<>();
    trees.forEach(tree -> names.add(tree.name()));
    return String.join(", ", names);
  }
}
