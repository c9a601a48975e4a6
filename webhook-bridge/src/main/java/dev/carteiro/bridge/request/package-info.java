// SPDX-License-Identifier: Apache-2.0
/** What webhooks and API requests share: bodies, limits of memory, codings, trace ids. */
package dev.carteiro.bridge.request;
