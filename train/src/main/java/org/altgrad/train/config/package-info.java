/**
 * Composition of one run's configuration: Hydra 1.3's language (defaults lists, groups, packages,
 * overrides, interpolation, sweeps) over trees of YAML files, with the origin of every value kept,
 * and its binding to Java records.
 *
 * <p>Start at {@link org.altgrad.train.config.Composer}; everything a user can get wrong ends in a
 * one-line {@link org.altgrad.train.config.ConfigException}.
 */
package org.altgrad.train.config;
