package org.altgrad.train.config;

import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Enumeration;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.altgrad.base.Durable;

/** A tree of YAML files inside the jar that a class path resource stands in. */
final class JarTree implements ConfigTree {
  private final URL anchor;
  private final String root;
  private SortedSet<String> files;

  /**
   * A tree in a jar.
   *
   * @param anchor the {@code jar:} address of any file below the root
   * @param root the folder inside the jar, without slashes at its ends
   */
  JarTree(URL anchor, String root) {
    this.anchor = anchor;
    this.root = root;
  }

  @Override
  public String name() {
    return root;
  }

  @Override
  public synchronized SortedSet<String> files() {
    if (files == null) {
      SortedSet<String> found = new TreeSet<>();
      String prefix = root + "/";
      try {
        Enumeration<JarEntry> entries = jar().entries();
        while (entries.hasMoreElements()) {
          String entry = entries.nextElement().getName();
          if (entry.startsWith(prefix) && entry.endsWith(DirectoryTree.SUFFIX)) {
            int end = entry.length() - DirectoryTree.SUFFIX.length();
            found.add(entry.substring(prefix.length(), end));
          }
        }
      } catch (IOException e) {
        throw new ConfigException(anchor + ": cannot be read: " + Durable.reason(e));
      }
      files = found;
    }
    return files;
  }

  @Override
  public String read(String path) {
    String entry = root + "/" + path + DirectoryTree.SUFFIX;
    try {
      JarFile jar = jar();
      try (InputStream in = jar.getInputStream(jar.getJarEntry(entry))) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      }
    } catch (IOException e) {
      throw new ConfigException(anchor + ": cannot be read: " + Durable.reason(e));
    }
  }

  /** The class loader's own, cached file: it is not ours to close. */
  private JarFile jar() throws IOException {
    return ((JarURLConnection) anchor.openConnection()).getJarFile();
  }
}
