// SPDX-License-Identifier: Apache-2.0
/** Claims: a Kafka transaction writes {@code STARTED} and commits the consumed offsets. */
package dev.carteiro.sender.claim;
