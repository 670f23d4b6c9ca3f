/**
 * What a study is: the runs behind one published figure or table, what is made of them, and the
 * numbers they are held against.
 */
package org.altgrad.train.study;
