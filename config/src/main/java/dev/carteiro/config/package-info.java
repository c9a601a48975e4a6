// SPDX-License-Identifier: Apache-2.0
/**
 * Configuration: turns the environment into immutable, validated records of settings, and holds the
 * properties of the Kafka clients with their reasons. A {@link dev.carteiro.config.Setting} names
 * what a record component is read from; an {@link dev.carteiro.config.Environment} reads it.
 */
package dev.carteiro.config;
