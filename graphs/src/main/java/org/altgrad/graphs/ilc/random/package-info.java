/** Random gradients: how the mean and the AND-masked mean shrink with more environments. */
package org.altgrad.graphs.ilc.random;
