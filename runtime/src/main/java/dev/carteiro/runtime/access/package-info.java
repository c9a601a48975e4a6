// SPDX-License-Identifier: Apache-2.0
/** Who asks, and what they may see: API keys, their roles and tenants. */
package dev.carteiro.runtime.access;
