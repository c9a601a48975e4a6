// SPDX-License-Identifier: Apache-2.0
/** The HTTP server of a role, with health, metrics and problem responses. */
package dev.carteiro.runtime.http;
