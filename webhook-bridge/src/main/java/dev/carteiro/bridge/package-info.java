// SPDX-License-Identifier: Apache-2.0
/**
 * HTTP to Kafka: takes Evolution's webhooks and the admin API's commands. {@link
 * dev.carteiro.bridge.BridgeRole} is the way in; {@link dev.carteiro.bridge.ApiKeys} makes keys
 * without a running bridge.
 */
package dev.carteiro.bridge;
