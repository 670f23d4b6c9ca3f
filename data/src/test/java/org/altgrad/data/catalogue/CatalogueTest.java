package org.altgrad.data.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.altgrad.data.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CatalogueTest {
  private static final String GOOD =
      """
      things:
        title: Things
        description: Some things.
        homepage: https://example.org/
        licence: none
        citation: A. Author. Things. 2020.
        classes: 2
        splits: {train: 3, test: 1}
        image: [2, 2, 1]
        addresses: [https://example.org/things/]
        files:
          - name: data
            bytes: 16
            md5: d41d8cd98f00b204e9800998ecf8427e
            download: data.gz
        bundled: false
      """;

  @Test
  void bundledCatalogueHasEverySet() {
    Catalogue catalogue = Catalogue.bundled();
    assertEquals(
        List.of(
            "mnist10k",
            "mnist",
            "fashion_mnist",
            "cifar10",
            "cifar10_jpeg_derived",
            "cifar10_lossless"),
        List.copyOf(catalogue.entries().keySet()));
    DataFile cifar = catalogue.entry("cifar10").files().get(0);
    assertEquals("md5 c32a1d4ab5d03f1284b67883e8d87530", cifar.checksum().toString());
    assertEquals(170052171, cifar.bytes());
    assertFalse(cifar.unpacked());
    assertTrue(catalogue.entry("mnist").files().get(0).unpacked());
  }

  @Test
  void sizesOfBundledCatalogueFollowFromCountsAndShapes() {
    for (CatalogueEntry entry : Catalogue.bundled().entries().values()) {
      int pixels = entry.image().stream().reduce(1, Math::multiplyExact);
      for (DataFile file : entry.files()) {
        long count = entry.splits().get(file.name().startsWith("train") ? "train" : "test");
        if (file.name().endsWith("idx3-ubyte")) {
          assertEquals(16 + count * pixels, file.bytes(), entry.name() + " " + file.name());
        } else if (file.name().endsWith("idx1-ubyte")) {
          assertEquals(8 + count, file.bytes(), entry.name() + " " + file.name());
        } else if (file.name().endsWith(".bin")) {
          assertEquals(0, file.bytes() % (1 + pixels), entry.name() + " " + file.name());
        }
      }
    }
  }

  @Test
  void readsAnEntry() {
    CatalogueEntry entry = read(GOOD).entry("things");
    assertEquals("Things", entry.about().title());
    assertEquals(Map.of("train", 3, "test", 1), entry.splits());
    assertEquals(
        List.of(URI.create("https://example.org/things/")), entry.whereabouts().addresses());
    assertEquals("things", entry.whereabouts().folder());
    assertEquals("data.gz", entry.file("data").download());
    assertFalse(entry.whereabouts().bundled());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "  classes: 2|  classes: two|test.yaml:7: things.classes must be a positive whole number but is 'two'",
        "  classes: 2|  classes: 0|test.yaml:7: things.classes must be a positive whole number but is '0'",
        "  classes: 2|  clases: 2|test.yaml:7: things.clases is not a known key",
        "  licence: none|  x: y|test.yaml:5: things.x is not a known key",
        "  licence: none|  title: none|test.yaml:5: things.title is given twice",
        "  licence: none|  licence: ''|test.yaml:5: things.licence must be a text",
        "bundled: false|bundled: maybe|test.yaml:16: things.bundled must be true or false",
        "  classes: 2|  # gone|test.yaml:2: things lacks the key classes",
        "https://example.org/things/|ftp://example.org/|test.yaml:10: things.addresses[0] must be an address",
        "https://example.org/things/|https://example.org/things|things.addresses[0] must be an address that begins with http and ends in /",
        "- name: data|- name: ../data|test.yaml:12: things.files[0].name must be a plain file name but is '../data'",
        "    download: data.gz|    download: a/b|must be a plain file name",
        "md5: d41d8cd98f00b204e9800998ecf8427e|md5: d41d|must be 32 lower-case hexadecimal digits but is 'd41d'",
        "md5: d41d8cd98f00b204e9800998ecf8427e|download_bytes: 3|things.files[0] must have one checksum: sha256 or md5",
        "image: [2, 2, 1]|image: 4|test.yaml:9: things.image must be a list",
        "things:|Things!:|must have a name of lower-case letters",
        "title: Things|title: [unclosed|test.yaml:",
      })
  void wrongEntriesAreLocated(String from, String to, String message) {
    String text = GOOD.replace(from, to);
    assertFalse(text.equals(GOOD), "the case changes something");
    String actual = assertThrows(DataException.class, () -> read(text)).getMessage();
    assertTrue(actual.contains(message), actual);
  }

  @Test
  void emptyAndOtherDocumentsAreRefused() {
    assertEquals("test.yaml: the document is empty", error(""));
    assertEquals("test.yaml:1: the document must be a mapping", error("- a\n"));
  }

  @Test
  void unknownNamesAreAnsweredByTheKnownOnes() {
    String message =
        assertThrows(DataException.class, () -> read(GOOD).entry("thing")).getMessage();
    assertEquals("there is no data set 'thing' in the catalogue; it has things", message);
  }

  private static String error(String text) {
    return assertThrows(DataException.class, () -> read(text)).getMessage();
  }

  private static Catalogue read(String text) {
    return Catalogue.read(new StringReader(text), "test.yaml");
  }
}
