// SPDX-License-Identifier: Apache-2.0
/**
 * Whether the system is well. {@link dev.carteiro.console.monitor.SnapshotSource} looks at every
 * part of it in the background; {@link dev.carteiro.console.monitor.Snapshot} is what was seen.
 */
package dev.carteiro.console.monitor;
