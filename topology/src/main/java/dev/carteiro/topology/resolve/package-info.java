// SPDX-License-Identifier: Apache-2.0
/**
 * Whose is it? Bindings, the identity check, and the lot where webhooks of unregistered instances
 * wait. No Kafka types.
 */
package dev.carteiro.topology.resolve;
