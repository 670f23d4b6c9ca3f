/** What comes after a run: reading run directories, tables over them, and figures. */
package org.altgrad.plotting;
