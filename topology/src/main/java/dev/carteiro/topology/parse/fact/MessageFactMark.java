// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.parse.fact;

import dev.carteiro.contract.message.MessageStatus;

/**
 * What distinguishes a fact from others about the same message. It is part of stored entries.
 *
 * @param kind one of the constants, or {@link #STATUS} and the status's rank; from 0 to 63
 * @param detail for edits, the time in milliseconds or 64 bits of the text's hash; else 0
 */
public record MessageFactMark(byte kind, long detail) {
  public static final byte ARRIVAL = 0;
  public static final byte PLACEHOLDER = 1;
  public static final byte DELETION = 2;
  public static final byte TIMED_EDIT = 3;
  public static final byte UNTIMED_EDIT = 4;
  public static final byte STATUS = 16;

  public static MessageFactMark of(byte kind) {
    return new MessageFactMark(kind, 0);
  }

  public static MessageFactMark of(MessageStatus status) {
    return of((byte) (STATUS + status.rank()));
  }

  public static boolean hasDetail(byte kind) {
    return kind == TIMED_EDIT || kind == UNTIMED_EDIT;
  }
}
