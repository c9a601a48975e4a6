// SPDX-License-Identifier: Apache-2.0
/**
 * Settings: the environment becomes immutable, validated records; Kafka client properties with
 * their reasons.
 */
package dev.carteiro.config;
