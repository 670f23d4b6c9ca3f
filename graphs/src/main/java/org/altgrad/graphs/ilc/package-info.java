/**
 * ILC: learning from the gradients of several environments (Parascandolo, Neitz, Orvieto, Gresele,
 * Schölkopf: Learning explanations that are hard to vary, ICLR 2021). A step computes one gradient
 * for each environment and combines them by a rule that asks for their agreement.
 */
package org.altgrad.graphs.ilc;
