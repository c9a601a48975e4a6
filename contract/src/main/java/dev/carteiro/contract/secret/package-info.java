// SPDX-License-Identifier: Apache-2.0
/** Finds the secrets of a body and overwrites them in place, in JSON and in broken bodies. */
package dev.carteiro.contract.secret;
