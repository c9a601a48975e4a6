// SPDX-License-Identifier: Apache-2.0
/**
 * The HTTP API: sending, scheduling, job control, instances, tenants, API keys, dead letters. A
 * request is answered when Kafka has acknowledged what it wrote.
 */
package dev.carteiro.bridge.api;
