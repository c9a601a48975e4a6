// SPDX-License-Identifier: Apache-2.0
/**
 * How fast an instance may send: its stored send state, its rate, its throttle, and its permits
 * under the tenant's limit.
 */
package dev.carteiro.topology.outbox.pace;
