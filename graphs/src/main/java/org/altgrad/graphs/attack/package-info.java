/**
 * Attacks on classifiers, whatever trained them, and what says whether their numbers hold.
 *
 * <p>An {@link org.altgrad.graphs.attack.Attack} is settings; an {@link
 * org.altgrad.graphs.attack.Attacker} is one in a graph, made on a {@link
 * org.altgrad.graphs.attack.Subject} (a classifier, its threat model, its draws), and gives an
 * {@link org.altgrad.graphs.attack.Outcome}. A {@link org.altgrad.graphs.attack.Trial} makes
 * several with all checks and ends in a {@link org.altgrad.graphs.attack.Verdict}.
 *
 * <p>A new attack is a record that implements {@code Attack}, whose {@code permits} and {@code
 * kinds()} name it: its search is one {@link org.altgrad.graphs.core.Loop} over points in units of
 * the box, with what a row has found in a {@code Tally}. It joins the list of {@code AttackerTest},
 * which holds what is true of every attack, and {@code ReluAttackTest}, which knows the exact
 * distances.
 */
package org.altgrad.graphs.attack;
