// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor.snapshot;

import java.time.Instant;

/**
 * The row of an alert that fires now.
 *
 * @param severity critical, warning or info; null for alerts of earlier versions
 * @param tenantId {@code unresolved} when it belongs to no tenant
 * @param instance {@code gateway/name}; null when it is not about a single instance
 * @param subject what it is about, such as a server or job; null for none
 */
public record FiringAlertRow(
    String id,
    String rule,
    String severity,
    String tenantId,
    String instance,
    String subject,
    String message,
    Instant firingAt) {}
