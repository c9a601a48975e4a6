// SPDX-License-Identifier: Apache-2.0
/**
 * Answers a client: queries all partitions of a plan at once, cuts a page out of their answers, and
 * seals the position of the next page into a token.
 */
package dev.carteiro.topology.query.answer;
