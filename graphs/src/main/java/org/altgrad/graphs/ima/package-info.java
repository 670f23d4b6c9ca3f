/**
 * Variational auto-encoders as independent mechanism analysis (Reizinger et al. 2022): the ELBO of
 * a nearly noiseless decoder is the likelihood less a penalty on columns of the decoder's Jacobian
 * that are not orthogonal, and evaluations say whether true sources are found.
 */
package org.altgrad.graphs.ima;
