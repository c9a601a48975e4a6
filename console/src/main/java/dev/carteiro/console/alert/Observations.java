// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import java.time.Instant;
import java.util.Optional;

/**
 * What the rules judge.
 *
 * @param at when it was true
 * @param rows empty while the tables cannot be read, or are behind
 */
record Observations(Instant at, Platform platform, Optional<Rows> rows) {}
