package org.altgrad.data.source;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.altgrad.base.Require;
import org.altgrad.data.DataException;
import org.altgrad.data.DataSet;
import org.altgrad.data.Provenance;
import org.altgrad.data.Split;
import org.altgrad.data.fetch.Located;
import org.altgrad.data.format.CifarArchive;
import org.altgrad.data.format.CifarRecords;
import org.altgrad.data.format.ContentStream;
import org.altgrad.data.format.Fingerprint;
import org.altgrad.data.format.ImageBlock;

/**
 * CIFAR-10: {@code image} uint8 {@code [32, 32, 3]} (red, green, blue), {@code label} 0..9 =
 * airplane automobile bird cat deer dog frog horse ship truck; splits {@code train} and {@code
 * test}.
 *
 * @param name {@code cifar10}
 * @param root the data root, with one folder per data set
 * @param variant which pixels
 * @param trainLimit use the first so many training examples
 * @param testLimit use the first so many test examples
 * @param subset {@code full} or {@code small}
 * @param stride take every so-manieth row and column; 1 = all
 */
public record Cifar10(
    String name,
    Path root,
    Variant variant,
    Optional<Integer> trainLimit,
    Optional<Integer> testLimit,
    Subset subset,
    int stride)
    implements DataSource {

  /** Which pixels. */
  public enum Variant {
    /** The authors' own: {@code cifar-10-binary.tar.gz}, or what it unpacks to. */
    OFFICIAL("cifar10"),
    /** Through JPEG; to be reported as such. */
    JPEG_DERIVED("cifar10_jpeg_derived"),
    /** The first 4,000 official training images, split into 3,200 for training, 800 for test. */
    LOSSLESS("cifar10_lossless");

    private final String entry;

    Variant(String entry) {
      this.entry = entry;
    }

    /** Its name in the catalogue. */
    public String entry() {
      return entry;
    }
  }

  private static final String ARCHIVE = "cifar-10-binary.tar.gz";
  private static final String FOLDER = "cifar-10-batches-bin";
  private static final String JPEGS = "cifar10_jpeg_60k.tar.gz";
  private static final String FIRST_BATCH = "data_batch_1.bin";
  private static final String TEST_BATCH = "test_batch.bin";
  private static final String FIRST_4000 = "data_batch_1_first4000.bin";

  public Cifar10 {
    Require.that(name.equals("cifar10"), "name", "cifar10", name);
    new Selection(trainLimit, testLimit, subset, stride);
  }

  /** All of a variant. */
  public static Cifar10 of(Path root, Variant variant) {
    return new Cifar10(
        "cifar10", root, variant, Optional.empty(), Optional.empty(), Subset.FULL, 1);
  }

  @Override
  public DataSet load(DataContext context) {
    FileLoader loader = new FileLoader(context, root, variant.entry());
    Selection selection = new Selection(trainLimit, testLimit, subset, stride);
    ImageBlock train = block(selection.train(loader.entry().splits().get("train")));
    ImageBlock test = block(selection.test(loader.entry().splits().get("test")));
    switch (variant) {
      case OFFICIAL -> readOfficial(loader, train, test);
      case JPEG_DERIVED -> readJpegDerived(loader, train, test);
      case LOSSLESS -> readLossless(loader, train, test);
    }
    String title = loader.entry().about().title();
    Split trainSplit = selection.strided(train.split("train", title));
    Split testSplit = selection.strided(test.split("test", title));
    return DataSet.of(title, loader.entry().classes(), loader.provenance(), trainSplit, testSplit);
  }

  private static void readOfficial(FileLoader loader, ImageBlock train, ImageBlock test) {
    Path unpacked = loader.folder().resolve(FOLDER);
    if (loader.find(ARCHIVE).isPresent() || !Files.isDirectory(unpacked)) {
      Located archive = loader.obtain(ARCHIVE);
      loader.parse(archive, in -> CifarArchive.readBinary(in, archive.source(), train, test));
      return;
    }
    int from = 0;
    for (String file : CifarArchive.trainFiles(train.count())) {
      readUnpacked(loader, unpacked.resolve(file), train, from);
      from += CifarArchive.BATCH_SIZE;
    }
    readUnpacked(loader, unpacked.resolve(TEST_BATCH), test, 0);
  }

  /**
   * The published checksum is the archive's, so here size and records are all there is to check.
   */
  private static void readUnpacked(FileLoader loader, Path path, ImageBlock images, int from) {
    long size = (long) CifarArchive.BATCH_SIZE * CifarRecords.RECORD;
    String file = path.toString();
    try (ContentStream in =
        ContentStream.of(file, Files.newInputStream(path), /* unpack= */ false, /* md5= */ false)) {
      int n = Math.min(CifarArchive.BATCH_SIZE, images.count() - from);
      CifarRecords.read(in, file, images, from, n);
      Fingerprint found = in.finish(size);
      if (found.bytes() != size) {
        throw new DataException("%s must have %d bytes".formatted(file, size));
      }
      loader.note(
          new Provenance(
              path.getFileName().toString(),
              found.sha256(),
              found.bytes(),
              file + " (no published checksum)"));
    } catch (IOException e) {
      throw new DataException("cannot read %s (%s)".formatted(file, DataException.reason(e)), e);
    }
  }

  private static void readJpegDerived(FileLoader loader, ImageBlock train, ImageBlock test) {
    Optional<Located> first = loader.find(FIRST_BATCH);
    Optional<Located> last = loader.find(TEST_BATCH);
    if (train.count() <= CifarArchive.BATCH_SIZE && first.isPresent() && last.isPresent()) {
      readRecords(loader, first.get(), train);
      readRecords(loader, last.get(), test);
    } else {
      Located archive = loader.obtain(JPEGS);
      loader.parse(archive, in -> CifarArchive.readJpegs(in, archive.source(), train, test));
    }
  }

  private static void readRecords(FileLoader loader, Located file, ImageBlock images) {
    loader.parse(file, in -> CifarRecords.read(in, file.source(), images, 0, images.count()));
  }

  private static void readLossless(FileLoader loader, ImageBlock train, ImageBlock test) {
    Located file = loader.obtain(FIRST_4000);
    int trainRecords = loader.entry().splits().get("train");
    loader.parse(
        file,
        in -> {
          CifarRecords.read(in, file.source(), train, 0, train.count());
          in.skipNBytes((long) (trainRecords - train.count()) * CifarRecords.RECORD);
          CifarRecords.read(in, file.source(), test, 0, test.count());
        });
  }

  private static ImageBlock block(int count) {
    return new ImageBlock(count, CifarRecords.SHAPE);
  }
}
