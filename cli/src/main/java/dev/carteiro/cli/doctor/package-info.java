// SPDX-License-Identifier: Apache-2.0
/**
 * The command {@code doctor}: checks Kafka, PostgreSQL, Evolution, clocks and this machine, and
 * prints findings with advice.
 */
package dev.carteiro.cli.doctor;
