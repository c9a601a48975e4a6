// SPDX-License-Identifier: Apache-2.0
/**
 * The command line {@code carteiro}: a command for each role, and the commands that administer,
 * feed, check and reset an installation. Arguments and settings come in; requests to the bridge, to
 * Kafka and to PostgreSQL go out.
 */
package dev.carteiro.cli;
