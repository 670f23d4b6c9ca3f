/**
 * Learning rules that need more than the environments' gradients at the present parameters:
 * penalties on the losses, and steps with parameters of their own for each environment.
 */
package org.altgrad.graphs.ilc.penalty;
