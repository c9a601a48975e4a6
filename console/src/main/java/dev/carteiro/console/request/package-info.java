// SPDX-License-Identifier: Apache-2.0
/** What the console's requests have in common: whose data is asked for, and errors. */
package dev.carteiro.console.request;
