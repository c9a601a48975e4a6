// SPDX-License-Identifier: Apache-2.0
/** Detection of Kafka transactions that are open in a partition and at no coordinator. */
package dev.carteiro.runtime.transaction;
