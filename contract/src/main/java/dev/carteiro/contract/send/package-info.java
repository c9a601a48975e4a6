// SPDX-License-Identifier: Apache-2.0
/**
 * The records of outgoing messages: commands and their replies, dispatches and results, permits,
 * and the changes of jobs and batches.
 */
package dev.carteiro.contract.send;
