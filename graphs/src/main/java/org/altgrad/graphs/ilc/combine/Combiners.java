package org.altgrad.graphs.ilc.combine;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The combiners by the names that users write. */
public final class Combiners {
  private Combiners() {}

  /** Name to settings record. */
  public static Map<String, Class<? extends Combiner>> kinds() {
    Map<String, Class<? extends Combiner>> kinds = new LinkedHashMap<>();
    kinds.put("mean", Mean.class);
    kinds.put("and_mask", AndMask.class);
    kinds.put("geom_mean", GeomMean.class);
    kinds.put("power_mean", PowerMean.class);
    kinds.put("min_abs", MinAbs.class);
    kinds.put("sign_power", SignPower.class);
    kinds.put("soft_and", SoftAnd.class);
    kinds.put("sand_mask", SandMask.class);
    kinds.put("var_geom", VarGeom.class);
    kinds.put("snr", Snr.class);
    kinds.put("significance", Significance.class);
    kinds.put("t_statistic", TStatistic.class);
    kinds.put("median", Median.class);
    kinds.put("trimmed_mean", TrimmedMean.class);
    kinds.put("sign_vote", SignVote.class);
    kinds.put("graddrop", GradDrop.class);
    kinds.put("xor_mask", XorMask.class);
    kinds.put("norm_mean", NormMean.class);
    kinds.put("pcgrad", PcGrad.class);
    kinds.put("mgda", Mgda.class);
    kinds.put("cagrad", CaGrad.class);
    kinds.put("lp_mix", LpMix.class);
    kinds.put("vrex", VRex.class);
    kinds.put("groupdro", GroupDro.class);
    return Collections.unmodifiableMap(kinds);
  }
}
