/** Texts as numbers: words, pieces of words, and the vocabularies that number them. */
package org.altgrad.base.text;
