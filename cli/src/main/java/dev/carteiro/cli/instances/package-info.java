// SPDX-License-Identifier: Apache-2.0
/**
 * The commands {@code instances}: they register, list, change, pause and remove instances through
 * the bridge.
 */
package dev.carteiro.cli.instances;
