// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

/** One fact of one webhook. */
public sealed interface ParsedEvent
    permits MessageArrived, StatusReported, MessageEdited, MessageDeleted, ConnectionChanged, OtherEvent {

  Envelope envelope();

  /**
   * What deduplication compares within the instance: the same over retries, over the copies for instance and global webhook,
   * and over {@code @lid} and phone addressing. Its first letter says what kind of fact it is.
   */
  String factKey();
}
