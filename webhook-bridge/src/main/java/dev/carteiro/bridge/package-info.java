// SPDX-License-Identifier: Apache-2.0
/**
 * The bridge role: an HTTP server in front of a Kafka producer. Webhooks of Evolution and requests
 * of the API come in; records on {@code whatsapp-webhook}, the command topics and the
 * administration topics go out. The bridge keeps nothing that it cannot lose.
 */
package dev.carteiro.bridge;
