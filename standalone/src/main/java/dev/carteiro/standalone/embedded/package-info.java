// SPDX-License-Identifier: Apache-2.0
/**
 * The embedded services: a Kafka broker in this process and a PostgreSQL server as a child process,
 * with durable settings and repairs after a kill.
 */
package dev.carteiro.standalone.embedded;
