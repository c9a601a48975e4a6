// SPDX-License-Identifier: Apache-2.0
/**
 * The bridge role: an HTTP server in front of a Kafka producer. Webhooks of Evolution and requests
 * of the API come in; records on {@code whatsapp-webhook}, on the topics of commands and of the
 * administration go out. It remembers nothing that it could not lose. {@link
 * dev.carteiro.bridge.BridgeRole} is the entry point.
 */
package dev.carteiro.bridge;
