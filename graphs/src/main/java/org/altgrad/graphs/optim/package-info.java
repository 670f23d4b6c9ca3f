/**
 * Optimisers: how a descent direction changes the parameters. Learning-rate schedules, clipping, L1
 * and the orders of weight decay, on TensorFlow's own update operations.
 */
package org.altgrad.graphs.optim;
