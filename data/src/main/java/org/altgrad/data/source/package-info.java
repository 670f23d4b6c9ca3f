/** Data sources: the settings of each kind of data set, and how it is loaded or generated. */
package org.altgrad.data.source;
