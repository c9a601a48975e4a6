// SPDX-License-Identifier: Apache-2.0
/**
 * Faults that can be switched on: which share of sends and webhooks fails and how, latencies, the
 * responses that result, and the seeded random numbers that make them repeatable.
 */
package dev.carteiro.fake.faults;
