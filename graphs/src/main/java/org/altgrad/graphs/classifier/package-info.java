/** Classifiers trained by cross-entropy, for others to stand on. */
package org.altgrad.graphs.classifier;
