// SPDX-License-Identifier: Apache-2.0
/** What is no message: instance status, alerts, audit, dead letters, other events. */
package dev.carteiro.contract.event;
