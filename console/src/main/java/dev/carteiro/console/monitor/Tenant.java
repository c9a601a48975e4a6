// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor;

/** A tenant and its display name; null when it has none. */
public record Tenant(String tenantId, String name) {}
