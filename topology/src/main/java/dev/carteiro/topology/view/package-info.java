// SPDX-License-Identifier: Apache-2.0
/** What every view of an entry of a store has in common. No Kafka types. */
package dev.carteiro.topology.view;
