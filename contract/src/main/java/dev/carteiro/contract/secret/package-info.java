// SPDX-License-Identifier: Apache-2.0
/**
 * Which fields of a body hold secrets, and how their values are overwritten in place: for JSON, for
 * JSON inside texts, and for bodies that are broken.
 */
package dev.carteiro.contract.secret;
