// SPDX-License-Identifier: Apache-2.0
/** The web page: its files and the headers that keep a browser safe. */
package dev.carteiro.console.web;
