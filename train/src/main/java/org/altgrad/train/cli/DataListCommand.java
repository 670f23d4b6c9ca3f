package org.altgrad.train.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.altgrad.base.ShellCommand;
import org.altgrad.data.catalogue.CatalogueEntry;
import org.altgrad.data.fetch.DataRepository;
import org.altgrad.data.fetch.Located;
import org.altgrad.plotting.summary.TextTable;
import org.altgrad.train.config.ConfigSources;
import org.altgrad.train.config.GroupCatalogue;
import org.altgrad.train.experiment.OwnData;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code altgrad data list}. */
@Command(
    name = "list",
    description = "Prints all data sets and where they were found.",
    sortOptions = false)
final class DataListCommand implements Callable<Integer> {
  private static final String INDENT = "    ";
  private static final int WIDTH = 100;

  /** What reads files that a user has. */
  static final Set<String> OWN = OwnData.kinds();

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Mixin private DataSets sets;

  @Mixin private Help help;

  @Option(names = "--json", description = "A list of the sets for other programs.")
  private boolean json;

  @Override
  public Integer call() {
    DataRepository repository = sets.repository();
    List<List<String>> rows = new ArrayList<>();
    List<String> below = new ArrayList<>();
    int most = Math.min(WIDTH, TerminalTable.most(TerminalTable.width().orElse(WIDTH + 1)));
    for (CatalogueEntry entry : DataSets.all()) {
      String examples =
          entry.splits().entrySet().stream()
              .map(split -> split.getValue() + " " + split.getKey())
              .collect(Collectors.joining(", "));
      rows.add(List.of(entry.name(), examples, size(entry.image()), where(repository, entry)));
      below.add(
          wrapped(entry.about().description(), most)
              + wrapped("licence: " + entry.about().licence(), most));
    }
    for (GroupCatalogue.Option option : generated()) {
      String where = OWN.contains(option.name()) ? "your own files" : "generated";
      rows.add(List.of(option.name(), "by its settings", "", where));
      below.add(wrapped(option.description(), most));
    }
    PrintWriter out = spec.commandLine().getOut();
    TextTable table = new TextTable(List.of("name", "examples", "image", "where"), rows);
    if (json) {
      out.println(table.toJson());
      out.flush();
      return 0;
    }
    List<String> last = List.of("name", "where");
    List<String> lines = TerminalTable.text(table, last, spec).lines().toList();
    out.println(lines.get(0));
    out.println(lines.get(1));
    for (int i = 0; i < rows.size(); i++) {
      out.println(lines.get(i + 2));
      out.print(below.get(i));
    }
    lines.stream().skip(rows.size() + 2).forEach(out::println);
    out.flush();
    return 0;
  }

  /** The data sets that are made of no files. */
  private static List<GroupCatalogue.Option> generated() {
    ConfigSources sources = ConfigSources.packaged(DataListCommand.class.getClassLoader(), "conf");
    List<String> files = DataSets.all().stream().map(CatalogueEntry::name).toList();
    return new GroupCatalogue(sources)
        .groups().stream()
            .filter(group -> group.name().equals("data"))
            .flatMap(group -> group.options().stream())
            .filter(option -> !files.contains(option.name()) && !option.name().equals("none"))
            .toList();
  }

  private static String wrapped(String text, int most) {
    StringBuilder lines = new StringBuilder(INDENT);
    int width = INDENT.length();
    for (String word : text.split(" ")) {
      if (width + word.length() > most) {
        lines.append('\n').append(INDENT);
        width = INDENT.length();
      }
      lines.append(width == INDENT.length() ? "" : " ").append(word);
      width += word.length() + 1;
    }
    return lines.append('\n').toString();
  }

  private static String size(List<Integer> image) {
    return image.stream().map(String::valueOf).collect(Collectors.joining("x"));
  }

  private static String where(DataRepository repository, CatalogueEntry entry) {
    if (entry.whereabouts().bundled()) {
      return "bundled";
    }
    List<Located> there = repository.locate(entry.name());
    int wanted = entry.files().size();
    if (there.isEmpty()) {
      return "missing, " + remedy(repository, entry);
    }
    String folder =
        there.get(0).path().map(path -> path.getParent().toString()).orElse("this program");
    return there.size() == wanted
        ? folder
        : folder + " (" + there.size() + " of " + wanted + " files)";
  }

  private static String remedy(DataRepository repository, CatalogueEntry entry) {
    if (entry.whereabouts().addresses().isEmpty()) {
      return "to be put in " + repository.folder(entry);
    }
    long bytes = entry.files().stream().mapToLong(f -> f.downloadBytes().orElse(f.bytes())).sum();
    return String.format(
        Locale.ROOT, "%.1f MB: %s", bytes / 1e6, ShellCommand.of("data", "fetch", entry.name()));
  }
}
