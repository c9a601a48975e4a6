// SPDX-License-Identifier: Apache-2.0
/** What stands in the topics: one record type for each, versioned, written as JSON. */
package dev.carteiro.contract.event;
