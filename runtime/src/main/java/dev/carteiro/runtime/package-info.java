// SPDX-License-Identifier: Apache-2.0
/** What every role shares: logging and the metrics registry here, the rest below. */
package dev.carteiro.runtime;
