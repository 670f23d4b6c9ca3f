package org.altgrad.train.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.altgrad.base.Nearest;

/**
 * One entry of a defaults list.
 *
 * @param kind what the entry is
 * @param path a group ({@code /db}, {@code model/prior}) or, for {@link EntryKind#CONFIG}, a file;
 *     relative to the group of the file that holds the list unless it begins with {@code /}
 * @param pkg the package after {@code @}; null where none is given
 * @param option the chosen option; null for none; {@code ???} where the user must choose
 * @param options more than one option at once; null for a single one
 * @param optional whether a file that does not exist is passed over
 * @param origin where the entry stands
 */
record DefaultsEntry(
    EntryKind kind,
    String path,
    String pkg,
    String option,
    List<String> options,
    boolean optional,
    Origin origin) {

  /** What an entry of a defaults list does. */
  enum EntryKind {
    /** {@code _self_}: the place of the file's own content. */
    SELF,
    /** {@code db/mysql}: a file, taken always. */
    CONFIG,
    /** {@code db: mysql}: an option of a group. */
    GROUP,
    /** {@code override db: mysql}: another option for a group that stands elsewhere. */
    OVERRIDE,
    /** {@code ~db}: drops a group that stands elsewhere. */
    DELETE
  }

  private static final String OPTIONAL = "optional ";
  private static final String OVERRIDE = "override ";

  /** A word and what it stands before. */
  private static final Pattern WORD = Pattern.compile("([A-Za-z]+)\\s+(\\S.*)");

  static DefaultsEntry self(Origin origin) {
    return new DefaultsEntry(EntryKind.SELF, "_self_", null, null, null, false, origin);
  }

  static DefaultsEntry group(
      String group, String pkg, String option, List<String> options, Origin origin) {
    return new DefaultsEntry(EntryKind.GROUP, group, pkg, option, options, false, origin);
  }

  /** The entry with the interpolated texts replaced. */
  DefaultsEntry with(String newPath, String newOption) {
    return new DefaultsEntry(kind, newPath, pkg, newOption, options, optional, origin);
  }

  /** The entry with another choice. */
  DefaultsEntry choosing(String newOption, List<String> newOptions) {
    return new DefaultsEntry(kind, path, pkg, newOption, newOptions, optional, origin);
  }

  boolean isInterpolation() {
    return path.contains("${") || (option != null && option.contains("${"));
  }

  boolean isAbsolute() {
    return path.startsWith("/");
  }

  /** The entry as one reads it in the file. */
  String label() {
    String at = pkg == null ? "" : "@" + pkg;
    return switch (kind) {
      case SELF, CONFIG -> path + at;
      case DELETE -> "~" + path + at;
      case GROUP, OVERRIDE -> path + at + ": " + (options == null ? option : options);
    };
  }

  static List<DefaultsEntry> parseList(Node node) {
    if (node instanceof Node.Scalar scalar && scalar.value() == null) {
      return List.of();
    }
    if (!(node instanceof Node.Seq seq)) {
      throw new ConfigException(node.origin(), "defaults: must be a list (- group: option)");
    }
    List<DefaultsEntry> entries = new ArrayList<>();
    Origin self = null;
    Origin override = null;
    for (Node item : seq.items()) {
      DefaultsEntry entry = parse(item);
      if (entry.kind == EntryKind.SELF) {
        if (self != null) {
          throw new ConfigException(
              entry.origin, "duplicate _self_, first given in line " + self.line());
        }
        self = entry.origin;
      } else if (entry.kind == EntryKind.OVERRIDE || entry.kind == EntryKind.DELETE) {
        override = entry.origin;
      } else if (override != null) {
        throw new ConfigException(
            entry.origin,
            entry.label()
                + ": stands after an override (line "
                + override.line()
                + "); overrides come last in a defaults list");
      }
      for (DefaultsEntry earlier : entries) {
        if (entry.kind == EntryKind.CONFIG
            && entry.label().equals(earlier.label())
            && earlier.kind == EntryKind.CONFIG) {
          throw new ConfigException(
              entry.origin,
              "duplicate " + entry.label() + ", first given in line " + earlier.origin.line());
        }
      }
      entries.add(entry);
    }
    return List.copyOf(entries);
  }

  private static DefaultsEntry parse(Node item) {
    Origin origin = item.origin();
    if (item instanceof Node.Scalar scalar && scalar.value() instanceof String text) {
      return parseText(text.strip(), origin);
    }
    if (item instanceof Node.Mapping mapping && mapping.entries().size() == 1) {
      Map.Entry<String, Node> only = mapping.entries().entrySet().iterator().next();
      return parseGroup(only.getKey().strip(), only.getValue(), origin);
    }
    throw new ConfigException(
        origin,
        "an entry of a defaults list is '- group: option', '- config' or '- _self_'"
            + " (with 'optional' or 'override' before the group)");
  }

  private static DefaultsEntry parseText(String text, Origin origin) {
    if (text.equals("_self_")) {
      return self(origin);
    }
    boolean optional = text.startsWith(OPTIONAL);
    String rest = optional ? text.substring(OPTIONAL.length()).strip() : text;
    if (rest.startsWith(OVERRIDE)) {
      throw new ConfigException(origin, text + ": an override needs an option (override g: x)");
    }
    checkWord(rest, text, origin);
    EntryKind kind = rest.startsWith("~") ? EntryKind.DELETE : EntryKind.CONFIG;
    String path = kind == EntryKind.DELETE ? rest.substring(1) : rest;
    int at = packageStart(path);
    String pkg = at < 0 ? null : checkPackage(path.substring(at + 1), text, origin);
    path = at < 0 ? path : path.substring(0, at);
    checkPath(path, text, origin);
    path = kind == EntryKind.CONFIG ? option(path) : path;
    return new DefaultsEntry(kind, path, pkg, null, null, optional, origin);
  }

  private static DefaultsEntry parseGroup(String key, Node value, Origin origin) {
    boolean optional = false;
    boolean override = false;
    String group = key;
    while (true) {
      if (group.startsWith(OPTIONAL)) {
        optional = true;
        group = group.substring(OPTIONAL.length()).strip();
      } else if (group.startsWith(OVERRIDE)) {
        override = true;
        group = group.substring(OVERRIDE.length()).strip();
      } else {
        break;
      }
    }
    checkWord(group, key, origin);
    boolean delete = group.startsWith("~");
    group = delete ? group.substring(1) : group;
    int at = packageStart(group);
    String pkg = at < 0 ? null : checkPackage(group.substring(at + 1), key, origin);
    group = at < 0 ? group : group.substring(0, at);
    if (group.equals("_self_")) {
      throw new ConfigException(origin, "_self_ takes no option");
    }
    checkPath(group, key, origin);
    EntryKind kind = delete ? EntryKind.DELETE : override ? EntryKind.OVERRIDE : EntryKind.GROUP;
    if (value instanceof Node.Seq seq) {
      List<String> options = new ArrayList<>();
      for (Node item : seq.items()) {
        String option = option(item, key);
        if (option == null || option.contains("${")) {
          throw new ConfigException(
              item.origin(), key + ": a list of options takes names only, no null and no ${...}");
        }
        options.add(option);
      }
      return new DefaultsEntry(kind, group, pkg, null, options, optional, origin);
    }
    return new DefaultsEntry(kind, group, pkg, option(value, key), null, optional, origin);
  }

  /** The name of an option, which may be written with its file's ending. */
  static String option(String name) {
    return name.endsWith(DirectoryTree.SUFFIX)
        ? name.substring(0, name.length() - DirectoryTree.SUFFIX.length())
        : name;
  }

  private static String option(Node value, String key) {
    if (value instanceof Node.Scalar scalar) {
      return scalar.value() == null ? null : option(scalar.text().strip());
    }
    throw new ConfigException(
        value.origin(), key + ": an option is the name of a file, a list of names, or null");
  }

  /** The position of the {@code @} that begins a package, but not one inside an interpolation. */
  private static int packageStart(String path) {
    int depth = 0;
    for (int i = 0; i < path.length(); i++) {
      char c = path.charAt(i);
      if (c == '{') {
        depth++;
      } else if (c == '}') {
        depth--;
      } else if (c == '@' && depth == 0) {
        return i;
      }
    }
    return -1;
  }

  /** Refuses a word before a group that is nearly one of those that may stand there. */
  private static void checkWord(String rest, String text, Origin origin) {
    Matcher word = WORD.matcher(rest);
    if (word.matches()) {
      Nearest.to(word.group(1), List.of(OVERRIDE.strip(), OPTIONAL.strip()))
          .ifPresent(
              near -> {
                throw new ConfigException(
                    origin,
                    text
                        + ": no such word before a group: '"
                        + word.group(1)
                        + "'; did you mean "
                        + near
                        + "?");
              });
    }
  }

  /**
   * Refuses a package that begins with what is nearly one of the words with a meaning.
   *
   * @param text that the package stands in
   */
  static void checkWords(String pkg, List<String> words, String text, Origin origin) {
    String part = pkg.replaceFirst("\\..*", "");
    boolean meant = part.startsWith("_") || part.endsWith("_") || part.equals("global");
    if (meant && !words.contains(part)) {
      Nearest.to(part, words)
          .ifPresent(
              near -> {
                throw new ConfigException(
                    origin, text + ": no such package: '" + part + "'; did you mean " + near + "?");
              });
    }
  }

  private static String checkPackage(String pkg, String text, Origin origin) {
    if (pkg.indexOf(':') >= 0) {
      throw new ConfigException(
          origin, text + ": packages cannot be renamed; write group@package: option");
    }
    if (pkg.startsWith(".") || pkg.endsWith(".") || pkg.contains("..") || pkg.contains("/")) {
      throw new ConfigException(origin, text + ": '" + pkg + "' is not a package (a.b.c)");
    }
    checkWords(pkg, List.of("_global_", "_group_", "_here_", "_name_"), text, origin);
    return pkg;
  }

  private static void checkPath(String path, String text, Origin origin) {
    String relative = path.startsWith("/") ? path.substring(1) : path;
    if (relative.isEmpty()
        || relative.startsWith("/")
        || relative.endsWith("/")
        || relative.contains("//")
        || ("/" + relative + "/").contains("/../")) {
      throw new ConfigException(origin, "'" + text + "': '" + path + "' is not a path in the tree");
    }
  }
}
