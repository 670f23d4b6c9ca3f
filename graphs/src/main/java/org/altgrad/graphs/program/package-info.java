/**
 * What a method hands to the training loop: a program, one graph with everything that is run on it.
 * The loop knows programs, not methods.
 */
package org.altgrad.graphs.program;
