package org.altgrad.train.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.altgrad.base.Durable;

/** A tree of YAML files in a directory. */
final class DirectoryTree implements ConfigTree {
  private static final int MAX_DEPTH = 16;
  static final String SUFFIX = ".yaml";

  private final Path root;
  private final String name;
  private SortedSet<String> files;

  DirectoryTree(Path root, String name) {
    if (!Files.isDirectory(root)) {
      throw new ConfigException(name + ": no such configuration directory");
    }
    this.root = root;
    this.name = name;
  }

  /** One file of a directory, whatever else comes and goes there. */
  static DirectoryTree file(Path root, String file) {
    DirectoryTree tree = new DirectoryTree(root, root.toString());
    tree.files = new TreeSet<>(List.of(file));
    return tree;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public synchronized SortedSet<String> files() {
    if (files == null) {
      SortedSet<String> found = new TreeSet<>();
      try (Stream<Path> paths = Files.walk(root, MAX_DEPTH, FileVisitOption.FOLLOW_LINKS)) {
        paths.forEach(
            path -> {
              String file = root.relativize(path).toString().replace('\\', '/');
              if (file.endsWith(SUFFIX)) {
                found.add(file.substring(0, file.length() - SUFFIX.length()));
              }
            });
      } catch (UncheckedIOException e) {
        throw unlisted(e.getCause());
      } catch (IOException e) {
        throw unlisted(e);
      }
      files = found;
    }
    return files;
  }

  private ConfigException unlisted(IOException e) {
    return new ConfigException(name + ": cannot be listed: " + Durable.reason(e));
  }

  @Override
  public String read(String path) {
    try {
      return Files.readString(root.resolve(path + SUFFIX));
    } catch (CharacterCodingException e) {
      throw new ConfigException(name + "/" + path + SUFFIX + ": is not UTF-8 text");
    } catch (IOException e) {
      throw new ConfigException(
          name + "/" + path + SUFFIX + ": cannot be read: " + Durable.reason(e));
    }
  }
}
