/** Measures estimators of a gradient against the true one, at parameters that stay as they are. */
package org.altgrad.train.gradients;
