// SPDX-License-Identifier: Apache-2.0
/** The shared vocabulary: topic catalogue, keys, headers, JSON. */
package dev.carteiro.contract;
