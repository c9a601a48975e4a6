// SPDX-License-Identifier: Apache-2.0
/** What the compacted topics hold: instance bindings, tenants and API keys. */
package dev.carteiro.contract.registry;
