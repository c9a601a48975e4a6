// SPDX-License-Identifier: Apache-2.0
/**
 * The deduplicate stage: lets each fact of an instance pass once within a window of broker time.
 *
 * <p>In: {@link dev.carteiro.topology.record.ResolvedWebhookFact}. Out: the facts that are new, to
 * the merge stage; and the number of duplicates, to the stats stage. State: {@code seen-facts},
 * which says of each fact when it was first seen and how often it was repeated.
 */
package dev.carteiro.topology.dedup;
