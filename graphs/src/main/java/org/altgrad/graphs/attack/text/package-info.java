/**
 * Attacks on classifiers of texts, run on the host: they know a classifier by its answers, and one
 * by its gradients, and nothing of what it is made of.
 */
package org.altgrad.graphs.attack.text;
