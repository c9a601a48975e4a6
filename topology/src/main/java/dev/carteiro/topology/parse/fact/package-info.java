// SPDX-License-Identifier: Apache-2.0
/** The facts that a webhook states: the output of the parse stage. */
package dev.carteiro.topology.parse.fact;
