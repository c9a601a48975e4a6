// SPDX-License-Identifier: Apache-2.0
/** A WhatsApp message: its content, its status, and what was done to it. */
package dev.carteiro.contract.message;
