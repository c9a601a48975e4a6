// SPDX-License-Identifier: Apache-2.0
/**
 * The commands {@code tenants} and {@code keys}: they manage tenants and API keys through the
 * bridge.
 */
package dev.carteiro.cli.tenants;
