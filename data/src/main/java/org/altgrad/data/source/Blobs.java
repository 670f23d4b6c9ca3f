package org.altgrad.data.source;

import java.util.List;
import org.altgrad.base.Inline;
import org.altgrad.base.Require;
import org.altgrad.data.DataSet;
import org.altgrad.data.mixing.Blob;

/**
 * Pictures of a blob whose centre is made of two sources, uniform on the unit square; see {@link
 * Blob}. Column {@code image} float32 {@code [16, 16, 1]}; the others and the constants are those
 * of {@link MixedRows}, without {@code jacobian} and {@code log_density}.
 *
 * @param name {@code blobs}
 * @param nObs number of pictures
 * @param shear whether the first source moves the blob along the edge, and the second obliquely:
 *     the columns of the Jacobian are then not orthogonal
 * @param splits how rows are shared out
 */
public record Blobs(String name, int nObs, boolean shear, @Inline SplitRatios splits)
    implements DataSource {

  public Blobs {
    Require.that(name.equals("blobs"), "name", "blobs", name);
    Require.atLeast("nObs", nObs, 1);
  }

  @Override
  public DataSet load(DataContext context) {
    float[][] sources = new float[nObs][2];
    var random = splits.random("sources");
    for (float[] row : sources) {
      random.fill(row, 0, 1);
    }
    return new MixedRows(sources, Blob.of(shear), new double[nObs], 1)
        .dataSet(
            shear ? "blobs, sheared" : "blobs",
            List.of(Blob.SIDE, Blob.SIDE, 1),
            splits,
            List.of());
  }
}
