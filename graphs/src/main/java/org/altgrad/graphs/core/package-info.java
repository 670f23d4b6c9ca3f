/**
 * What every method is made of: tensors with arithmetic, variables with stable names, random
 * streams that a resumed run repeats exactly, the custom-gradient op, and gradients.
 */
package org.altgrad.graphs.core;
