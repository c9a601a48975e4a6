// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.monitor;

import java.time.Instant;

/**
 * An alert that fires now, as its row says.
 *
 * @param severity critical, warning or info; null for alerts of earlier versions
 * @param tenantId reserved word when it is nobody's in particular
 * @param instance {@code gateway/name}; null when it is about no single number
 * @param subject what it is about; null for none
 */
public record FiringAlert(
    String id,
    String rule,
    String severity,
    String tenantId,
    String instance,
    String subject,
    String message,
    Instant firingAt) {}
