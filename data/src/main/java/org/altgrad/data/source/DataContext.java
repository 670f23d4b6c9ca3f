package org.altgrad.data.source;

import java.nio.file.Path;
import org.altgrad.data.Progress;
import org.altgrad.data.catalogue.Catalogue;
import org.altgrad.data.fetch.DataRepository;
import org.altgrad.data.fetch.Downloader;

/**
 * What loading needs besides the settings of the source.
 *
 * @param catalogue what is known about files
 * @param downloader gets missing files
 * @param download whether it may
 * @param progress hears how far downloads are
 */
public record DataContext(
    Catalogue catalogue, Downloader downloader, boolean download, Progress progress) {

  /** The bundled catalogue; downloads if {@code download}. */
  public static DataContext standard(boolean download, Progress progress) {
    return new DataContext(
        Catalogue.bundled(),
        new Downloader(Downloader.DownloadSettings.DEFAULT),
        download,
        progress);
  }

  /** The files below a data root. */
  public DataRepository repository(Path root) {
    return new DataRepository(catalogue, root, downloader);
  }
}
