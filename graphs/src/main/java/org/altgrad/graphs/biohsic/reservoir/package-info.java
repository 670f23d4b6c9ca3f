/**
 * The working memory: a random recurrent network that sees one sample at a time and whose readout
 * is trained to emit the third factor of the rule, which depends on the samples before.
 */
package org.altgrad.graphs.biohsic.reservoir;
