// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.console;

import dev.carteiro.runtime.access.ApiKeyAuthenticator;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import javax.sql.DataSource;

/** What all parts of the console share; database connections have auto-commit off and may fail. */
public record ConsoleContext(
    ConsoleSettings settings,
    ApiKeyAuthenticator authentication,
    DataSource database,
    MeterRegistry metrics,
    Clock clock) {}
