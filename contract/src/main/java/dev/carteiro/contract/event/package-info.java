// SPDX-License-Identifier: Apache-2.0
/**
 * Events that are not messages: instance status, alerts, audit, dead letters, clock readings, and
 * all other events of Evolution.
 */
package dev.carteiro.contract.event;
