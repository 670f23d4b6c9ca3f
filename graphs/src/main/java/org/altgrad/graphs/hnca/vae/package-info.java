/**
 * The hierarchical variational auto-encoder whose latent variables are all bits, and estimators of
 * the gradient of its evidence lower bound (ELBO).
 *
 * <p>Notation: latent layers z_1 … z_L, z_0 = x; encoder logits a_1 … a_L of q(z_l | z_{l-1});
 * decoder logits d_0 … d_L, where d_l belongs to p(z_l | z_{l+1}) and d_L to the prior p(z_L);
 * weights W^q_l and W^p_l. A method that takes a layer takes its number as in these equations. Rows
 * are [samples · batch], sample by sample: row m · batch + b is sample m of example b.
 */
package org.altgrad.graphs.hnca.vae;
