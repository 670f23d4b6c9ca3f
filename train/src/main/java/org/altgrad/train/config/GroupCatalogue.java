package org.altgrad.train.config;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The groups of the tree with their options, for help, completion and messages.
 *
 * <p>Every directory at the top of the tree is a group. A directory further down is a group of its
 * own if some defaults list chooses from it ({@code model/prior}); otherwise it only sorts the
 * options of the group above it ({@code experiment=hnca/bandit}).
 */
public final class GroupCatalogue {

  /**
   * A group.
   *
   * @param name its path, for example {@code model/prior}
   * @param options its options, sorted by name
   */
  public record Group(String name, List<Option> options) {
    /** Takes a copy of the options. */
    public Group {
      options = List.copyOf(options);
    }
  }

  /**
   * An option.
   *
   * @param name what stands after {@code group=}
   * @param description the first line of comment of its file, and the next one where the sentence
   *     goes on there; empty without one
   */
  public record Option(String name, String description) {}

  private final ConfigSources sources;

  /** A catalogue of a search path. */
  public GroupCatalogue(ConfigSources sources) {
    this.sources = sources;
  }

  /** All groups, sorted by name. */
  public List<Group> groups() {
    List<Group> groups = new ArrayList<>();
    names().forEach(name -> groups.add(group(name)));
    return groups;
  }

  /** One group, without options if there is none of the name. */
  public Group group(String name) {
    List<Option> options = new ArrayList<>();
    for (String option : options(name)) {
      options.add(new Option(option, description(name + "/" + option)));
    }
    return new Group(name, options);
  }

  /** A file that cannot be read must not take the whole help down; its error stands in its line. */
  private String description(String file) {
    try {
      return sources.load(file).description();
    } catch (ConfigException e) {
      return e.getMessage();
    }
  }

  private List<DefaultsEntry> defaults(String file) {
    try {
      return sources.load(file).defaults();
    } catch (ConfigException unreadable) {
      return List.of();
    }
  }

  /** Whether a group has an option. */
  public boolean has(String group, String option) {
    return options(group).contains(option);
  }

  /** The names of all groups. */
  SortedSet<String> names() {
    SortedSet<String> names = new TreeSet<>();
    for (String file : sources.files()) {
      int slash = file.indexOf('/');
      if (slash > 0) {
        names.add(file.substring(0, slash));
      }
      for (DefaultsEntry entry : defaults(file)) {
        boolean isGroup =
            entry.kind() == DefaultsEntry.EntryKind.GROUP
                || entry.kind() == DefaultsEntry.EntryKind.OVERRIDE;
        if (!isGroup || entry.path().contains("${")) {
          continue;
        }
        if (entry.isAbsolute()) {
          addGroup(entry.path().substring(1), names);
          continue;
        }
        // A file does not know which of the directories above it is its group: each may be.
        addGroup(entry.path(), names);
        for (int i = file.indexOf('/'); i >= 0; i = file.indexOf('/', i + 1)) {
          addGroup(file.substring(0, i + 1) + entry.path(), names);
        }
      }
    }
    return names;
  }

  /**
   * The options of groups at the top, as {@code group=option}, whose defaults lists choose from a
   * group, whether by themselves or by the files that they name.
   */
  List<String> having(String group) {
    List<String> having = new ArrayList<>();
    for (String file : sources.files()) {
      int slash = file.indexOf('/');
      boolean below = file.startsWith(group + "/");
      if (slash > 0 && !below && has(file.substring(0, slash), file.substring(slash + 1))) {
        if (leads(file, group, new TreeSet<>())) {
          having.add(file.substring(0, slash) + "=" + file.substring(slash + 1));
        }
      }
    }
    return having;
  }

  private boolean leads(String file, String group, SortedSet<String> seen) {
    if (!seen.add(file)) {
      return false;
    }
    for (DefaultsEntry entry : defaults(file)) {
      for (String path : paths(file, entry)) {
        boolean own = entry.kind() == DefaultsEntry.EntryKind.GROUP && path.equals(group);
        boolean whole = entry.kind() == DefaultsEntry.EntryKind.CONFIG;
        String next = whole ? path : path + "/" + entry.option();
        if (own || (sources.load(next) != null && leads(next, group, seen))) {
          return true;
        }
      }
    }
    return false;
  }

  /** What the path of an entry may be from the root of the tree. */
  private static List<String> paths(String file, DefaultsEntry entry) {
    List<String> paths = new ArrayList<>();
    if (entry.kind() == DefaultsEntry.EntryKind.SELF || entry.path().contains("${")) {
      return paths;
    }
    if (entry.isAbsolute()) {
      return List.of(entry.path().substring(1));
    }
    paths.add(entry.path());
    for (int i = file.indexOf('/'); i >= 0; i = file.indexOf('/', i + 1)) {
      paths.add(file.substring(0, i + 1) + entry.path());
    }
    return paths;
  }

  private void addGroup(String path, SortedSet<String> names) {
    if (sources.isGroup(path)) {
      names.add(path);
    }
  }

  /** The names of a group's options, sorted; none if there is no such group. */
  public List<String> options(String group) {
    // What the groups are stands in all files: they are read where a directory may be one.
    SortedSet<String> names = null;
    List<String> options = new ArrayList<>();
    String prefix = group + "/";
    for (String file : sources.files().tailSet(prefix)) {
      if (!file.startsWith(prefix)) {
        break;
      }
      if (names == null && file.indexOf('/', prefix.length()) >= 0) {
        names = names();
      }
      boolean inner = false;
      for (int i = file.indexOf('/', prefix.length()); i >= 0; i = file.indexOf('/', i + 1)) {
        inner |= names.contains(file.substring(0, i));
      }
      if (!inner) {
        options.add(file.substring(prefix.length()));
      }
    }
    return options;
  }
}
