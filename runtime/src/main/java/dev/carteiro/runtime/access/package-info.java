// SPDX-License-Identifier: Apache-2.0
/** Authentication of API requests and their authorization: API keys, their roles and tenants. */
package dev.carteiro.runtime.access;
