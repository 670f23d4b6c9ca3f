/**
 * The gradient of each environment's loss, in one backward pass: custom-gradient ops that keep the
 * rows of different environments apart, and the other ways to the same numbers.
 */
package org.altgrad.graphs.ilc.gradients;
