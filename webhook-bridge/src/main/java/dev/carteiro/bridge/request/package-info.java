// SPDX-License-Identifier: Apache-2.0
/**
 * What webhooks and API requests share: reading a body without a waiting thread, within a limit of
 * memory; content codings; trace ids.
 */
package dev.carteiro.bridge.request;
