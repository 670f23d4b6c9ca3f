/** Tables over runs: one value per run, aggregated over seeds. */
package org.altgrad.plotting.summary;
