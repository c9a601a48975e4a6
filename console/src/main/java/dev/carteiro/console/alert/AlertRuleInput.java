// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console.alert;

import java.time.Instant;
import java.util.Optional;

/** Input of the alert rules; a part is empty while it cannot be observed or is not current. */
record AlertRuleInput(
    Instant at, Optional<PlatformRuleInput> platform, Optional<DatabaseRuleInput> rows) {}
