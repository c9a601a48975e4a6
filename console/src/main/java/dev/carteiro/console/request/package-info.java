// SPDX-License-Identifier: Apache-2.0
/**
 * What the console's request handlers share: the tenant scope, query parameters and error
 * responses.
 */
package dev.carteiro.console.request;
