// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.command;

import dev.carteiro.config.HelpText;
import dev.carteiro.config.Setting;

/**
 * Settings of {@code up}: everything in one process, with an embedded Kafka and an embedded
 * PostgreSQL.
 */
public record StandaloneSettings(
    DataDirectory data,
    @Setting(name = "EMBEDDED_KAFKA_PORT", defaultValue = "19092", range = "1..65535")
        @HelpText("Port of the embedded Kafka, on 127.0.0.1.")
        int kafkaPort,
    @Setting(name = "EMBEDDED_KAFKA_CONTROLLER_PORT", defaultValue = "19093", range = "1..65535")
        @HelpText("Port of the embedded Kafka's controller, on 127.0.0.1.")
        int kafkaControllerPort,
    @Setting(name = "EMBEDDED_POSTGRES_PORT", defaultValue = "15432", range = "1..65535")
        @HelpText("Port of the embedded PostgreSQL, on 127.0.0.1.")
        int postgresPort) {}
