// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console;

import dev.carteiro.config.ConsoleSettings;
import dev.carteiro.runtime.access.ApiAuthentication;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import javax.sql.DataSource;

/**
 * What the parts of the console share.
 *
 * @param database connections with auto-commit off; asking for one may fail at any time
 * @param metrics where parts count
 */
public record ConsoleContext(
    ConsoleSettings settings,
    ApiAuthentication authentication,
    DataSource database,
    MeterRegistry metrics,
    Clock clock) {}
