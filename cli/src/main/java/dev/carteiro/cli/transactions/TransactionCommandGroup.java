// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.cli.transactions;

import picocli.CommandLine.Command;

/** The commands {@code transactions}. */
@Command(
    name = "transactions",
    description = "Finds and ends hanging transactions of Kafka.",
    subcommands = TransactionRepairCommand.class)
public final class TransactionCommandGroup {}
