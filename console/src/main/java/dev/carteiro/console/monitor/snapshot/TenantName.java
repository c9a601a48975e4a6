// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor.snapshot;

/** A tenant and its display name; null when it has none. */
public record TenantName(String tenantId, String name) {}
