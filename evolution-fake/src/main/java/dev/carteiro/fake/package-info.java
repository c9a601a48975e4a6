// SPDX-License-Identifier: Apache-2.0
/** An HTTP server that behaves as Evolution API 2.3.7 does, for the demonstration and for tests. */
package dev.carteiro.fake;
