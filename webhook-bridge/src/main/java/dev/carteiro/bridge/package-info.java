// SPDX-License-Identifier: Apache-2.0
/** The bridge role: an HTTP server before a Kafka producer that keeps nothing it cannot lose. */
package dev.carteiro.bridge;
