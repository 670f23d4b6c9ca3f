package org.altgrad.data.source;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.altgrad.base.Inline;
import org.altgrad.base.PartlyIdle;
import org.altgrad.base.Place;
import org.altgrad.base.Require;
import org.altgrad.data.DataException;
import org.altgrad.data.DataSet;
import org.altgrad.data.Provenance;
import org.altgrad.data.RowOrigin;
import org.altgrad.data.Split;

/**
 * The large movie review data set of Maas et al. (ACL 2011) as its authors ship it: folders {@code
 * train/neg}, {@code train/pos}, {@code test/neg} and {@code test/pos} with a file for each review,
 * {@code number_rating.txt}. Label 0 is negative, 1 positive; labels alternate, and files of a
 * folder come in the order of their numbers, so that any beginning is balanced. Blanks, line breaks
 * and tags {@code <br />} become one blank. Columns {@code text}, {@code tokens}, {@code label};
 * splits {@code train}, {@code validation}, {@code test}; attachment {@code vocabulary}.
 *
 * @param name {@code acl_imdb}
 * @param folder the folder with {@code train} and {@code test}
 * @param trainLimit use the first so many training reviews, those that are held out included
 * @param testLimit use the first so many test reviews
 * @param heldOut what is held out
 * @param encoding how they become numbers
 */
public record AclImdb(
    String name,
    Path folder,
    Optional<Integer> trainLimit,
    Optional<Integer> testLimit,
    @Inline HoldOut heldOut,
    @Inline TextEncoding encoding)
    implements DataSource, PartlyIdle {
  private static final List<String> CLASSES = List.of("neg", "pos");

  public AclImdb {
    Require.that(name.equals("acl_imdb"), "name", "acl_imdb", name);
    Require.atLeast("trainLimit", trainLimit.orElse(1), 1);
    Require.atLeast("testLimit", testLimit.orElse(1), 1);
  }

  @Override
  public Map<String, String> idle() {
    return heldOut.idle(false, true);
  }

  @Override
  public DataSet load(DataContext context) {
    List<Provenance> files = new ArrayList<>();
    Split train = read("train", trainLimit, files);
    Split test = read("test", testLimit, files);
    List<Split> splits = heldOut.complete(train, Optional.empty(), Optional.of(test));
    return encoding.dataSet("IMDB reviews", CLASSES.size(), files, heldOut.seed(), splits);
  }

  private Split read(String split, Optional<Integer> limit, List<Provenance> provenance) {
    List<List<Path>> files = CLASSES.stream().map(own -> files(split, own)).toList();
    int most = Math.max(files.get(0).size(), files.get(1).size());
    List<String> texts = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    List<String> names = new ArrayList<>();
    List<ByteBuffer> contents = new ArrayList<>();
    for (int i = 0; i < most; i++) {
      for (int label = 0; label < CLASSES.size(); label++) {
        if (i < files.get(label).size() && texts.size() < limit.orElse(Integer.MAX_VALUE)) {
          Path file = files.get(label).get(i);
          byte[] content = content(file);
          contents.add(ByteBuffer.wrap(content));
          texts.add(encoding.clean(new String(content, StandardCharsets.UTF_8), file + ": "));
          labels.add(label);
          names.add(folder.relativize(file).toString());
        }
      }
    }
    provenance.add(
        Provenance.of(
            split + ", reviews in order", folder.toString(), contents.toArray(ByteBuffer[]::new)));
    int[] all = labels.stream().mapToInt(label -> label).toArray();
    int[] numbers = IntStream.range(0, all.length).toArray();
    return TextEncoding.split(split, texts, all)
        .with(RowOrigin.files(folder.toString(), numbers, names));
  }

  private List<Path> files(String split, String label) {
    Path own = folder.resolve(split).resolve(label);
    if (!Files.isDirectory(own)) {
      throw new DataException(own + ": must be a folder of reviews but " + Place.found(own));
    }
    List<Path> files;
    try (Stream<Path> all = Files.list(own)) {
      files =
          all.filter(file -> file.toString().endsWith(".txt"))
              .sorted(Comparator.comparingInt(AclImdb::number).thenComparing(Path::toString))
              .toList();
    } catch (IOException e) {
      throw new DataException("cannot read %s (%s)".formatted(own, DataException.reason(e)), e);
    }
    if (files.isEmpty()) {
      throw new DataException(own + ": must be a folder of reviews, .txt files, but has none");
    }
    return files;
  }

  private static int number(Path file) {
    String digits = file.getFileName().toString().replaceFirst("\\D.*", "");
    return digits.isEmpty() || digits.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(digits);
  }

  private static byte[] content(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new DataException("cannot read %s (%s)".formatted(file, DataException.reason(e)), e);
    }
  }
}
