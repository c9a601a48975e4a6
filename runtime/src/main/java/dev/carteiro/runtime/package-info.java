// SPDX-License-Identifier: Apache-2.0
/**
 * What every role shares. This package has logging and the metrics registry; the packages below it
 * have the rest.
 */
package dev.carteiro.runtime;
