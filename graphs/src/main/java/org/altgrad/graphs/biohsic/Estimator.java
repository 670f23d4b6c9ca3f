package org.altgrad.graphs.biohsic;

/**
 * How the dependence of a layer's activity on inputs and labels is measured, and so what layers
 * minimise. What a layer learns from is the derivative of its objective by the kernel matrix Kz of
 * its activity, W = dL/dKz; {@link LayerKernel} takes it from there to the activity.
 */
public enum Estimator {
  /** L = HSIC(x, z) - γ HSIC(y, z), biased: W = H (Kx - γ Ky) H / (n - 1)². */
  HSIC,
  /**
   * L = pHSIC(z, z) - γ pHSIC(y, z), which compresses z without looking at x (Pogodin and Latham,
   * NeurIPS 2020): W = (2 (Kz - mean Kz) - γ (Ky - mean Ky)) / n².
   */
  PHSIC,
  /**
   * L = nHSIC(x, z) - γ nHSIC(y, z), normalised (Ma, Lewis and Kleijn, AAAI 2020): with K̃ = HKH
   * (HKH + ε n I)⁻¹ and R = (H Kz H + ε n I)⁻¹, W = ε n H R (K̃x - γ K̃y) R H.
   */
  NHSIC
}
