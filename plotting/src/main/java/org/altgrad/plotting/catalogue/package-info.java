/** All kinds of figures. Listing them loads no AWT. */
package org.altgrad.plotting.catalogue;
