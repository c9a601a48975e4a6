// SPDX-License-Identifier: Apache-2.0
/**
 * Finds the secrets of a body and overwrites them in place: in JSON, in JSON inside texts, in URLs,
 * and in bodies that are broken.
 */
package dev.carteiro.contract.secret;
