// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse;

/** One fact of one webhook. */
public sealed interface ParsedEvent
    permits MessageArrived,
        StatusReported,
        ReceiptReported,
        MessageEdited,
        MessageDeleted,
        ConnectionChanged,
        OtherEvent {

  /** The webhook that stated the fact. */
  Envelope envelope();

  /**
   * What deduplication compares within the instance: the same for every retry, for the instance's
   * and the global copy, and for the {@code @lid} and the phone variant of the same fact. Short,
   * whatever the webhook holds.
   */
  String factKey();
}
