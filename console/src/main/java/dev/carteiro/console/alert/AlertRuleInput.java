// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import java.time.Instant;
import java.util.Optional;

/**
 * The input of the alert rules.
 *
 * @param at the time of the observation
 * @param platform empty while nothing is observed
 * @param rows empty while the tables cannot be read or are not current
 */
record AlertRuleInput(
    Instant at, Optional<PlatformRuleInput> platform, Optional<DatabaseRuleInput> rows) {}
