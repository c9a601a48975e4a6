// SPDX-License-Identifier: Apache-2.0
/** Everything in one process: an embedded Kafka, an embedded PostgreSQL and all roles. */
package dev.carteiro.standalone;
