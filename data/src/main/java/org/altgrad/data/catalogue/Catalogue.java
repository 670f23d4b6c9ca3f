package org.altgrad.data.catalogue;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.altgrad.data.DataException;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/**
 * All data sets that are made of files, by name.
 *
 * @param entries the data sets in the order of the catalogue
 */
public record Catalogue(Map<String, CatalogueEntry> entries) {
  private static final String NAME = "[a-z][a-z0-9_]*";
  private static final String FILE = "[A-Za-z0-9_][A-Za-z0-9_.-]*";
  private static final String FOLDER = FILE + "(/" + FILE + ")*";

  public Catalogue {
    entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
  }

  /** The catalogue that is part of this program. */
  public static Catalogue bundled() {
    String file = "catalogue.yaml";
    try (InputStream in = Catalogue.class.getResourceAsStream(file)) {
      return read(new InputStreamReader(in, StandardCharsets.UTF_8), file);
    } catch (IOException e) {
      throw new DataException("cannot read " + file + ": " + DataException.reason(e), e);
    }
  }

  /**
   * Reads a catalogue.
   *
   * @param file its name for error messages
   * @throws DataException with file, line and key if anything is missing, unknown or malformed
   */
  public static Catalogue read(Reader in, String file) {
    Node root;
    try {
      root = new Yaml(new LoaderOptions()).compose(in);
    } catch (MarkedYAMLException e) {
      throw new DataException(
          "%s:%d: %s".formatted(file, e.getProblemMark().getLine() + 1, e.getProblem()), e);
    } catch (YAMLException e) {
      throw new DataException(file + ": " + e.getMessage(), e);
    }
    if (root == null) {
      throw new DataException(file + ": the document is empty");
    }
    Map<String, CatalogueEntry> entries = new LinkedHashMap<>();
    new YamlNode(file, "", root)
        .mapping()
        .forEach(
            (name, node) -> {
              if (!name.matches(NAME)) {
                throw node.error("must have a name of lower-case letters, digits and underscores");
              }
              entries.put(name, entry(name, node));
            });
    return new Catalogue(entries);
  }

  /**
   * The data set of that name.
   *
   * @throws DataException that lists the known names if there is none
   */
  public CatalogueEntry entry(String name) {
    CatalogueEntry entry = entries.get(name);
    if (entry == null) {
      throw new DataException(
          "there is no data set '%s' in the catalogue; it has %s"
              .formatted(name, String.join(", ", entries.keySet())));
    }
    return entry;
  }

  private static CatalogueEntry entry(String name, YamlNode node) {
    Map<String, YamlNode> keys =
        node.mapping(
            Set.of(
                "title",
                "description",
                "homepage",
                "licence",
                "citation",
                "classes",
                "splits",
                "image",
                "files"),
            Set.of("bundled", "folder", "directories", "addresses"));
    return new CatalogueEntry(
        name,
        new CatalogueEntry.About(
            keys.get("title").text(),
            keys.get("description").text(),
            keys.get("homepage").text("https?://\\S+", "an address that begins with http"),
            keys.get("licence").text(),
            keys.get("citation").text()),
        keys.get("classes").positiveInt(),
        counts(keys.get("splits")),
        keys.get("image").list().stream().map(YamlNode::positiveInt).toList(),
        new CatalogueEntry.Whereabouts(
            YamlNode.get(keys, "bundled").map(YamlNode::bool).orElse(false),
            YamlNode.get(keys, "folder")
                .map(folder -> folder.text(FOLDER, "a folder below the data root"))
                .orElse(name),
            YamlNode.get(keys, "directories").map(YamlNode::list).orElse(List.of()).stream()
                .map(directory -> Path.of(directory.text("/.+", "an absolute path")))
                .toList(),
            YamlNode.get(keys, "addresses").map(YamlNode::list).orElse(List.of()).stream()
                .map(Catalogue::address)
                .toList()),
        files(keys.get("files")));
  }

  private static Map<String, Integer> counts(YamlNode node) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    node.mapping().forEach((split, count) -> counts.put(split, count.positiveInt()));
    return Collections.unmodifiableMap(counts);
  }

  private static URI address(YamlNode node) {
    return URI.create(
        node.text(
            "https?://[A-Za-z0-9.:/_~-]+/", "an address that begins with http and ends in /"));
  }

  private static List<DataFile> files(YamlNode node) {
    List<DataFile> files = node.list().stream().map(Catalogue::file).toList();
    Set<String> names = files.stream().map(DataFile::name).collect(Collectors.toSet());
    if (files.isEmpty() || names.size() < files.size()) {
      throw node.error("must be a list of files with different names");
    }
    return files;
  }

  private static DataFile file(YamlNode node) {
    Map<String, YamlNode> keys =
        node.mapping(
            Set.of("name", "bytes"), Set.of("sha256", "md5", "download", "download_bytes"));
    String name = keys.get("name").text(FILE, "a plain file name");
    return new DataFile(
        name,
        keys.get("bytes").positive(),
        checksum(node, keys),
        YamlNode.get(keys, "download")
            .map(download -> download.text(FILE, "a plain file name"))
            .orElse(name),
        YamlNode.get(keys, "download_bytes")
            .map(bytes -> OptionalLong.of(bytes.positive()))
            .orElse(OptionalLong.empty()));
  }

  private static Checksum checksum(YamlNode node, Map<String, YamlNode> keys) {
    if (keys.containsKey("sha256") == keys.containsKey("md5")) {
      throw node.error("must have one checksum: sha256 or md5");
    }
    return YamlNode.get(keys, "sha256")
        .map(sum -> sum.text("[0-9a-f]{64}", "64 lower-case hexadecimal digits"))
        .map(hex -> new Checksum(Checksum.HashKind.SHA256, hex))
        .orElseGet(
            () ->
                new Checksum(
                    Checksum.HashKind.MD5,
                    keys.get("md5").text("[0-9a-f]{32}", "32 lower-case hexadecimal digits")));
  }
}
