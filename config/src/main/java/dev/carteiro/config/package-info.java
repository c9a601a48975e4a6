// SPDX-License-Identifier: Apache-2.0
/**
 * Configuration: turns the environment into immutable, validated records of settings, and holds the
 * properties of the Kafka clients with their reasons. A {@link dev.carteiro.config.Setting} defines
 * name, default and parser; an {@link dev.carteiro.config.Environment} supplies the texts.
 */
package dev.carteiro.config;
