// SPDX-License-Identifier: Apache-2.0
/** The HTTP API: answered when Kafka has acknowledged what a request wrote. */
package dev.carteiro.bridge.api;
