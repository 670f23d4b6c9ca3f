/** What kinds of figures have in common: options, and what is shown where they leave it open. */
package org.altgrad.plotting.kind;
