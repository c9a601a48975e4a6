// SPDX-License-Identifier: Apache-2.0
/** What all readable views of store entries have in common. No Kafka types. */
package dev.carteiro.topology.view;
