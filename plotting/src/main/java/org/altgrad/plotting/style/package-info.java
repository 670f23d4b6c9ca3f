/** The house style: colours, pens, texts, numbers and marks. */
package org.altgrad.plotting.style;
