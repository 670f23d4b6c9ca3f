/** What all modules stand on, and nothing of machine learning. */
package org.altgrad.base;
