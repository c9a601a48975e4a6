// SPDX-License-Identifier: Apache-2.0
/** From a webhook's request to its response: 200 after Kafka's acknowledgement. */
package dev.carteiro.bridge.webhook;
