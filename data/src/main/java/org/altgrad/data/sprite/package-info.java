/** Pictures of coloured polygons whose factors are known. */
package org.altgrad.data.sprite;
