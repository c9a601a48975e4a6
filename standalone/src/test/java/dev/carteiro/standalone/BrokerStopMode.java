// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.standalone;

/** How a run of a broker ends, or nearly. */
enum BrokerStopMode {
  /** {@code kill -9}. */
  KILL,
  /** SIGTERM, under load. */
  STOP,
  /** SIGSTOP for longer than Kafka's session timeout of a broker, then SIGCONT, then a kill. */
  FREEZE
}
