// SPDX-License-Identifier: Apache-2.0
/**
 * Evolution's HTTP API: paths, checks and error texts of the endpoints for messages, instances and
 * webhooks, and the HTTP server, which can go offline, reset a connection or leave a request
 * without a response.
 */
package dev.carteiro.fake.api;
