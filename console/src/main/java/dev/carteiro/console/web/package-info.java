// SPDX-License-Identifier: Apache-2.0
/**
 * Serves the web page with its security headers. The entry point is {@link
 * dev.carteiro.console.web.WebPageService}.
 */
package dev.carteiro.console.web;
