// SPDX-License-Identifier: Apache-2.0
/** One pass over a webhook's body that finds its envelope and masks its secrets in place. */
package dev.carteiro.bridge.mask;
