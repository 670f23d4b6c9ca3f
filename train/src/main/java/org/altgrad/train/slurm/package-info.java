/**
 * Agents in job arrays of a Slurm cluster: their script, and the cluster's own commands. What is
 * known of the work itself is in the sweep's directory.
 */
package org.altgrad.train.slurm;
