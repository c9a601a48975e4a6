// SPDX-License-Identifier: Apache-2.0
/**
 * Reads JSON as Evolution writes it: the document, event names, fields, numbers, times and bytes.
 */
package dev.carteiro.topology.parse.json;
