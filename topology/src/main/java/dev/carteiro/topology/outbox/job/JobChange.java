// SPDX-License-Identifier: Apache-2.0
package dev.carteiro.topology.outbox.job;

import dev.carteiro.contract.message.MessageStatusError;
import dev.carteiro.contract.send.SendMessageCommand;

/**
 * What the event of a move says beside the state; everything may be null.
 *
 * @param code reason from outside, for a move without one of its own
 * @param detail a sentence for people
 * @param actor id of the API key that caused it
 */
public record JobChange(
    String code,
    String detail,
    MessageStatusError error,
    String actor,
    SendMessageCommand command) {
  public static final JobChange NONE = of(null, null);

  public static JobChange of(String code, String detail) {
    return new JobChange(code, detail, null, null, null);
  }

  public static JobChange by(String actor) {
    return new JobChange(null, null, null, actor, null);
  }
}
