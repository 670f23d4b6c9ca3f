/** Random numbers that are the same everywhere. */
package org.altgrad.data.random;
