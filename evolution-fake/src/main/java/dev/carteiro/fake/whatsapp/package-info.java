// SPDX-License-Identifier: Apache-2.0
/**
 * The simulated world behind the API: instances with their connections, the WhatsApp network that
 * receives messages, and the webhooks that report both, with Evolution's ids, addresses, JSON and
 * retries. Sends come in from {@code api}; deliveries are recorded and webhooks go out over HTTP.
 */
package dev.carteiro.fake.whatsapp;
