// SPDX-License-Identifier: Apache-2.0
/** What all modules share: the topic catalogue, record keys, headers, JSON, and forms of text. */
package dev.carteiro.contract;
