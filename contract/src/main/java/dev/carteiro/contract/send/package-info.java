// SPDX-License-Identifier: Apache-2.0
/** The vocabulary of outgoing messages: commands, attempts and their results, the life of a job. */
package dev.carteiro.contract.send;
