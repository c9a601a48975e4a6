// SPDX-License-Identifier: Apache-2.0
/** The records of the topics: versioned, written as JSON. */
package dev.carteiro.contract.event;
