// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.config;

import java.time.Duration;

/** How a process stops. */
public record ShutdownSettings(
    @Setting(name = "SHUTDOWN_GRACE", defaultValue = "PT15S", range = "PT1S..PT5M")
        @HelpText(
            "How long a stop waits for work under way; keep it below the container's grace period.")
        Duration grace) {}
